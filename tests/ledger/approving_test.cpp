#include "ledger/approving.hpp"

#include "ledger/archiving.hpp"
#include "ledger/books_difference.hpp"
#include "tests/ledger/decisions.hpp"
#include "tests/ledger/examined.hpp"

#include <string>
#include <utility>
#include <variant>

#include <gtest/gtest.h>

namespace bursar::ledger::approving_test {
namespace {

using namespace tests;
using tests::decide;

constexpr Sequence request{9};

/// Wallet 6 holds 10.00 and is bound by a policy that asks for approval above 2.00.
class ApprovingTest : public testing::Test {
 protected:
  ApprovingTest() : policy_{bind(state_, {.version = 3, .approval_above = usd("2.00")})} {}

  Result<Decided> pay(std::string_view written, std::optional<std::uint64_t> payee = 7) {
    return ledger::Wallet{state_}.decide(payment(written, payee), {}, noon, &policy_);
  }
  /// The wallet once such a payment waits, and what would decide it.
  DecideApproval ask(std::string_view written, std::optional<std::uint64_t> payee = 7) {
    const Decided held = pay(written, payee).value();
    Record record = durable(held);
    record.sequence = request;
    Wallet wallet{state_};
    wallet.apply(record);
    state_ = wallet.state();
    DecideApproval asked{.request = request,
                         .held = std::get<PaymentHeld>(held.fact),
                         .decided_by = {{1, 2}},
                         .note = "fine"};
    if (payee) asked.payee = address_of(*payee);
    return asked;
  }
  Result<Decided> decided(const DecideApproval& asked, Time now = noon) {
    return decide(state_, asked, &policy_, now);
  }

  WalletState state_ = holding("10.00");
  PolicyInForce policy_;
};

TEST_F(ApprovingTest, WhatIsAboveTheBorderWaitsAndTheRestIsPaid) {
  EXPECT_TRUE(std::holds_alternative<Paid>(pay("2.00")->fact));
  const Decided waits = pay("2.01").value();
  const auto& held = std::get<PaymentHeld>(waits.fact);
  EXPECT_EQ(held.rule, PolicyRule::approval_above);
  EXPECT_EQ(held.above, usd("2.00"));
  EXPECT_EQ(held.held(), usd("2.01804"));
  EXPECT_EQ(held.expires_at, (Time{noon.milliseconds + day_ms}));
  EXPECT_EQ(posted(waits), (Posted{{6, Money{}}}));
  policy_.terms.require_approval = true;
  const Decided all = pay("0.01").value();
  EXPECT_EQ(std::get<PaymentHeld>(all.fact).rule, PolicyRule::require_approval);
  EXPECT_EQ(std::get<PaymentHeld>(all.fact).above, Money{});
}

TEST_F(ApprovingTest, EverythingElseIsToldBeforeApproval) {
  policy_.terms.max_per_tx = usd("5.00");
  EXPECT_EQ(pay("5.01").error().rule, PolicyRule::max_per_tx);
  state_.posted = usd("3.00");
  EXPECT_EQ(pay("4.00").error().code, Errc::insufficient_funds);
}

TEST_F(ApprovingTest, WhatWaitsIsHeldAndCountedAndIsNoTransaction) {
  const WalletState before = state_;
  ask("5.00");
  EXPECT_EQ(state_.held, usd("5.02"));
  EXPECT_EQ(state_.posted, before.posted);
  EXPECT_EQ(state_.usage.in_day, usd("5.00"));
  EXPECT_EQ(state_.recent.count(), 1U);
  EXPECT_EQ(state_.transaction_count, before.transaction_count);
  EXPECT_EQ(state_.last_transaction_at, before.last_transaction_at);
  EXPECT_EQ(state_.total_spent, Money{});
  EXPECT_EQ(Wallet{state_}.available(), usd("4.98"));
  EXPECT_EQ(pay("4.98").error().code, Errc::insufficient_funds);
}

TEST_F(ApprovingTest, WhatIsApprovedPostsWhatWasDecidedThenAndCountsNothingAgain) {
  const DecideApproval asked = ask("5.00");
  policy_.terms.max_per_tx = usd("1.00");  // limits are not asked again
  const Decided approved = decided(asked).value();
  EXPECT_EQ(posted(approved), (Posted{{6, usd("-5.02")}, {2, usd("0.02")}, {7, usd("5.00")}}));
  const auto& paid = std::get<Paid>(approved.fact);
  EXPECT_EQ(paid.approved, (Approved{.request = request, .decided_by = {{1, 2}}, .note = "fine"}));
  Wallet wallet{state_};
  wallet.hold(approved, noon);  // its money is held already
  EXPECT_EQ(wallet.state().held, usd("5.02"));
  wallet.release(approved, noon);
  wallet.apply(durable(approved));
  EXPECT_EQ(wallet.state().held, Money{});
  EXPECT_TRUE(wallet.state().holds.empty());
  EXPECT_EQ(wallet.state().posted, usd("4.98"));
  EXPECT_EQ(wallet.state().usage, state_.usage);
  EXPECT_EQ(wallet.state().recent.count(), 1U);
  EXPECT_EQ(wallet.state().total_spent, usd("5.02"));
  EXPECT_EQ(wallet.state().transaction_count, 1U);
}

TEST_F(ApprovingTest, WhatIsRejectedIsGivenBackButForVelocity) {
  DecideApproval asked = ask("5.00");
  asked.status = ApprovalStatus::rejected;
  const Decided rejected = decided(asked).value();
  EXPECT_EQ(posted(rejected), (Posted{{6, Money{}}}));
  EXPECT_EQ(std::get<ApprovalEnded>(rejected.fact),
            (ApprovalEnded{.request = request,
                           .payer = {6},
                           .payer_id = {{1, 6}},
                           .amount = amount("5.00"),
                           .held = usd("5.02"),
                           .counted_at = noon,
                           .status = ApprovalStatus::rejected,
                           .decided_by = {{1, 2}},
                           .note = "fine"}));
  Wallet wallet{state_};
  wallet.apply(durable(rejected));
  EXPECT_EQ(wallet.state().held, Money{});
  EXPECT_TRUE(wallet.state().holds.empty());
  EXPECT_EQ(wallet.state().usage.in_day, Money{});
  EXPECT_EQ(wallet.state().usage.in_total, Money{});
  EXPECT_EQ(wallet.state().recent.count(), 1U);
  EXPECT_EQ(wallet.state().transaction_count, 0U);
}

TEST_F(ApprovingTest, WhatEndsForOthersChangesNothing) {
  ask("5.00");
  const Record ended = durable(end_approval(state_, state_.holds.front(), ApprovalStatus::expired));
  const WalletState other = holding("1.00", 7);
  Wallet payee{other};
  payee.apply(ended);
  EXPECT_EQ(payee.state().usage, other.usage);
  EXPECT_EQ(payee.state().held, Money{});
}

TEST_F(ApprovingTest, AHoldHasOneEntryAndThatOfNothing) {
  const Decided held = pay("5.00").value();
  const auto& fact = std::get<PaymentHeld>(held.fact);
  Record record = durable(held);
  EXPECT_EQ(wrong_hold(record, fact), std::nullopt);
  const std::string more = "moves more than a hold of its payer";
  record.entries[0].amount = Money::units(1);
  EXPECT_EQ(wrong_hold(record, fact), more);
  record.entries[0] = {.account = {7}};
  EXPECT_EQ(wrong_hold(record, fact), more);
}

TEST_F(ApprovingTest, WindowsThatAreOverGiveNothingBack) {
  const DecideApproval asked = ask("5.00");
  state_.usage.add(usd("1.00"), next_day);
  Wallet wallet{state_};
  wallet.apply(durable(end_approval(state_, state_.holds.front(), ApprovalStatus::expired)));
  EXPECT_EQ(wallet.state().usage.in_day, usd("1.00"));
  EXPECT_EQ(wallet.state().usage.in_month, usd("1.00"));
  EXPECT_EQ(wallet.state().usage.in_total, usd("1.00"));
}

TEST_F(ApprovingTest, ADecisionComesToThisTable) {
  struct Row {
    std::string what;
    Errc refused;  // zero: decided
    bool paid = false;
    ApprovalStatus status = {};
    Errc reason = {};
  };
  DecideApproval asked = ask("5.00");
  const auto told = [&](const Row& row, Time now = noon) {
    const auto result = decided(asked, now);
    EXPECT_EQ(result ? Errc{} : result.error().code, row.refused) << row.what;
    if (!result) return;
    EXPECT_EQ(std::holds_alternative<Paid>(result->fact), row.paid) << row.what;
    const auto* ended = std::get_if<ApprovalEnded>(&result->fact);
    if (ended == nullptr) return;
    EXPECT_EQ(ended->status, row.status) << row.what;
    EXPECT_EQ(ended->reason, row.reason) << row.what;
  };
  told({.what = "as it was asked", .refused = {}, .paid = true});
  told({.what = "too late", .refused = {}, .status = ApprovalStatus::expired},
       state_.holds.front().expires_at);
  const PolicyTerms before = policy_.terms;
  policy_.terms.blocked_recipients = Recipients{.wallets = {address_of(7).id}};
  told({.what = "blocked by now",
        .refused = {},
        .status = ApprovalStatus::rejected,
        .reason = Errc::policy_denied});
  policy_.terms.blocked_recipients = Recipients{.wallets = {address_of(5).id}};
  told({.what = "another is blocked", .refused = {}, .paid = true});
  policy_.terms = before;
  policy_.terms.id = {{5, 5}};
  told({.what = "its policy is not there",
        .refused = {},
        .status = ApprovalStatus::rejected,
        .reason = Errc::policy_denied});
  state_.policy = {};
  told({.what = "bound by none by now", .refused = {}, .paid = true});
  state_.status = WalletStatus::frozen;
  told({.what = "frozen", .refused = Errc::wallet_frozen});
  asked.status = ApprovalStatus::rejected;
  told({.what = "frozen and rejected", .refused = {}, .status = ApprovalStatus::rejected});
  state_.holds.clear();
  told({.what = "decided before", .refused = Errc::invalid_state});
}

TEST_F(ApprovingTest, AMissingPolicyLetsNothingPass) {
  const DecideApproval asked = ask("5.00");
  const Decided rejected = decide(state_, asked, nullptr, noon).value();
  EXPECT_EQ(std::get<ApprovalEnded>(rejected.fact).reason, Errc::policy_denied);
}

TEST_F(ApprovingTest, ALabelIsBlockedAsAWalletIs) {
  Pay pay = payment("5.00", std::nullopt);
  pay.payee_external = "somebody";
  const Decided held = ledger::Wallet{state_}.decide(pay, {}, noon, &policy_).value();
  Record record = durable(held);
  record.sequence = request;
  Wallet wallet{state_};
  wallet.apply(record);
  state_ = wallet.state();
  const DecideApproval asked{.request = request, .held = std::get<PaymentHeld>(held.fact)};
  EXPECT_EQ(posted(*decided(asked)),
            (Posted{{6, usd("-5.02")}, {2, usd("0.02")}, {3, usd("5.00")}}));
  policy_.terms.blocked_recipients = Recipients{.labels = {"somebody"}};
  EXPECT_TRUE(std::holds_alternative<ApprovalEnded>(decided(asked)->fact));
}

TEST_F(ApprovingTest, SoManyMayWaitAndNoMore) {
  for (std::uint64_t n = 1; n < open_holds_max; ++n) state_.holds.push_back({.request = {n}});
  Wallet wallet{state_};
  const Decided last = wallet.decide(payment("2.01"), {}, noon, &policy_).value();
  wallet.hold(last, noon);
  EXPECT_EQ(wallet.decide(payment("2.01"), {}, noon, &policy_).error().code, Errc::approvals_full);
  EXPECT_TRUE(wallet.only_what_is_under_way_refuses(payment("2.01"), {}, noon, &policy_));
  EXPECT_TRUE(wallet.decide(payment("1.00"), {}, noon, &policy_)) << "it needs none";
  wallet.release(last, noon);
  EXPECT_TRUE(wallet.decide(payment("2.01"), {}, noon, &policy_));
}

TEST_F(ApprovingTest, WhatIsUnderWayToBeHeldIsHeldAndCounted) {
  policy_.terms.max_per_day = usd("8.00");
  Wallet wallet{state_};
  const Decided first = wallet.decide(payment("5.00"), {}, noon, &policy_).value();
  wallet.hold(first, noon);
  EXPECT_EQ(wallet.decide(payment("5.00"), {}, noon, &policy_).error().rule,
            PolicyRule::max_per_day);
  EXPECT_EQ(wallet.decide(payment("3.00"), {}, noon, &policy_)->entries.size(), 1U);
  wallet.release(first, noon);
  EXPECT_TRUE(wallet.decide(payment("5.00"), {}, noon, &policy_));
}

}  // namespace
}  // namespace bursar::ledger::approving_test
