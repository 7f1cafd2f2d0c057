// A fee is basis points of the amount, rounded half to even, plus a flat part; the largest payment
// within a total is just that.

#include "ledger/money.hpp"
#include "tests/fuzz/target.hpp"

namespace bursar::fuzz {

namespace {

using ledger::Amount;
using ledger::FeeSchedule;
using ledger::Money;

/// Anything from zero to `most`.
Money take_money(Input& input, Money most) {
  const auto drawn = take<std::uint64_t>(input);
  return Money::units(
      static_cast<std::int64_t>(drawn % (static_cast<std::uint64_t>(most.units()) + 1)));
}

void is_rounded_to_even(const FeeSchedule& fees, Amount amount) {
  const ledger::Wide exact = ledger::Wide{amount.money().units()} * fees.basis_points;
  const auto rounded = (fees.fee(amount) - fees.flat).units();
  const ledger::Wide off = exact - ledger::Wide{rounded} * 10'000;
  must(off >= -5'000 && off <= 5'000, "a fee is off by half a unit at most");
  must((off != 5'000 && off != -5'000) || rounded % 2 == 0, "half a unit goes to the even one");
}

bool fits(const FeeSchedule& fees, std::int64_t units, Money total) {
  const auto amount = Amount::of(Money::units(units));
  return amount && amount->money() + fees.fee(*amount) <= total;
}

void is_the_largest_within(const FeeSchedule& fees, Money total) {
  const std::int64_t largest = fees.principal_within(total).units();
  must(largest >= 0, "no payment is negative");
  must(largest == 0 || fits(fees, largest, total), "it fits with its fee");
  must(!fits(fees, largest + 1, total), "nothing larger fits");
}

}  // namespace

void fees(Input input) {
  const FeeSchedule fees{.basis_points = take<std::uint16_t>(input) % 10'001,
                         .flat = take_money(input, Money::dollars(1'000))};
  if (const auto amount = Amount::of(take_money(input, ledger::amount_max))) {
    is_rounded_to_even(fees, *amount);
    is_the_largest_within(fees, amount->money() + fees.fee(*amount));
  }
  is_the_largest_within(fees, take_money(input, ledger::balance_max));
  is_the_largest_within(fees, Money::units(take<std::uint16_t>(input)));
}

}  // namespace bursar::fuzz
