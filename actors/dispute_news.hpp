#pragma once

// What a dispute has come to is counted for the trust in whoever sold, as soon as its record is
// durable.

#include "actors/service_catalogue.hpp"
#include "actors/surroundings.hpp"
#include "ledger/disputes.hpp"

namespace bursar::actors {

inline void tell_disputes(const Surroundings& around, const ledger::Record& record) {
  const auto move = ledger::dispute_move(record.fact);
  if (move && !move->service.none()) around.services.count(move->service, move->status);
}

}  // namespace bursar::actors
