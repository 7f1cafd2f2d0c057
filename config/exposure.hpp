#pragma once

// Who can reach the API, as far as the settings say, and the defaults that follow from it.

#include <cstdint>
#include <string_view>

namespace bursar::config {

/// By its name alone: nobody else's machine can reach it.
bool loopback(std::string_view host);

/// It listens on loopback, and no proxy stands in front that lets others in.
bool local_only(std::string_view host, std::int64_t trusted_hops);

/// Requests of one key a minute, where limits.requests_per_minute is -1: none is counted where only
/// this machine asks. Zero: no limit.
constexpr std::int64_t exposed_requests_per_minute = 6'000;
std::int64_t requests_per_minute(std::int64_t set, bool local);

}  // namespace bursar::config
