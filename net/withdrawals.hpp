#pragma once

// What an organisation fetches back from its wallets, and budgets of agents adjusted by hand. The
// handlers serve the dialects' rows too, whose tables fill the same body.

#include "ledger/record.hpp"
#include "net/json_writer.hpp"
#include "net/visit.hpp"

#include <span>
#include <string>

namespace bursar::net {

struct WithdrawalBody {
  ledger::Money amount = {};  // zero: all
  std::string key;

  static const Schema schema;
};

struct AdjustmentBody {
  ledger::Money amount = {};  // below zero it goes back to the organisation
  std::string key;

  static const Schema schema;
};

void withdraw(Visit& visit, WithdrawalBody& body);
void adjust_budget(Visit& visit, AdjustmentBody& body);

std::span<const Route> withdrawal_routes();

/// Of their records alone, so that a replay is the same.
void write_withdrawal(JsonWriter& json, const ledger::Record& record, const ledger::Bits128& id);
void write_adjustment(JsonWriter& json, const ledger::Record& record, const ledger::Bits128& id);

/// Whether the record is of an adjusted budget, which it answers then.
bool adjusts_budget(const ledger::Record& record);

}  // namespace bursar::net
