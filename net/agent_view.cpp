#include "net/agent_view.hpp"

#include "net/dialects/wallgent.hpp"
#include "net/key_view.hpp"
#include "net/policy_view.hpp"
#include "net/spelling.hpp"

#include <array>

namespace bursar::net {

namespace {

constexpr std::array key_fields = {
    tells("id", Kind::text, "key_ and 26 characters"),
    tells("name", Kind::text, "The key's name"),
    tells("permissions", Kind::labels, "What it may do"),
    tells("last_used_at", Kind::time, "When it last spoke, to the minute", Need::optional),
    tells("created_at", Kind::time, "When it was made"),
};
constexpr Schema key_schema{"AgentKey", key_fields};

constexpr std::array agent_fields = {
    tells("id", Kind::text, "agt_ and the 26 characters of its wallet's id"),
    tells("wallet_id", Kind::text, "Its wallet"),
    tells("organization_id", Kind::text, "org_ and 26 characters"),
    tells("name", Kind::text, "Its name"),
    tells("operator", Kind::text, "Who runs it", Need::optional),
    tells("environment", Kind::text, "SANDBOX or PRODUCTION"),
    tells("balance", Kind::amount, "What its wallet holds"),
    tells("currency", Kind::text, "USD"),
    tells("budget_limit", Kind::limit, "What it may spend in its life", Need::optional),
    tells("status", Kind::text, "As its wallet's"),
    tells("policy_id", Kind::text, "The policy that binds it", Need::optional),
    tells("tags", Kind::labels, "Tags"),
    tells("metadata", Kind::object, "The caller's own", Need::optional),
    tells("key", Kind::one, key_schema, "Its active key", Need::optional),
    tells("created_at", Kind::time, "When it was made"),
};

constexpr std::array shown_once_fields = {
    tells("api_key", Kind::text, "Its key: shown this once"),
    tells("api_key_id", Kind::text, "key_ and 26 characters"),
    tells("secret_key", Kind::text, "Shown this once; unlocks nothing yet"),
    tells("permissions", Kind::labels, "What the key may do"),
};
constexpr std::array new_agent_fields = joined(agent_fields, shown_once_fields);

constexpr std::array agentpay_agent_fields = {
    tells("id", Kind::text, "agent_ and 26 characters"),
    tells("api_key", Kind::text, "Its key: shown this once"),
    tells("wallet_id", Kind::text, "wallet_ and 26 characters"),
    tells("secret_key", Kind::text, "Shown this once; unlocks nothing yet"),
    tells("name", Kind::text, "Its name"),
    tells("operator", Kind::text, "Who runs it", Need::optional),
    tells("balance", Kind::number, "What its wallet holds"),
    tells("status", Kind::text, "As its wallet's"),
    tells("created_at", Kind::time, "When it was made"),
};

std::string_view name_of(const ledger::WalletOpened& opened) {
  return opened.agent_name.empty() ? opened.name : opened.agent_name;
}

void write_key(JsonWriter& json, const actors::WalletView& view) {
  if (!view.active_key) {
    json.null("key");
    return;
  }
  json.key("key")
      .open_object()
      .text("id", ledger::text("key_", view.active_key->made.id.bits))
      .text("name", view.active_key->made.name);
  write_permissions(json, "permissions", view.active_key->made.permissions);
  write_time(json, "last_used_at", view.active_key->last_used);
  json.time("created_at", view.active_key->created_at).close_object();
}

void write_members(JsonWriter& json, const actors::WalletView& view, const Seen& seen) {
  const ledger::WalletOpened& opened = view.profile.opened;
  json.text("id", agent_text(opened.address.id))
      .text("wallet_id", wallet_text(opened.address.id))
      .text("organization_id", ledger::text("org_", seen.organization.bits))
      .text("name", name_of(opened))
      .text_or_null("operator", opened.operator_name)
      .text("environment", environment_text(opened.address.environment))
      .money("balance", view.state.posted)
      .text("currency", "USD");
  write_limit(json, "budget_limit", view.state.budget_limit);
  json.text("status", wallet_status(view, seen.now));
  write_policy_id(json, "policy_id", view.state.policy);
  write_tags(json, opened.tags);
  write_object_or_null(json, "metadata", opened.metadata);
  write_key(json, view);
  json.time("created_at", view.profile.created_at);
}

void write_canonical(JsonWriter& json, const actors::Opened& opened, const Seen& seen) {
  json.open_object();
  write_members(json, opened.wallet, seen);
  json.text("api_key", opened.api_key)
      .text("api_key_id", ledger::text("key_", opened.key.id.bits))
      .text("secret_key", opened.secret_key);
  write_permissions(json, "permissions", opened.key.permissions);
  json.close_object();
}

void write_agentpay(JsonWriter& json, const actors::Opened& opened, const Seen& seen) {
  const ledger::WalletOpened& wallet = opened.wallet.profile.opened;
  json.open_object()
      .text("id", agent_text(wallet.address.id, Dialect::agentpay))
      .text("api_key", opened.api_key)
      .text("wallet_id", wallet_text(wallet.address.id, Dialect::agentpay))
      .text("secret_key", opened.secret_key)
      .text("name", wallet.agent_name)
      .text_or_null("operator", wallet.operator_name)
      .money_number("balance", opened.wallet.state.posted)
      .text("status", wallet_status(opened.wallet, seen.now))
      .time("created_at", opened.wallet.profile.created_at)
      .close_object();
}

}  // namespace

const Schema agent_schema{"Agent", agent_fields, "A wallet, a key scoped to it and a policy."};
const Schema new_agent_schema{"NewAgent", new_agent_fields};
const Schema agentpay_agent_schema{"AgentPayAgent", agentpay_agent_fields};

void write_agent(JsonWriter& json, const actors::WalletView& view, const Seen& seen) {
  json.open_object();
  write_members(json, view, seen);
  json.close_object();
}

void write_agent(JsonWriter& json, const actors::WalletView& view, const Seen& seen,
                 Dialect dialect) {
  if (dialect == Dialect::wallgent) return write_wallgent_agent(json, view, seen);
  write_agent(json, view, seen);
}

void write_new_agent(JsonWriter& json, const actors::Opened& opened, const Seen& seen,
                     Dialect dialect) {
  if (dialect == Dialect::agentpay) return write_agentpay(json, opened, seen);
  if (dialect == Dialect::wallgent) return write_new_wallgent_agent(json, opened, seen);
  write_canonical(json, opened, seen);
}

}  // namespace bursar::net
