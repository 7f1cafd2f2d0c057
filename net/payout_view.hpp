#pragma once

// A payout, as its records tell it.

#include "ledger/payouts.hpp"
#include "ledger/record.hpp"
#include "net/json_writer.hpp"
#include "net/route.hpp"
#include "net/schema.hpp"

#include <string_view>

namespace bursar::net {

/// The record that asked for it, and its newest; none: that is the same.
struct PayoutStory {
  const ledger::Record& asked;
  const ledger::Record* last = nullptr;
};

ledger::PayoutStatus status_of(const PayoutStory& story);

/// The members alone, of an object that is open.
void write_payout_members(JsonWriter& json, const PayoutStory& story, const ledger::Bits128& id,
                          Dialect dialect = Dialect::canonical);
void write_payout(JsonWriter& json, const PayoutStory& story, const ledger::Bits128& id,
                  Dialect dialect = Dialect::canonical);

constexpr std::string_view payout_words = "pending|submitted|settling|completed|failed|cancelled";

extern const Schema payout_schema;
extern const Schema agentpay_payout_schema;

}  // namespace bursar::net
