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

}  // namespace

Result<std::vector<Decided>> decide_together(const Wallet& payer, std::span<const Pay* const> pays,
                                             const Terms& terms, Time now,
                                             const PolicyInForce* policy) {
  Wallet trial{payer};
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

bool only_what_is_under_way_refuses(const Wallet& payer, std::span<const Pay* const> pays,
                                    const Terms& terms, Time now, const PolicyInForce* policy) {
  return payer.in_flight() && !decide_together(payer, pays, terms, now, policy) &&
         decide_together(payer.at_rest(), pays, terms, now, policy);
}

}  // namespace bursar::ledger
