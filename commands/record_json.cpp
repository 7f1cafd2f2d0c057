#include "commands/record_json.hpp"

#include "commands/dispute_json.hpp"
#include "commands/record_json_payouts.hpp"
#include "commands/record_json_tokens.hpp"
#include "commands/record_json_webhooks.hpp"
#include "commands/refund_json.hpp"
#include "crypto/bytes.hpp"
#include "ledger/business_days.hpp"
#include "ledger/time.hpp"
#include "net/errors.hpp"
#include "net/json_writer.hpp"
#include "net/keys.hpp"
#include "net/policy_view.hpp"
#include "net/receipt.hpp"
#include "net/spelling.hpp"
#include "net/wallet_view.hpp"

#include <string_view>
#include <variant>

namespace bursar::commands {

namespace {

using ledger::Record;
using net::JsonWriter;

std::string month_text(std::int64_t month) {
  return ledger::text(ledger::start_of_month(month)).substr(0, 7);
}
std::string policy_text(ledger::PolicyId id) {
  return id.bits.none() ? std::string{} : ledger::text("pol_", id.bits);
}
std::string key_text(ledger::KeyId id) {
  return ledger::text("key_", id.bits);
}

void write_policy(JsonWriter& json, std::string_view name, const ledger::PolicyTerms& terms) {
  json.key(name).open_object().text("id", policy_text(terms.id));
  json.number("version", std::uint64_t{terms.version});
  net::write_policy_rules(json, terms);
  net::write_policy_lists(json, terms);
  json.close_object();
}

void write_wallet(JsonWriter& json, const ledger::WalletOpened& wallet) {
  const bool org = wallet.address.type == ledger::WalletType::org;
  json.open_object()
      .text("id", net::wallet_text(wallet.address.id))
      .number("number", wallet.number)
      .text("wallet_type", org ? "ORG" : "AGENT")
      .text("environment", net::environment_text(wallet.address.environment))
      .flag("agent", wallet.agent)
      .text_or_null("agent_id", wallet.agent_id)
      .text_or_null("label", wallet.label)
      .text_or_null("name", wallet.name)
      .text_or_null("agent_name", wallet.agent_name)
      .text_or_null("operator", wallet.operator_name);
  net::write_policy_id(json, "policy_id", wallet.policy);
  net::write_tags(json, wallet.tags);
  net::write_object_or_null(json, "metadata", wallet.metadata);
  if (wallet.budget_limit)
    json.money("budget_limit", *wallet.budget_limit);
  else
    json.null("budget_limit");
  json.close_object();
}

void write_key(JsonWriter& json, const ledger::KeyMade& key) {
  json.open_object()
      .text("id", key_text(key.id))
      .text("name", key.name)
      .text("class", net::word(key.key_class))
      .text("environment", net::environment_text(key.environment));
  net::write_permissions(json, "permissions", key.permissions);
  json.text_or_null("wallet_id",
                    key.wallet.bits.none() ? std::string{} : net::wallet_text(key.wallet))
      .close_object();
}

/// The members of a fact, by its kind.
class FactWriter {
 public:
  FactWriter(JsonWriter& json, const Record& record, const RecordNames& names)
      : json_{json}, record_{record}, names_{names} {}

  void operator()(const ledger::Genesis&) const {}
  void operator()(const ledger::Opened& opened) const;
  void operator()(const ledger::KeyRevoked& one) const { json_.text("key_id", key_text(one.id)); }
  void operator()(const ledger::KeyRotated& rotated) const {
    json_.text("key_id", key_text(rotated.id));
    if (rotated.ends == ledger::Time{})
      json_.null("grace_ends_at");
    else
      json_.time("grace_ends_at", rotated.ends);
    json_.key("key");
    write_key(json_, rotated.made);
  }
  void operator()(const ledger::KeysUsed& used) const {
    json_.key("keys").open_array();
    for (const ledger::KeyUse& use : used.uses)
      json_.open_object()
          .text("key_id", key_text(use.id))
          .time("last_used_at", use.at)
          .close_object();
    json_.close_array();
  }
  void operator()(const ledger::SessionIssued& issued) const {
    json_.text("wallet_id", names_.account_text(issued.wallet))
        .number("generation", issued.generation)
        .time("expires_at", issued.expires);
  }
  void operator()(const ledger::PolicyAttached& attached) const {
    json_.text("wallet_id", names_.account_text(attached.wallet));
    net::write_policy_id(json_, "policy_id", attached.policy);
  }
  void operator()(const ledger::PolicyChanged& changed) const {
    write_policy(json_, "policy", changed.terms);
    json_.text_or_null("policy_name", changed.name);
  }
  void operator()(const ledger::PolicyDeleted& deleted) const {
    net::write_policy_id(json_, "policy_id", deleted.id);
  }
  void operator()(const ledger::WalletChanged& changed) const;
  void operator()(const ledger::WalletArchived& archived) const;
  void operator()(const ledger::Paid& paid) const;
  void operator()(const ledger::PaymentHeld& held) const;
  void operator()(const ledger::ApprovalEnded& ended) const;
  void operator()(const ledger::Funded& funded) const;
  template <class Fact>
  void operator()(const Fact& fact) const {
    if constexpr (requires { write_fact(json_, fact); })
      write_fact(json_, fact);
    else
      write_fact(json_, record_, names_, fact);
  }
  void operator()(const ledger::BatchFunded& funded) const;
  void operator()(const ledger::TopupSet& set) const;
  void operator()(const ledger::Withdrawn& withdrawn) const;
  void operator()(const ledger::Refused& refused) const;
  void operator()(const ledger::Refunded&) const { write_refund(json_, record_, names_); }
  void operator()(const ledger::Sealed& sealed) const { write_seal(json_, sealed); }
  void operator()(const ledger::Cleared& cleared) const;
  void operator()(const ledger::Recovered& recovered) const {
    json_.number("verified_from", recovered.verified_from.value);
  }
  void operator()(const ledger::ClockAccepted& accepted) const {
    json_.time("from", accepted.from).time("to", accepted.to);
  }
  void operator()(const ledger::Checkpointed& checkpointed) const {
    json_.number("segment", checkpointed.segment)
        .number("through", checkpointed.through.value)
        .text("file_hash", crypto::hex(checkpointed.file_hash));
  }

 private:
  JsonWriter& json_;
  const Record& record_;
  const RecordNames& names_;
};

void FactWriter::operator()(const ledger::Opened& opened) const {
  if (const auto& made = opened.organization)
    json_.key("organization")
        .open_object()
        .text("id", ledger::text("org_", made->id.bits))
        .text("name", made->name)
        .close_object();
  json_.key("wallets").open_array();
  for (const ledger::WalletOpened& wallet : opened.wallets) write_wallet(json_, wallet);
  json_.close_array().key("keys").open_array();
  for (const ledger::KeyMade& key : opened.keys) write_key(json_, key);
  json_.close_array();
  if (!opened.policy) return;
  write_policy(json_, "policy", opened.policy->terms);
  json_.text_or_null("policy_name", opened.policy->name)
      .text("policy_environment", net::environment_text(opened.policy->environment));
}

void FactWriter::operator()(const ledger::WalletChanged& changed) const {
  json_.text("wallet_id", names_.account_text(changed.wallet));
  if (changed.label) json_.text_or_null("label", *changed.label);
  if (changed.name) json_.text_or_null("name", *changed.name);
  if (changed.tags) net::write_tags(json_, *changed.tags);
  if (changed.metadata) net::write_object_or_null(json_, "metadata", *changed.metadata);
  if (changed.policy) net::write_policy_id(json_, "policy_id", *changed.policy);
  if (changed.status)
    json_.text("status", changed.status == ledger::WalletStatus::frozen ? "frozen" : "active");
}

void FactWriter::operator()(const ledger::WalletArchived& archived) const {
  json_.text("wallet_id", net::wallet_text(archived.wallet_id))
      .flag("agent_deleted", archived.agent_deleted)
      .text_or_null("swept_to", archived.swept_to.none() ? std::string{}
                                                         : net::wallet_text(archived.swept_to_id))
      .money("swept_amount", archived.swept)
      .key("revoked_key_ids")
      .open_array();
  for (const ledger::KeyId& id : archived.keys) json_.text(key_text(id));
  json_.close_array();
}

void FactWriter::operator()(const ledger::Paid& paid) const {
  json_.text("id", names_.payment_text(record_))
      .text("from_wallet_id", net::wallet_text(paid.payer_id));
  if (paid.payee.none())
    json_.text("to_external", paid.payee_external);
  else
    json_.text("to_wallet_id", net::wallet_text(paid.payee_id));
  json_.money("amount", paid.amount.money())
      .money("fee", paid.fee)
      .money("total_debited", paid.cost())
      .money("drawn", paid.drawn)
      .text("currency", net::currency_text(paid.as_usdc))
      .text_or_null("description", paid.description)
      .text_or_null("category", paid.category);
  net::write_object_or_null(json_, "metadata", paid.metadata);
  json_.text_or_null("policy_id", policy_text(paid.policy))
      .number("policy_version", std::uint64_t{paid.policy_version})
      .time("counted_at", paid.counted_at)
      .key("usage_after")
      .open_object()
      .text("day", ledger::date_text(paid.usage_after.day))
      .money("in_day", paid.usage_after.in_day)
      .text("month", month_text(paid.usage_after.month))
      .money("in_month", paid.usage_after.in_month)
      .money("in_total", paid.usage_after.in_total)
      .close_object();
  if (paid.settles) write_settled(json_, *paid.settles);
  if (!paid.approved) return;
  json_.key("approved")
      .open_object()
      .number("request", paid.approved->request.value)
      .text("decided_by", key_text(paid.approved->decided_by))
      .text_or_null("note", paid.approved->note)
      .close_object();
}

void FactWriter::operator()(const ledger::PaymentHeld& held) const {
  (*this)(held.payment);
  json_.text("rule", net::word(held.rule))
      .money("above", held.above)
      .money("held", held.held())
      .time("expires_at", held.expires_at);
}

void FactWriter::operator()(const ledger::ApprovalEnded& ended) const {
  const bool expired = ended.status == ledger::ApprovalStatus::expired;
  json_.number("request", ended.request.value)
      .text("wallet_id", net::wallet_text(ended.payer_id))
      .money("amount", ended.amount.money())
      .money("released", ended.held)
      .time("counted_at", ended.counted_at)
      .text("status", expired ? "expired" : "rejected")
      .text_or_null("decided_by", expired ? std::string{} : key_text(ended.decided_by))
      .text_or_null("note", ended.note)
      .text_or_null("reason", net::refusal_name(ended.reason));
}

void FactWriter::operator()(const ledger::Funded& funded) const {
  json_.text("id", names_.payment_text(record_))
      .text("wallet_id", net::wallet_text(funded.wallet_id))
      .text("source", net::word(funded.source))
      .text("from", names_.account_text(funded.from))
      .money("amount", funded.amount.money())
      .text("currency", net::currency_text(funded.as_usdc));
  if (funded.adjusts_budget) json_.flag("adjusts_budget", true);
  if (funded.topped_up_on != 0) json_.text("topped_up_on", ledger::date_text(funded.topped_up_on));
  if (funded.source == ledger::FundingSource::test_faucet)
    json_.text("faucet_day", ledger::date_text(funded.faucet_day))
        .money("faucet_used_after", funded.faucet_used_after);
}

void FactWriter::operator()(const ledger::BatchFunded& funded) const {
  json_.text("id", names_.payment_text(record_))
      .text("from_wallet_id", net::wallet_text(funded.from_id))
      .key("allocations")
      .open_array();
  for (const auto& [wallet, wallet_id, amount] : funded.allocations)
    json_.open_object()
        .text("wallet_id", net::wallet_text(wallet_id))
        .money("amount", amount.money())
        .close_object();
  json_.close_array().text("currency", net::currency_text(false));
}

void FactWriter::operator()(const ledger::TopupSet& set) const {
  json_.text("wallet_id", names_.account_text(set.wallet));
  if (!set.terms) return static_cast<void>(json_.null("terms"));
  json_.key("terms")
      .open_object()
      .flag("enabled", set.terms->enabled)
      .money("trigger_below", set.terms->trigger_below)
      .money("topup_amount", set.terms->amount.money())
      .money("max_per_day", set.terms->max_per_day)
      .text("from_wallet_id", net::wallet_text(set.terms->from_id))
      .close_object();
}

void FactWriter::operator()(const ledger::Withdrawn& withdrawn) const {
  json_.text("id", names_.payment_text(record_))
      .text("wallet_id", net::wallet_text(withdrawn.wallet_id))
      .text("to_wallet_id", net::wallet_text(withdrawn.to_id))
      .money("amount", withdrawn.amount)
      .text("currency", net::currency_text(false));
  if (withdrawn.adjusts_budget) json_.flag("adjusts_budget", true);
}

void FactWriter::operator()(const ledger::Cleared& cleared) const {
  json_.text("id", names_.payment_text(record_))
      .text("type", net::word(cleared.kind))
      .text("organization_id", ledger::text("org_", cleared.organization_id.bits))
      .text("environment", net::environment_text(cleared.environment))
      .text("wallet_id", net::wallet_text(cleared.wallet_id))
      .text("from", net::source_of(cleared.kind))
      .money("amount", cleared.amount.money())
      .text("reference", cleared.reference)
      .text_or_null("request_id", cleared.request_id);
}

void FactWriter::operator()(const ledger::Refused& refused) const {
  json_.text("wallet_id", names_.account_text(refused.wallet))
      .text("code", net::refusal_name(refused.error.code))
      .text_or_null("rule", net::word(refused.error.rule));
  if (!net::write_rule_figures(json_, refused.error.rule, refused.error.limit, refused.error.used))
    json_.null("limit").null("used");
  json_.money("max_allowed_now", refused.error.max_allowed_now)
      .time("resets_at", refused.error.resets_at)
      .text_or_null("request_id", refused.request_id);
  if (refused.error.part != 0) json_.number("part", std::uint64_t{refused.error.part});
}

void write_organizations(JsonWriter& json, const Record& record, const RecordNames& names) {
  json.key("organizations").open_array();
  for (const ledger::OrganizationLink& link : record.organizations)
    if (!link.organization.none())
      json.open_object()
          .text("organization_id", names.organization_text(link.organization))
          .number("sequence", link.sequence.value)
          .number("previous", link.previous.value)
          .close_object();
  json.close_array();
}

void write_idempotency(JsonWriter& json, const Record& record, const RecordNames& names) {
  if (!record.idempotency) return;
  json.key("idempotency")
      .open_object()
      .text("wallet_id", names.account_text(record.idempotency->wallet))
      .text("key", record.idempotency->key)
      .close_object();
}

void write_postings(JsonWriter& json, const Record& record, const RecordNames& names) {
  json.key("postings").open_array();
  for (const ledger::Entry& entry : record.entries) {
    const RecordNames::Account& account = names.account(entry.account);
    json.open_object()
        .text("organization_id", names.organization_text(account.organization))
        .text("environment", net::environment_text(account.environment))
        .text("account", names.account_text(entry.account))
        .money("amount", entry.amount)
        .money("balance_after", entry.balance_after)
        .money("held_after", entry.held_after)
        .number("previous", entry.previous.value)
        .close_object();
  }
  json.close_array();
}

}  // namespace

void write_json(std::string& out, const Record& record, const RecordNames& names) {
  std::string line;
  JsonWriter json{line};
  json.open_object()
      .number("sequence", record.sequence.value)
      .number("stream", std::uint64_t{record.stream})
      .number("epoch", std::uint64_t{record.epoch})
      .time("created_at", record.time)
      .text("kind", kind(record.fact));
  write_organizations(json, record, names);
  if (!record.previous_of_payment.none())
    json.number("previous_of_payment", record.previous_of_payment.value);
  write_idempotency(json, record, names);
  json.number("answer_dialect", std::uint64_t{record.answer_version.dialect})
      .number("answer_version", std::uint64_t{record.answer_version.version})
      .key(kind(record.fact))
      .open_object();
  std::visit(FactWriter{json, record, names}, record.fact);
  json.close_object();
  write_postings(json, record, names);
  json.close_object();
  out += line;
  out += '\n';
}

}  // namespace bursar::commands
