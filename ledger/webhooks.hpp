#pragma once

// A webhook as the journal leaves it, and what a record of one must hold.

#include "ledger/deliveries.hpp"
#include "ledger/record.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::ledger {

enum class WebhookStatus : std::uint8_t { enabled = 0, disabled = 1, removed = 2 };
/// "enabled", as it is told.
std::string_view word(WebhookStatus status);
std::string_view word(WebhookReason reason);
std::string_view word(DeliveryEnd end);

struct Webhook {
  WebhookMade made = {};  // as it is by its last change
  OrganizationNumber organization = {};
  Time created_at = {};
  Time updated_at = {};
  WebhookStatus status = WebhookStatus::enabled;
  WebhookReason reason = WebhookReason::none;  // why it is as it is
  std::vector<std::uint8_t> previous_secret = {};
  Time previous_ends = {};
  DeliveryProgress progress = {};

  WebhookName name(Sequence by) const {
    return {.made = by, .id = made.id, .environment = made.environment, .wallet = made.wallet};
  }
  friend bool operator==(const Webhook&, const Webhook&) = default;
};

/// Right after the record that makes it.
Webhook first_state(const Record& record, const WebhookMade& made);
/// Which one a record changes, or asks something of; none: nothing of the kind. Attempts are told
/// apart, as they are of many.
std::optional<WebhookName> webhook_named(const Fact& fact);
/// Such a change. Of one that is removed nothing is kept but that it was there.
void change(Webhook& webhook, const Record& record);
/// What was tried; of one that was removed it is nothing any more.
inline void take(Webhook& webhook, const WebhookProgress& more) {
  if (webhook.status != WebhookStatus::removed) webhook.progress.take(more);
}

/// `at` gives the webhook that a record has made.
template <class At>
void change_webhooks(const Record& record, At at) {
  if (const auto name = webhook_named(record.fact)) change(at(name->made), record);
  if (const auto* made = std::get_if<DeliveriesMade>(&record.fact))
    for (const WebhookProgress& more : made->webhooks) take(at(more.webhook), more);
}

class Books;

/// What is wrong with what a record says of webhooks, so that applying it would come to nonsense.
std::optional<std::string> broken_webhook(const Books& books, const Record& record);

}  // namespace bursar::ledger
