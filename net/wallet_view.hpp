#pragma once

// A wallet and a balance as the API shows them, and what of a wallet others show too.

#include "actors/commands.hpp"
#include "ledger/condition.hpp"
#include "ledger/time.hpp"
#include "net/json_writer.hpp"
#include "net/route.hpp"
#include "net/schema.hpp"

#include <optional>
#include <string_view>

namespace bursar::net {

ledger::Condition wallet_condition(const actors::WalletView& view, ledger::Time now);
/// The word for that.
std::string_view wallet_status(const actors::WalletView& view, ledger::Time now);
/// None: no condition has that word.
std::optional<ledger::Condition> condition_of(std::string_view status);

constexpr std::string_view wallet_status_words =
    "active|idle|policy_violation|frozen|unfunded|archived";

/// What a view does not know of itself.
struct Seen {
  ledger::OrganizationId organization = {};
  ledger::Time now = {};
};
/// By whoever asks.
Seen seen_by(const Visit& visit);

void write_wallet(JsonWriter& json, const actors::WalletView& view, const Seen& seen);
/// As the dialect writes it.
void write_wallet(JsonWriter& json, const actors::WalletView& view, const Seen& seen,
                  Dialect dialect);
void write_balance(JsonWriter& json, const ledger::WalletState& state, Dialect dialect);

void write_limit(JsonWriter& json, std::string_view name, std::optional<ledger::Money> limit,
                 Dialect dialect = Dialect::canonical);
void write_permissions(JsonWriter& json, std::string_view name, ledger::Permissions permissions);
void write_tags(JsonWriter& json, const std::vector<std::string>& tags);
void write_object_or_null(JsonWriter& json, std::string_view name, std::string_view object);

extern const Schema wallet_schema;
extern const Schema balance_schema;
extern const Schema agentpay_balance_schema;

}  // namespace bursar::net
