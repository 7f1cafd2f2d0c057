#pragma once

// What parties and the operator do about payments that were made, in an order drawn while a
// property runs.

#include "ledger/dispute_deeds.hpp"
#include "tests/persistence/random_webhooks.hpp"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

namespace bursar::tests {

class RandomDisputes : public RandomWebhooks {
 protected:
  void quarrel() {
    switch (below(4)) {
      case 0:
        return dispute();
      case 1:
        return repay();
      default:
        return act_on_dispute();
    }
  }

 private:
  void repay() {
    const ledger::WalletAddress& wallet = any_wallet();
    auto repaid = books.wallets.at(wallet.account).repay();
    if (!repaid) return;
    ledger::Record made = of_organization(wallet.organization.value, std::move(repaid->fact));
    made.entries = std::move(repaid->entries);
    record(std::move(made));
  }

  // Of any payment that was made.
  void dispute() {
    std::vector<ledger::Sequence> payments;
    for (const ledger::Record& one : records)
      if (std::holds_alternative<ledger::Paid>(one.fact)) payments.push_back(one.sequence);
    if (payments.empty()) return;
    const ledger::Sequence payment = payments[below(payments.size())];
    ledger::ActOnDispute act = act_on(payment, ledger::DisputeEvent::open);
    act.opened.by_payee = yes();
    act.opened.description = yes() ? "a description longer than fifteen bytes" : "";
    record_deed(act, payment);
  }

  void act_on_dispute() {
    std::vector<ledger::Sequence> payments;
    for (const auto& [opened, row] : books.disputes) payments.push_back(row.payment);
    if (payments.empty()) return;
    const ledger::Sequence payment = payments[below(payments.size())];
    ledger::ActOnDispute act =
        act_on(payment, static_cast<ledger::DisputeEvent>(1 + below(ledger::dispute_events - 1)));
    act.cover = yes();
    act.note = yes() ? "a note longer than fifteen bytes" : "";
    act.added = {.by_payee = yes(), .type = "log_excerpt", .bytes = 12};
    record_deed(act, payment);
  }

  void record_deed(ledger::ActOnDispute& act, ledger::Sequence payment) {
    if (act.refund.org_wallet.environment != act.refund.to.environment) return;
    act.refund.salt = ++ids_;
    now = std::max(now, books.last_time());
    const auto decided = books.wallets.at(act.refund.giver.account).decide(act, terms, now);
    if (!decided) return;
    ledger::Record made{.time = now,
                        .previous_of_payment = newest_of(payment),
                        .entries = decided->entries,
                        .fact = decided->fact};
    made.organizations[0].organization = act.refund.giver.organization;
    if (act.refund.to.organization != act.refund.giver.organization)
      made.organizations[1].organization = act.refund.to.organization;
    record(std::move(made));
  }
};

}  // namespace bursar::tests
