#pragma once

// Webhooks as they are made, changed and told of events, in an order drawn while a property runs.

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
    const std::uint64_t deed = below(8);
    if (there.empty() || deed == 0) return make_webhook();
    const ledger::Sequence made = there[below(there.size())];
    const ledger::Webhook& webhook = books.webhooks.at(made);
    if (deed > 3) return deliver(made, webhook);
    const ledger::WebhookName name = webhook.name(made);
    ledger::Fact fact = ledger::WebhookAsked{.webhook = name};
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

  // Something that waits, or what comes next.
  void deliver(ledger::Sequence made, const ledger::Webhook& webhook) {
    const ledger::DeliveryProgress& progress = webhook.progress;
    ledger::PendingDelivery before{.record = books.last(), .at = progress.next};
    const bool first = progress.pending.empty() || yes();
    if (!first) before = progress.pending[below(progress.pending.size())];
    const ledger::DeliveryAnswer answer{.end = yes() ? ledger::DeliveryEnd::delivered
                                                     : ledger::DeliveryEnd::late};
    const ledger::EventPosition behind{{progress.next.sequence.value + 1}, 0};
    record({.time = now,
            .fact = ledger::DeliveriesMade{
                {{.webhook = made,
                  .next = first ? behind : progress.next,
                  .attempts = {ledger::attempt_of(before, answer, now, 0)}}}}});
  }
};

}  // namespace bursar::tests
