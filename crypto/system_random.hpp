#pragma once

// The operating system's random source. Ledger and actors are given theirs through a port instead.

#include <cstdint>
#include <span>

namespace bursar::crypto {

void fill_random(std::span<std::uint8_t> bytes);

}  // namespace bursar::crypto
