#include "ledger/decimal.hpp"
#include "net/agent_templates.hpp"
#include "net/agent_view.hpp"
#include "net/dialects/wallgent.hpp"
#include "net/receipt.hpp"
#include "net/spelling.hpp"

#include <array>
#include <string>
#include <string_view>
#include <variant>

namespace bursar::net {

namespace {

constexpr std::array id_fields = {
    tells("id", Kind::text, "wal_ and 26 characters; of an agent, too"),
    tells("organizationId", Kind::text, "org_ and 26 characters"),
};
constexpr std::array account_fields = {
    tells("accountId", Kind::text, "Its account in the ledger"),
};
constexpr std::array name_fields = {
    tells("environment", Kind::text, "SANDBOX or PRODUCTION"),
    tells("walletType", Kind::text, "ORG or AGENT"),
    tells("name", Kind::text, "A name", Need::optional),
};
constexpr std::array agent_name_fields = {
    tells("agentName", Kind::text, "Its agent's name; need not be unique", Need::optional),
};
constexpr std::array state_fields = {
    tells("balance", Kind::amount, "What it holds; of an agent with eight decimals"),
    tells("currency", Kind::text, "USD"),
    tells("status", Kind::text, "ACTIVE, FROZEN or ARCHIVED"),
    tells("policyId", Kind::text, "The policy that binds it", Need::optional),
    tells("metadata", Kind::object, "The caller's own", Need::optional),
    tells("createdAt", Kind::time, "When it was made"),
    tells("updatedAt", Kind::time, "When it was last changed"),
};
constexpr std::array wallet_fields =
    joined(id_fields, account_fields, name_fields, agent_name_fields, state_fields);

constexpr std::array balance_fields = {
    tells("available", Kind::amount, "What can be spent"),
    tells("currency", Kind::text, "USD"),
};

constexpr std::array funding_fields = {
    tells("id", Kind::text, "tx_ and 26 characters"),
    tells("walletId", Kind::text, "The funded wallet"),
    tells("amount", Kind::amount, "What it got"),
    tells("balance", Kind::amount, "What it held then"),
    tells("currency", Kind::text, "USD"),
    tells("createdAt", Kind::time, "When it was decided"),
};

constexpr std::array key_fields = {
    tells("id", Kind::text, "key_ and 26 characters"),
    tells("name", Kind::text, "The key's name"),
    tells("permissions", Kind::labels, "What it may do"),
    tells("lastUsedAt", Kind::time, "When it last spoke, to the minute", Need::optional),
    tells("createdAt", Kind::time, "When it was made"),
};
constexpr Schema key_schema{"WallgentAgentKey", key_fields};
constexpr std::array own_key_fields = {
    tells("apiKey", Kind::one, key_schema, "Its active key", Need::optional)};
constexpr std::array agent_fields = joined(id_fields, name_fields, state_fields, own_key_fields);

constexpr std::array new_key_fields = {
    tells("apiKey", Kind::text, "wg_test_…, shown this once"),
    tells("apiKeyId", Kind::text, "key_ and 26 characters"),
    tells("permissions", Kind::labels, "What the key may do"),
};
constexpr std::array new_agent_fields =
    joined(id_fields, name_fields, state_fields, new_key_fields);

constexpr std::array rotation_fields = {
    tells("apiKey", Kind::text, "The new key, shown this once"),
    tells("apiKeyId", Kind::text, "key_ and 26 characters"),
    tells("revokedKeyId", Kind::text, "The old one's"),
};
constexpr std::array status_fields = {
    tells("id", Kind::text, "The agent's id, and its wallet's"),
    tells("status", Kind::text, "FROZEN or ACTIVE"),
};
constexpr std::array deletion_fields = {
    tells("deleted", Kind::flag, "true"),
    tells("sweptAmount", Kind::amount, "What went back to the organisation, with eight decimals"),
};
constexpr std::array adjustment_fields = {
    tells("id", Kind::text, "The agent's id, and its wallet's"),
    tells("adjustment", Kind::number, "What it got; below zero, what it gave back"),
    tells("newBalance", Kind::amount, "What it held then, with eight decimals"),
    tells("currency", Kind::text, "USD"),
};
constexpr std::array template_fields = {
    tells("id", Kind::text, "What from-template takes as templateId"),
    tells("name", Kind::text, "Its name"),
    tells("description", Kind::text, "What such an agent does"),
    tells("maxPerTx", Kind::limit, "At most so much at once; 0: it pays nothing"),
    tells("maxPerDay", Kind::limit, "At most so much in a UTC day"),
    tells("requireApproval", Kind::flag, "Whether somebody ought to approve its payments"),
};

std::string_view status(ledger::WalletStatus status) {
  switch (status) {
    case ledger::WalletStatus::active:
      return "ACTIVE";
    case ledger::WalletStatus::frozen:
      return "FROZEN";
    case ledger::WalletStatus::archived:
      return "ARCHIVED";
  }
  return "";
}

// "100.00000000"
std::string eight_decimals(ledger::Money money) {
  constexpr std::size_t decimals = 8;
  std::string written = ledger::text(money);
  const std::size_t point = written.find('.');
  written.append(decimals - (written.size() - point - 1), '0');
  return written;
}

void write_ids(JsonWriter& json, const ledger::WalletOpened& opened, const Seen& seen) {
  json.text("id", wallet_text(opened.address.id))
      .text("organizationId", ledger::text("org_", seen.organization.bits));
}

void write_names(JsonWriter& json, const ledger::WalletOpened& opened, std::string_view name) {
  json.text("environment", environment_text(opened.address.environment))
      .text("walletType", opened.address.type == ledger::WalletType::org ? "ORG" : "AGENT")
      .text_or_null("name", name);
}

void write_state(JsonWriter& json, const actors::WalletView& view, std::string_view balance) {
  json.text("balance", balance).text("currency", "USD").text("status", status(view.state.status));
  const ledger::PolicyId policy = view.profile.policy;
  if (policy.bits.none())
    json.null("policyId");
  else
    json.text("policyId", ledger::text("pol_", policy.bits));
  write_object_or_null(json, "metadata", view.profile.opened.metadata);
  json.time("createdAt", view.profile.created_at).time("updatedAt", view.profile.updated_at);
}

void write_agent_members(JsonWriter& json, const actors::WalletView& view, const Seen& seen) {
  const ledger::WalletOpened& opened = view.profile.opened;
  write_ids(json, opened, seen);
  write_names(json, opened, opened.agent_name.empty() ? opened.name : opened.agent_name);
  write_state(json, view, eight_decimals(view.state.posted));
}

void write_key(JsonWriter& json, const ledger::Key& key) {
  json.key("apiKey")
      .open_object()
      .text("id", ledger::text("key_", key.made.id.bits))
      .text("name", key.made.name);
  write_permissions(json, "permissions", key.made.permissions);
  json.time("lastUsedAt", key.last_used).time("createdAt", key.created_at).close_object();
}

}  // namespace

const Schema wallgent_wallet_schema{"WallgentWallet", wallet_fields};
const Schema wallgent_balance_schema{"WallgentBalance", balance_fields};
const Schema wallgent_funding_schema{"WallgentFunding", funding_fields};
const Schema wallgent_agent_schema{"WallgentAgent", agent_fields};
const Schema new_wallgent_agent_schema{"NewWallgentAgent", new_agent_fields};
const Schema wallgent_rotation_schema{"WallgentRotation", rotation_fields};
const Schema wallgent_status_schema{"WallgentStatus", status_fields};
const Schema wallgent_deletion_schema{"WallgentDeletion", deletion_fields};
const Schema wallgent_adjustment_schema{"WallgentAdjustment", adjustment_fields};
const Schema wallgent_template_schema{"WallgentTemplate", template_fields};

void write_wallgent_wallet(JsonWriter& json, const actors::WalletView& view, const Seen& seen) {
  const ledger::WalletOpened& opened = view.profile.opened;
  json.open_object();
  write_ids(json, opened, seen);
  json.text("accountId", ledger::text("acct_", opened.address.id.bits));
  write_names(json, opened, opened.name);
  json.text_or_null("agentName", opened.agent_name);
  write_state(json, view, ledger::text(view.state.posted));
  json.close_object();
}

void write_wallgent_balance(JsonWriter& json, const ledger::WalletState& state) {
  json.open_object()
      .money("available", state.posted - state.held)
      .text("currency", "USD")
      .close_object();
}

void write_wallgent_agent(JsonWriter& json, const actors::WalletView& view, const Seen& seen) {
  json.open_object();
  write_agent_members(json, view, seen);
  if (view.active_key)
    write_key(json, *view.active_key);
  else
    json.null("apiKey");
  json.close_object();
}

void write_new_wallgent_agent(JsonWriter& json, const actors::Opened& opened, const Seen& seen) {
  json.open_object();
  write_agent_members(json, opened.wallet, seen);
  json.text("apiKey", opened.api_key).text("apiKeyId", ledger::text("key_", opened.key.id.bits));
  write_permissions(json, "permissions", opened.key.permissions);
  json.close_object();
}

void write_wallgent_rotation(JsonWriter& json, const actors::Rotation& rotated) {
  json.open_object()
      .text("apiKey", rotated.made.secret)
      .text("apiKeyId", ledger::text("key_", rotated.made.key.made.id.bits))
      .text("revokedKeyId", ledger::text("key_", rotated.rotated.bits))
      .close_object();
}

void write_wallgent_status(JsonWriter& json, const actors::WalletView& view) {
  json.open_object()
      .text("id", wallet_text(view.state.address.id))
      .text("status", status(view.state.status))
      .close_object();
}

void write_wallgent_deletion(JsonWriter& json, ledger::Money swept) {
  json.open_object()
      .flag("deleted", true)
      .text("sweptAmount", eight_decimals(swept))
      .close_object();
}

void write_wallgent_adjustment(JsonWriter& json, ledger::WalletId agent, ledger::Money adjustment,
                               ledger::Money balance) {
  json.open_object()
      .text("id", wallet_text(agent))
      .money_number("adjustment", adjustment)
      .text("newBalance", eight_decimals(balance))
      .text("currency", "USD")
      .close_object();
}

void write_wallgent_template(JsonWriter& json, const AgentTemplate& one) {
  json.open_object()
      .text("id", one.id)
      .text("name", one.name)
      .text("description", one.doc)
      .money("maxPerTx", ledger::Money::dollars(one.max_per_tx))
      .money("maxPerDay", ledger::Money::dollars(one.max_per_day))
      .flag("requireApproval", one.require_approval)
      .close_object();
}

void write_wallgent_funding(JsonWriter& json, const ledger::Record& record,
                            const ledger::Bits128& id) {
  const auto& funded = std::get<ledger::Funded>(record.fact);
  const ledger::Entry* entry = entry_of(record, funded.wallet);
  json.open_object()
      .id("id", "tx_", id)
      .text("walletId", wallet_text(funded.wallet_id))
      .money("amount", funded.amount.money())
      .money("balance", entry == nullptr ? ledger::Money{} : entry->balance_after)
      .text("currency", currency_text(funded.as_usdc))
      .time("createdAt", record.time)
      .close_object();
}

}  // namespace bursar::net
