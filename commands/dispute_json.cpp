#include "commands/dispute_json.hpp"

#include "commands/refund_json.hpp"
#include "crypto/bytes.hpp"
#include "net/spelling.hpp"

#include <string>
#include <string_view>

namespace bursar::commands {

using net::JsonWriter;

namespace {

std::string key_or_none(ledger::KeyId id) {
  return id.bits.none() ? std::string{} : ledger::text("key_", id.bits);
}

std::string_view party(bool payee) {
  return payee ? "payee" : "payer";
}

void write_disputed(JsonWriter& json, const ledger::Disputed& of) {
  json.number("payment", of.payment.value)
      .text("payer_wallet_id", net::wallet_text(of.payer_id))
      .text("payee_wallet_id", net::wallet_text(of.payee_id))
      .money("principal", of.principal.money())
      .money("refunded", of.refunded);
}

}  // namespace

void write_fact(JsonWriter& json, const ledger::Record& record, const RecordNames& names,
                const ledger::DisputeOpened& opened) {
  json.text("id", names.payment_text(record))
      .text("payment_id", names.payment_text(opened.payment_place));
  write_disputed(json, opened.of);
  json.time("paid_at", opened.paid_at)
      .number("service", opened.service.value)
      .text("opened_by", party(opened.by_payee))
      .text_or_null("key_id", key_or_none(opened.opened_by))
      .text("reason", opened.reason)
      .text_or_null("description", opened.description);
}

void write_fact(JsonWriter& json, const ledger::Record& record, const RecordNames& names,
                const ledger::EvidenceAdded& added) {
  json.text("id", names.payment_text(record)).number("dispute", added.dispute.value);
  write_disputed(json, added.of);
  json.text("added_by", party(added.by_payee))
      .text_or_null("key_id", key_or_none(added.added_by))
      .text("type", added.type)
      .text("sha256", crypto::hex(added.sha256))
      .number("bytes", std::uint64_t{added.bytes})
      .number("previous", added.previous.value);
}

void write_fact(JsonWriter& json, const ledger::DisputeMoved& moved) {
  json.number("dispute", moved.dispute.value);
  write_disputed(json, moved.of);
  json.text("status", word(moved.status))
      .text_or_null("key_id", key_or_none(moved.by))
      .text_or_null("note", moved.note)
      .number("service", moved.service.value);
}

void write_fact(JsonWriter& json, const ledger::Record& record, const RecordNames& names,
                const ledger::DisputeRefunded& resolved) {
  json.number("dispute", resolved.dispute.value);
  write_refund(json, record, names);
  json.money("covered", resolved.covered)
      .text_or_null("note", resolved.note)
      .number("service", resolved.service.value);
}

void write_fact(JsonWriter& json, const ledger::ReceivableRepaid& repaid) {
  json.text("wallet_id", net::wallet_text(repaid.wallet_id))
      .money("amount", repaid.amount.money())
      .money("owed_after", repaid.owed_after);
}

}  // namespace bursar::commands
