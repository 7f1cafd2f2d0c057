#pragma once

// Whoever looks after payouts is told of each as soon as its record is durable, before anybody
// hears the answer.

#include "actors/messages.hpp"
#include "actors/surroundings.hpp"

#include <caf/send.hpp>

namespace bursar::actors {

/// That one was asked for, of the payer's environment.
inline void tell_payouts(const Surroundings& around, const ledger::Record& record,
                         ledger::Environment environment) {
  const auto* const asked = std::get_if<ledger::PayoutAsked>(&record.fact);
  if (asked == nullptr) return;
  caf::anon_send(around.payouts,
                 PayoutOpened{{.payout = record.sequence,
                               .row = {.organization = record.organizations[0].organization,
                                       .environment = environment,
                                       .wallet = asked->payment.payer,
                                       .last = record.sequence},
                               .submit_at = asked->submit_at,
                               .since = asked->payment.counted_at}});
}

/// What has become of one.
inline void tell_payouts(const Surroundings& around, const ledger::Record& record) {
  const auto move = ledger::payout_move(record.fact);
  if (!move) return;
  const auto* const advanced = std::get_if<ledger::PayoutAdvanced>(&record.fact);
  caf::anon_send(around.payouts, PayoutMoved{*move, record.sequence,
                                             advanced != nullptr ? advanced->at : record.time});
}

}  // namespace bursar::actors
