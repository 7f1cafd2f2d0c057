#pragma once

// Whoever keeps the deadlines of approvals is told of each as soon as its record is durable, before
// anybody hears the answer.

#include "actors/messages.hpp"
#include "actors/surroundings.hpp"

#include <caf/send.hpp>

namespace bursar::actors {

/// That one waits, of the payer's environment.
inline void tell_approvals(const Surroundings& around, const ledger::Record& record,
                           ledger::Environment environment) {
  const auto* const held = std::get_if<ledger::PaymentHeld>(&record.fact);
  if (held == nullptr) return;
  caf::anon_send(around.approvals,
                 ApprovalAsked{{.request = record.sequence,
                                .approval = {.organization = record.organizations[0].organization,
                                             .environment = environment,
                                             .wallet = held->payment.payer},
                                .expires_at = held->expires_at}});
}

/// That one was decided.
inline void tell_approvals(const Surroundings& around, const ledger::Record& record) {
  if (const auto decision = ledger::decision_of(record.fact))
    caf::anon_send(around.approvals, ApprovalOver{*decision, record.sequence});
}

}  // namespace bursar::actors
