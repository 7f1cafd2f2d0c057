#pragma once

// Several wallets funded by their organisation at once: all of them or none. The handler serves the
// dialects' rows too, whose tables fill the same body.

#include "ledger/record.hpp"
#include "net/json_writer.hpp"
#include "net/visit.hpp"

#include <span>
#include <string>
#include <vector>

namespace bursar::net {

struct AllocationBody {
  ledger::WalletId wallet = {};
  ledger::Money amount = {};
};

struct FundBatchBody {
  std::vector<AllocationBody> allocations;
  std::string key;

  static const Schema schema;
};

void fund_batch(Visit& visit, FundBatchBody& body);

std::span<const Route> fund_batch_routes();

/// Of its record alone, so that a replay is the same.
void write_batch_funding(JsonWriter& json, const ledger::Record& record, const ledger::Bits128& id);

}  // namespace bursar::net
