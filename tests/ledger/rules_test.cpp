// The rules of money that no sequence of commands may break, tried with random ones.

#include "ledger/approving.hpp"
#include "ledger/clearing.hpp"
#include "ledger/examiner.hpp"
#include "ledger/past.hpp"
#include "tests/ledger/two_organizations.hpp"
#include "tests/support/amounts.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <unordered_map>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::ledger {
namespace {

using tests::address_of;
using tests::TwoOrganizations;

constexpr std::array<std::uint64_t, 6> wallets = {5, 6, 7, 12, 13, 14};

enum class Deed : std::uint8_t {
  pay,
  pay_outside,
  treasury,
  faucet,
  organization,
  deposit,
  withdraw,
  take_fees,
  fetch,
  begin,
  end,
  approve,
  reject,
  expire,
  refund,
  wait
};

struct Command {
  Deed deed = Deed::pay;
  std::uint64_t from = 5;
  std::uint64_t to = 6;
  std::int64_t units = 1;
  bool yes = true;
};

void showValue(const Command& command, std::ostream& out) {
  out << "{" << static_cast<int>(command.deed) << ", " << command.from << " -> " << command.to
      << ", " << command.units << ", " << command.yes << "}";
}

rc::Gen<Command> commands() {
  const auto deed =
      rc::gen::map(rc::gen::inRange(0, 16), [](int n) { return static_cast<Deed>(n); });
  return rc::gen::build<Command>(
      rc::gen::set(&Command::deed, deed), rc::gen::set(&Command::from, rc::gen::elementOf(wallets)),
      rc::gen::set(&Command::to, rc::gen::elementOf(wallets)),
      rc::gen::set(&Command::units, rc::gen::inRange<std::int64_t>(1, 700)),
      rc::gen::set(&Command::yes));
}

class Engine : public TwoOrganizations {
 public:
  // Of what the bound agents pay, the larger part needs approval.
  Engine() {
    terms.faucet_per_day = Money::units(1'000);
    for (const std::uint64_t number : {1U, 2U}) {
      PolicyTerms changed = books.policies.at({{number, 1}}).made.terms;
      ++changed.version;
      changed.approval_above = Money::units(200);
      record({.time = now,
              .organizations = {{{.organization = {number}}}},
              .fact = PolicyChanged{changed, "stricter"}});
    }
  }

  void run(const Command& command) {
    switch (command.deed) {
      case Deed::pay:
        settle(payment(command));
        break;
      case Deed::pay_outside:
        settle(decide(command.from, outside(command)));
        break;
      case Deed::treasury:
        settle(funding(command, FundingSource::treasury));
        break;
      case Deed::faucet:
        settle(funding(command, FundingSource::test_faucet));
        break;
      case Deed::organization:
        settle(funding(command, FundingSource::organization));
        break;
      case Deed::deposit:
        clear(command, Clearing::deposit);
        break;
      case Deed::withdraw:
        clear(command, Clearing::withdrawal);
        break;
      case Deed::take_fees:
        clear(command, Clearing::fees_withdrawal);
        break;
      case Deed::fetch:
        settle(fetched(command));
        break;
      case Deed::begin:
        begin(payment(command));
        break;
      case Deed::end:
        end(command.yes);
        break;
      case Deed::approve:
      case Deed::reject:
      case Deed::expire:
        decide_oldest(command.deed);
        break;
      case Deed::refund:
        refund(command);
        break;
      case Deed::wait:
        now.milliseconds += command.units * 300'000;
        break;
    }
  }

  void end(bool yes) {
    if (under_way_.empty()) return;
    const auto [decided, began] = under_way_.front();
    under_way_.erase(under_way_.begin());
    const Paid& paid = *counted_payment(decided.fact);
    live.at(paid.payer).release(decided, began);
    live.at(paid.payee).no_longer_expect(paid.amount.money());
    if (yes) settle(decided);
  }

  /// Of the payments that wait for approval.
  void decide_oldest(Deed deed) {
    const auto open = std::ranges::find_if(books.approvals,
                                           [](const auto& row) { return row.second.ended.none(); });
    if (open == books.approvals.end()) return;
    const auto& [request, approval] = *open;
    const Record& asked = records[request.value - 1];
    const WalletState& payer = wallet(approval.wallet.value).state();
    if (deed == Deed::expire) {
      const OpenHold hold = *find_hold(payer.holds, request);
      now = std::max(now, hold.expires_at);
      return settle(end_approval(payer, hold, ApprovalStatus::expired));
    }
    DecideApproval decision{.request = request,
                            .held = std::get<PaymentHeld>(asked.fact),
                            .decided_by = {{approval.organization.value, 2}}};
    if (deed == Deed::reject) decision.status = ApprovalStatus::rejected;
    if (const AccountNumber payee = decision.held.payment.payee; !payee.none())
      decision.payee = address_of(payee.value);
    settle(ledger::decide(payer, decision, policy(approval.wallet.value), now));
  }

  /// Some of a payment, or all that is left.
  void refund(const Command& command) {
    std::vector<Sequence> payments;
    for (const Record& one : records)
      if (std::holds_alternative<Paid>(one.fact)) payments.push_back(one.sequence);
    if (payments.empty()) return;
    Refund asked = refund_of(payments[static_cast<std::size_t>(command.units) % payments.size()]);
    if (command.yes) asked.amount = tests::amount(command.units);
    const auto decided = wallet(asked.giver.account.value).decide(asked, terms, now);
    if (!decided) return;
    const auto& refunded = std::get<Refunded>(decided->fact);
    RC_ASSERT(refunded.refunded_after <= asked.paid.amount.money());
    const Money credit = posted_to(refunded.to, decided->entries);
    if (refunded.to != asked.giver.account && !wallet(refunded.to.value).accept(credit)) return;
    settle(decided);
  }

  bool anything_under_way() const { return !under_way_.empty(); }

 private:
  Result<Decided> payment(const Command& command) {
    const auto& payee = address_of(command.to);
    const auto amount = tests::amount(command.units);
    const auto decided = decide(
        command.from, Pay{.payer = address_of(command.from), .payee = payee, .amount = amount});
    if (decided && !wallet(command.to).accept(amount.money())) return refuse(Errc::balance_limit);
    return decided;
  }

  static Pay outside(const Command& command) {
    return {.payer = address_of(command.from),
            .payee_external = "somebody",
            .amount = tests::amount(command.units)};
  }

  Result<Decided> funding(const Command& command, FundingSource source) {
    Fund fund{.wallet = address_of(command.to),
              .source = source,
              .amount = tests::amount(command.units),
              .faucet_limited = command.yes};
    if (source != FundingSource::organization) return wallet(command.to).decide(fund, terms, now);
    const std::uint64_t org = command.from < 8 ? 5 : 12;
    fund.org_wallet = address_of(org);
    return wallet(org).decide(fund, terms, now);
  }

  Result<Decided> fetched(const Command& command) {
    Withdraw withdraw{.wallet = address_of(command.from),
                      .org_wallet = address_of(command.to < 8 ? 5 : 12),
                      .amount = std::nullopt};
    if (command.yes) withdraw.amount = tests::amount(command.units);
    return wallet(command.from).decide(withdraw, terms, now);
  }

  // What the actor of the org wallet does, and then the journal's writer.
  void clear(const Command& command, Clearing kind) {
    const std::uint64_t org = command.from < 8 ? 5 : 12;
    const auto& own = address_of(org);
    const Clear asked{.kind = kind,
                      .wallet = own,
                      .organization_id = {{own.organization.value, 0}},
                      .amount = tests::amount(command.units)};
    const auto decided = wallet(org).decide(asked, terms, now);
    if (!decided) return;
    Record made{.time = now, .entries = decided->entries, .fact = decided->fact};
    if (const AccountNumber fees = fees_taken_from(made); !fees.none())
      refuse_what_lacks(made, books.accounts[fees.value].balance());
    if (std::holds_alternative<Cleared>(made.fact)) return settle(decided);
    made.organizations[0].organization = own.organization;
    live.at(own.account).apply(record(made));
  }

  void begin(const Result<Decided>& decided) {
    if (!decided) return;
    const Paid& paid = *counted_payment(decided->fact);
    live.at(paid.payer).hold(*decided, now);
    live.at(paid.payee).expect(paid.amount.money());
    under_way_.emplace_back(*decided, now);
  }

  void settle(const Result<Decided>& decided) {
    if (!decided) return;
    std::array<std::int64_t, 3> sums = {};
    for (const Entry& entry : decided->entries)
      sums.at(address_of(entry.account.value).organization.value) += entry.amount.units();
    RC_ASSERT(sums == (std::array<std::int64_t, 3>{}));
    commit(*decided);
  }

  std::vector<std::pair<Decided, Time>> under_way_;
};

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
        if (const auto* one = std::get_if<Refunded>(&record.fact); one && one->payment == payment)
          refunded = refunded + one->amount.money();
      const auto& paid = std::get<Paid>(engine.records[payment.value - 1].fact);
      RC_ASSERT(course.refunded == refunded && refunded <= paid.amount.money());
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
                    state.total_drawn, state.usage.in_total, state.transaction_count};
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
    if (const auto* refunded = std::get_if<Refunded>(&record.fact))
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
}  // namespace bursar::ledger
