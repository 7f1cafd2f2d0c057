#include "ledger/dispute_deeds.hpp"

#include "ledger/examiner.hpp"
#include "tests/ledger/decisions.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::ledger::dispute_deeds_test {
namespace {

using namespace tests;
using tests::decide;

constexpr Sequence made{9};
constexpr Sequence opening{10};

/// Of a payment of 5.00 that account 6 made to wallet 7; its dispute, where there is one, is open
/// or under review.
ActOnDispute act(DisputeEvent event, DisputeStatus status, std::uint64_t payee = 7) {
  ActOnDispute asked{.refund = {.giver = address_of(payee),
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
                                .salt = 8},
                     .event = event,
                     .opened = {.paid_at = noon, .reason = "not_delivered"},
                     .by = {{1, 2}}};
  if (status != DisputeStatus::none) {
    asked.dispute = {.opened = opening, .status = status, .last = opening};
    asked.asked = opening;
  }
  return asked;
}
ActOnDispute opened() {
  return act(DisputeEvent::open, DisputeStatus::none);
}
ActOnDispute refunding(bool cover = false, std::uint64_t payee = 7) {
  ActOnDispute asked = act(DisputeEvent::refund, DisputeStatus::under_review, payee);
  asked.cover = cover;
  return asked;
}

TEST(DisputeDeedsTest, OneIsOpenedOfAPaymentThatIsMade) {
  ActOnDispute asked = opened();
  asked.refund.paid.settles = Settled{.token = {2}, .service = {4}};
  const Decided decided = decide(holding("9.00", 7), asked).value();
  EXPECT_TRUE(decided.entries.empty());
  const auto& fact = std::get<DisputeOpened>(decided.fact);
  EXPECT_EQ(fact.of, (Disputed{.payment = made,
                               .payer = {6},
                               .payer_id = {{1, 6}},
                               .payee = {7},
                               .payee_id = {{1, 7}},
                               .principal = amount("5.00")}));
  EXPECT_EQ(fact.payment_place, (PaymentPlace{.sequence = made, .salt = 3}));
  EXPECT_EQ(fact.service, Sequence{4});
  EXPECT_EQ(fact.opened_by, (KeyId{{1, 2}}));
  EXPECT_EQ(fact.reason, "not_delivered");
  EXPECT_EQ(fact.salt, 8U);
}

TEST(DisputeDeedsTest, APaymentIsDisputedOnce) {
  for (std::size_t i = 1; i < dispute_statuses; ++i)
    EXPECT_EQ(decide(holding("9.00", 7),
                     act(DisputeEvent::open, DisputeStatus{static_cast<std::uint8_t>(i)}))
                  .error()
                  .code,
              Errc::duplicate_dispute);
}

TEST(DisputeDeedsTest, WhatIsRefundedOrWentOutsideIsNotDisputed) {
  ActOnDispute asked = opened();
  asked.refund.refunded = usd("4.99");
  EXPECT_TRUE(decide(holding("9.00", 7), asked));
  asked.refund.refunded = usd("5.00");
  EXPECT_EQ(decide(holding("9.00", 7), asked).error().code, Errc::invalid_state);
  asked = opened();
  asked.refund.giver = address_of(6);
  asked.refund.paid.payee = {};
  EXPECT_EQ(decide(holding("9.00", 6), asked).error().code, Errc::invalid_state);
}

TEST(DisputeDeedsTest, AWindowClosesAMillisecondAfterItsEnd) {
  Terms terms;
  terms.dispute_window_ms = 1'000;
  const Wallet payee{holding("9.00", 7)};
  EXPECT_TRUE(payee.decide(opened(), terms, {noon.milliseconds + 1'000}));
  EXPECT_EQ(payee.decide(opened(), terms, {noon.milliseconds + 1'001}).error().code,
            Errc::dispute_too_late);
}

TEST(DisputeDeedsTest, EachDeedHasItsTurn) {
  const auto moved = [](DisputeEvent event, DisputeStatus status) {
    const auto decided = decide(holding("9.00", 7), act(event, status));
    return std::get<DisputeMoved>(decided.value().fact).status;
  };
  EXPECT_EQ(moved(DisputeEvent::withdraw, DisputeStatus::open), DisputeStatus::withdrawn);
  EXPECT_EQ(moved(DisputeEvent::review, DisputeStatus::open), DisputeStatus::under_review);
  EXPECT_EQ(moved(DisputeEvent::deny, DisputeStatus::under_review), DisputeStatus::resolved_denied);
  EXPECT_EQ(decide(holding("9.00", 7), act(DisputeEvent::withdraw, DisputeStatus::under_review))
                .error()
                .code,
            Errc::invalid_state);
  EXPECT_EQ(decide(holding("9.00", 7), act(DisputeEvent::refund, DisputeStatus::open)).error().code,
            Errc::invalid_state);
}

TEST(DisputeDeedsTest, AnotherDisputeThanThePaymentsIsNotMoved) {
  ActOnDispute asked = act(DisputeEvent::review, DisputeStatus::open);
  asked.asked = {11};
  EXPECT_EQ(decide(holding("9.00", 7), asked).error().code, Errc::invalid_state);
}

TEST(DisputeDeedsTest, EvidenceIsAddedUntilThereIsEnough) {
  ActOnDispute asked = act(DisputeEvent::add_evidence, DisputeStatus::under_review);
  asked.added = {.by_payee = true, .type = "log", .bytes = 12};
  asked.dispute.evidence_of_payer = evidence_pieces_max;
  asked.dispute.evidence_of_payee = evidence_pieces_max - 1;
  asked.dispute.newest_evidence = {12};
  const auto added = std::get<EvidenceAdded>(decide(holding("9.00", 7), asked).value().fact);
  EXPECT_EQ(added.dispute, opening);
  EXPECT_EQ(added.of.payment, made);
  EXPECT_EQ(added.bytes, 12U);
  EXPECT_TRUE(added.by_payee);
  EXPECT_EQ(added.previous, Sequence{12});
  ++asked.dispute.evidence_of_payee;
  EXPECT_EQ(decide(holding("9.00", 7), asked).error().code, Errc::evidence_full);
}

TEST(DisputeDeedsTest, APieceThatIsTooLongIsRefusedBeforeAllElse) {
  ActOnDispute asked = act(DisputeEvent::add_evidence, DisputeStatus::open);
  asked.added.bytes = evidence_bytes_max;
  EXPECT_TRUE(decide(holding("9.00", 7), asked));
  asked.added.bytes = evidence_bytes_max + 1;
  EXPECT_EQ(decide(holding("9.00", 7), asked).error().code, Errc::invalid_request);
  asked.dispute.evidence_of_payer = evidence_pieces_max;
  EXPECT_EQ(decide(holding("9.00", 7), asked).error().code, Errc::invalid_request);
  asked.dispute.status = DisputeStatus::withdrawn;
  EXPECT_EQ(decide(holding("9.00", 7), asked).error().code, Errc::invalid_request);
  asked.event = DisputeEvent::open;
  EXPECT_EQ(decide(holding("9.00", 7), asked).error().code, Errc::duplicate_dispute)
      << "it adds nothing";
}

TEST(DisputeDeedsTest, ThePrincipalThatIsLeftGoesBackAndTheFeeStays) {
  ActOnDispute asked = refunding();
  asked.refund.refunded = usd("2.00");
  asked.note = "nothing came";
  const Decided decided = decide(holding("9.00", 7), asked).value();
  EXPECT_EQ(posted(decided), (Posted{{7, usd("-3.00")}, {6, usd("3.00")}}));
  const auto& fact = std::get<DisputeRefunded>(decided.fact);
  EXPECT_EQ(fact.refund.amount, amount("3.00"));
  EXPECT_EQ(fact.refund.refunded_after, usd("5.00"));
  EXPECT_EQ(fact.dispute, opening);
  EXPECT_EQ(fact.note, "nothing came");
  EXPECT_TRUE(fact.covered.zero());
}

TEST(DisputeDeedsTest, WhereNothingIsLeftNothingMoves) {
  ActOnDispute asked = refunding();
  asked.refund.refunded = usd("5.00");
  const Decided decided = decide(holding("9.00", 7), asked).value();
  EXPECT_TRUE(decided.entries.empty());
  EXPECT_EQ(std::get<DisputeMoved>(decided.fact).status, DisputeStatus::resolved_refunded);
}

TEST(DisputeDeedsTest, WhatThePayeeLacksIsGivenByItsTreasuryIfThatIsSaid) {
  EXPECT_EQ(
      decide(holding("1.50", 7), refunding()).error(),
      (Error{.code = Errc::cover_needed, .limit = usd("5.00"), .max_allowed_now = usd("1.50")}));
  const Decided decided = decide(holding("1.50", 7), refunding(true)).value();
  EXPECT_EQ(posted(decided), (Posted{{7, usd("-1.50")}, {1, usd("-3.50")}, {6, usd("5.00")}}));
  EXPECT_EQ(std::get<DisputeRefunded>(decided.fact).covered, usd("3.50"));
  EXPECT_TRUE(std::get<DisputeRefunded>(decide(holding("9.00", 7), refunding(true)).value().fact)
                  .covered.zero())
      << "it lacks nothing";
}

TEST(DisputeDeedsTest, AcrossOrganizationsThePayeesTreasuryCovers) {
  const Decided decided = decide(holding("1.00", 13), refunding(true, 13)).value();
  EXPECT_EQ(posted(decided), (Posted{{13, usd("-1.00")},
                                     {8, usd("-4.00")},
                                     {11, usd("5.00")},
                                     {4, usd("-5.00")},
                                     {6, usd("5.00")}}));
}

TEST(DisputeDeedsTest, WhatTheTreasuryGivesAndGetsIsOneEntry) {
  ActOnDispute asked = refunding(true);
  asked.refund.paid.drawn = usd("2.00");
  const Decided decided = decide(holding("1.00", 7), asked).value();
  EXPECT_EQ(posted(decided), (Posted{{7, usd("-1.00")}, {1, usd("-2.00")}, {6, usd("3.00")}}));
}

TEST(DisputeDeedsTest, AFrozenPayeeGivesAndAnArchivedOneHasNothing) {
  WalletState payee = holding("9.00", 7);
  payee.status = WalletStatus::frozen;
  EXPECT_TRUE(decide(payee, refunding()));
  payee.status = WalletStatus::archived;
  payee.posted = {};
  EXPECT_EQ(decide(payee, refunding()).error().code, Errc::cover_needed);
  EXPECT_EQ(posted(decide(payee, refunding(true)).value()),
            (Posted{{1, usd("-5.00")}, {6, usd("5.00")}}));
}

TEST(DisputeDeedsTest, InThePlaceOfAnArchivedPayerItsOrgWalletGetsIt) {
  ActOnDispute asked = refunding();
  asked.refund.payer_archived = true;
  EXPECT_EQ(posted(decide(holding("9.00", 7), asked).value()),
            (Posted{{7, usd("-5.00")}, {5, usd("5.00")}}));
  asked = refunding(false, 5);
  asked.refund.payer_archived = true;
  EXPECT_EQ(decide(holding("9.00", 5), asked).error().code, Errc::payee_archived);
}

TEST(DisputeDeedsTest, NobodyOwesMoreThanAWalletMayHold) {
  WalletState payee = holding("0.00", 7);
  payee.owed = balance_max - usd("4.99");
  EXPECT_EQ(decide(payee, refunding(true)).error().code, Errc::balance_limit);
  payee.owed = balance_max - usd("5.00");
  EXPECT_TRUE(decide(payee, refunding(true)));
}

TEST(DisputeDeedsTest, WhatIsUnderWayIsWaitedFor) {
  Wallet payee{holding("5.00", 7)};
  payee.expect(usd("-1.00"));
  EXPECT_EQ(payee.decide(refunding(), {}, noon).error().code, Errc::cover_needed);
  EXPECT_TRUE(payee.only_what_is_under_way_refuses(refunding(), {}, noon));
  payee.no_longer_expect(usd("-1.00"));
  EXPECT_TRUE(payee.decide(refunding(), {}, noon));
}

TEST(DisputeDeedsTest, TrustIsCountedByWhatADisputeComesTo) {
  ActOnDispute asked = act(DisputeEvent::deny, DisputeStatus::under_review);
  asked.opened.service = {4};
  const auto service = [&] {
    return std::get<DisputeMoved>(decide(holding("9.00", 7), asked).value().fact).service;
  };
  EXPECT_EQ(service(), Sequence{4});
  asked.opened.by_payee = true;
  EXPECT_TRUE(service().none());
  asked = act(DisputeEvent::review, DisputeStatus::open);
  asked.opened.service = {4};
  EXPECT_TRUE(service().none());
  ActOnDispute lost = refunding();
  lost.opened.service = {4};
  EXPECT_EQ(std::get<DisputeRefunded>(decide(holding("9.00", 7), lost).value().fact).service,
            Sequence{4});
}

TEST(DisputeDeedsTest, ThePayersWindowsAreGivenBack) {
  const Decided decided = decide(holding("9.00", 7), refunding()).value();
  WalletState state = holding("1.00");
  state.usage.add(usd("5.00"), noon);
  Wallet payer{state};
  payer.apply(durable(decided, next_day));
  EXPECT_TRUE(payer.state().usage.in_total.zero());
  EXPECT_EQ(payer.state().posted, usd("6.00"));
}

/// Wallet 6 has paid one beside it and one of the other organisation, and whatever follows of that.
class Quarrels {
 public:
  Quarrels() {
    world_.fund(6, amount("1.00"));
    for (std::size_t i = 0; i < payees.size(); ++i) {
      world_.commit(world_
                        .decide(6, {.payer = address_of(6),
                                    .payee = address_of(payees.at(i)),
                                    .amount = amount(400)})
                        .value());
      payments_.at(i) = world_.books.last();
    }
  }

  void go_on() {
    const auto which = *rc::gen::inRange<std::size_t>(0, payees.size());
    const std::uint64_t payee = payees.at(which);
    switch (*rc::gen::inRange(0, 12)) {
      case 0:
        return spend(payee);
      case 1:
        return give_back(world_.refund_of(payments_.at(which)));
      case 2:
        return commit(world_.wallet(payee).decide(
            Fund{.wallet = address_of(payee), .source = FundingSource::treasury, .amount = some()},
            world_.terms, world_.now));
      case 3:
        if (const auto repaid = world_.wallet(payee).repay()) world_.commit(*repaid);
        return;
      case 4:
        return end(payee);
      default:
        return act_on(payments_.at(which), payee);
    }
  }

  const std::vector<Record>& records() const { return world_.records; }

 private:
  static constexpr std::array<std::uint64_t, 2> payees = {7, 13};

  static Amount some() { return amount(*rc::gen::inRange<std::int64_t>(1, 500)); }

  void commit(const Result<Decided>& decided) {
    if (decided) world_.commit(*decided);
  }
  void spend(std::uint64_t payee) {
    commit(world_.wallet(payee).decide(Withdraw{.wallet = address_of(payee),
                                                .org_wallet = address_of(payee < 8 ? 5 : 12),
                                                .amount = some()},
                                       world_.terms, world_.now));
  }
  void give_back(Refund refund) {
    refund.amount = some();
    commit_refund(
        world_.wallet(refund.giver.account.value).decide(refund, world_.terms, world_.now));
  }
  void end(std::uint64_t payee) {
    const auto ended = world_.wallet(payee).decide(
        ArchiveWallet{.wallet = address_of(payee), .org_wallet = address_of(payee < 8 ? 5 : 12)});
    if (!ended) return;
    world_.wallet(payee).apply(
        world_.record({.time = world_.now,
                       .organizations = {{{.organization = address_of(payee).organization}}},
                       .fact = ended->fact}));
  }
  // Whatever comes in from outside may be anything.
  void act_on(Sequence payment, std::uint64_t payee) {
    const auto event = static_cast<DisputeEvent>(*rc::gen::inRange<std::size_t>(0, dispute_events));
    ActOnDispute asked = world_.act_on(payment, event);
    const auto word = *rc::gen::arbitrary<std::string>();
    const bool by_payee = *rc::gen::arbitrary<bool>();
    asked.refund.salt = *rc::gen::arbitrary<std::uint64_t>() & salt_mask;
    if (asked.asked.none()) {
      asked.opened.by_payee = by_payee;
      asked.opened.reason = asked.opened.description = word;
    }
    if (*rc::gen::inRange(0, 9) == 0) asked.asked = {*rc::gen::inRange<std::uint64_t>(0, 20)};
    asked.added = {.dispute = {*rc::gen::inRange<std::uint64_t>(0, 20)},
                   .by_payee = by_payee,
                   .type = word,
                   .bytes = bytes(),
                   .salt = *rc::gen::arbitrary<std::uint64_t>(),
                   .previous = {*rc::gen::inRange<std::uint64_t>(0, 20)}};
    asked.by = {{1, 2}};
    asked.cover = *rc::gen::arbitrary<bool>();
    asked.note = word;
    commit_refund(world_.wallet(payee).decide(asked, world_.terms, world_.now));
  }
  static std::uint32_t bytes() {
    return *rc::gen::oneOf(
        rc::gen::inRange<std::uint32_t>(0, 100),
        rc::gen::inRange<std::uint32_t>(evidence_bytes_max - 1, evidence_bytes_max + 2),
        rc::gen::inRange<std::uint32_t>(evidence_bytes_once_max, evidence_bytes_once_max + 2),
        rc::gen::just(~std::uint32_t{0}));
  }
  // Whoever is to get it back accepts it first.
  void commit_refund(const Result<Decided>& decided) {
    if (!decided) return;
    if (const Refunded* const back = refund_of(decided->fact))
      if (!world_.wallet(back->to.value).accept(posted_to(back->to, decided->entries))) return;
    world_.commit(*decided);
  }

  TwoOrganizations world_;
  std::array<Sequence, payees.size()> payments_ = {};
};

RC_GTEST_PROP(DisputeDeedsProperty, WhateverIsDecidedIsRightToAnExaminer, ()) {
  Quarrels quarrels;
  for (int steps = *rc::gen::inRange(1, 60); steps > 0; --steps) quarrels.go_on();
  Examiner examiner;
  for (const Record& record : quarrels.records()) {
    RC_ASSERT(examiner.take(record).value_or("nothing") == "nothing");
    if (const auto* added = std::get_if<EvidenceAdded>(&record.fact))
      RC_ASSERT(added->bytes <= evidence_bytes_max);
  }
}

}  // namespace
}  // namespace bursar::ledger::dispute_deeds_test
