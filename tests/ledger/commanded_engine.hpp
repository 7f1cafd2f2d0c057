#pragma once

// Two organisations whose wallets do what random commands ask, money under way included.

#include "ledger/approving.hpp"
#include "ledger/clearing.hpp"
#include "tests/ledger/two_organizations.hpp"
#include "tests/support/amounts.hpp"

#include <array>
#include <ostream>
#include <utility>
#include <vector>

#include <rapidcheck.h>

namespace bursar::ledger {

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
  dispute,
  act_on_dispute,
  repay,
  wait
};

struct Command {
  Deed deed = Deed::pay;
  std::uint64_t from = 5;
  std::uint64_t to = 6;
  std::int64_t units = 1;
  bool yes = true;
};

inline void showValue(const Command& command, std::ostream& out) {
  out << "{" << static_cast<int>(command.deed) << ", " << command.from << " -> " << command.to
      << ", " << command.units << ", " << command.yes << "}";
}

inline rc::Gen<Command> commands() {
  const auto deed =
      rc::gen::map(rc::gen::inRange(0, 19), [](int n) { return static_cast<Deed>(n); });
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
      case Deed::dispute:
        dispute(command, DisputeEvent::open);
        break;
      case Deed::act_on_dispute:
        dispute(command, DisputeEvent{static_cast<std::uint8_t>(1 + command.units % 5)});
        break;
      case Deed::repay:
        if (const auto repaid = wallet(command.from).repay()) settle(*repaid);
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

  /// Of any payment one is opened, or something is done about one that was.
  void dispute(const Command& command, DisputeEvent event) {
    std::vector<Sequence> payments;
    for (const Record& one : records)
      if (std::holds_alternative<Paid>(one.fact)) payments.push_back(one.sequence);
    if (event != DisputeEvent::open) {
      payments.clear();
      for (const auto& [opened, row] : books.disputes) payments.push_back(row.payment);
    }
    if (payments.empty()) return;
    ActOnDispute act =
        act_on(payments[static_cast<std::size_t>(command.units / 5) % payments.size()], event);
    act.cover = command.yes;
    const auto decided = wallet(act.refund.giver.account.value).decide(act, terms, now);
    if (!decided) return;
    if (const Refunded* const back = ledger::refund_of(decided->fact)) {
      const Money credit = posted_to(back->to, decided->entries);
      if (!wallet(back->to.value).accept(credit)) return;
    }
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

}  // namespace bursar::ledger
