#include "net/dispute_view.hpp"

#include "crypto/bytes.hpp"
#include "ledger/disputes.hpp"
#include "net/receipt.hpp"
#include "net/spelling.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <variant>

namespace bursar::net {

using ledger::DisputeOpened;
using ledger::DisputeStatus;
using ledger::EvidenceAdded;
using ledger::Record;

namespace {

constexpr std::array dispute_view_fields = {
    tells("id", Kind::text, "disp_ and 26 characters"),
    tells("status", Kind::text,
          "open, under_review, resolved_refunded, resolved_denied or withdrawn"),
    tells("payment_id", Kind::text, "The payment that it is about"),
    tells("reason", Kind::text, "A word of whoever opened it"),
    tells("description", Kind::text, "What they wrote", Need::optional),
    tells("opened_by", Kind::text, "payer or payee"),
    tells("payer_wallet_id", Kind::text, "Who has paid"),
    tells("payee_wallet_id", Kind::text, "Who was paid, and gives it back where it is to"),
    tells("amount", Kind::amount, "The payment's principal"),
    tells("currency", Kind::text, "The payment's: USD or USDC"),
    tells("refund_id", Kind::text, "Of one that was refunded: what went back by that",
          Need::optional),
    tells("refunded_amount", Kind::amount, "Likewise: how much did", Need::optional),
    tells("note", Kind::text, "What the operator wrote, who reviewed or resolved it",
          Need::optional),
    tells("created_at", Kind::time, "When it was opened"),
    tells("updated_at", Kind::time, "When it came to be as it is"),
};

constexpr std::array evidence_view_fields = {
    tells("id", Kind::text, "evd_ and 26 characters"),
    tells("dispute_id", Kind::text, "Where it was shown", Need::optional),
    tells("type", Kind::text, "A word of whoever shows it"),
    tells("added_by", Kind::text, "payer or payee"),
    tells("sha256", Kind::text, "Of what it is, 64 hex digits"),
    tells("bytes", Kind::count, "How long that is"),
    tells("created_at", Kind::time, "When it was added"),
};

constexpr std::array piece_fields = {
    tells("content", Kind::text, "What it is, as it was shown: untrusted"),
};
constexpr std::array evidence_with_content_fields = joined(evidence_view_fields, piece_fields);

constexpr std::array pieces_fields = {
    tells("evidence", Kind::many, evidence_schema, "What both have shown, the oldest first"),
};
constexpr std::array dispute_with_evidence_fields = joined(dispute_view_fields, pieces_fields);
constexpr std::array agentpay_dispute_fields = money_as_numbers(dispute_view_fields);
constexpr std::array agentpay_with_evidence_fields = money_as_numbers(dispute_with_evidence_fields);

std::string_view party(bool payee) {
  return payee ? "payee" : "payer";
}

std::string_view note_of(const Record& record) {
  if (const auto* moved = std::get_if<ledger::DisputeMoved>(&record.fact)) return moved->note;
  if (const auto* resolved = std::get_if<ledger::DisputeRefunded>(&record.fact))
    return resolved->note;
  return {};
}

/// In which the payment was made. Once that is archived, a refund that it came to tells.
bool as_usdc(const actors::Engine& engine, const DisputeOpened& opened, const Record& last) {
  if (const auto* resolved = std::get_if<ledger::DisputeRefunded>(&last.fact))
    return resolved->refund.as_usdc;
  const auto payment = engine.record(opened.of.payment);
  const auto* const paid = payment ? std::get_if<ledger::Paid>(&payment->fact) : nullptr;
  return paid != nullptr && paid->as_usdc;
}

/// The record that opened it, and what brought it to how it stands: that one, or a later one.
struct DisputeStory {
  const Record& opening;
  const Record& last;
  DisputeStatus status;
};

void write_story(JsonWriter& json, const actors::Engine& engine, const DisputeStory& story,
                 Dialect dialect) {
  const auto& [opening, last, status] = story;
  const auto& opened = std::get<DisputeOpened>(opening.fact);
  json.id("id", "disp_", engine.payment_id(opening))
      .text("status", word(status))
      .id("payment_id", "tx_", engine.payment_id(opened.payment_place))
      .text("reason", opened.reason)
      .text_or_null("description", opened.description)
      .text("opened_by", party(opened.by_payee))
      .text("payer_wallet_id", wallet_text(opened.of.payer_id, dialect))
      .text("payee_wallet_id", wallet_text(opened.of.payee_id, dialect));
  write_money(json, "amount", opened.of.principal.money(), dialect);
  json.text("currency", currency_text(as_usdc(engine, opened, last)));
  if (const auto* resolved = std::get_if<ledger::DisputeRefunded>(&last.fact)) {
    json.id("refund_id", "tx_", engine.payment_id(last));
    write_money(json, "refunded_amount", resolved->refund.amount.money(), dialect);
  }
  json.text_or_null("note", note_of(last))
      .time("created_at", opening.time)
      .time("updated_at", last.time);
}

/// Of an archived one what the record itself says.
void write_without_opening(JsonWriter& json, DisputeStatus status, const Record& last) {
  json.text("status", word(status)).text_or_null("note", note_of(last));
}

}  // namespace

const Schema dispute_schema{"Dispute", dispute_view_fields, "A quarrel about a payment."};
const Schema evidence_schema{"Evidence", evidence_view_fields, "What a party to a dispute shows."};
const Schema evidence_with_content_schema{"EvidenceContent", evidence_with_content_fields,
                                          "What a party to a dispute shows, all of it."};
const Schema dispute_with_evidence_schema{"DisputeDetails", dispute_with_evidence_fields,
                                          "A quarrel about a payment, and what was shown there."};
const Schema agentpay_dispute_schema{"AgentPayDispute", agentpay_dispute_fields};
const Schema agentpay_dispute_with_evidence_schema{"AgentPayDisputeDetails",
                                                   agentpay_with_evidence_fields};

void write_evidence_members(JsonWriter& json, const actors::Engine& engine, const Record& record,
                            bool names_dispute) {
  const auto& added = std::get<EvidenceAdded>(record.fact);
  json.id("id", "evd_", engine.payment_id(record));
  if (names_dispute)
    if (const auto opening = engine.record(added.dispute))
      json.id("dispute_id", "disp_", engine.payment_id(*opening));
  json.text("type", added.type)
      .text("added_by", party(added.by_payee))
      .text("sha256", crypto::hex(added.sha256))
      .number("bytes", std::uint64_t{added.bytes})
      .time("created_at", record.time);
}

void write_dispute_members(JsonWriter& json, const actors::Engine& engine, const Record& record,
                           Dialect dialect) {
  if (std::holds_alternative<EvidenceAdded>(record.fact))
    return write_evidence_members(json, engine, record, true);
  const auto move = ledger::dispute_move(record.fact).value();
  if (move.dispute.none())
    return write_story(json, engine, {record, record, DisputeStatus::open}, dialect);
  const auto opening = engine.record(move.dispute);
  if (!opening) return write_without_opening(json, move.status, record);
  write_story(json, engine, {*opening, record, move.status}, dialect);
}

void write_dispute_record(JsonWriter& json, const actors::Engine& engine, const Record& record) {
  json.open_object();
  write_dispute_members(json, engine, record, dialect_of(record));
  json.close_object();
}

void write_dispute_as_it_stands(JsonWriter& json, const actors::Engine& engine,
                                const Record& opened, const actors::DisputeStanding& standing,
                                Dialect dialect) {
  json.open_object();
  const auto last = engine.record(standing.course.last);
  write_story(json, engine, {opened, last ? *last : opened, standing.status}, dialect);
}

void write_evidence_list(JsonWriter& json, const actors::Engine& engine, const Record& opened) {
  const ledger::Sequence payment = std::get<DisputeOpened>(opened.fact).of.payment;
  std::vector<Record> pieces;
  ledger::Sequence at = engine.course(payment).dispute.newest_evidence;
  while (auto one = at.none() ? std::nullopt : engine.record(at)) {
    at = std::get<EvidenceAdded>(one->fact).previous;
    pieces.push_back(*std::move(one));
  }
  json.key("evidence").open_array();
  for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
    json.open_object();
    write_evidence_members(json, engine, *piece, false);
    json.close_object();
  }
  json.close_array();
}

}  // namespace bursar::net
