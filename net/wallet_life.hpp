#pragma once

// What becomes of a wallet once it is open: names, policy, freezing, its end; an agent's too.

#include "net/visit.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace bursar::net {

// The handlers serve the dialects' rows too, whose tables fill the same body.

struct WalletPatchBody {
  std::optional<std::string> label;
  std::optional<std::string> name;
  std::optional<ledger::PolicyId> policy;
  std::optional<std::vector<std::string>> tags;
  std::optional<std::string> metadata;
  std::optional<std::string> status;

  static const Schema schema;
};

constexpr std::string_view settable_status_words = "active|frozen";

/// An agent names and describes itself; the rest is for its organisation, of whose keys one that
/// may not write policies binds no wallet by one.
bool may_change(Visit& visit, WalletPatchBody& body);
void change_wallet(Visit& visit, WalletPatchBody& body);
void archive_wallet(Visit& visit);
void pause_agent(Visit& visit);
void resume_agent(Visit& visit);
void delete_agent(Visit& visit);

std::span<const Route> wallet_life_routes();

}  // namespace bursar::net
