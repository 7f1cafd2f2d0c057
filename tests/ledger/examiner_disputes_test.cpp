// What an examiner says of records of disputes, and of what they leave owed.

#include "ledger/archiving.hpp"
#include "ledger/dispute_deeds.hpp"
#include "ledger/receivables.hpp"
#include "ledger/refunding.hpp"
#include "tests/ledger/examined.hpp"

#include <string>
#include <utility>
#include <variant>

#include <gtest/gtest.h>

namespace bursar::ledger::examiner_disputes_test {
namespace {

using namespace tests;

class ExaminerDisputesTest : public Examined {
 protected:
  // Wallet 6 pays 400 to wallet 13, of the other organisation.
  ExaminerDisputesTest() {
    world_.fund(6, amount("1.00"));
    pay(6, 13, 400);
    payment_ = world_.books.last();
  }

  Decided decided(DisputeEvent event, bool cover = false) {
    ActOnDispute act = world_.act_on(payment_, event);
    act.cover = cover;
    act.added = {.type = "log", .bytes = 3};
    return world_.wallet(13).decide(act, world_.terms, world_.now).value();
  }
  void go(DisputeEvent event, bool cover = false) { world_.commit(decided(event, cover)); }
  // So that it lacks some of it.
  void spend(std::int64_t units) {
    world_.commit(world_.wallet(13)
                      .decide(Withdraw{.wallet = address_of(13),
                                       .org_wallet = address_of(12),
                                       .amount = amount(units)},
                              world_.terms, world_.now)
                      .value());
  }
  void resolve(std::int64_t spent = 0) {
    go(DisputeEvent::open);
    go(DisputeEvent::review);
    if (spent > 0) spend(spent);
    go(DisputeEvent::refund, spent > 0);
  }
  // Wallet 13 sells it.
  Sequence service() {
    return world_
        .record({.time = world_.now,
                 .organizations = {{{.organization = {2}}}},
                 .fact = ServiceMade{.id = {{2, 90}},
                                     .slug = "food",
                                     .provider = {13},
                                     .provider_id = {{2, 13}},
                                     .terms = {.name = "Food", .price = amount(400)}}})
        .sequence;
  }
  const DisputeCourse& course() { return world_.books.courses.at(payment_).dispute; }

  Sequence payment_ = {};
};

TEST_F(ExaminerDisputesTest, ADisputesLifeIsRight) {
  go(DisputeEvent::open);
  EXPECT_EQ(told(), "nothing");
  const Sequence opened = world_.books.last();
  EXPECT_EQ(world_.books.disputes.at(opened).payment, payment_);
  EXPECT_EQ(world_.books.disputes.at(opened).organizations,
            (std::array<OrganizationNumber, 2>{{{2}, {1}}}));
  go(DisputeEvent::add_evidence);
  EXPECT_EQ(told(), "nothing");
  go(DisputeEvent::review);
  EXPECT_EQ(told(), "nothing");
  go(DisputeEvent::refund);
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(course(), (DisputeCourse{.opened = opened,
                                     .status = DisputeStatus::resolved_refunded,
                                     .evidence_of_payer = 1,
                                     .newest_evidence = {opened.value + 1},
                                     .last = world_.books.last()}));
  EXPECT_EQ(world_.books.courses.at(payment_).refunded, Money::units(400));
  EXPECT_TRUE(world_.wallet(13).state().posted.zero());
}

TEST_F(ExaminerDisputesTest, WithinOneOrganizationItIsOnes) {
  pay(6, 7, 100);
  payment_ = world_.books.last();
  world_.commit(world_.wallet(7)
                    .decide(world_.act_on(payment_, DisputeEvent::open), world_.terms, world_.now)
                    .value());
  EXPECT_EQ(world_.books.disputes.at(world_.books.last()).organizations,
            (std::array<OrganizationNumber, 2>{{{1}, {}}}));
  EXPECT_EQ(told(), "nothing");
}

TEST_F(ExaminerDisputesTest, WhatIsCoveredIsOwedAndRepaid) {
  resolve(300);
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(world_.wallet(13).state().owed, Money::units(300));
  EXPECT_EQ(world_.books.wallets.at({13}).state(), world_.wallet(13).state());
  world_.fund(13, amount(200));
  world_.commit(world_.wallet(13).repay().value());
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(world_.wallet(13).state().owed, Money::units(100));
}

TEST_F(ExaminerDisputesTest, WhoeverGivesNothingIsToldAllTheSame) {
  resolve(400);
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(world_.books.wallets.at({13}).state().owed, Money::units(400));
}

TEST_F(ExaminerDisputesTest, ARecordThatBreaksADisputeIsFound) {
  go(DisputeEvent::open);
  const auto said = [&](auto change) { return told_of<DisputeOpened>(change); };
  const std::string nobody = "disputes a payment between wallets that are not there";
  EXPECT_EQ(said([](DisputeOpened& one) { one.of.payer = {99}; }), nobody);
  EXPECT_EQ(said([](DisputeOpened& one) { one.of.payee = {99}; }), nobody);
  EXPECT_EQ(said([](DisputeOpened& one) { one.of.refunded = Money::units(1); }),
            "says that 0.00000001 of its payment was refunded; its refunds sum to 0.00");
  EXPECT_EQ(said([](DisputeOpened& one) { one.of.payer_id = {}; }), nobody);
  EXPECT_EQ(said([](DisputeOpened& one) { one.of.payee_id = {}; }), nobody);
  EXPECT_EQ(said([](DisputeOpened& one) { one.service = {99}; }),
            "disputes a payment for a service that is not there");
  EXPECT_EQ(said([](DisputeOpened& one) { one.environment = Environment::production; }),
            "disputes a payment of another environment");
  EXPECT_EQ(said([](DisputeOpened& one) { one.salt = salt_mask + 1; }),
            "has a salt that no id can tell");
  EXPECT_EQ(told([](Record& record) { record.previous_of_payment.value -= 1; }),
            "does not follow the newest record of its payment");
  EXPECT_EQ(told([](Record& record) { record.entries = {{.account = {13}}}; }).substr(0, 8),
            "says tha")
      << "a place in a chain that is none";
}

TEST_F(ExaminerDisputesTest, WhatIsNotTheTurnOfADisputeIsFound) {
  go(DisputeEvent::open);
  go(DisputeEvent::review);
  const auto said = [&](auto change) { return told_of<DisputeMoved>(change); };
  EXPECT_EQ(said([](DisputeMoved& one) { one.dispute.value += 7; }),
            "goes on with a dispute that its payment has not");
  EXPECT_EQ(said([](DisputeMoved& one) { one.status = DisputeStatus::resolved_denied; }),
            "moves a dispute that is open out of its turn");
  EXPECT_EQ(said([](DisputeMoved& one) { one.status = DisputeStatus::resolved_refunded; }),
            "moves a dispute that is open out of its turn");
  EXPECT_EQ(said([](DisputeMoved& one) { one.status = DisputeStatus::open; }),
            "moves a dispute that is open out of its turn");
  EXPECT_EQ(said([](DisputeMoved& one) { one.status = DisputeStatus::none; }),
            "moves a dispute that is open out of its turn");
  EXPECT_EQ(said([](DisputeMoved& one) { one.status = DisputeStatus::withdrawn; }), "nothing");
  EXPECT_EQ(said([](DisputeMoved& one) { one.of.principal = amount(401); }),
            "disputes a payment of 0.00000401; it was of 0.000004");
  EXPECT_EQ(said([](DisputeMoved& one) { one.service = {99}; }),
            "counts for a service that is not there");
  EXPECT_EQ(said([](DisputeMoved& one) { one.of.payer = {7}; }),
            "disputes a payment between wallets that are not there");
  EXPECT_EQ(said([](DisputeMoved& one) {
              one.of.payer = {7};
              one.of.payer_id = {{1, 7}};
            }),
            "goes on with another dispute than the one that was opened");
}

TEST_F(ExaminerDisputesTest, EvidenceThatIsTooMuchIsFound) {
  go(DisputeEvent::open);
  for (std::uint16_t i = 0; i < evidence_pieces_max; ++i) go(DisputeEvent::add_evidence);
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(told_of<EvidenceAdded>([](EvidenceAdded& one) { one.bytes = evidence_bytes_once_max; }),
            "nothing")
      << "journals have such pieces";
  EXPECT_EQ(
      told_of<EvidenceAdded>([](EvidenceAdded& one) { one.bytes = evidence_bytes_once_max + 1; }),
      "adds 1572865 bytes of evidence");
  EXPECT_EQ(told_of<EvidenceAdded>([](EvidenceAdded& one) { one.previous.value -= 1; }),
            "does not follow the newest evidence of its dispute");
  EXPECT_EQ(told_of<EvidenceAdded>([](EvidenceAdded& one) { one.salt = salt_mask + 1; }),
            "has a salt that no id can tell");
  EXPECT_EQ(told_of<EvidenceAdded>([](EvidenceAdded& one) { one.of.payer_id = {}; }),
            "disputes a payment between wallets that are not there");
  EXPECT_EQ(told_of<EvidenceAdded>([](EvidenceAdded& one) {
              one.of.payer = {7};
              one.of.payer_id = {{1, 7}};
            }),
            "goes on with another dispute than the one that was opened");
  EXPECT_EQ(told([](Record& record) { record.previous_of_payment = {2}; }),
            "does not follow the newest record of its payment");
  Record more = world_.records.back();
  more.previous_of_payment = world_.books.last();
  EXPECT_EQ(wrong_evidence(world_.books, more, std::get<EvidenceAdded>(more.fact)),
            "adds evidence to a dispute that has as much as it may");
}

TEST_F(ExaminerDisputesTest, AResolutionThatIsNotWhatItSaysIsFound) {
  resolve(300);
  const auto said = [&](auto change) { return told_of<DisputeRefunded>(change); };
  EXPECT_EQ(said([](DisputeRefunded& one) { one.covered = Money::units(-1); }),
            "covers -0.00000001 of 0.000004");
  EXPECT_EQ(said([](DisputeRefunded& one) { one.covered = Money::units(401); }),
            "covers 0.00000401 of 0.000004");
  EXPECT_EQ(said([](DisputeRefunded& one) { one.covered = Money::units(299); }),
            "does not post the 0.000004 that it refunds");
  EXPECT_EQ(said([](DisputeRefunded& one) { one.refund.from = {99}; }),
            "resolves a dispute with a wallet that is not there");
  EXPECT_EQ(said([](DisputeRefunded& one) { one.refund.from = {14}; }),
            "goes on with another dispute than the one that was opened");
  EXPECT_EQ(said([](DisputeRefunded& one) {
              one.refund.amount = amount(399);
              one.refund.refunded_after = Money::units(399);
            }),
            "resolves a dispute for the payer and does not give back all that is left");
  EXPECT_EQ(told([](Record& record) { record.previous_of_payment = {2}; }),
            "does not follow the newest record of its payment");
}

TEST_F(ExaminerDisputesTest, AResolutionThatCountsForAnotherServiceIsFound) {
  resolve();
  Record record = world_.records.back();
  auto& resolved = std::get<DisputeRefunded>(record.fact);
  Books before;
  for (const Record& one : world_.before_last()) before.apply(one);
  EXPECT_EQ(wrong_resolution(before, record, resolved), std::nullopt);
  resolved.service = {4};
  EXPECT_EQ(wrong_resolution(before, record, resolved),
            "counts for another service than the one that is disputed");
}

TEST_F(ExaminerDisputesTest, AnEndWithoutMoneyHasNothingLeft) {
  go(DisputeEvent::open);
  go(DisputeEvent::review);
  go(DisputeEvent::deny);
  EXPECT_EQ(told_of<DisputeMoved>(
                [](DisputeMoved& one) { one.status = DisputeStatus::resolved_refunded; }),
            "resolves a dispute for the payer and gives nothing back");
}

TEST_F(ExaminerDisputesTest, WhatWasRefundedMeanwhileEndsWithoutMoney) {
  go(DisputeEvent::open);
  world_.commit(
      world_.wallet(13).decide(world_.refund_of(payment_), world_.terms, world_.now).value());
  go(DisputeEvent::review);
  go(DisputeEvent::refund);
  EXPECT_EQ(told(), "nothing");
  EXPECT_TRUE(std::holds_alternative<DisputeMoved>(world_.records.back().fact));
}

TEST_F(ExaminerDisputesTest, ARefundedPaymentIsNotDisputed) {
  Decided opened = decided(DisputeEvent::open);
  world_.commit(
      world_.wallet(13).decide(world_.refund_of(payment_), world_.terms, world_.now).value());
  auto& fact = std::get<DisputeOpened>(opened.fact);
  fact.of.refunded = Money::units(400);
  const Record record{.previous_of_payment = world_.books.last(), .fact = opened.fact};
  EXPECT_EQ(wrong_dispute(world_.books, record, fact),
            "disputes a payment of which nothing is left");
}

TEST_F(ExaminerDisputesTest, WhatADisputeSaysOfItsPaymentIsWhatThatWas) {
  go(DisputeEvent::open);
  const Record& payment = world_.records[payment_.value - 1];
  const PaymentClaim claim = payment_claim(world_.records.back()).value();
  const auto said = [&](auto change) {
    PaymentClaim changed = claim;
    change(changed);
    return wrong_claim(changed, payment).value_or("nothing");
  };
  EXPECT_EQ(said([](PaymentClaim&) {}), "nothing");
  EXPECT_EQ(said([](PaymentClaim& one) { one.place.salt += 1; }),
            "names another payment than it disputes");
  EXPECT_EQ(said([](PaymentClaim& one) { ++one.paid_at.milliseconds; }),
            "disputes a payment of another time than it says");
  EXPECT_EQ(said([](PaymentClaim& one) { one.service = {4}; }),
            "disputes a payment for another service than it says");
  EXPECT_EQ(wrong_claim(claim, world_.records.front()), "disputes a record that made no payment");
  Record settling = payment;
  std::get<Paid>(settling.fact).settles = Settled{.token = {2}, .service = {4}};
  PaymentClaim of_service = claim;
  of_service.service = {4};
  EXPECT_EQ(wrong_claim(of_service, settling), std::nullopt);
}

TEST_F(ExaminerDisputesTest, ARepaymentThatIsNotWhatItSaysIsFound) {
  resolve(300);
  world_.fund(13, amount(200));
  world_.commit(world_.wallet(13).repay().value());
  const auto said = [&](auto change) { return told_of<ReceivableRepaid>(change); };
  EXPECT_EQ(said([](ReceivableRepaid& one) { one.wallet = {99}; }),
            "repays for a wallet that is not there");
  EXPECT_EQ(said([](ReceivableRepaid& one) { one.wallet_id = {}; }),
            "repays for a wallet that is not there");
  EXPECT_EQ(said([](ReceivableRepaid& one) { one.amount = amount(301); }),
            "repays 0.00000301 of 0.000003 that are owed");
  EXPECT_EQ(said([](ReceivableRepaid& one) { one.owed_after = Money::units(99); }),
            "says that 0.00000099 is owed then; that is 0.000001");
  EXPECT_EQ(said([](ReceivableRepaid& one) {
              one.amount = amount(199);
              one.owed_after = Money::units(101);
            }),
            "does not post the 0.00000199 that it repays");
}

TEST_F(ExaminerDisputesTest, ADisputeCountsForTheServiceThatWasPaidFor) {
  const Sequence sold = service();
  ActOnDispute act = world_.act_on(payment_, DisputeEvent::open);
  act.refund.paid.settles = Settled{.token = {2}, .service = sold};
  world_.commit(world_.wallet(13).decide(act, world_.terms, world_.now).value());
  EXPECT_EQ(told(), "nothing");
  go(DisputeEvent::review);
  const int before = world_.books.services.at(sold).trust.points();
  go(DisputeEvent::deny);
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(world_.books.services.at(sold).trust.points(), before + 2);
}

TEST_F(ExaminerDisputesTest, AMoveOutOfItsPlaceIsFound) {
  go(DisputeEvent::open);
  pay(6, 13, 100);
  const Sequence other = world_.books.last();
  DisputeMoved moved{
      .dispute = course().opened,
      .of = std::get<DisputeOpened>(world_.records[course().opened.value - 1].fact).of,
      .status = DisputeStatus::under_review};
  Record record{.previous_of_payment = course().last, .fact = moved};
  EXPECT_EQ(wrong_move(world_.books, record, moved), std::nullopt);
  record.entries = {{.account = {13}}};
  EXPECT_EQ(wrong_move(world_.books, record, moved), "disputes and moves money");
  record = {.previous_of_payment = other, .fact = moved};
  EXPECT_EQ(wrong_move(world_.books, record, moved),
            "does not follow the newest record of its payment");
  moved.of.payment = other;
  EXPECT_EQ(wrong_move(world_.books, record, moved),
            "goes on with another dispute than the one that was opened");
}

TEST_F(ExaminerDisputesTest, WhoeverOwesSomethingDoesNotEnd) {
  resolve(300);
  EXPECT_EQ(
      wrong_end(world_.books, {.fact = WalletArchived{.wallet = {13}, .wallet_id = {{2, 13}}}}),
      "archives a wallet that owes something");
}

TEST_F(ExaminerDisputesTest, ARepaymentIsPostedInItsOrder) {
  resolve(300);
  world_.fund(13, amount(200));
  world_.commit(world_.wallet(13).repay().value());
  Record record = world_.records.back();
  Books before;
  for (const Record& one : world_.before_last()) before.apply(one);
  const auto& repaid = std::get<ReceivableRepaid>(record.fact);
  EXPECT_EQ(wrong_repayment(before, record, repaid), std::nullopt);
  std::swap(record.entries[0], record.entries[1]);
  EXPECT_EQ(wrong_repayment(before, record, repaid), "does not post the 0.000002 that it repays");
}

}  // namespace
}  // namespace bursar::ledger::examiner_disputes_test
