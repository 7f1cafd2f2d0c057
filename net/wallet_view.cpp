#include "net/wallet_view.hpp"

#include "net/dialects/theros.hpp"
#include "net/dialects/wallgent.hpp"
#include "net/permission_words.hpp"
#include "net/policy_view.hpp"
#include "net/spelling.hpp"
#include "net/visit.hpp"
#include "net/wallet_address.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bursar::net {

namespace {

constexpr std::array<std::pair<std::string_view, ledger::Condition>, 6> condition_words = {{
    {"active", ledger::Condition::active},
    {"idle", ledger::Condition::idle},
    {"policy_violation", ledger::Condition::policy_violation},
    {"frozen", ledger::Condition::frozen},
    {"unfunded", ledger::Condition::unfunded},
    {"archived", ledger::Condition::archived},
}};

constexpr std::array wallet_fields = {
    tells("id", Kind::text, "wal_ and 26 characters"),
    tells("number", Kind::count, "Counts the wallets of an organisation and environment"),
    tells("organization_id", Kind::text, "org_ and 26 characters"),
    tells("account_id", Kind::text, "Its account in the ledger"),
    tells("wallet_type", Kind::text, "ORG or AGENT"),
    tells("environment", Kind::text, "SANDBOX or PRODUCTION"),
    tells("agent_id", Kind::text, "The caller's own name for it", Need::optional),
    tells("label", Kind::text, "A label", Need::optional),
    tells("name", Kind::text, "A name", Need::optional),
    tells("agent_name", Kind::text, "Its agent's name", Need::optional),
    tells("operator", Kind::text, "Who runs the agent", Need::optional),
    tells("policy_id", Kind::text, "The policy that binds it", Need::optional),
    tells("policy", Kind::one, policy_in_wallet_schema, "What that says, but for its lists",
          Need::optional),
    tells("tags", Kind::labels, "Tags"),
    tells("metadata", Kind::object, "The caller's own", Need::optional),
    tells("balance", Kind::amount, "What it holds"),
    tells("available", Kind::amount, "What of it can be spent"),
    tells("reserved", Kind::amount, "What is set aside for tokens"),
    tells("pending", Kind::amount, "What is set aside for approvals, rails and payouts"),
    tells("currency", Kind::text, "USD"),
    tells("budget_limit", Kind::limit, "What it may spend in its life", Need::optional),
    tells("status", Kind::text, "active, idle, policy_violation, frozen, unfunded or archived"),
    tells("solana_address", Kind::text, "Derived from its id; nothing is put on a chain"),
    tells("created_at", Kind::time, "When it was made"),
    tells("updated_at", Kind::time, "When it was last changed"),
    tells("last_transaction_at", Kind::time, "When money last moved", Need::optional),
};

constexpr std::array balance_fields = {
    tells("wallet_id", Kind::text, "The wallet"),
    tells("balance", Kind::amount, "What it holds"),
    tells("available", Kind::amount, "What of it can be spent"),
    tells("reserved", Kind::amount, "What is set aside for tokens"),
    tells("pending", Kind::amount, "What is set aside for approvals, rails and payouts"),
    tells("currency", Kind::text, "USD"),
    tells("total_spent", Kind::amount, "Amounts and fees of all its payments"),
    tells("budget_limit", Kind::limit, "What it may spend in its life", Need::optional),
    tells("remaining_budget", Kind::limit, "What is left of that", Need::optional),
    tells("transaction_count", Kind::count, "How often money moved"),
    tells("owed", Kind::amount,
          "Where it is any: to the organisation's treasury, which gave in its place when a dispute "
          "was resolved; whatever comes goes to that first. Not told of the past",
          Need::optional),
};

constexpr std::array agentpay_balance_fields = money_as_numbers(balance_fields);

ledger::Money available(const ledger::WalletState& state) {
  return state.posted - state.held;
}

// A budget counts amounts without their fees, and may have been lowered below what was spent.
ledger::Money remaining(const ledger::WalletState& state, ledger::Money budget_limit) {
  const ledger::Money counted = state.usage.in_total;
  return counted < budget_limit ? budget_limit - counted : ledger::Money{};
}

void write_policy(JsonWriter& json, const actors::WalletView& view) {
  write_policy_id(json, "policy_id", view.state.policy);
  if (view.policy == nullptr) {
    json.null("policy");
    return;
  }
  const ledger::PolicyTerms& terms = view.policy->terms;
  json.key("policy").open_object();
  write_policy_id(json, "id", terms.id);
  json.number("version", std::uint64_t{terms.version});
  write_policy_rules(json, terms);
  json.close_object();
}

void write_names(JsonWriter& json, const ledger::WalletOpened& opened) {
  json.text_or_null("agent_id", opened.agent_id)
      .text_or_null("label", opened.label)
      .text_or_null("name", opened.name)
      .text_or_null("agent_name", opened.agent_name)
      .text_or_null("operator", opened.operator_name);
}

}  // namespace

const Schema wallet_schema{"Wallet", wallet_fields, "An account that an agent spends from."};
const Schema balance_schema{"Balance", balance_fields};
const Schema agentpay_balance_schema{"AgentPayBalance", agentpay_balance_fields};

Seen seen_by(const Visit& visit) {
  return {.organization = visit.caller().organization_id, .now = visit.now()};
}

ledger::Condition wallet_condition(const actors::WalletView& view, ledger::Time now) {
  const ledger::WalletState& state = view.state;
  return condition(state.status,
                   {.moved_at = state.last_transaction_at,
                    .ever_held_money = state.ever_held_money,
                    .denied_at = view.denied_at},
                   now);
}

std::string_view wallet_status(const actors::WalletView& view, ledger::Time now) {
  const auto condition = wallet_condition(view, now);
  return std::ranges::find(condition_words, condition, [](auto row) { return row.second; })->first;
}

std::optional<ledger::Condition> condition_of(std::string_view status) {
  const auto found = std::ranges::find(condition_words, status, [](auto row) { return row.first; });
  if (found == condition_words.end()) return std::nullopt;
  return found->second;
}

void write_limit(JsonWriter& json, std::string_view name, std::optional<ledger::Money> limit,
                 Dialect dialect) {
  if (limit)
    write_money(json, name, *limit, dialect);
  else
    json.null(name);
}

void write_permissions(JsonWriter& json, std::string_view name, ledger::Permissions permissions) {
  json.key(name).open_array();
  for (const auto& [word, permission] : permission_words)
    if (permissions.has(permission)) json.text(word);
  json.close_array();
}

void write_tags(JsonWriter& json, const std::vector<std::string>& tags) {
  json.key("tags").open_array();
  for (const std::string& tag : tags) json.text(tag);
  json.close_array();
}

void write_object_or_null(JsonWriter& json, std::string_view name, std::string_view object) {
  json.raw(name, object.empty() ? "null" : object);
}

void write_wallet(JsonWriter& json, const actors::WalletView& view, const Seen& seen) {
  const ledger::WalletOpened& opened = view.profile.opened;
  const ledger::WalletState& state = view.state;
  const bool org = opened.address.type == ledger::WalletType::org;
  json.open_object()
      .text("id", wallet_text(opened.address.id))
      .number("number", opened.number)
      .text("organization_id", ledger::text("org_", seen.organization.bits))
      .text("account_id", ledger::text("acct_", opened.address.id.bits))
      .text("wallet_type", org ? "ORG" : "AGENT")
      .text("environment", environment_text(opened.address.environment));
  write_names(json, opened);
  write_policy(json, view);
  write_tags(json, opened.tags);
  write_object_or_null(json, "metadata", opened.metadata);
  json.money("balance", state.posted)
      .money("available", available(state))
      .money("reserved", ledger::held_by(state.tokens))
      .money("pending", state.held - ledger::held_by(state.tokens))
      .text("currency", "USD");
  write_limit(json, "budget_limit", state.budget_limit);
  json.text("status", wallet_status(view, seen.now))
      .text("solana_address", solana_address(opened.address.id))
      .time("created_at", view.profile.created_at)
      .time("updated_at", view.profile.updated_at)
      .time("last_transaction_at", state.last_transaction_at)
      .close_object();
}

void write_wallet(JsonWriter& json, const actors::WalletView& view, const Seen& seen,
                  Dialect dialect) {
  if (dialect == Dialect::wallgent) return write_wallgent_wallet(json, view, seen);
  if (dialect == Dialect::theros) return write_theros_wallet(json, view, seen);
  write_wallet(json, view, seen);
}

void write_balance(JsonWriter& json, const ledger::WalletState& state, Dialect dialect) {
  if (dialect == Dialect::wallgent) return write_wallgent_balance(json, state);
  json.open_object().text("wallet_id", wallet_text(state.address.id, dialect));
  write_money(json, "balance", state.posted, dialect);
  write_money(json, "available", available(state), dialect);
  write_money(json, "reserved", ledger::held_by(state.tokens), dialect);
  write_money(json, "pending", state.held - ledger::held_by(state.tokens), dialect);
  json.text("currency", "USD");
  write_money(json, "total_spent", state.total_spent, dialect);
  write_limit(json, "budget_limit", state.budget_limit, dialect);
  if (state.budget_limit)
    write_money(json, "remaining_budget", remaining(state, *state.budget_limit), dialect);
  else
    json.null("remaining_budget");
  json.number("transaction_count", state.transaction_count);
  if (!state.owed.zero()) write_money(json, "owed", state.owed, dialect);
  json.close_object();
}

}  // namespace bursar::net
