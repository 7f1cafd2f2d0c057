#include "commands/record_json_payouts.hpp"

#include "ledger/business_days.hpp"
#include "ledger/payouts.hpp"
#include "net/spelling.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace bursar::commands {

using net::JsonWriter;

namespace {

void write_destination(JsonWriter& json, ledger::DestinationType type, std::string_view masked) {
  json.text("destination_type", word(type));
  if (masked.empty())
    json.null("destination");
  else
    json.raw("destination", masked);
}

void write_asked(JsonWriter& json, std::string_view id, const ledger::PayoutAsked& asked) {
  const ledger::Paid& payment = asked.payment;
  json.text("id", id)
      .text("from_wallet_id", net::wallet_text(payment.payer_id))
      .text("recipient", payment.payee_external)
      .money("amount", payment.amount.money())
      .money("held", asked.held())
      .money("drawn", payment.drawn)
      .text("currency", net::currency_text(payment.as_usdc));
  write_destination(json, asked.destination.type, asked.destination.masked);
  json.text_or_null("description", payment.description)
      .time("counted_at", payment.counted_at)
      .time("submit_at", asked.submit_at)
      .text("estimated_arrival", ledger::date_text(asked.arrives_on));
}

void write_completed(JsonWriter& json, std::string_view id,
                     const ledger::PayoutCompleted& completed) {
  json.text("id", id)
      .number("payout", completed.payout.value)
      .text("from_wallet_id", net::wallet_text(completed.payer_id))
      .money("amount", completed.amount.money())
      .money("drawn", completed.drawn)
      .text("currency", net::currency_text(completed.as_usdc));
  write_destination(json, completed.type, completed.masked);
  json.text_or_null("description", completed.description)
      .text_or_null("reference", completed.reference)
      .time("counted_at", completed.counted_at);
}

}  // namespace

void write_payout(JsonWriter& json, const ledger::Record& record, const RecordNames& names) {
  const std::string id = names.payment_text(record);
  if (const auto* asked = std::get_if<ledger::PayoutAsked>(&record.fact))
    return write_asked(json, id, *asked);
  write_completed(json, id, std::get<ledger::PayoutCompleted>(record.fact));
}

void write_fact(JsonWriter& json, const ledger::PayoutAdvanced& advanced) {
  json.number("payout", advanced.payout.value)
      .text("wallet_id", net::wallet_text(advanced.payer_id))
      .text("status", word(advanced.status))
      .text_or_null("reference", advanced.reference)
      .time("at", advanced.at);
}

void write_fact(JsonWriter& json, const ledger::PayoutEnded& ended) {
  json.number("payout", ended.payout.value)
      .text("wallet_id", net::wallet_text(ended.payer_id))
      .money("amount", ended.amount.money())
      .money("released", ended.held)
      .time("counted_at", ended.counted_at)
      .text("status", word(ended.status))
      .text_or_null("reason", ended.reason);
}

}  // namespace bursar::commands
