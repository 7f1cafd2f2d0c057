#include "net/payout_view.hpp"

#include "ledger/business_days.hpp"
#include "net/spelling.hpp"

#include <array>
#include <variant>

namespace bursar::net {

using ledger::PayoutStatus;

namespace {

constexpr std::array payout_view_fields = {
    tells("id", Kind::text, "payout_ and 26 characters"),
    tells("status", Kind::text, "pending, submitted, settling, completed, failed or cancelled"),
    tells("from_wallet_id", Kind::text, "The wallet that pays"),
    tells("amount", Kind::amount, "What is paid out; there is no fee"),
    tells("currency", Kind::text, "USD, or USDC when it was asked so"),
    tells("destination_type", Kind::text, "bank, crypto or stripe"),
    tells("destination", Kind::object, "Where it goes, masked"),
    tells("recipient", Kind::text,
          "dest_ and 26 characters: the same for every payout to that account; policies may list "
          "it as a recipient"),
    tells("description", Kind::text, "What the payer wrote", Need::optional),
    tells("estimated_arrival", Kind::text, "The date on which it should have arrived"),
    tells("cancellable_until", Kind::time, "While it is pending: when it is submitted",
          Need::optional),
    tells("reference", Kind::text, "What whoever settles it calls it", Need::optional),
    tells("failure_reason", Kind::text, "Why it failed, in a word", Need::optional),
    tells("created_at", Kind::time, "When it was asked for"),
    tells("updated_at", Kind::time, "When it came to be as it is"),
};

constexpr std::array agentpay_payout_fields = money_as_numbers(payout_view_fields);

std::string_view reference_of(const PayoutStory& story) {
  if (story.last == nullptr) return {};
  if (const auto* advanced = std::get_if<ledger::PayoutAdvanced>(&story.last->fact))
    return advanced->reference;
  if (const auto* completed = std::get_if<ledger::PayoutCompleted>(&story.last->fact))
    return completed->reference;
  return {};
}

std::string_view reason_of(const PayoutStory& story) {
  if (story.last == nullptr) return {};
  const auto* const ended = std::get_if<ledger::PayoutEnded>(&story.last->fact);
  return ended == nullptr ? std::string_view{} : std::string_view{ended->reason};
}

}  // namespace

const Schema payout_schema{"Payout", payout_view_fields, "Money on its way out of the system."};
const Schema agentpay_payout_schema{"AgentPayPayout", agentpay_payout_fields};

PayoutStatus status_of(const PayoutStory& story) {
  const auto move = story.last == nullptr ? std::nullopt : ledger::payout_move(story.last->fact);
  return move ? move->status : PayoutStatus::pending;
}

void write_payout_members(JsonWriter& json, const PayoutStory& story, const ledger::Bits128& id,
                          Dialect dialect) {
  const auto& asked = std::get<ledger::PayoutAsked>(story.asked.fact);
  const ledger::Paid& payment = asked.payment;
  const PayoutStatus status = status_of(story);
  json.id("id", "payout_", id)
      .text("status", word(status))
      .text("from_wallet_id", wallet_text(payment.payer_id, dialect));
  write_money(json, "amount", payment.amount.money(), dialect);
  json.text("currency", currency_text(payment.as_usdc))
      .text("destination_type", word(asked.destination.type))
      .raw("destination", asked.destination.masked)
      .text("recipient", payment.payee_external)
      .text_or_null("description", payment.description)
      .text("estimated_arrival", ledger::date_text(asked.arrives_on))
      .time("cancellable_until", status == PayoutStatus::pending ? asked.submit_at : ledger::Time{})
      .text_or_null("reference", reference_of(story))
      .text_or_null("failure_reason", reason_of(story))
      .time("created_at", story.asked.time)
      .time("updated_at", story.last == nullptr ? story.asked.time : story.last->time);
}

void write_payout(JsonWriter& json, const PayoutStory& story, const ledger::Bits128& id,
                  Dialect dialect) {
  json.open_object();
  write_payout_members(json, story, id, dialect);
  json.close_object();
}

}  // namespace bursar::net
