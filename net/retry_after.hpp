#pragma once

// Retry-After, as RFC 9110 (10.2.3) has it: seconds, or the moment itself in any of HTTP's three
// spellings of a date. Pure.

#include "ledger/time.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace bursar::net {

/// Whoever wants longer than a day is left alone for a day.
constexpr std::int64_t retry_after_s_max = 86'400;

/// A date of HTTP: "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT" or
/// "Sun Nov  6 08:49:37 1994". None: it is no such. Of two digits the year is the one within fifty
/// of `now`'s.
std::optional<ledger::Time> http_date(std::string_view written, ledger::Time now);

/// How long one is left alone who says so, in whole seconds; none: it says nothing that can be
/// read. A moment is held against the answer's own `date` where that can be read, as its clock may
/// be another than ours; one that is past is none to wait for.
std::optional<std::int64_t> retry_after_s(std::string_view written, std::string_view date,
                                          ledger::Time now);

}  // namespace bursar::net
