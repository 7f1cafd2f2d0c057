#include "ledger/paying_together.hpp"

#include <cstdint>
#include <utility>
#include <variant>

namespace bursar::ledger {

namespace {

std::unexpected<Error> refusal(Error error, std::size_t place) {
  error.part = static_cast<std::uint16_t>(place + 1);
  error.of_payments = true;
  return std::unexpected{error};
}

Result<std::vector<Decided>> decided_in_turn(Wallet trial, std::span<const Pay* const> pays,
                                             const Terms& terms, Time now,
                                             const PolicyInForce* policy) {
  std::vector<Decided> all;
  all.reserve(pays.size());
  for (std::size_t i = 0; i < pays.size(); ++i) {
    auto decided = trial.decide(*pays[i], terms, now, policy);
    if (!decided) return refusal(decided.error(), i);
    if (const auto* held = std::get_if<PaymentHeld>(&decided->fact))
      return refusal({.code = Errc::policy_denied, .rule = held->rule, .limit = held->above}, i);
    trial.hold(*decided, now);
    all.push_back(*std::move(decided));
  }
  return all;
}

Result<void> given_in_turn(const Wallet& source, std::span<const Money> drawn) {
  Money sum;
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    sum = sum + drawn[i];
    if (const auto may = source.give(sum); !may) return refusal(may.error(), i);
  }
  return {};
}

}  // namespace

// Where the records alone refuse it is they who say what of it, and why: what is under way may come
// to nothing.
Result<std::vector<Decided>> decide_together(const Wallet& payer, std::span<const Pay* const> pays,
                                             const Terms& terms, Time now,
                                             const PolicyInForce* policy) {
  auto all = decided_in_turn(payer, pays, terms, now, policy);
  if (all || !payer.in_flight()) return all;
  auto recorded = decided_in_turn(Wallet{payer.state()}, pays, terms, now, policy);
  return recorded ? all : recorded;
}

bool only_what_is_under_way_refuses(const Wallet& payer, std::span<const Pay* const> pays,
                                    const Terms& terms, Time now, const PolicyInForce* policy) {
  return payer.in_flight() && !decide_together(payer, pays, terms, now, policy) &&
         decide_together(payer.at_rest(), pays, terms, now, policy);
}

// Likewise of which of them it is.
Result<void> give_together(const Wallet& source, std::span<const Money> drawn) {
  auto may = given_in_turn(source, drawn);
  if (may || !source.in_flight()) return may;
  auto recorded = given_in_turn(Wallet{source.state()}, drawn);
  return recorded ? may : recorded;
}

bool only_what_is_under_way_refuses(const Wallet& source, Money drawn, Money with_them) {
  return !source.give(drawn) && source.only_what_is_under_way_refuses(drawn + with_them);
}

}  // namespace bursar::ledger
