#pragma once

// Payments that are made, and what of them goes back, as the auditor knows them.

#include "ledger/record.hpp"

namespace bursar::simulation {

struct Evidence;
struct Movement;

struct PaymentRow {
  ledger::Record record;
  ledger::Wide refunded = 0;
  ledger::Sequence newest = {};  // the last record of it

  const ledger::Paid& paid() const { return std::get<ledger::Paid>(record.fact); }
};

// --- Of the next record, before it is added up.

bool refunds_within_the_principal(const Evidence& before, const ledger::Record& next);
bool says_what_it_refunds(const Evidence& before, const ledger::Record& next);
bool goes_back_to_the_source_first(const Evidence& before, const ledger::Record& next);
bool goes_to_whoever_paid(const Evidence& before, const ledger::Record& next);
/// One that all was asked back of gives all that is left.
bool refunds_as_asked(const Evidence& before, const ledger::Refunded& refunded,
                      const Movement& asked);

// --- Why a refund may be refused.

bool has_nothing_left(const Evidence& now, const Movement& asked);
bool asks_for_more_than_is_left(const Evidence& now, const Movement& asked,
                                const ledger::Error& error);

}  // namespace bursar::simulation
