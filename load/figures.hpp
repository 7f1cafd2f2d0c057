#pragma once

// Numbers as reports write them.

#include <cstdint>
#include <string>

namespace bursar::load {

/// Exactly so many decimals: fixed(0.5, 2) is "0.50".
std::string fixed(double number, int decimals);
/// Nanoseconds as milliseconds: "0.412", with six decimals where `exact`.
std::string milliseconds(std::int64_t nanoseconds, bool exact = false);
/// "12,345"; what is below ten keeps a decimal.
std::string grouped(double number);
std::string grouped(std::uint64_t number);

}  // namespace bursar::load
