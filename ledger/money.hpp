#pragma once

// Money is a signed count of hundred-millionths of a dollar, the finest amount the API prints; an
// Amount is what somebody asks to move. There is no floating point and no implicit conversion.
// Where only our own figures take part, overflow is our bug and stops us.

#include "ledger/check.hpp"

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>

namespace bursar::ledger {

/// For sums and products that may leave 64 bits on their way.
__extension__ typedef __int128 Wide;

class Money {
 public:
  constexpr Money() = default;
  static constexpr Money units(std::int64_t count) { return Money{count}; }
  static constexpr Money dollars(std::int64_t count) {
    std::int64_t units = 0;
    CHECK(!__builtin_mul_overflow(count, units_per_dollar, &units));
    return Money{units};
  }

  constexpr std::int64_t units() const { return units_; }
  constexpr bool negative() const { return units_ < 0; }
  constexpr bool zero() const { return units_ == 0; }

  friend constexpr auto operator<=>(Money, Money) = default;

  friend constexpr Money operator+(Money a, Money b) {
    std::int64_t sum = 0;
    CHECK(!__builtin_add_overflow(a.units_, b.units_, &sum));
    return Money{sum};
  }
  friend constexpr Money operator-(Money a, Money b) {
    std::int64_t difference = 0;
    CHECK(!__builtin_sub_overflow(a.units_, b.units_, &difference));
    return Money{difference};
  }
  friend constexpr Money operator-(Money a) { return Money{} - a; }

  static constexpr std::int64_t units_per_dollar = 100'000'000;

 private:
  constexpr explicit Money(std::int64_t count) : units_{count} {}

  std::int64_t units_ = 0;
};

/// For counters that only grow and are asked whether they are past a limit: at the top they stay.
constexpr Money saturating_sum(Money a, Money b) {
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(a.units(), b.units(), &sum)) return Money::units(sum);
  return Money::units(b.negative() ? std::numeric_limits<std::int64_t>::min()
                                   : std::numeric_limits<std::int64_t>::max());
}

constexpr Money amount_max = Money::dollars(1'000'000'000);
constexpr Money balance_max = Money::dollars(50'000'000'000);

/// A total over many accounts as Money, or the nearest that Money can say.
constexpr Money nearest(Wide units) {
  if (units > std::numeric_limits<std::int64_t>::max())
    return Money::units(std::numeric_limits<std::int64_t>::max());
  if (units < std::numeric_limits<std::int64_t>::min())
    return Money::units(std::numeric_limits<std::int64_t>::min());
  return Money::units(static_cast<std::int64_t>(units));
}

/// Above zero and at most amount_max. Holding one is the proof that it was checked at the edge.
class Amount {
 public:
  static constexpr std::optional<Amount> of(Money money) {
    if (money <= Money{} || money > amount_max) return std::nullopt;
    return Amount{money};
  }

  constexpr Money money() const { return money_; }
  friend constexpr auto operator<=>(Amount, Amount) = default;

 private:
  constexpr explicit Amount(Money money) : money_{money} {}

  Money money_;
};

/// What is taken on top of a payment, or off it: basis points of the amount, rounded half to even
/// to a unit, plus a flat part.
struct FeeSchedule {
  std::int64_t basis_points = 40;
  Money flat = {};

  constexpr Money fee(Amount amount) const { return fee_on(amount.money().units()); }

  /// The largest amount that costs no more than `total` with its fee; zero when there is none.
  constexpr Money principal_within(Money total) const {
    if (total <= flat) return {};
    const Wide exact = static_cast<Wide>((total - flat).units()) * 10'000;
    // Rounding the fee moves the answer by less than one unit, so it is at most one above.
    Wide above = exact / (10'000 + basis_points) + 1;
    if (above > amount_max.units()) above = amount_max.units();
    auto units = static_cast<std::int64_t>(above);
    while (units > 0 && Money::units(units) + fee_on(units) > total) --units;
    return Money::units(units);
  }

 private:
  constexpr Money fee_on(std::int64_t units) const {
    const Wide product = static_cast<Wide>(units) * basis_points;
    auto quotient = static_cast<std::int64_t>(product / 10'000);
    const auto remainder = static_cast<std::int64_t>(product % 10'000);
    if (remainder > 5'000 || (remainder == 5'000 && quotient % 2 == 1)) ++quotient;
    return Money::units(quotient) + flat;
  }
};

}  // namespace bursar::ledger
