#pragma once

#include "ledger/decimal.hpp"
#include "ledger/money.hpp"

#include <cstdint>
#include <string_view>

namespace bursar::tests {

/// For amounts that a test knows to be good.
inline ledger::Amount amount(std::int64_t units) {
  return ledger::Amount::of(ledger::Money::units(units)).value();
}

inline ledger::Money money(std::int64_t units) {
  return ledger::Money::units(units);
}

/// As people write it: usd("5.00").
inline ledger::Money usd(std::string_view written) {
  return ledger::parse_decimal(written).value();
}

inline ledger::Amount amount(std::string_view written) {
  return ledger::Amount::of(usd(written)).value();
}

}  // namespace bursar::tests
