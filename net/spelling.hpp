#pragma once

// How a dialect writes what all of them share: money, ids, currencies.

#include "ledger/ids.hpp"
#include "net/json_writer.hpp"
#include "net/route.hpp"

#include <array>
#include <string>
#include <string_view>

namespace bursar::net {

/// Those that translate.
inline constexpr std::array dialects = {Dialect::agentpay, Dialect::wallgent, Dialect::theros,
                                        Dialect::trove, Dialect::x402};

/// What stands before a dialect's own paths.
constexpr std::string_view path_prefix(Dialect dialect) {
  switch (dialect) {
    case Dialect::canonical:
      return "/";
    case Dialect::agentpay:
      return "/agentpay/";
    case Dialect::wallgent:
      return "/wallgent/";
    case Dialect::theros:
      return "/theros/";
    case Dialect::trove:
      return "/trove/";
    case Dialect::x402:
      return "/x402/";
  }
  return "/";
}

/// What a page of a list calls whether and where it goes on.
struct PageNames {
  std::string_view has_more = "has_more";
  std::string_view next_cursor = "next_cursor";
  bool null_at_the_end = true;  // else the last page has no cursor at all
};
constexpr PageNames page_names(Dialect dialect) {
  if (dialect == Dialect::wallgent) return {"hasMore", "cursor", false};
  return {};
}

constexpr bool money_is_a_number(Dialect dialect) {
  return dialect == Dialect::agentpay || dialect == Dialect::trove;
}

inline void write_money(JsonWriter& json, std::string_view name, ledger::Money money,
                        Dialect dialect) {
  if (money_is_a_number(dialect))
    json.money_number(name, money);
  else
    json.money(name, money);
}

inline std::string_view wallet_prefix(Dialect dialect) {
  return dialect == Dialect::agentpay ? "wallet_" : "wal_";
}

inline std::string wallet_text(ledger::WalletId id, Dialect dialect = Dialect::canonical) {
  return ledger::text(wallet_prefix(dialect), id.bits);
}

inline std::string agent_text(ledger::WalletId id, Dialect dialect = Dialect::canonical) {
  return ledger::text(dialect == Dialect::agentpay ? "agent_" : "agt_", id.bits);
}

inline std::string_view currency_text(bool as_usdc) {
  return as_usdc ? "USDC" : "USD";
}

inline std::string_view environment_text(ledger::Environment environment) {
  return environment == ledger::Environment::sandbox ? "SANDBOX" : "PRODUCTION";
}

inline std::string_view key_prefix(Dialect dialect, ledger::Environment environment) {
  const bool sandbox = environment == ledger::Environment::sandbox;
  if (dialect == Dialect::agentpay) return sandbox ? "pk_test_" : "pk_live_";
  if (dialect == Dialect::wallgent) return sandbox ? "wg_test_" : "wg_live_";
  if (dialect == Dialect::trove) return "tvpk_";
  return sandbox ? "bur_test_" : "bur_live_";
}

inline std::string_view agentpay_secret_prefix(ledger::Environment environment) {
  return environment == ledger::Environment::sandbox ? "sk_test_" : "sk_live_";
}

}  // namespace bursar::net
