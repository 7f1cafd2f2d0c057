#pragma once

// Money as text, read exactly and never through a double.

#include "ledger/money.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bursar::ledger {

/// "500.00", "0.005", "-1.50": at least two decimals, no trailing zeros past that.
std::string text(Money money);

/// A decimal string as people write it in JSON quotes: digits, at most 8 decimals, no sign but '-',
/// no exponent, no leading zeros or spaces. None when it is not one or does not fit.
std::optional<Money> parse_decimal(std::string_view written);

/// The raw token of a JSON number, which may carry an exponent ("5e-7") when its value is exact.
std::optional<Money> parse_json_number(std::string_view token);

}  // namespace bursar::ledger
