#pragma once

// Webhooks as they are made, changed, removed and told of events, in an order drawn while a
// property runs.

#include "tests/persistence/random_tenants.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace bursar::tests {

class RandomWebhooks : public RandomTenants {
 protected:
  void act_on_webhook() {
    std::vector<ledger::Sequence> there;
    for (const auto& [made, webhook] : books.webhooks)
      if (webhook.status != ledger::WebhookStatus::removed) there.push_back(made);
    const std::uint64_t deed = below(10);
    if (there.empty() || deed == 0) return make_webhook();
    if (deed > 4) return deliver();
    const ledger::Sequence made = there[below(there.size())];
    const ledger::Webhook& webhook = books.webhooks.at(made);
    const ledger::WebhookName name = webhook.name(made);
    ledger::Fact fact = ledger::WebhookAsked{.webhook = name};
    if (deed == 4 && yes()) fact = asked_again(name, webhook.progress);
    if (deed == 1)
      fact = ledger::WebhookChanged{
          name, {.url = "https://example.com/another", .events = {"payment.*", "webhook.deleted"}}};
    if (deed == 2) fact = ledger::WebhookRotated{name, {4, 5}, {now.milliseconds + ledger::day_ms}};
    if (deed == 3)
      fact = ledger::WebhookMarked{name, ledger::WebhookMark{static_cast<std::uint8_t>(below(3))},
                                   ledger::WebhookReason::asked};
    record(of_organization(webhook.organization.value, std::move(fact)));
  }

 private:
  void make_webhook() {
    const ledger::WalletAddress& wallet = any_wallet();
    ledger::WebhookMade made{.id = {fresh_id()},
                             .environment = wallet.environment,
                             .permissions = ledger::org_default,
                             .terms = {.url = "https://example.com/hook", .events = {"*"}},
                             .secret = {1, 2, 3}};
    if (yes()) {
      made.wallet = wallet.account;
      made.wallet_id = wallet.id;
    }
    record(of_organization(wallet.organization.value, std::move(made)));
  }

  // Something that was told, or waits, or was passed over.
  ledger::WebhookAsked asked_again(const ledger::WebhookName& name,
                                   const ledger::DeliveryProgress& progress) {
    const ledger::Sequence record{1 + below(books.last().value)};
    if (!progress.pending.empty() && yes())
      return {.webhook = name, .record = record, .at = progress.pending.front().at};
    if (!progress.recent.empty() && yes())
      return {.webhook = name, .record = record, .at = progress.recent.front().attempt.at};
    return {.webhook = name,
            .record = record,
            .at = {{1 + below(progress.next.sequence.value - 1)}, 0}};
  }

  // Attempts of several with one record, also of some that were removed meanwhile.
  void deliver() {
    ledger::DeliveriesMade made;
    for (const auto& [by, webhook] : books.webhooks)
      if (made.webhooks.empty() || below(3) == 0)
        made.webhooks.push_back(delivered(by, webhook.progress));
    record({.time = now, .fact = std::move(made)});
  }

  // Something that waits, or what comes next.
  ledger::WebhookProgress delivered(ledger::Sequence by, const ledger::DeliveryProgress& progress) {
    ledger::PendingDelivery before{.record = books.last(), .at = progress.next};
    const bool first = progress.pending.empty() || yes();
    if (!first) before = progress.pending[below(progress.pending.size())];
    const ledger::DeliveryAnswer answer{.end = yes() ? ledger::DeliveryEnd::delivered
                                                     : ledger::DeliveryEnd::late};
    const ledger::EventPosition behind{{progress.next.sequence.value + 1}, 0};
    ledger::DeliveryAttempt attempt = ledger::attempt_of(before, answer, now, 0);
    if (!first && yes()) ledger::ask_again(attempt);
    return {.webhook = by, .next = first ? behind : progress.next, .attempts = {attempt}};
  }
};

}  // namespace bursar::tests
