#pragma once

// Money is a signed count of hundred-millionths of a dollar, the finest amount the API prints; an
// Amount is what somebody asks to move. There is no floating point and no implicit conversion.
// Where only our own figures take part, overflow is our bug and stops us.

#include "ledger/check.hpp"

#include <compare>
#include <cstdint>
#include <optional>

namespace bursar::ledger {

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

constexpr Money amount_max = Money::dollars(1'000'000'000);
constexpr Money balance_max = Money::dollars(50'000'000'000);

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

  constexpr Money fee(Amount amount) const {
    const __int128 product = static_cast<__int128>(amount.money().units()) * basis_points;
    auto quotient = static_cast<std::int64_t>(product / 10'000);
    const auto remainder = static_cast<std::int64_t>(product % 10'000);
    if (remainder > 5'000 || (remainder == 5'000 && quotient % 2 == 1)) ++quotient;
    return Money::units(quotient) + flat;
  }
};

}  // namespace bursar::ledger
