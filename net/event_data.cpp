#include "net/event_data.hpp"

#include "ledger/payment_states.hpp"
#include "net/approval_view.hpp"
#include "net/dispute_view.hpp"
#include "net/errors.hpp"
#include "net/payments.hpp"
#include "net/payout_view.hpp"
#include "net/policy_view.hpp"
#include "net/problem.hpp"
#include "net/receipt.hpp"
#include "net/service_view.hpp"
#include "net/spelling.hpp"
#include "net/token_view.hpp"
#include "net/wallet_view.hpp"
#include "net/webhook_terms.hpp"

#include <memory>
#include <string>
#include <utility>
#include <variant>

namespace bursar::net {

namespace {

using ledger::AccountNumber;
using ledger::EventType;
using ledger::Money;
using ledger::Record;

std::string_view key_class_word(ledger::KeyClass one) {
  return one == ledger::KeyClass::org ? "org" : "agent";
}

/// Visits the fact of an event's record.
class EventData {
 public:
  EventData(JsonWriter& json, const Edge& edge, const ledger::Principal& reader,
            const actors::EventRow& row)
      : json_{json}, edge_{edge}, reader_{reader}, row_{row}, record_{*row.record} {}

  void write() {
    json_.open_object();
    std::visit(*this, record_.fact);
    json_.close_object();
  }

  // --- Payments and what comes before and after them.

  void operator()(const ledger::Paid& paid) {
    if (row_.event.type == EventType::approval_approved)
      return approval(paid.approved->request, paid.payer_id, ledger::ApprovalStatus::approved);
    if (row_.event.type == EventType::token_settled)
      return token(paid.settles->token, ledger::TokenStatus::settled);
    payment(paid);
  }
  void operator()(const ledger::PaymentHeld& held) { payment(held.payment); }
  void operator()(const ledger::ApprovalEnded& ended) {
    approval(ended.request, ended.payer_id, ended.status);
  }
  void operator()(const ledger::Refunded& refunded) {
    ledger::PaymentCourse course;
    course.take(refunded, record_.sequence);
    transaction();
    json_.id("payment_id", "tx_", edge_.engine.payment_id(refunded.payment_place));
    if (refunded.from.none())
      json_.text("from_external", refunded.from_external);
    else
      json_.text("from_wallet_id", wallet_text(refunded.from_id));
    json_.text("to_wallet_id", wallet_text(refunded.payer_id))
        .money("amount", refunded.amount.money())
        .money("refunded_amount", course.refunded)
        .text("currency", currency_text(refunded.as_usdc))
        .text("status", ledger::word(ledger::state_of(course)));
  }
  void operator()(const ledger::DisputeOpened&) { dispute(); }
  void operator()(const ledger::EvidenceAdded&) { dispute(); }
  void operator()(const ledger::DisputeMoved&) { dispute(); }
  void operator()(const ledger::DisputeRefunded& resolved) {
    if (row_.event.type == EventType::payment_refunded) return (*this)(resolved.refund);
    dispute();
  }
  void operator()(const ledger::ReceivableRepaid& repaid) {
    json_.text("wallet_id", wallet_text(repaid.wallet_id))
        .money("amount", repaid.amount.money())
        .money("owed", repaid.owed_after);
  }
  void operator()(const ledger::Refused& refused) {
    const ledger::Error& error = refused.error;
    wallet_id(refused.wallet);
    json_.text("code", refusal_name(error.code));
    write_figures(json_, error, Dialect::canonical);
    json_.text("request_id", refused.request_id);
  }

  // --- Tokens.

  void operator()(const ledger::TokenIssued&) {
    token(record_.sequence, ledger::TokenStatus::issued);
  }
  void operator()(const ledger::TokenAdvanced& advanced) { token(advanced.token, advanced.status); }
  void operator()(const ledger::TokenEnded& ended) { token(ended.token, ended.status); }

  // --- Payouts.

  void operator()(const ledger::PayoutAsked&) {
    write_payout_members(json_, {record_}, edge_.engine.payment_id(record_));
  }
  void operator()(const ledger::PayoutAdvanced& advanced) {
    payout(advanced.payout, advanced.payer_id, advanced.status);
  }
  void operator()(const ledger::PayoutEnded& ended) {
    payout(ended.payout, ended.payer_id, ended.status);
  }
  void operator()(const ledger::PayoutCompleted& completed) {
    payout(completed.payout, completed.payer_id, ledger::PayoutStatus::completed);
  }

  // --- Money that is moved by hand.

  void operator()(const ledger::Funded& funded) {
    transaction();
    moved(funded.wallet, funded.amount.money());
    json_.text("source", net::word(funded.source)).flag("topped_up", funded.topped_up_on != 0);
    if (funded.source == ledger::FundingSource::organization)
      wallet_id(funded.from, "from_wallet_id");
  }
  void operator()(const ledger::BatchFunded& batch) {
    const ledger::Allocation& one = batch.allocations.at(row_.event.part);
    transaction();
    moved(one.wallet, one.amount.money());
    json_.text("source", net::word(ledger::FundingSource::organization)).flag("topped_up", false);
    wallet_id(batch.from, "from_wallet_id");
  }
  void operator()(const ledger::Withdrawn& withdrawn) {
    transaction();
    moved(withdrawn.wallet, withdrawn.amount);
    json_.text("to", "organization").text("to_wallet_id", wallet_text(withdrawn.to_id));
  }
  void operator()(const ledger::Cleared& cleared) {
    transaction();
    if (cleared.kind == ledger::Clearing::fees_withdrawal) {
      wallet_id(cleared.wallet);
      json_.money("amount", cleared.amount.money());
    } else {
      moved(cleared.wallet, cleared.amount.money());
    }
    json_.text(cleared.kind == ledger::Clearing::deposit ? "from" : "to", "external")
        .text("reference", cleared.reference);
  }

  // --- Wallets and agents.

  void operator()(const ledger::WalletChanged& changed) {
    wallet_id(changed.wallet);
    if (row_.event.type == EventType::policy_attached ||
        row_.event.type == EventType::policy_detached)
      return write_policy_id(json_, "policy_id", *changed.policy);
    if (row_.event.type != EventType::wallet_updated) return;
    if (changed.label) json_.text_or_null("label", *changed.label);
    if (changed.name) json_.text_or_null("name", *changed.name);
    if (changed.tags) write_tags(json_, *changed.tags);
    if (changed.metadata) write_object_or_null(json_, "metadata", *changed.metadata);
  }
  void operator()(const ledger::WalletArchived& archived) {
    wallet_id(archived.wallet);
    json_.money("swept_amount", archived.swept);
    if (!archived.swept_to.none()) json_.text("swept_to", wallet_text(archived.swept_to_id));
    json_.key("revoked_keys").open_array();
    for (const ledger::KeyId& id : archived.keys) json_.text(ledger::text("key_", id.bits));
    json_.close_array();
  }
  void operator()(const ledger::SessionIssued& issued) {
    wallet_id(issued.wallet);
    json_.time("expires_at", issued.expires);
  }
  void operator()(const ledger::TopupSet& set) {
    wallet_id(set.wallet);
    json_.flag("enabled", set.terms && set.terms->enabled);
    if (!set.terms) return;
    json_.money("trigger_below", set.terms->trigger_below)
        .money("topup_amount", set.terms->amount.money())
        .money("max_per_day", set.terms->max_per_day);
  }
  void operator()(const ledger::Sealed& sealed) {
    json_.text("wallet_id", wallet_text(sealed.wallet_id))
        .text("idempotency_key", record_.idempotency->key);
  }

  // --- What is made, changed and taken away.

  void operator()(const ledger::Opened& opened) {
    if (row_.event.type == EventType::organization_created)
      json_.text("organization_id", ledger::text("org_", opened.organization->id.bits))
          .text("name", opened.organization->name);
    else if (row_.event.type == EventType::policy_created)
      policy(opened.policy->terms, opened.policy->name);
    else if (row_.event.type == EventType::key_created)
      key(opened.keys.at(row_.event.part));
    else
      wallet(opened.wallets.at(row_.event.part));
  }
  void operator()(const ledger::KeyRevoked& revoked) { key_id("key_id", revoked.id); }
  void operator()(const ledger::KeyRotated& rotated) {
    key(rotated.made);
    key_id("rotated_key_id", rotated.id);
    json_.time("rotated_key_ends_at", rotated.ends == ledger::Time{} ? record_.time : rotated.ends);
  }
  void operator()(const ledger::PolicyAttached& attached) {
    wallet_id(attached.wallet);
    write_policy_id(json_, "policy_id", attached.policy);
  }
  void operator()(const ledger::PolicyChanged& changed) { policy(changed.terms, changed.name); }
  void operator()(const ledger::PolicyDeleted& deleted) {
    write_policy_id(json_, "policy_id", deleted.id);
  }
  void operator()(const ledger::ServiceMade& made) { service(made, made.terms); }
  void operator()(const ledger::ServiceChanged& changed) { service(*row_.service, changed.terms); }
  void operator()(const ledger::ServiceMarked&) { service(*row_.service); }

  void operator()(const ledger::WebhookMade& made) {
    webhook(made.id);
    json_.text("status", word(ledger::WebhookStatus::enabled));
    write_webhook_terms(json_, made.terms);
  }
  void operator()(const ledger::WebhookChanged& changed) {
    webhook(changed.webhook.id);
    write_webhook_terms(json_, changed.terms);
  }
  void operator()(const ledger::WebhookRotated& rotated) {
    webhook(rotated.webhook.id);
    json_.time("previous_secret_ends_at", rotated.previous_ends);
  }
  void operator()(const ledger::WebhookMarked& marked) {
    webhook(marked.webhook.id);
    json_.text("status", word(ledger::WebhookStatus{static_cast<std::uint8_t>(marked.mark)}))
        .text_or_null("reason", word(marked.reason));
  }
  void operator()(const ledger::WebhookAsked& asked) { webhook(asked.webhook.id); }

  // --- What nobody is told of.

  void operator()(const ledger::Genesis&) {}
  void operator()(const ledger::Recovered&) {}
  void operator()(const ledger::ClockAccepted&) {}
  void operator()(const ledger::Checkpointed&) {}
  void operator()(const ledger::KeysUsed&) {}
  void operator()(const ledger::DeliveriesMade&) {}

 private:
  void transaction() { json_.id("id", "tx_", edge_.engine.payment_id(record_)); }

  void wallet_id(AccountNumber account, std::string_view name = "wallet_id") {
    if (const auto found = edge_.engine.find_wallet(account))
      json_.text(name, wallet_text(found->id));
  }
  /// What a wallet got or gave; what it then held is its own affair.
  void moved(AccountNumber account, Money amount) {
    wallet_id(account);
    json_.money("amount", amount);
    if (sees(reader_, edge_.engine.find_wallet(account)))
      json_.money("balance_after", balance_after(record_, account));
  }

  void payment(const ledger::Paid& paid) {
    const ledger::Bits128 id = edge_.engine.payment_id(record_);
    const ledger::PaymentState state = state_at_first(record_);
    if (sees(reader_, edge_.engine.find_wallet(paid.payer_id)))
      write_payment_members(json_, record_, id, Dialect::canonical, state);
    else
      write_payment_for_payee(json_, record_, id, Dialect::canonical, state);
  }

  // Of what was asked for so long ago that it is archived, what the end itself says.
  void approval(ledger::Sequence asked, ledger::WalletId payer, ledger::ApprovalStatus status) {
    if (const auto request = edge_.engine.record(asked))
      return write_approval_members(json_, {*request, &record_}, edge_.engine.payment_id(*request));
    json_.text("wallet_id", wallet_text(payer)).text("status", net::word(status));
  }
  void payout(ledger::Sequence sequence, ledger::WalletId payer, ledger::PayoutStatus status) {
    if (const auto asked = edge_.engine.record(sequence))
      return write_payout_members(json_, {*asked, &record_}, edge_.engine.payment_id(*asked));
    json_.text("from_wallet_id", wallet_text(payer)).text("status", word(status));
  }
  void dispute() { write_dispute_members(json_, edge_.engine, record_); }
  void token(ledger::Sequence sequence, ledger::TokenStatus status) {
    auto issued = edge_.engine.record(sequence);
    if (!issued) return static_cast<void>(json_.text("status", net::word(status)));
    const FoundToken found{std::make_shared<const Record>(*std::move(issued))};
    write_token_members(json_, edge_, story_of(found, record_));
  }

  void wallet(const ledger::WalletOpened& opened) {
    const bool org = opened.address.type == ledger::WalletType::org;
    json_.text("wallet_id", wallet_text(opened.address.id))
        .number("number", opened.number)
        .text("wallet_type", org ? "ORG" : "AGENT")
        .text_or_null("agent_id", opened.agent_id)
        .text_or_null("label", opened.label)
        .text_or_null("name", opened.name)
        .text_or_null("agent_name", opened.agent_name)
        .text_or_null("operator", opened.operator_name);
    write_policy_id(json_, "policy_id", opened.policy);
    write_tags(json_, opened.tags);
    write_object_or_null(json_, "metadata", opened.metadata);
    write_limit(json_, "budget_limit", opened.budget_limit);
  }
  void webhook(ledger::WebhookId id) { json_.id("webhook_id", "wh_", id.bits); }
  void key_id(std::string_view name, ledger::KeyId id) { json_.id(name, "key_", id.bits); }
  void key(const ledger::KeyMade& made) {
    key_id("key_id", made.id);
    json_.text("name", made.name).text("class", key_class_word(made.key_class));
    write_permissions(json_, "permissions", made.permissions);
    if (!made.wallet.bits.none()) json_.text("wallet_id", wallet_text(made.wallet));
  }
  void policy(const ledger::PolicyTerms& terms, const std::string& name) {
    write_policy_id(json_, "policy_id", terms.id);
    json_.number("version", std::uint64_t{terms.version}).text("name", name);
    write_policy_rules(json_, terms);
  }

  void service(const ledger::ServiceMade& made) {
    json_.text("service_id", service_text(made.id))
        .text("slug", made.slug)
        .text("wallet_id", wallet_text(made.provider_id));
  }
  void service(const ledger::ServiceMade& made, const ledger::ServiceTerms& terms) {
    service(made);
    json_.text("name", terms.name)
        .money("price_per_call", terms.price.money())
        .text_or_null("category", terms.category)
        .flag("metered", terms.metered);
  }

  JsonWriter& json_;
  const Edge& edge_;
  const ledger::Principal& reader_;
  const actors::EventRow& row_;
  const Record& record_;
};

}  // namespace

void write_event_data(JsonWriter& json, const Edge& edge, const ledger::Principal& reader,
                      const actors::EventRow& row) {
  EventData{json, edge, reader, row}.write();
}

}  // namespace bursar::net
