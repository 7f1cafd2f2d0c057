#pragma once

// Payouts: asked for, read, listed and cancelled.

#include "net/json_writer.hpp"
#include "net/payout_destination.hpp"
#include "net/route.hpp"
#include "net/visit.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>

namespace bursar::net {

struct PayoutBody {
  ledger::WalletId from = {};
  ledger::Money amount = {};
  bool as_usdc = false;
  std::string type;
  std::optional<DestinationBody> destination;
  std::string description;
  std::string key;

  static const Schema schema;
};

void create_payout(Visit& visit, PayoutBody& body);
void list_payouts(Visit& visit);
void show_payout(Visit& visit);
void cancel_payout(Visit& visit);

/// What a list asks for: whose, and the words of the query. None: that was refused.
std::shared_ptr<actors::PayoutsCall> payouts_call(Visit& visit);
/// Nothing where it was archived.
void write_payout_row(JsonWriter& json, const Edge& edge, const actors::PayoutRow& row,
                      Dialect dialect);

std::span<const Route> payout_routes();

}  // namespace bursar::net
