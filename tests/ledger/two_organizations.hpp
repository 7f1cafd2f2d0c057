#pragma once

// Two sandbox organisations of an org wallet and two agents each, kept twice: as live wallets,
// which are told what was decided, and as Books, which are told the records that a writer makes of
// it.

#include "ledger/books.hpp"
#include "ledger/dispute_deeds.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace bursar::tests {

constexpr ledger::Time noon{1'795'608'000'000};  // 2026-11-25T12:00:00Z

/// Organisation 1 has the system accounts 1 to 4 and the wallets 5 to 7, organisation 2 has 8 to 11
/// and 12 to 14. The first wallet of each is the org wallet.
inline ledger::WalletAddress address_of(std::uint64_t account) {
  const std::uint64_t organization = account < 8 ? 1 : 2;
  const std::uint64_t system_accounts = organization == 1 ? 1 : 8;
  return {
      .account = {account},
      .id = {{organization, account}},
      .organization = {organization},
      .type = account == system_accounts + 4 ? ledger::WalletType::org : ledger::WalletType::agent,
      .system_accounts = {system_accounts}};
}

class TwoOrganizations {
 public:
  TwoOrganizations() {
    record({.time = now, .fact = ledger::Genesis{}});
    open(1, 1);
    open(2, 8);
  }

  /// Makes the writer's part of a record and tells it to the books.
  const ledger::Record& record(ledger::Record made) {
    made.sequence = {books.last().value + 1};
    for (ledger::OrganizationLink& link : made.organizations) {
      if (link.organization.value >= books.organization_heads.size()) {
        link.sequence = {1};
        continue;
      }
      const auto& head = books.organization_heads[link.organization.value];
      if (!link.organization.none()) link.sequence = {head.count.value + 1};
      link.previous = head.last;
    }
    for (ledger::Entry& entry : made.entries) {
      if (entry.account.value >= books.accounts.size()) {
        entry.balance_after = entry.amount;
        continue;
      }
      const ledger::AccountHead& head = books.accounts[entry.account.value];
      entry.balance_after = ledger::nearest(head.posted + entry.amount.units());
      entry.held_after = head.held + held_change(made.fact, entry.account);
      entry.previous = head.last;
    }
    books.apply(made);
    return records.emplace_back(std::move(made));
  }

  /// What was decided becomes durable and is told to every live wallet.
  void commit(const ledger::Decided& decided) {
    ledger::Record made{.time = now, .entries = decided.entries, .fact = decided.fact};
    if (const auto decision = ledger::decision_of(decided.fact))
      made.previous_of_payment = decision->request;
    if (const auto move = ledger::token_move(decided.fact); move && !still_open(move->status))
      made.previous_of_payment = move->token;
    if (const auto move = ledger::payout_move(decided.fact); move && !still_open(move->status))
      made.previous_of_payment = move->payout;
    if (const auto payment = ledger::payment_of(decided.fact))
      made.previous_of_payment = newest_of(*payment);
    // The giving side's comes first.
    const std::vector<ledger::AccountNumber> sides = sides_of(decided);
    const std::uint64_t giver = address_of(sides.front().value).organization.value;
    std::size_t links = 0;
    for (const std::uint64_t organization : {giver, 3 - giver})
      for (const ledger::AccountNumber account : sides)
        if (address_of(account.value).organization.value == organization) {
          made.organizations.at(links++).organization = {organization};
          break;
        }
    made = record(std::move(made));
    const ledger::AccountNumber decider = ledger::dispute_decider(made.fact);
    for (auto& [account, wallet] : live) {
      bool told = decider == account;
      for (const ledger::Entry& entry : made.entries) told = told || entry.account == account;
      if (told) wallet.apply(made);
    }
  }

  /// Whose accounts it moves; of what moves none, the parties of a dispute.
  static std::vector<ledger::AccountNumber> sides_of(const ledger::Decided& decided) {
    std::vector<ledger::AccountNumber> sides;
    const ledger::AccountNumber decider = ledger::dispute_decider(decided.fact);
    if (!decider.none()) sides.push_back(decider);
    if (const auto* of = ledger::disputed_by(decided.fact)) sides.push_back(of->payer);
    for (const ledger::Entry& entry : decided.entries) sides.push_back(entry.account);
    return sides;
  }

  ledger::Wallet& wallet(std::uint64_t account) { return live.at({account}); }

  /// As the policy that binds it in the books is.
  ledger::Result<ledger::Decided> decide(std::uint64_t account, const ledger::Pay& pay) {
    return wallet(account).decide(pay, terms, now, policy(account));
  }
  const ledger::PolicyInForce* policy(std::uint64_t account) {
    const auto row = books.policies.find(wallet(account).state().policy);
    if (row == books.policies.end()) return nullptr;
    policy_.terms = row->second.made.terms;
    return &policy_;
  }

  void fund(std::uint64_t account, ledger::Amount amount) {
    commit(wallet(account)
               .decide(ledger::Fund{.wallet = address_of(account),
                                    .source = ledger::FundingSource::treasury,
                                    .amount = amount},
                       terms, now)
               .value());
  }

  /// What a refund of a payment goes by, as that stands.
  ledger::Refund refund_of(ledger::Sequence payment) const {
    const ledger::Record& made = records[payment.value - 1];
    const auto& paid = std::get<ledger::Paid>(made.fact);
    const auto course = books.courses.find(payment);
    const auto address = [&](ledger::AccountNumber account) {
      return books.profiles.at(account).opened.address;
    };
    ledger::Refund refund{.giver = address(paid.payee.none() ? paid.payer : paid.payee),
                          .to = address(paid.payer),
                          .place = ledger::payment_place(made).value(),
                          .payment = payment,
                          .paid = paid,
                          .newest = newest_of(payment)};
    const auto& wallets = books.organizations[refund.to.organization.value].wallets;
    refund.org_wallet = address(wallets.front());
    refund.payer_archived =
        books.wallets.at(paid.payer).state().status == ledger::WalletStatus::archived;
    if (course != books.courses.end()) refund.refunded = course->second.refunded;
    return refund;
  }
  /// The same of a deed on its dispute, which the payer has opened where there is one.
  ledger::ActOnDispute act_on(ledger::Sequence payment, ledger::DisputeEvent event) const {
    ledger::ActOnDispute act{.refund = refund_of(payment), .event = event};
    if (const auto course = books.courses.find(payment); course != books.courses.end())
      act.dispute = course->second.dispute;
    act.asked = act.dispute.opened;
    act.opened = {.environment = act.refund.giver.environment,
                  .paid_at = records[payment.value - 1].time,
                  .reason = "not_delivered"};
    if (!act.asked.none())
      act.opened = std::get<ledger::DisputeOpened>(records[act.asked.value - 1].fact);
    return act;
  }
  ledger::Sequence newest_of(ledger::Sequence payment) const {
    const auto course = books.courses.find(payment);
    return course == books.courses.end() ? payment : course->second.last;
  }

  /// All that was recorded before the last record.
  std::span<const ledger::Record> before_last() const {
    return std::span{records}.first(records.size() - 1);
  }

  static constexpr ledger::Velocity velocity{.count = 20, .window_seconds = 3'600};

  ledger::Terms terms;
  ledger::Time now = noon;
  ledger::Books books;
  std::unordered_map<ledger::AccountNumber, ledger::Wallet> live;
  std::vector<ledger::Record> records;

 private:
  ledger::PolicyInForce policy_;

  // The agents differ: one is bound by a policy, the other by a budget.
  void open(std::uint64_t number, std::uint64_t first) {
    ledger::Opened opened;
    opened.organization = ledger::OrganizationOpened{
        .id = {{number, 0}}, .number = {number}, .name = "O", .sandbox_accounts = {first}};
    for (std::uint64_t n = 0; n < 3; ++n)
      opened.wallets.push_back({.address = address_of(first + 4 + n), .number = n + 1});
    opened.policy = ledger::PolicyMade{.terms = {.id = {{number, 1}},
                                                 .version = 1,
                                                 .max_per_tx = ledger::Money::units(500),
                                                 .max_per_day = ledger::Money::units(1'200),
                                                 .max_per_month = ledger::Money::units(2'000),
                                                 .max_total = ledger::Money::units(5'000),
                                                 .velocity = velocity}};
    opened.wallets[1].policy = opened.policy->terms.id;
    opened.wallets[2].budget_limit = ledger::Money::units(1'500);
    opened.keys.push_back({.id = {{number, 2}}, .name = "first"});
    const ledger::Record made =
        record({.time = now, .organizations = {{{.organization = {number}}}}, .fact = opened});
    for (const ledger::WalletOpened& one : opened.wallets) {
      ledger::Wallet begun{ledger::first_state(one)};
      begun.apply(made);
      live.emplace(one.address.account, std::move(begun));
    }
  }
};

}  // namespace bursar::tests
