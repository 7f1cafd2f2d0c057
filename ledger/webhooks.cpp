#include "ledger/webhooks.hpp"

#include "ledger/books.hpp"
#include "ledger/webhook_events.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

namespace bursar::ledger {

namespace {

using Finding = std::optional<std::string>;

constexpr std::array<std::string_view, 3> status_words = {"enabled", "disabled", "deleted"};
constexpr std::array<std::string_view, 4> reason_words = {"", "asked", "gone", "exhausted"};
constexpr std::array<std::string_view, 11> end_words = {
    "delivered", "answered",  "refused", "unresolved", "forbidden", "unreachable",
    "untrusted", "malformed", "late",    "lost",       "no_secret"};

void mark(Webhook& webhook, const WebhookMarked& marked) {
  webhook.status = WebhookStatus{static_cast<std::uint8_t>(marked.mark)};
  webhook.reason = marked.reason;
  if (marked.mark != WebhookMark::removed) return;
  webhook.progress = {.next = webhook.progress.next};
  webhook.made.terms = {};
  webhook.made.secret.clear();
  webhook.previous_secret.clear();
}

void ask(Webhook& webhook, const WebhookAsked& asked, const Record& record) {
  PendingDelivery wanted{.record = asked.record, .at = asked.at, .due = record.time};
  if (asked.test()) {
    wanted.record = record.sequence;
    wanted.at = {.sequence = record.organizations[0].sequence};
    wanted.test = true;
  }
  webhook.progress.ask(wanted);
}

Finding broken_making(const Books& books, const Record& record, const WebhookMade& made) {
  const OrganizationNumber number = record.organizations[0].organization;
  if (number.none() || number.value >= books.organizations.size())
    return "makes a webhook of an organisation that is not there";
  if (!event_types_of(made.terms.events)) return "makes a webhook of events that there are not";
  if (made.wallet.none()) return {};
  const auto profile = books.profiles.find(made.wallet);
  if (profile == books.profiles.end()) return "makes a webhook of a wallet that is not there";
  const WalletAddress& address = profile->second.opened.address;
  if (address.id != made.wallet_id || address.environment != made.environment ||
      address.organization != number)
    return "makes a webhook of another organisation's wallet";
  return {};
}

Finding still_there(const Books& books, const Record& record, const WebhookName& name) {
  const auto known = books.webhooks.find(name.made);
  if (known == books.webhooks.end()) return "changes a webhook that is not there";
  if (known->second.status == WebhookStatus::removed) return "changes a webhook that was removed";
  if (known->second.organization != record.organizations[0].organization)
    return "changes a webhook of another organisation";
  if (known->second.name(name.made) != name) return "calls a webhook by what is not its name";
  return {};
}

/// Each is of an event that waits, or of the next ones in their order.
Finding broken_progress(const Books& books, const WebhookProgress& more) {
  const auto known = books.webhooks.find(more.webhook);
  if (known == books.webhooks.end()) return "delivers to a webhook that is not there";
  if (known->second.status == WebhookStatus::removed) return {};  // it was under way
  DeliveryProgress progress = known->second.progress;
  if (more.next < progress.next) return "delivers what comes before what was delivered";
  EventPosition first = progress.next;
  for (const DeliveryAttempt& attempt : more.attempts) {
    if (progress.find(attempt.at) == nullptr) {
      if (attempt.at < first) return "delivers an event that was delivered, or before its turn";
      if (attempt.at >= more.next) return "delivers an event that it says is still to come";
      first = attempt.at;
      ++first.index;
    }
    progress.take({.next = progress.next, .attempts = {attempt}});
  }
  return {};
}

}  // namespace

std::string_view word(WebhookStatus status) {
  return status_words.at(static_cast<std::size_t>(status));
}

std::string_view word(WebhookReason reason) {
  return reason_words.at(static_cast<std::size_t>(reason));
}

std::string_view word(DeliveryEnd end) {
  return end_words.at(static_cast<std::size_t>(end));
}

Webhook first_state(const Record& record, const WebhookMade& made) {
  const auto& [organization, sequence, previous] = record.organizations[0];
  return {.made = made,
          .organization = organization,
          .created_at = record.time,
          .updated_at = record.time,
          .progress = {.next = {.sequence = {sequence.value + 1}}}};
}

std::optional<WebhookName> webhook_named(const Fact& fact) {
  return std::visit(
      [](const auto& one) -> std::optional<WebhookName> {
        if constexpr (requires { WebhookName{one.webhook}; })
          return one.webhook;
        else
          return std::nullopt;
      },
      fact);
}

void change(Webhook& webhook, const Record& record) {
  if (const auto* asked = std::get_if<WebhookAsked>(&record.fact))
    return ask(webhook, *asked, record);
  webhook.updated_at = record.time;
  if (const auto* changed = std::get_if<WebhookChanged>(&record.fact))
    webhook.made.terms = changed->terms;
  if (const auto* rotated = std::get_if<WebhookRotated>(&record.fact)) {
    webhook.previous_secret = std::exchange(webhook.made.secret, rotated->secret);
    webhook.previous_ends = rotated->previous_ends;
  }
  if (const auto* marked = std::get_if<WebhookMarked>(&record.fact)) mark(webhook, *marked);
}

Finding broken_webhook(const Books& books, const Record& record) {
  if (const auto* made = std::get_if<WebhookMade>(&record.fact))
    return broken_making(books, record, *made);
  if (const auto name = webhook_named(record.fact))
    if (auto found = still_there(books, record, *name)) return found;
  if (const auto* changed = std::get_if<WebhookChanged>(&record.fact))
    if (!event_types_of(changed->terms.events))
      return "tells a webhook of events that there are not";
  const auto* const made = std::get_if<DeliveriesMade>(&record.fact);
  if (made == nullptr) return {};
  std::vector<Sequence> seen;
  for (const WebhookProgress& more : made->webhooks) {
    if (std::ranges::find(seen, more.webhook) != seen.end())
      return "tells of deliveries to a webhook twice";
    seen.push_back(more.webhook);
    if (auto found = broken_progress(books, more)) return found;
  }
  return {};
}

}  // namespace bursar::ledger
