#include "net/approval_view.hpp"

#include "ledger/books.hpp"
#include "net/errors.hpp"
#include "net/spelling.hpp"

#include <array>
#include <string>
#include <variant>

namespace bursar::net {

using ledger::ApprovalStatus;

namespace {

constexpr std::array approval_fields = {
    tells("id", Kind::text, "apr_ and the 26 characters of the payment's id"),
    tells("payment_id", Kind::text, "tx_ and 26 characters"),
    tells("wallet_id", Kind::text, "The wallet that pays"),
    tells("amount", Kind::amount, "What the payee gets"),
    tells("fee", Kind::amount, "What the payer bears on top"),
    tells("recipient", Kind::text, "A wallet's id, or the label of somebody outside",
          Need::optional),
    tells("description", Kind::text, "What the payer wrote", Need::optional),
    tells("rule", Kind::text, "approval_above or require_approval"),
    tells("approval_above", Kind::amount, "With that rule: up to so much needs none",
          Need::optional),
    tells("status", Kind::text, "pending, approved, rejected or expired"),
    tells("expires_at", Kind::time, "So long it waits"),
    tells("decided_by", Kind::text, "The key that decided it", Need::optional),
    tells("note", Kind::text, "What was noted then", Need::optional),
    tells("reason", Kind::text, "Why it was rejected though it was approved, as POLICY_DENIED",
          Need::optional),
    tells("created_at", Kind::time, "When it was asked for"),
    tells("decided_at", Kind::time, "When it was decided, or expired", Need::optional),
};

struct Decision {
  ledger::KeyId by = {};
  std::string_view note;
  ledger::Errc reason = {};
};

Decision decision_of(const ApprovalStory& story) {
  if (story.end == nullptr) return {};
  if (const auto* ended = std::get_if<ledger::ApprovalEnded>(&story.end->fact))
    return {ended->decided_by, ended->note, ended->reason};
  const auto& approved = std::get<ledger::Paid>(story.end->fact).approved;
  return {approved->decided_by, approved->note, {}};
}

}  // namespace

const Schema approval_schema{"Approval", approval_fields, "A payment that waits for approval."};

std::string_view word(ApprovalStatus status) {
  switch (status) {
    case ApprovalStatus::pending:
      return "pending";
    case ApprovalStatus::approved:
      return "approved";
    case ApprovalStatus::rejected:
      return "rejected";
    case ApprovalStatus::expired:
      return "expired";
  }
  return "";
}

ApprovalStatus status_of(const ApprovalStory& story) {
  const auto decided = story.end == nullptr ? std::nullopt : ledger::decision_of(story.end->fact);
  return decided ? decided->status : ApprovalStatus::pending;
}

void write_approval(JsonWriter& json, const ApprovalStory& story, const ledger::Bits128& id) {
  json.open_object();
  write_approval_members(json, story, id);
  json.close_object();
}

void write_approval_members(JsonWriter& json, const ApprovalStory& story,
                            const ledger::Bits128& id) {
  const auto& held = std::get<ledger::PaymentHeld>(story.request.fact);
  const ledger::Paid& payment = held.payment;
  const Decision decision = decision_of(story);
  json.id("id", "apr_", id)
      .id("payment_id", "tx_", id)
      .text("wallet_id", wallet_text(payment.payer_id))
      .money("amount", payment.amount.money())
      .money("fee", payment.fee)
      .text_or_null("recipient",
                    payment.payee.none() ? payment.payee_external : wallet_text(payment.payee_id))
      .text_or_null("description", payment.description)
      .text("rule", word(held.rule));
  if (held.rule == ledger::PolicyRule::approval_above)
    json.money("approval_above", held.above);
  else
    json.null("approval_above");
  json.text("status", word(status_of(story))).time("expires_at", held.expires_at);
  json.text_or_null("decided_by", decision.by.bits.none() ? std::string{}
                                                          : ledger::text("key_", decision.by.bits))
      .text_or_null("note", decision.note)
      .text_or_null("reason", refusal_name(decision.reason))
      .time("created_at", story.request.time)
      .time("decided_at", story.end == nullptr ? ledger::Time{} : story.end->time);
}

}  // namespace bursar::net
