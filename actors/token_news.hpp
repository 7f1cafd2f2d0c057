#pragma once

// Whoever keeps the deadlines of tokens is told of each as soon as its record is durable, before
// anybody hears the answer; and its service's trust is counted.

#include "actors/messages.hpp"
#include "actors/service_catalogue.hpp"
#include "actors/surroundings.hpp"

#include <caf/send.hpp>

namespace bursar::actors {

/// That one was issued, of the payer's environment.
inline void tell_tokens(const Surroundings& around, const ledger::Record& record,
                        ledger::Environment environment) {
  const auto* const issued = std::get_if<ledger::TokenIssued>(&record.fact);
  if (issued == nullptr) return;
  caf::anon_send(around.tokens,
                 TokenOpened{{.token = record.sequence,
                              .row = {.organization = record.organizations[0].organization,
                                      .environment = environment,
                                      .payer = issued->payment.payer,
                                      .last = record.sequence},
                              .deadline = issued->terms.expires_at}});
}

/// What has become of one.
inline void tell_tokens(const Surroundings& around, const ledger::Record& record) {
  const auto move = ledger::token_move(record.fact);
  if (!move) return;
  const auto* const advanced = std::get_if<ledger::TokenAdvanced>(&record.fact);
  if (!move->service.none()) around.services.count(move->service, move->status);
  caf::anon_send(around.tokens,
                 TokenMoved{*move, record.sequence,
                            advanced != nullptr ? advanced->deadline : ledger::Time{}});
}

}  // namespace bursar::actors
