#include "ledger/refunding.hpp"

#include "ledger/books_difference.hpp"
#include "ledger/past.hpp"
#include "tests/ledger/decisions.hpp"
#include "tests/ledger/examined.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <gtest/gtest.h>

namespace bursar::ledger::refunding_test {
namespace {

using namespace tests;
using tests::decide;

constexpr Sequence made{9};

/// Of a payment of 5.00 that account 6 made, to wallet 7 unless told otherwise.
Refund refund(std::optional<std::string_view> part = {}, std::uint64_t payee = 7) {
  Refund asked{.giver = address_of(payee),
               .to = address_of(6),
               .org_wallet = address_of(5),
               .place = {.sequence = made, .salt = 3},
               .payment = made,
               .paid = {.payer = {6},
                        .payer_id = {{1, 6}},
                        .payee = {payee},
                        .payee_id = address_of(payee).id,
                        .amount = amount("5.00"),
                        .fee = usd("0.02"),
                        .counted_at = noon},
               .newest = made,
               .salt = 8};
  if (part) asked.amount = amount(*part);
  return asked;
}
Refund from_outside(std::optional<std::string_view> part = {}) {
  Refund asked = refund(part);
  asked.giver = address_of(6);
  asked.paid.payee = {};
  asked.paid.payee_id = {};
  asked.paid.payee_external = "a shop";
  return asked;
}

TEST(RefundingTest, ThePrincipalGoesBackAndTheFeeStays) {
  const Decided decided = decide(holding("9.00", 7), refund()).value();
  EXPECT_EQ(posted(decided), (Posted{{7, usd("-5.00")}, {6, usd("5.00")}}));
  EXPECT_EQ(std::get<Refunded>(decided.fact),
            (Refunded{.payment_place = {.sequence = made, .salt = 3},
                      .payment = made,
                      .from = {7},
                      .from_id = {{1, 7}},
                      .payer = {6},
                      .payer_id = {{1, 6}},
                      .to = {6},
                      .to_id = {{1, 6}},
                      .principal = amount("5.00"),
                      .counted_at = noon,
                      .amount = amount("5.00"),
                      .refunded_after = usd("5.00"),
                      .salt = 8}));
}

TEST(RefundingTest, AcrossOrganizationsOnlyPrincipalCrosses) {
  const Decided decided = decide(holding("9.00", 13), refund("2.00", 13)).value();
  EXPECT_EQ(posted(decided),
            (Posted{{13, usd("-2.00")}, {11, usd("2.00")}, {4, usd("-2.00")}, {6, usd("2.00")}}));
}

TEST(RefundingTest, SomebodyOutsideGivesThroughTheExternalAccount) {
  const Decided decided = decide(holding("0.00"), from_outside("2.00")).value();
  EXPECT_EQ(posted(decided), (Posted{{3, usd("-2.00")}, {6, usd("2.00")}}));
  EXPECT_EQ(std::get<Refunded>(decided.fact).from_external, "a shop");
}

TEST(RefundingTest, WhatWasDrawnGoesBackToItsSourceFirst) {
  Refund asked = refund("2.00");
  asked.paid.drawn = usd("3.02");
  EXPECT_EQ(posted(decide(holding("9.00", 7), asked).value()),
            (Posted{{7, usd("-2.00")}, {6, Money{}}, {1, usd("2.00")}}));
  asked.refunded = usd("2.00");
  EXPECT_EQ(posted(decide(holding("9.00", 7), asked).value()),
            (Posted{{7, usd("-2.00")}, {6, usd("0.98")}, {1, usd("1.02")}}));
  asked.refunded = usd("4.00");
  asked.amount = std::nullopt;
  EXPECT_EQ(posted(decide(holding("9.00", 7), asked).value()),
            (Posted{{7, usd("-1.00")}, {6, usd("1.00")}}));
}

// In production what a budget draws is the org wallet's, which may be who was paid, or who gets it.
TEST(RefundingTest, ASourceThatGivesOrGetsItselfHasOneEntryOfBoth) {
  const auto in_production = [](Refund asked) {
    for (WalletAddress* wallet : {&asked.giver, &asked.to, &asked.org_wallet})
      wallet->environment = Environment::production;
    asked.paid.drawn = usd("4.02");
    return asked;
  };
  WalletState own = holding("9.00", 5);
  own.address.environment = Environment::production;
  EXPECT_EQ(posted(decide(own, in_production(refund({}, 5))).value()),
            (Posted{{5, usd("-0.98")}, {6, usd("0.98")}}));
  WalletState shop = holding("9.00", 7);
  shop.address.environment = Environment::production;
  EXPECT_EQ(posted(decide(shop, in_production(refund())).value()),
            (Posted{{7, usd("-5.00")}, {6, usd("0.98")}, {5, usd("4.02")}}));
  Refund in_its_place = in_production(refund());
  in_its_place.to = in_its_place.org_wallet;
  EXPECT_EQ(posted(decide(shop, in_its_place).value()),
            (Posted{{7, usd("-5.00")}, {5, usd("5.00")}}));
}

TEST(RefundingTest, NoMoreThanIsLeftGoesBack) {
  Refund asked = refund("3.01");
  asked.refunded = usd("2.00");
  EXPECT_EQ(
      decide(holding("9.00", 7), asked).error(),
      (Error{.code = Errc::refund_exceeds, .limit = usd("5.00"), .max_allowed_now = usd("3.00")}));
  asked.amount = amount("3.00");
  EXPECT_EQ(std::get<Refunded>(decide(holding("9.00", 7), asked)->fact).refunded_after,
            usd("5.00"));
  asked.refunded = usd("5.00");
  asked.amount = std::nullopt;
  EXPECT_EQ(decide(holding("9.00", 7), asked).error().code, Errc::invalid_state);
  asked.amount = amount("0.01");
  EXPECT_EQ(decide(holding("9.00", 7), asked).error().code, Errc::invalid_state);
}

TEST(RefundingTest, WhoeverGivesMustBeAbleTo) {
  WalletState giver = holding("4.99", 7);
  EXPECT_EQ(decide(giver, refund()).error(),
            (Error{.code = Errc::insufficient_funds, .max_allowed_now = usd("4.99")}));
  giver.status = WalletStatus::frozen;
  EXPECT_EQ(decide(giver, refund()).error().code, Errc::wallet_frozen);
  giver.status = WalletStatus::archived;
  EXPECT_EQ(decide(giver, refund()).error().code, Errc::wallet_archived);
  WalletState payer = holding("0.00");
  payer.status = WalletStatus::frozen;
  EXPECT_TRUE(decide(payer, from_outside())) << "a refund arrives at a frozen wallet";
  payer.posted = balance_max;
  EXPECT_EQ(decide(payer, from_outside()).error().code, Errc::balance_limit);
}

TEST(RefundingTest, InThePlaceOfAnArchivedPayerItsOrgWalletGetsIt) {
  Refund asked = refund();
  asked.payer_archived = true;
  asked.paid.drawn = usd("1.00");
  const Decided decided = decide(holding("9.00", 7), asked).value();
  EXPECT_EQ(posted(decided), (Posted{{7, usd("-5.00")}, {5, usd("4.00")}, {1, usd("1.00")}}));
  EXPECT_EQ(std::get<Refunded>(decided.fact).to_id, (WalletId{{1, 5}}));
  WalletState payer = holding("0.00");
  payer.status = WalletStatus::archived;
  EXPECT_EQ(posted(decide(payer, from_outside()).value()),
            (Posted{{3, usd("-5.00")}, {5, usd("5.00")}}));
  asked = refund({}, 5);
  asked.payer_archived = true;
  EXPECT_EQ(decide(holding("9.00", 5), asked).error().code, Errc::payee_archived);
}

TEST(RefundingTest, WhatIsUnderWayIsWaitedFor) {
  Wallet giver{holding("9.00", 7)};
  const Decided first = giver.decide(refund("5.00"), {}, noon).value();
  giver.hold(first, noon);
  EXPECT_EQ(giver.decide(refund("5.00"), {}, noon).error().code, Errc::insufficient_funds);
  EXPECT_TRUE(giver.only_what_is_under_way_refuses(refund("5.00"), {}, noon));
  giver.release(first, noon);
  giver.apply(durable(first));
  EXPECT_FALSE(giver.only_what_is_under_way_refuses(refund("5.00"), {}, noon));
}

TEST(RefundingTest, WhatComesFromOutsideIsOnItsWayUntilItIsRecorded) {
  WalletState state = holding("9.00", 6);
  state.posted = balance_max - usd("7.00");
  Wallet payer{state};
  const Decided back = payer.decide(from_outside("5.00"), {}, noon).value();
  EXPECT_TRUE(payer.accept(usd("7.00")));
  payer.hold(back, noon);
  EXPECT_EQ(payer.accept(usd("2.01")).error().code, Errc::balance_limit);
  EXPECT_TRUE(payer.accept(usd("2.00")));
  payer.release(back, noon);
  EXPECT_TRUE(payer.accept(usd("7.00")));
  EXPECT_FALSE(payer.in_flight());
}

TEST(RefundingTest, ThePayersWindowsAreGivenBackButForVelocity) {
  const Decided decided = decide(holding("9.00", 7), refund("2.00")).value();
  WalletState state = holding("1.00");
  state.usage.add(usd("5.00"), noon);
  state.total_spent = usd("5.02");
  const WalletState before = state;
  Wallet payer{state};
  payer.apply(durable(decided, next_day));
  EXPECT_EQ(payer.state().usage.in_day, usd("3.00"));
  EXPECT_EQ(payer.state().usage.in_month, usd("3.00"));
  EXPECT_EQ(payer.state().usage.in_total, usd("3.00"));
  EXPECT_EQ(payer.state().total_spent, usd("5.02"));
  EXPECT_EQ(payer.state().posted, usd("3.00"));
  EXPECT_EQ(payer.state().transaction_count, 1U);
  WalletState back = payer.state();
  take_back(back, durable(decided));
  EXPECT_EQ(back.usage.in_total, before.usage.in_total);
  EXPECT_EQ(back.posted, before.posted);
  // Windows that are over stay as they are.
  WalletState next = holding("1.00");
  next.usage.add(usd("5.00"), noon);
  next.usage.add(usd("1.00"), next_day);
  Wallet moved{next};
  moved.apply(durable(decided, next_day));
  EXPECT_EQ(moved.state().usage.in_day, usd("1.00"));
  EXPECT_EQ(moved.state().usage.in_total, usd("4.00"));
}

TEST(RefundingTest, OnlyThePayersOwnWindowsAreGivenBack) {
  Refunded refunded{.payer = {6}, .to = {6}, .counted_at = noon, .amount = amount("2.00")};
  const auto amount_of = [](const Fact& fact, std::uint64_t account) {
    return given_back(fact, {account}).amount;
  };
  EXPECT_EQ(amount_of(refunded, 6), usd("2.00"));
  EXPECT_EQ(amount_of(refunded, 7), Money{});
  refunded.to = {5};
  EXPECT_EQ(amount_of(refunded, 6), Money{});
  EXPECT_EQ(amount_of(refunded, 5), Money{});
}

// --- What records of it must hold.

class RefundedTest : public Examined {
 protected:
  RefundedTest() {
    world_.fund(6, amount("1.00"));
    pay(6, 13, 400);
    payment_ = world_.books.last();
  }
  Decided part(std::int64_t units) {
    Refund asked = world_.refund_of(payment_);
    asked.amount = amount(units);
    return world_.wallet(13).decide(asked, world_.terms, world_.now).value();
  }
  void give_back(std::int64_t units) { world_.commit(part(units)); }
  /// The last record, changed.
  std::string changed(auto change) {
    return told([&](Record& record) { change(record, std::get<Refunded>(record.fact)); });
  }

  Sequence payment_ = {};
};

TEST_F(RefundedTest, ACourseIsFoldedFromItsRecords) {
  give_back(100);
  const PaymentCourse first{
      .principal = Money::units(400), .refunded = Money::units(100), .last = world_.books.last()};
  EXPECT_EQ(world_.books.courses.at(payment_), first);
  give_back(300);
  const PaymentCourse second{
      .principal = Money::units(400), .refunded = Money::units(400), .last = world_.books.last()};
  EXPECT_EQ(world_.books.courses.at(payment_), second);
  Books other = world_.books;
  other.courses.clear();
  EXPECT_EQ(difference(other, world_.books),
            "what has become of the payment of record " + std::to_string(payment_.value));
}

TEST_F(RefundedTest, ARecordThatBreaksACourseIsFound) {
  give_back(100);
  give_back(100);
  EXPECT_EQ(changed([](Record&, Refunded&) {}), "nothing");
  const auto said = [&](auto change) {
    return changed([&](Record&, Refunded& refunded) { change(refunded); });
  };
  EXPECT_EQ(said([](Refunded& one) { one.refunded_after = Money::units(401); }),
            "refunds 0.00000401 of a payment of 0.000004");
  EXPECT_EQ(said([](Refunded& one) { one.refunded_after = Money::units(99); }),
            "refunds 0.00000099 of a payment of 0.000004");
  EXPECT_EQ(said([](Refunded& one) { one.refunded_after = Money::units(300); }),
            "says that 0.000002 of its payment was refunded before; its refunds sum to 0.000001");
  EXPECT_EQ(said([](Refunded& one) { one.payment.value -= 1; }),
            "says that 0.000001 of its payment was refunded before; its refunds sum to 0.00");
  EXPECT_EQ(said([](Refunded& one) { one.principal = amount(500); }),
            "refunds a payment of 0.000005; it was of 0.000004");
  EXPECT_EQ(said([](Refunded& one) { one.drawn = Money::units(-1); }), "draws -0.00000001");
  EXPECT_EQ(said([](Refunded& one) { one.drawn = balance_max + Money::units(1); }),
            "draws 50000000000.00000001");
}

TEST_F(RefundedTest, ARefundThatIsNotWhatItSaysIsFound) {
  give_back(100);
  give_back(100);
  const auto said = [&](auto change) {
    return changed([&](Record&, Refunded& refunded) { change(refunded); });
  };
  const std::string nobody = "refunds between wallets that are not there";
  EXPECT_EQ(said([](Refunded& one) { one.payer = {99}; }), nobody);
  EXPECT_EQ(said([](Refunded& one) { one.payer_id = {}; }), nobody);
  EXPECT_EQ(said([](Refunded& one) { one.to_id = {}; }), nobody);
  EXPECT_EQ(said([](Refunded& one) { one.from_id = {}; }), nobody);
  EXPECT_EQ(said([](Refunded& one) {
              one.to = {7};
              one.to_id = {{1, 7}};
            }),
            "refunds to a wallet that is neither the payer nor its organisation's own");
  EXPECT_EQ(said([](Refunded& one) { one.to_source = Money::units(1); }),
            "gives 0.00000001 back to the budget's source; its share is 0.00");
  EXPECT_EQ(said([](Refunded& one) { one.drawn = Money::units(150); }),
            "gives 0.00 back to the budget's source; its share is 0.0000005");
  EXPECT_EQ(said([](Refunded& one) { one.salt = salt_mask + 1; }),
            "has a salt that no id can tell");
  EXPECT_EQ(said([](Refunded& one) {
              one.from = {};
              one.from_external = "a shop";
            }),
            "does not post the 0.000001 that it refunds");
  EXPECT_EQ(changed([&](Record& record, Refunded&) { record.previous_of_payment = payment_; }),
            "does not follow the newest record of its payment");
}

TEST_F(RefundedTest, WhatARefundSaysOfItsPaymentIsWhatThatWas) {
  give_back(100);
  const Record& payment = world_.records[payment_.value - 1];
  const PaymentClaim claim = payment_claim(world_.records.back()).value();
  EXPECT_EQ(claim.payment, payment_);
  EXPECT_EQ(claim.refund, world_.books.last());
  EXPECT_EQ(payment_claim(payment), std::nullopt);
  const auto said = [&](auto change) {
    PaymentClaim changed = claim;
    change(changed);
    return wrong_claim(changed, payment).value_or("nothing");
  };
  EXPECT_EQ(said([](PaymentClaim&) {}), "nothing");
  EXPECT_EQ(said([](PaymentClaim& one) { one.place.salt += 1; }),
            "names another payment than it refunds");
  const std::string others = "refunds between others than its payment was made by";
  EXPECT_EQ(said([](PaymentClaim& one) { one.payer = {7}; }), others);
  EXPECT_EQ(said([](PaymentClaim& one) { one.payee = {14}; }), others);
  EXPECT_EQ(said([](PaymentClaim& one) { one.principal = Money::units(500); }),
            "refunds a payment of 0.000005; it was of 0.000004");
  EXPECT_EQ(said([](PaymentClaim& one) { one.drawn = Money::units(1); }),
            "refunds a payment for which 0.00000001 was drawn; it was 0.00");
  EXPECT_EQ(said([](PaymentClaim& one) { --one.counted_at.milliseconds; }),
            "gives back to other windows than its payment has counted in");
  EXPECT_EQ(wrong_claim(claim, world_.records.front()), "refunds a record that made no payment");
}

TEST_F(RefundedTest, EveryEntryIsWhatItSays) {
  const Decided decided = part(100);
  Record record{.previous_of_payment = payment_, .entries = decided.entries, .fact = decided.fact};
  const auto said = [&] {
    return wrong_refund(world_.books, record, std::get<Refunded>(record.fact)).value_or("nothing");
  };
  EXPECT_EQ(said(), "nothing");
  const std::string other = "does not post the 0.000001 that it refunds";
  record.entries[0].amount = Money::units(-99);
  EXPECT_EQ(said(), other);
  record.entries = decided.entries;
  record.entries[1].account = {10};
  EXPECT_EQ(said(), other);
}

TEST_F(RefundedTest, TheFirstFollowsThePayment) {
  give_back(100);
  EXPECT_EQ(world_.records.back().previous_of_payment, payment_);
  EXPECT_EQ(changed([](Record& record, Refunded&) { record.previous_of_payment.value -= 1; }),
            "does not follow the newest record of its payment");
}

TEST_F(RefundedTest, WhatAnOrgWalletGotInThePlaceOfAnArchivedPayerIsRight) {
  Refund asked = world_.refund_of(payment_);
  asked.payer_archived = true;
  world_.commit(world_.wallet(13).decide(asked, world_.terms, world_.now).value());
  EXPECT_EQ(changed([](Record&, Refunded&) {}), "nothing");
}

}  // namespace
}  // namespace bursar::ledger::refunding_test
