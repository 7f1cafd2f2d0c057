#pragma once

// Keys. The handlers serve the dialects' rows too, whose tables fill the same bodies.

#include "ledger/identity.hpp"
#include "net/visit.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace bursar::net {

struct KeyBody {
  std::string name;
  std::optional<ledger::Permissions> permissions;
  std::optional<ledger::WalletId> wallet;
  std::string organization;  // these two are the operator's to name
  std::string environment;

  static const Schema schema;
};

struct RotationBody {
  std::int64_t grace_seconds = 0;

  static const Schema schema;
};

void make_key(Visit& visit, KeyBody& body);
void list_keys(Visit& visit);
void show_key(Visit& visit);
void revoke_key(Visit& visit);
void rotate_agents_key(Visit& visit, RotationBody& body);

std::span<const Route> key_routes();

std::string_view word(ledger::KeyClass key_class);

}  // namespace bursar::net
