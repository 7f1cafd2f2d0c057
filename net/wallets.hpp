#pragma once

// Wallets: opening, listing and reading. The handlers serve the dialects' rows too, whose tables
// fill the same body.

#include "net/visit.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace bursar::net {

std::span<const Route> wallet_routes();

struct WalletBody {
  std::string agent_id;
  std::string label;
  std::string name;
  std::string agent_name;
  std::string operator_name;
  ledger::PolicyId policy = {};
  std::vector<std::string> tags;
  std::string metadata;
  std::optional<ledger::Money> budget_limit;

  static const Schema schema;
};

void open_wallet(Visit& visit, WalletBody& body);
void show_wallet(Visit& visit);
void show_balance(Visit& visit);

/// Pages of wallets, or of agents alone.
void list_wallets(Visit& visit);
void list_agents(Visit& visit);

}  // namespace bursar::net
