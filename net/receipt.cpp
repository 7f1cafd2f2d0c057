#include "net/receipt.hpp"

#include "ledger/clearing.hpp"
#include "net/dialects/theros.hpp"
#include "net/dialects/trove.hpp"
#include "net/dialects/wallgent.hpp"
#include "net/dispute_view.hpp"
#include "net/fund_batch.hpp"
#include "net/payment_fields.hpp"
#include "net/payout_view.hpp"
#include "net/problem.hpp"
#include "net/refunds.hpp"
#include "net/spelling.hpp"
#include "net/token_view.hpp"
#include "net/visit.hpp"
#include "net/withdrawals.hpp"

#include <algorithm>
#include <array>
#include <variant>

namespace bursar::net {

using ledger::Cleared;
using ledger::Clearing;
using ledger::Funded;
using ledger::FundingSource;
using ledger::Paid;
using ledger::PaymentHeld;
using ledger::Record;
using ledger::Refused;

namespace {

constexpr std::array cost_fields = {
    tells("fee", Kind::amount, "What the payer bears on top"),
    tells("total_debited", Kind::amount, "Both together"),
};
constexpr std::array balance_after_fields = {
    tells("balance_after", Kind::amount, "What the payer's wallet held then"),
};
constexpr std::array payment_fields =
    joined(payment::parties, cost_fields, payment::state, payment::payers_own, balance_after_fields,
           payment::approval, payment::made);
constexpr std::array agentpay_payment_fields =
    money_as_numbers(joined(payment::parties, cost_fields, payment::state, balance_after_fields,
                            payment::approval, payment::made));

constexpr std::array funding_fields = {
    tells("id", Kind::text, "tx_ and 26 characters"),
    tells("wallet_id", Kind::text, "The funded wallet"),
    tells("funded_amount", Kind::amount, "What it got"),
    tells("balance", Kind::amount, "What it held then"),
    tells("org_balance_remaining", Kind::amount, "What the org wallet held then, when it gave",
          Need::optional),
    tells("currency", Kind::text, "USD, or USDC when it was asked so"),
    tells("source", Kind::text, "organization, treasury or test_faucet"),
    tells("created_at", Kind::time, "When it was decided"),
};

constexpr std::array agentpay_funding_fields = {
    tells("id", Kind::text, "tx_ and 26 characters"),
    tells("wallet_id", Kind::text, "The funded wallet"),
    tells("amount", Kind::number, "What it got"),
    tells("balance", Kind::number, "What it held then"),
    tells("currency", Kind::text, "USD, or USDC when it was asked so"),
    tells("source", Kind::text, "test_faucet, as a rule"),
    tells("status", Kind::text, "completed"),
    tells("created_at", Kind::time, "When it was decided"),
};

constexpr std::array clearing_fields = {
    tells("id", Kind::text, "tx_ and 26 characters"),
    tells("type", Kind::text, "deposit or withdrawal"),
    tells("organization_id", Kind::text, "Whose money it is"),
    tells("environment", Kind::text, "SANDBOX or PRODUCTION"),
    tells("wallet_id", Kind::text, "The organisation's own wallet there"),
    tells("from", Kind::text, "external, organization or fees"),
    tells("amount", Kind::amount, "How much"),
    tells("balance", Kind::amount, "What the wallet, or where fees went out the fees, then held"),
    tells("currency", Kind::text, "USD"),
    tells("reference", Kind::text, "What it is known by outside"),
    tells("status", Kind::text, "completed"),
    tells("created_at", Kind::time, "When it was decided"),
};

void write_parties(JsonWriter& json, const Paid& paid, const ledger::Bits128& id, Dialect dialect) {
  json.id("id", "tx_", id).id("from_wallet_id", wallet_prefix(dialect), paid.payer_id.bits);
  if (paid.payee.none())
    json.text_or_null("to_external", paid.payee_external);
  else
    json.id("to_wallet_id", wallet_prefix(dialect), paid.payee_id.bits);
  write_money(json, "amount", paid.amount.money(), dialect);
}

void write_state(JsonWriter& json, const Paid& paid, std::string_view status) {
  json.text("currency", currency_text(paid.as_usdc))
      .text("rail", "internal")
      .text("status", status)
      .text_or_null("description", paid.description);
}

void write_approval(JsonWriter& json, const Record& record, const ledger::Bits128& id, bool waits) {
  const auto* held = std::get_if<PaymentHeld>(&record.fact);
  if (held == nullptr && !std::get<Paid>(record.fact).approved) return;
  json.id("approval_id", "apr_", id);
  if (waits) json.time("approval_expires_at", held->expires_at);
}

void write_payers_own(JsonWriter& json, const Paid& paid) {
  if (!paid.category.empty()) json.text("category", paid.category);
  if (!paid.metadata.empty()) json.raw("metadata", paid.metadata);
}

void write_funding(JsonWriter& json, const Record& record, const ledger::Bits128& id,
                   Dialect dialect) {
  const auto& funded = std::get<Funded>(record.fact);
  const bool canonical = dialect == Dialect::canonical;
  json.open_object()
      .id("id", "tx_", id)
      .id("wallet_id", wallet_prefix(dialect), funded.wallet_id.bits);
  write_money(json, canonical ? "funded_amount" : "amount", funded.amount.money(), dialect);
  write_money(json, "balance", balance_after(record, funded.wallet), dialect);
  if (canonical) {
    if (funded.source == FundingSource::organization)
      json.money("org_balance_remaining", balance_after(record, funded.from));
    else
      json.null("org_balance_remaining");
  }
  json.text("currency", currency_text(funded.as_usdc)).text("source", word(funded.source));
  if (!canonical) json.text("status", "completed");
  json.time("created_at", record.time).close_object();
}

void write_funding_as(JsonWriter& json, const Record& record, const ledger::Bits128& id,
                      Dialect dialect) {
  if (dialect == Dialect::wallgent) return write_wallgent_funding(json, record, id);
  if (dialect == Dialect::theros) return write_theros_funding(json, record);
  write_funding(json, record, id, dialect);
}

// Of the account inside: the one that is not external clearing.
ledger::Money balance_inside(const Record& record, const Cleared& cleared) {
  const ledger::AccountNumber fees = fees_taken_from(record);
  return balance_after(record, fees.none() ? cleared.wallet : fees);
}

void write_clearing(JsonWriter& json, const Record& record, const ledger::Bits128& id) {
  const auto& cleared = std::get<Cleared>(record.fact);
  json.open_object()
      .id("id", "tx_", id)
      .text("type", word(cleared.kind))
      .text("organization_id", ledger::text("org_", cleared.organization_id.bits))
      .text("environment", environment_text(cleared.environment))
      .text("wallet_id", wallet_text(cleared.wallet_id))
      .text("from", source_of(cleared.kind))
      .money("amount", cleared.amount.money())
      .money("balance", balance_inside(record, cleared))
      .text("currency", currency_text(false))
      .text("reference", cleared.reference)
      .text("status", "completed")
      .time("created_at", record.time)
      .close_object();
}

// The first answer's place in the caller's organisation, for a replay too.
ledger::OrganizationSequence place_of(const Record& record,
                                      ledger::OrganizationNumber organization) {
  for (const ledger::OrganizationLink& link : record.organizations)
    if (link.organization == organization) return link.sequence;
  return {};
}

Problem problem_of(const Refused& refused) {
  return {.outcome = outcome(refused.error.code),
          .request_id = refused.request_id,
          .figures = &refused.error};
}

}  // namespace

const Schema payment_schema{"Payment", payment_fields, "The receipt of a payment."};
const Schema agentpay_payment_schema{"AgentPayPayment", agentpay_payment_fields};
const Schema clearing_schema{"Clearing", clearing_fields,
                             "The receipt of a deposit or a withdrawal."};
const Schema funding_schema{"Funding", funding_fields, "The receipt of a funding."};
const Schema agentpay_funding_schema{"AgentPayFunding", agentpay_funding_fields};

std::string_view word(FundingSource source) {
  switch (source) {
    case FundingSource::organization:
      return "organization";
    case FundingSource::treasury:
      return "treasury";
    case FundingSource::test_faucet:
      return "test_faucet";
  }
  return "";
}

std::string_view source_of(Clearing kind) {
  switch (kind) {
    case Clearing::deposit:
      return "external";
    case Clearing::withdrawal:
      return "organization";
    case Clearing::fees_withdrawal:
      return "fees";
  }
  return "";
}

std::string_view word(Clearing kind) {
  return kind == Clearing::deposit ? "deposit" : "withdrawal";
}

ledger::Money balance_after(const Record& record, ledger::AccountNumber account) {
  const ledger::Entry* entry = entry_of(record, account);
  return entry == nullptr ? ledger::Money{} : entry->balance_after;
}

const Paid* payment_of(const Record& record) {
  if (const auto* held = std::get_if<PaymentHeld>(&record.fact)) return &held->payment;
  return std::get_if<Paid>(&record.fact);
}

ledger::PaymentState state_at_first(const Record& record) {
  return ledger::after(ledger::PaymentState::asked, ledger::payment_event(record.fact).value())
      .value();
}

const ledger::Entry* entry_of(const Record& record, ledger::AccountNumber account) {
  const auto found = std::ranges::find(record.entries, account, &ledger::Entry::account);
  return found == record.entries.end() ? nullptr : &*found;
}

void write_payment_members(JsonWriter& json, const Record& record, const ledger::Bits128& id,
                           Dialect dialect, ledger::PaymentState state) {
  const Paid& paid = *payment_of(record);
  const bool waits = state == ledger::PaymentState::pending_approval;
  write_parties(json, paid, id, dialect);
  write_money(json, "fee", paid.cost() - paid.amount.money(), dialect);
  write_money(json, "total_debited", paid.cost(), dialect);
  write_state(json, paid, word(state));
  if (dialect == Dialect::canonical) write_payers_own(json, paid);
  write_money(json, "balance_after", balance_after(record, paid.payer), dialect);
  write_approval(json, record, id, waits);
  json.time("created_at", record.time);
}

void write_payment_for_payee(JsonWriter& json, const Record& record, const ledger::Bits128& id,
                             Dialect dialect, ledger::PaymentState state) {
  const auto& paid = std::get<Paid>(record.fact);
  write_parties(json, paid, id, dialect);
  write_money(json, "fee", paid.amount.money() - paid.proceeds(), dialect);
  write_state(json, paid, word(state));
  json.time("created_at", record.time);
}

bool write_receipt(JsonWriter& json, const actors::Engine& engine, const Record& record) {
  const Dialect dialect = dialect_of(record);
  if (const auto* refused = std::get_if<Refused>(&record.fact)) {
    write_problem(json, problem_of(*refused), dialect);
    return false;
  }
  if (adjusts_budget(record)) {
    write_adjustment(json, record, engine.payment_id(record));
    return true;
  }
  if (std::holds_alternative<ledger::BatchFunded>(record.fact)) {
    write_batch_funding(json, record, engine.payment_id(record));
    return true;
  }
  if (std::holds_alternative<ledger::Withdrawn>(record.fact)) {
    write_withdrawal(json, record, engine.payment_id(record));
    return true;
  }
  if (std::holds_alternative<ledger::Refunded>(record.fact)) {
    write_refund(json, engine, record);
    return true;
  }
  if (ledger::dispute_move(record.fact)) {
    write_dispute_record(json, engine, record);
    return true;
  }
  if (std::holds_alternative<ledger::PayoutAsked>(record.fact)) {
    write_payout(json, {record}, engine.payment_id(record), dialect);
    return true;
  }
  if (std::holds_alternative<Funded>(record.fact)) {
    write_funding_as(json, record, engine.payment_id(record), dialect);
    return true;
  }
  if (std::holds_alternative<Cleared>(record.fact)) {
    write_clearing(json, record, engine.payment_id(record));
    return true;
  }
  if (dialect == Dialect::trove) {
    write_purchase(json, record, engine.payment_id(record));
    return true;
  }
  json.open_object();
  write_payment_members(json, record, engine.payment_id(record), dialect, state_at_first(record));
  json.close_object();
  return true;
}

void put_stored(Exchange& exchange, const Record& refusal) {
  put_problem(exchange, problem_of(std::get<Refused>(refusal.fact)), dialect_of(refusal));
}

void put_receipt(Edge& edge, Exchange& exchange, const actors::Receipt& receipt) {
  const Record& record = *receipt.record;
  if (exchange.principal) rests_on(exchange, place_of(record, exchange.principal->organization));
  if (receipt.replayed) exchange.response.field("Idempotency-Replayed", "true");
  if (std::holds_alternative<Refused>(record.fact)) return put_stored(exchange, record);
  const bool made = std::holds_alternative<Paid>(record.fact) ||
                    std::holds_alternative<Cleared>(record.fact) ||
                    std::holds_alternative<ledger::Refunded>(record.fact) ||
                    std::holds_alternative<ledger::PayoutAsked>(record.fact) ||
                    std::holds_alternative<ledger::DisputeOpened>(record.fact) ||
                    std::holds_alternative<ledger::EvidenceAdded>(record.fact);
  if (std::holds_alternative<ledger::TokenIssued>(record.fact)) {
    exchange.response.status = 201;
    JsonWriter json{exchange.response.body};
    return write_authorized(json, edge, record);
  }
  const bool waits = std::holds_alternative<PaymentHeld>(record.fact);
  exchange.response.status = waits ? 202 : made ? 201 : 200;
  JsonWriter json{exchange.response.body};
  write_receipt(json, edge.engine, record);
}

}  // namespace bursar::net
