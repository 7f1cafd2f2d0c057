// The rules of money that no sequence of commands may break, tried with random ones.

#include "ledger/examiner.hpp"
#include "ledger/past.hpp"
#include "tests/ledger/commanded_engine.hpp"
#include "tests/support/amounts.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <unordered_map>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::ledger::rules_test {
namespace {

void hold_rules(const WalletState& state, const PolicyInForce* policy, const Terms& terms) {
  RC_ASSERT(!(state.posted - state.held).negative());
  Money held;
  for (const OpenHold& hold : state.holds) held = held + hold.held;
  RC_ASSERT(state.held == held);
  if (policy != nullptr) {
    RC_ASSERT(state.usage.in_day <= *policy->terms.max_per_day);
    RC_ASSERT(state.usage.in_month <= *policy->terms.max_per_month);
    RC_ASSERT(state.usage.in_total <= *policy->terms.max_total);
    const Velocity& velocity = *policy->terms.velocity;
    const Time begin{state.recent.newest().milliseconds - velocity.window_ms()};
    RC_ASSERT(state.recent.count_after(begin) <= velocity.count);
  }
  RC_ASSERT(state.usage.in_total <= state.budget_limit.value_or(amount_max));
  RC_ASSERT(state.faucet_used <= terms.faucet_per_day);
}

Money trial_balance(const Books& books, std::uint64_t first, std::uint64_t last) {
  Money sum;
  for (std::uint64_t account = first; account <= last; ++account)
    sum = sum + books.accounts[account].balance();
  return sum;
}

RC_GTEST_PROP(LedgerRulesTest, NoSequenceOfCommandsBreaksTheBooks, ()) {
  Engine engine;
  for (const Command& command : *rc::gen::container<std::vector<Command>>(commands())) {
    engine.run(command);
    for (const auto& [account, wallet] : engine.live) {
      hold_rules(wallet.state(), engine.policy(account.value), engine.terms);
      RC_ASSERT(wallet.state() == engine.books.wallets.at(account).state());
      RC_ASSERT(wallet.state().posted == engine.books.accounts[account.value].balance());
      RC_ASSERT(wallet.state().held == engine.books.accounts[account.value].held);
    }
    for (const auto& [payment, course] : engine.books.courses) {
      Money refunded;
      for (const Record& record : engine.records)
        if (const Refunded* one = refund_of(record.fact); one && one->payment == payment)
          refunded = refunded + one->amount.money();
      const auto& paid = std::get<Paid>(engine.records[payment.value - 1].fact);
      RC_ASSERT(course.refunded == refunded && refunded <= paid.amount.money());
    }
    for (const auto& [account, wallet] : engine.live) {
      Money owed;
      for (const Record& record : engine.records) {
        if (const auto* one = std::get_if<DisputeRefunded>(&record.fact);
            one && one->refund.from == account)
          owed = owed + one->covered;
        if (const auto* one = std::get_if<ReceivableRepaid>(&record.fact);
            one && one->wallet == account)
          owed = owed - one->amount.money();
      }
      RC_ASSERT(wallet.state().owed == owed && !owed.negative());
    }
    for (const std::uint64_t fees : {2U, 9U})
      RC_ASSERT(!engine.books.accounts[fees].balance().negative());
    RC_ASSERT(trial_balance(engine.books, 1, 7).zero());
    RC_ASSERT(trial_balance(engine.books, 8, 14).zero());
  }
}

RC_GTEST_PROP(LedgerRulesTest, ReplayingTheJournalArrivesAtTheLiveWallets, ()) {
  Engine engine;
  for (const Command& command : *rc::gen::container<std::vector<Command>>(commands()))
    engine.run(command);
  Books replayed;
  for (const Record& record : engine.records) replayed.apply(record);
  for (const auto& [account, wallet] : engine.live)
    RC_ASSERT(replayed.wallets.at(account).state() == wallet.state());
}

// What a balance tells of a wallet.
auto figures(const WalletState& state) {
  return std::tuple{state.posted,      state.held,           state.total_spent,
                    state.total_drawn, state.usage.in_total, state.transaction_count,
                    state.owed};
}

RC_GTEST_PROP(LedgerRulesTest, TakingRecordsBackShowsEveryWalletAsItWas, ()) {
  Engine engine;
  std::vector<std::unordered_map<AccountNumber, WalletState>> then;  // after each record
  for (const Command& command : *rc::gen::container<std::vector<Command>>(commands())) {
    engine.run(command);
    then.resize(engine.records.size());
    for (const auto& [account, wallet] : engine.live) then.back()[account] = wallet.state();
  }
  for (const auto& [account, wallet] : engine.live) {
    WalletState state = wallet.state();
    for (std::size_t i = then.size(); i-- > 3;) {
      if (!then[i].empty()) RC_ASSERT(figures(state) == figures(then[i].at(account)));
      take_back(state, engine.records[i]);
    }
    if (!then.empty()) RC_ASSERT(state.posted.zero() && state.transaction_count == 0);
  }
}

RC_GTEST_PROP(LedgerRulesTest, AnExaminerFindsNothingWrongWithWhatWasDecided, ()) {
  Engine engine;
  for (const Command& command : *rc::gen::container<std::vector<Command>>(commands()))
    engine.run(command);
  Examiner examiner;
  for (const Record& record : engine.records)
    RC_ASSERT(examiner.take(record).value_or("nothing") == "nothing");
  for (const TrialBalance& balance : examiner.trial_balances()) RC_ASSERT(balance.sum == 0);
}

RC_GTEST_PROP(LedgerRulesTest, AnExaminerFindsACentThatWasMoved, ()) {
  Engine engine;
  for (const Command& command : *rc::gen::container<std::vector<Command>>(commands()))
    engine.run(command);
  std::vector<std::size_t> moving;
  for (std::size_t i = 0; i < engine.records.size(); ++i)
    if (engine.records[i].entries.size() > 1) moving.push_back(i);
  RC_PRE(!moving.empty());
  Record& changed = engine.records[*rc::gen::elementOf(moving)];
  const Money moved = Money::units(*rc::gen::inRange<std::int64_t>(1, 1'000));
  Entry& from = changed.entries.front();
  Entry& to = changed.entries.back();
  from.amount = from.amount - moved;
  from.balance_after = from.balance_after - moved;
  to.amount = to.amount + moved;
  to.balance_after = to.balance_after + moved;
  Examiner examiner;
  std::size_t found = 0;
  while (found < engine.records.size() && !examiner.take(engine.records[found])) ++found;
  RC_ASSERT(engine.records.at(found).sequence == changed.sequence);
}

RC_GTEST_PROP(LedgerRulesTest, UsageAfterIsTheUsageAfterWhenNothingElseIsUnderWay, ()) {
  Engine engine;
  for (const Command& command : *rc::gen::container<std::vector<Command>>(commands())) {
    engine.run(command);
    while (engine.anything_under_way()) engine.end(true);
    const Paid* const paid = counted_payment(engine.records.back().fact);
    if (paid != nullptr) RC_ASSERT(engine.live.at(paid->payer).state().usage == paid->usage_after);
  }
}

RC_GTEST_PROP(LedgerRulesTest, WhatWaitsAndWhatWasPaidIsCountedOnceAndNothingElse, ()) {
  Engine engine;
  for (const Command& command : *rc::gen::container<std::vector<Command>>(commands()))
    engine.run(command);
  std::unordered_map<AccountNumber, Money> paid;
  std::unordered_map<AccountNumber, Money> waiting;
  for (const Record& record : engine.records) {
    if (const auto* payment = std::get_if<Paid>(&record.fact))
      paid[payment->payer] = paid[payment->payer] + payment->amount.money();
    if (const Refunded* const refunded = refund_of(record.fact))
      paid[refunded->payer] = paid[refunded->payer] - refunded->amount.money();
    if (const auto* held = std::get_if<PaymentHeld>(&record.fact);
        held && engine.books.approvals.at(record.sequence).ended.none())
      waiting[held->payment.payer] = waiting[held->payment.payer] + held->payment.amount.money();
  }
  for (const auto& [account, wallet] : engine.live)
    RC_ASSERT(wallet.state().usage.in_total == paid[account] + waiting[account]);
}

RC_GTEST_PROP(LedgerRulesTest, AHoldThatIsReleasedLeavesNoTrace, ()) {
  Engine engine;
  for (const Command& command : *rc::gen::container<std::vector<Command>>(commands()))
    engine.run(command);
  while (engine.anything_under_way()) engine.end(false);
  const auto later = *rc::gen::inRange<std::int64_t>(0, 40) * day_ms;
  const Time then{engine.now.milliseconds + later};
  for (const auto& [account, wallet] : engine.live) {
    RC_ASSERT(!wallet.in_flight());
    const Wallet untouched{wallet.state()};
    const auto other = address_of(account.value == 5 ? 6 : 5);
    const Pay pay{.payer = wallet.state().address,
                  .payee = other,
                  .amount = tests::amount(*rc::gen::inRange<std::int64_t>(1, 700))};
    const PolicyInForce* policy = engine.policy(account.value);
    const auto one = wallet.decide(pay, engine.terms, then, policy);
    const auto same = untouched.decide(pay, engine.terms, then, policy);
    RC_ASSERT(one.has_value() == same.has_value());
    if (one) RC_ASSERT(one->fact == same->fact && one->entries == same->entries);
    if (!one) RC_ASSERT(one.error() == same.error());
  }
}

}  // namespace
}  // namespace bursar::ledger::rules_test
