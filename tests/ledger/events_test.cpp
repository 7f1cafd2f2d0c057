#include "ledger/events.hpp"

#include "tests/support/amounts.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::ledger::events_test {
namespace {

using Words = std::vector<std::string>;

constexpr OrganizationNumber own{1};
constexpr OrganizationNumber other{2};
constexpr AccountNumber payer{10};
constexpr AccountNumber payee{20};
constexpr AccountNumber org_wallet{5};

Record record_of(Fact fact, bool two_organizations = false) {
  Record record{.fact = std::move(fact)};
  record.organizations[0].organization = own;
  if (two_organizations) record.organizations[1].organization = other;
  return record;
}
std::vector<Event> told(Fact fact) {
  return events_of(record_of(std::move(fact)), own);
}
Words words_of(const std::vector<Event>& events) {
  Words words;
  for (const Event& event : events) words.emplace_back(word(event.type));
  return words;
}
Words said(Fact fact) {
  return words_of(told(std::move(fact)));
}

TEST(EventsTest, EveryTypeHasAWordOfItsOwnThatAsksForItAlone) {
  EventTypes all;
  for (std::size_t i = 0; i < event_types_count; ++i) {
    const auto types = event_types(word(static_cast<EventType>(i)));
    EXPECT_EQ(types.count(), 1U) << word(static_cast<EventType>(i));
    EXPECT_TRUE(types[i]);
    all |= types;
  }
  EXPECT_TRUE(all.all());
}

TEST(EventsTest, AFamilyIsAskedForByItsName) {
  EXPECT_EQ(event_types("approval.*"), event_types("approval.approved") |
                                           event_types("approval.rejected") |
                                           event_types("approval.expired"));
  EXPECT_TRUE(event_types("payments.*").none());
  EXPECT_TRUE(event_types("payment").none());
  EXPECT_TRUE(event_types("payment.").none());
  EXPECT_TRUE(event_types("").none());
}

TEST(EventsTest, NobodyElseIsToldAnything) {
  const Record record = record_of(Paid{.payer = payer, .payee = payee}, true);
  EXPECT_TRUE(events_of(record, {3}).empty());
  EXPECT_TRUE(events_of(record, {}).empty());
  EXPECT_TRUE(events_of(Record{.fact = KeysUsed{}}, {}).empty());
}

TEST(EventsTest, WhatIsNoOrganisationsMeansNothing) {
  EXPECT_EQ(said(Genesis{}), Words{});
  EXPECT_EQ(said(Recovered{}), Words{});
  EXPECT_EQ(said(ClockAccepted{}), Words{});
  EXPECT_EQ(said(Checkpointed{}), Words{});
  EXPECT_EQ(said(KeysUsed{}), Words{});
}

TEST(EventsTest, APaymentIsToldToBothItsSidesAndEachHearsOfItsOwnWallet) {
  const auto inside = told(Paid{.payer = payer, .payee = payee});
  EXPECT_EQ(words_of(inside), Words{"payment.completed"});
  EXPECT_TRUE(inside[0].about(payer));
  EXPECT_TRUE(inside[0].about(payee));
  EXPECT_FALSE(inside[0].about(org_wallet));
  const Record across = record_of(Paid{.payer = payer, .payee = payee}, true);
  EXPECT_EQ(events_of(across, own)[0].wallets, (std::array{payer, AccountNumber{}}));
  EXPECT_EQ(events_of(across, other)[0].wallets, (std::array{payee, AccountNumber{}}));
}

TEST(EventsTest, APaymentThatWasApprovedTellsThatToItsPayersSideAlone) {
  const Paid paid{.payer = payer, .payee = payee, .approved = Approved{}};
  const Record across = record_of(paid, true);
  EXPECT_EQ(words_of(events_of(across, own)), (Words{"approval.approved", "payment.completed"}));
  EXPECT_FALSE(events_of(across, own)[0].about(payee));
  EXPECT_EQ(words_of(events_of(across, other)), Words{"payment.completed"});
}

TEST(EventsTest, WhatWaitsForApprovalHasOneEnd) {
  EXPECT_EQ(said(PaymentHeld{.payment = {.payer = payer}}), Words{"payment.pending_approval"});
  EXPECT_EQ(said(ApprovalEnded{.status = ApprovalStatus::rejected}), Words{"approval.rejected"});
  EXPECT_EQ(said(ApprovalEnded{.status = ApprovalStatus::expired}), Words{"approval.expired"});
}

TEST(EventsTest, ARefundIsToldToWhoeverGivesAndWhoeverGets) {
  const Refunded refunded{.from = payee, .payer = payer, .to = org_wallet};
  EXPECT_EQ(said(refunded), Words{"payment.refunded"});
  EXPECT_EQ(told(refunded)[0].wallets, (std::array{payee, org_wallet}));
  EXPECT_EQ(events_of(record_of(refunded, true), other)[0].wallets,
            (std::array{org_wallet, AccountNumber{}}));
  const Refunded from_outside{.payer = payer, .to = payer};
  EXPECT_TRUE(told(from_outside)[0].about(payer));
}

TEST(EventsTest, ARefusalByPolicyOrBudgetIsAPaymentDenied) {
  EXPECT_EQ(said(Refused{.error = {.code = Errc::policy_denied}}), Words{"payment.denied"});
  EXPECT_EQ(said(Refused{.error = {.code = Errc::budget_exceeded}}), Words{"payment.denied"});
  EXPECT_EQ(said(Refused{.error = {.code = Errc::insufficient_funds}}), Words{"wallet.refused"});
}

TEST(EventsTest, ADisputesLifeIsToldToBothSides) {
  EXPECT_EQ(said(DisputeOpened{}), Words{"dispute.opened"});
  EXPECT_EQ(said(EvidenceAdded{}), Words{"dispute.evidence_added"});
  EXPECT_EQ(said(DisputeMoved{}), Words{"dispute.under_review"});
  EXPECT_EQ(said(DisputeMoved{.status = DisputeStatus::withdrawn}), Words{"dispute.withdrawn"});
  EXPECT_EQ(said(DisputeMoved{.status = DisputeStatus::resolved_denied}),
            Words{"dispute.resolved"});
  EXPECT_EQ(said(DisputeRefunded{}), (Words{"payment.refunded", "dispute.resolved"}));
  EXPECT_EQ(said(ReceivableRepaid{}), Words{"wallet.receivable_repaid"});
  const Disputed of{.payer = payer, .payee = payee};
  const Record opened = record_of(DisputeOpened{.of = of}, true);
  EXPECT_TRUE(events_of(opened, own).front().about(payee));
  EXPECT_FALSE(events_of(opened, own).front().about(payer));
  EXPECT_TRUE(events_of(opened, other).front().about(payer));
  EXPECT_FALSE(events_of(opened, other).front().about(payee));
}

TEST(EventsTest, AWebhooksLifeIsTold) {
  EXPECT_EQ(said(WebhookMade{}), Words{"webhook.created"});
  EXPECT_EQ(said(WebhookChanged{}), Words{"webhook.updated"});
  EXPECT_EQ(said(WebhookRotated{}), Words{"webhook.rotated"});
  EXPECT_EQ(said(WebhookMarked{.mark = WebhookMark::enabled}), Words{"webhook.enabled"});
  EXPECT_EQ(said(WebhookMarked{.mark = WebhookMark::disabled}), Words{"webhook.disabled"});
  EXPECT_EQ(said(WebhookMarked{.mark = WebhookMark::removed}), Words{"webhook.deleted"});
  EXPECT_EQ(said(WebhookAsked{}), Words{"webhook.tested"});
  EXPECT_EQ(said(WebhookAsked{.record = {4}}), Words{});
  EXPECT_EQ(said(DeliveriesMade{}), Words{});
  const auto events =
      told(WebhookChanged{.webhook = {.environment = Environment::production, .wallet = payer}});
  EXPECT_TRUE(events[0].about(payer));
  EXPECT_EQ(events[0].place, EventPlace{Environment::production});
}

TEST(EventsTest, AKeyHearsWhatItMayReadElsewhere) {
  EXPECT_EQ(heard_by(every_permission, false), EventTypes{}.set());
  EXPECT_EQ(heard_by({}, false), EventTypes{});
  EXPECT_EQ(heard_by({}, true), event_types("key.*"));
  const EventTypes heard = heard_by(Permissions{} | Permission::payments_read, false);
  for (const auto* family :
       {"wallet.*", "agent.*", "policy.*", "organization.*", "key.*", "webhook.*", "token.*"})
    EXPECT_TRUE((heard & event_types(family)).none()) << family;
  for (const auto* family : {"payment.*", "payout.*", "dispute.*", "approval.*", "service.*"})
    EXPECT_EQ(heard & event_types(family), event_types(family)) << family;
}

TEST(EventsTest, ATokensLifeIsToldAsItGoes) {
  EXPECT_EQ(said(TokenIssued{}), Words{"token.issued"});
  EXPECT_EQ(said(PayoutAsked{}), Words{"payout.created"});
  EXPECT_EQ(said(PayoutAdvanced{.status = PayoutStatus::submitted}), Words{"payout.submitted"});
  EXPECT_EQ(said(PayoutAdvanced{.status = PayoutStatus::settling}), Words{"payout.settling"});
  EXPECT_EQ(said(PayoutCompleted{}), Words{"payout.completed"});
  EXPECT_EQ(said(PayoutEnded{.status = PayoutStatus::failed}), Words{"payout.failed"});
  EXPECT_EQ(said(PayoutEnded{.status = PayoutStatus::cancelled}), Words{"payout.cancelled"});
  EXPECT_EQ(said(TokenAdvanced{.status = TokenStatus::verified}), Words{"token.verified"});
  EXPECT_EQ(said(TokenAdvanced{.status = TokenStatus::started}), Words{"token.started"});
  EXPECT_EQ(said(TokenAdvanced{.status = TokenStatus::accepted}), Words{"token.accepted"});
  EXPECT_EQ(said(TokenEnded{.status = TokenStatus::cancelled}), Words{"token.cancelled"});
  EXPECT_EQ(said(TokenEnded{.status = TokenStatus::released}), Words{"token.released"});
  EXPECT_EQ(said(TokenEnded{.status = TokenStatus::expired}), Words{"token.expired"});
  EXPECT_EQ(said(TokenEnded{.status = TokenStatus::sla_breached}), Words{"token.sla_breached"});
  EXPECT_EQ(said(Paid{.settles = Settled{}}), (Words{"token.settled", "payment.completed"}));
}

TEST(EventsTest, MoneyThatIsMovedByHandIsToldOfTheWalletsThatHaveIt) {
  const auto given = told(Funded{.wallet = payer, .from = org_wallet});
  EXPECT_EQ(words_of(given), Words{"wallet.funded"});
  EXPECT_TRUE(given[0].about(org_wallet));
  EXPECT_FALSE(
      told(Funded{.source = FundingSource::treasury, .wallet = payer, .from = {3}})[0].about({3}))
      << "the treasury is no wallet";
  const auto batch = told(BatchFunded{.from = org_wallet, .allocations = {{payer}, {payee}}});
  EXPECT_EQ(words_of(batch), (Words{"wallet.funded", "wallet.funded"}));
  EXPECT_TRUE(batch[1].about(payee));
  EXPECT_EQ(batch[1].part, 1);
  EXPECT_EQ(said(Withdrawn{.wallet = payer}), Words{"wallet.withdrawn"});
  EXPECT_EQ(said(Cleared{.kind = Clearing::deposit}), Words{"wallet.deposited"});
  EXPECT_EQ(said(Cleared{.kind = Clearing::withdrawal}), Words{"wallet.withdrawn"});
  EXPECT_EQ(said(Cleared{.kind = Clearing::fees_withdrawal}), Words{"wallet.fees_withdrawn"});
}

TEST(EventsTest, WhatIsOpenedTogetherIsToldOneByOne) {
  const Opened opened{
      .organization = OrganizationOpened{},
      .wallets = {{.address = {.account = payer}}, {.address = {.account = payee}, .agent = true}},
      .keys = {{.id = {{0, 7}}}},
      .policy = PolicyMade{.terms = {}, .environment = Environment::production, .name = {}}};
  const auto events = told(opened);
  EXPECT_EQ(words_of(events), (Words{"organization.created", "policy.created", "wallet.created",
                                     "wallet.created", "agent.created", "key.created"}));
  EXPECT_EQ(events[1].place, EventPlace{Environment::production});
  EXPECT_TRUE(events[4].about(payee));
  EXPECT_EQ(events[5].place, (EventPlace{KeyId{{0, 7}}}));
  EXPECT_EQ(said(Opened{}), Words{});
}

TEST(EventsTest, KeysPoliciesAndServicesAreToldWithWhatSaysWhereTheyAre) {
  EXPECT_EQ(said(KeyRevoked{}), Words{"key.revoked"});
  EXPECT_EQ(said(KeyRotated{}), Words{"key.rotated"});
  EXPECT_EQ(said(PolicyChanged{}), Words{"policy.updated"});
  EXPECT_EQ(told(PolicyDeleted{{{0, 9}}})[0],
            (Event{.type = EventType::policy_deleted, .place = PolicyId{{0, 9}}}));
  EXPECT_EQ(said(PolicyAttached{.policy = {{0, 9}}}), Words{"policy.attached"});
  EXPECT_EQ(said(PolicyAttached{}), Words{"policy.detached"});
  EXPECT_EQ(said(ServiceMade{}), Words{"service.created"});
  EXPECT_EQ(told(ServiceChanged{.service = {4}})[0],
            (Event{.type = EventType::service_updated, .place = Sequence{4}}));
  EXPECT_EQ(said(ServiceMarked{.mark = ServiceMark::verified}), Words{"service.verified"});
  EXPECT_EQ(said(ServiceMarked{.mark = ServiceMark::removed}), Words{"service.deleted"});
}

TEST(EventsTest, AChangedWalletTellsEachOfItsChanges) {
  EXPECT_EQ(said(WalletChanged{.status = WalletStatus::frozen}), Words{"wallet.frozen"});
  EXPECT_EQ(said(WalletChanged{.status = WalletStatus::active}), Words{"wallet.unfrozen"});
  for (const WalletChanged& one :
       {WalletChanged{}, WalletChanged{.label = "l"}, WalletChanged{.name = "n"},
        WalletChanged{.tags = {{"t"}}}, WalletChanged{.metadata = "{}"}})
    EXPECT_EQ(said(one), Words{"wallet.updated"});
  EXPECT_EQ(said(WalletChanged{.label = "l", .policy = PolicyId{}, .status = WalletStatus::frozen}),
            (Words{"wallet.frozen", "policy.detached", "wallet.updated"}));
}

TEST(EventsTest, TheRestOfAWalletsLife) {
  EXPECT_EQ(said(WalletArchived{}), Words{"wallet.archived"});
  EXPECT_EQ(said(WalletArchived{.agent_deleted = true}),
            (Words{"agent.deleted", "wallet.archived"}));
  EXPECT_EQ(said(SessionIssued{}), Words{"wallet.session_issued"});
  EXPECT_EQ(said(TopupSet{}), Words{"wallet.topup_set"});
  EXPECT_EQ(said(Sealed{}), Words{"wallet.key_sealed"});
}

}  // namespace
}  // namespace bursar::ledger::events_test
