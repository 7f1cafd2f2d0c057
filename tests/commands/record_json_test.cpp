#include "commands/record_json.hpp"

#include "crypto/bytes.hpp"
#include "crypto/hash.hpp"
#include "tests/persistence/chronicle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::commands::record_json_test {
namespace {

using namespace bursar;
using commands::RecordNames;
using testing::HasSubstr;
using testing::Not;

class RecordJsonTest : public testing::Test {
 protected:
  RecordJsonTest() {
    crypto::start();
    for (const ledger::Record& record : chronicle_.records()) names_.take(record);
  }

  std::string line(const ledger::Record& record) const {
    std::string text;
    write_json(text, record, names_);
    return text;
  }
  std::string line(ledger::Fact fact) const {
    return line(ledger::Record{.sequence = {9}, .time = {1'795'608'000'000}, .fact = fact});
  }

  tests::Chronicle chronicle_ = tests::Chronicle{}.with_payments(1);
  RecordNames names_;
};

TEST_F(RecordJsonTest, APaymentIsOneLineInTheWordsOfTheApi) {
  const ledger::Record& record = chronicle_.records()[3];
  const std::string org = R"("organization_id":"org_0000000000003G000000000007")";
  EXPECT_EQ(
      line(record),
      R"({"sequence":4,"stream":0,"epoch":0,"created_at":"2025-11-24T16:00:00.003Z",)"
      R"("kind":"paid","organizations":[{)" +
          org +
          R"(,"sequence":3,"previous":3}],)"
          R"("idempotency":{"wallet_id":"wal_0000000000002G000000000001","key":"order-4"},)"
          R"("answer_dialect":0,"answer_version":1,"paid":{"id":")" +
          names_.payment_text(record) +
          R"(","from_wallet_id":"wal_0000000000002G000000000001",)"
          R"("to_wallet_id":"wal_00000000000030000000000001","amount":"0.01","fee":"0.00004",)"
          R"("total_debited":"0.01004","drawn":"0.00","currency":"USD",)"
          R"("description":"web search","category":null,"metadata":null,"policy_id":null,)"
          R"("policy_version":0,"counted_at":null,)"
          R"("usage_after":{"day":"2025-11-24","in_day":"0.01",)"
          R"("month":"2025-11","in_month":"0.01","in_total":"0.01"}},"postings":[{)" +
          org +
          R"(,"environment":"SANDBOX","account":"wal_0000000000002G000000000001",)"
          R"("amount":"-0.01004","balance_after":"999999999.98996","held_after":"0.00",)"
          R"("previous":3},{)" +
          org +
          R"(,"environment":"SANDBOX","account":"fees","amount":"0.00004",)"
          R"("balance_after":"0.00004","held_after":"0.00","previous":0},{)" +
          org +
          R"(,"environment":"SANDBOX","account":"wal_00000000000030000000000001",)"
          R"("amount":"0.01","balance_after":"0.01","held_after":"0.00","previous":0}]})"
          "\n");
}

TEST_F(RecordJsonTest, NoSecretIsTold) {
  const std::string secrets[] = {line(chronicle_.records()[0]), line([] {
                                   ledger::Opened opened;
                                   opened.keys.push_back({.id = {{1, 2}}, .name = "first"});
                                   opened.keys[0].secret_hash.fill(0xAB);
                                   return opened;
                                 }())};
  for (const std::string& text : secrets) {
    EXPECT_THAT(text, Not(HasSubstr("hash")));
    EXPECT_THAT(text, Not(HasSubstr("abababab")));
    EXPECT_THAT(text, Not(HasSubstr("permutation")));
  }
  EXPECT_THAT(secrets[0], HasSubstr(R"("genesis":{})"));
  EXPECT_THAT(secrets[1], HasSubstr(R"("keys":[{"id":"key_0000000000000G000000000002","name":)"
                                    R"("first","class":"org","environment":"SANDBOX",)"
                                    R"("permissions":[],"wallet_id":null}])"));
}

TEST_F(RecordJsonTest, ARefusalSaysWhyAndWhatWouldHavePassed) {
  EXPECT_THAT(line(ledger::Refused{.wallet = tests::Chronicle::payer,
                                   .error = {.code = ledger::Errc::policy_denied,
                                             .rule = ledger::PolicyRule::max_per_day,
                                             .limit = ledger::Money::dollars(5),
                                             .used = ledger::Money::dollars(4),
                                             .max_allowed_now = ledger::Money::dollars(1),
                                             .resets_at = {1'795'651'200'000}},
                                   .request_id = "req_1"}),
              HasSubstr(R"("refused":{"wallet_id":"wal_0000000000002G000000000001",)"
                        R"("code":"POLICY_DENIED","rule":"max_per_day","limit":"5.00",)"
                        R"("used":"4.00","max_allowed_now":"1.00",)"
                        R"("resets_at":"2026-11-26T00:00:00.000Z","request_id":"req_1"})"));
}

TEST_F(RecordJsonTest, APolicyIsToldWholeWithItsLists) {
  ledger::PolicyChanged changed{.terms = {.id = {{1, 2}}, .version = 3}, .name = "tight"};
  changed.terms.velocity = ledger::Velocity{.count = 2, .window_seconds = 60};
  changed.terms.blocked_recipients = ledger::Recipients{.labels = {"casino"}};
  EXPECT_THAT(
      line(changed),
      AllOf(HasSubstr(R"("policy_changed":{"policy":{"id":"pol_0000000000000G000000000002",)"
                      R"("version":3,"max_per_tx":null)"),
            HasSubstr(R"("velocity":{"count":2,"window_seconds":60})"),
            HasSubstr(R"("blocked_recipients":["casino"])"),
            HasSubstr(R"("policy_name":"tight"})")));
  EXPECT_THAT(line(ledger::PolicyDeleted{{{1, 2}}}),
              HasSubstr(R"("policy_deleted":{"policy_id":"pol_0000000000000G000000000002"})"));
  EXPECT_THAT(line(ledger::Refused{.wallet = tests::Chronicle::payer,
                                   .error = {.code = ledger::Errc::policy_denied,
                                             .rule = ledger::PolicyRule::velocity,
                                             .limit = ledger::Money::units(2),
                                             .used = ledger::Money::units(2)},
                                   .request_id = {}}),
              HasSubstr(R"("rule":"velocity","limit":"2","used":"2","max_allowed_now":"0.00")"));
}

TEST_F(RecordJsonTest, ADepositSaysWhoseItIsAndWhatItIsKnownByOutside) {
  EXPECT_THAT(line(ledger::Cleared{.kind = ledger::Clearing::fees_withdrawal,
                                   .wallet = tests::Chronicle::payer,
                                   .wallet_id = {{5, 1}},
                                   .organization_id = {{7, 7}},
                                   .environment = ledger::Environment::production,
                                   .amount = *ledger::Amount::of(ledger::Money::dollars(5)),
                                   .reference = "wire 1"}),
              AllOf(HasSubstr(R"("type":"withdrawal","organization_id":"org_)"),
                    HasSubstr(R"("environment":"PRODUCTION","wallet_id":"wal_)"),
                    HasSubstr(R"("from":"fees","amount":"5.00","reference":"wire 1",)"
                              R"("request_id":null})")));
}

TEST_F(RecordJsonTest, ABatchOfFundingsSaysWhoGotWhat) {
  EXPECT_THAT(
      line(ledger::BatchFunded{
          .from_id = {{5, 1}},
          .allocations = {{{7}, {{5, 2}}, *ledger::Amount::of(ledger::Money::dollars(3))}}}),
      AllOf(HasSubstr(R"("batch_funded":{"id":"tx_)"),
            HasSubstr(R"("from_wallet_id":"wal_0000000000002G000000000001",)"
                      R"("allocations":[{"wallet_id":"wal_0000000000002G000000000002",)"
                      R"("amount":"3.00"}],"currency":"USD"})")));
  EXPECT_THAT(line(ledger::Refused{.wallet = tests::Chronicle::payer,
                                   .error = {.code = ledger::Errc::wallet_frozen, .part = 57},
                                   .request_id = {}}),
              HasSubstr(R"("part":57})"));
}

TEST_F(RecordJsonTest, ATopUpSaysItsTermsAndItsDay) {
  ledger::TopupSet set{.wallet = tests::Chronicle::payer};
  EXPECT_THAT(line(set), HasSubstr(R"("topup_set":{"wallet_id":"wal_0000000000002G000000000001",)"
                                   R"("terms":null})"));
  set.terms = ledger::TopupTerms{.trigger_below = ledger::Money::dollars(10),
                                 .amount = *ledger::Amount::of(ledger::Money::dollars(50)),
                                 .max_per_day = ledger::Money::dollars(500),
                                 .from_id = {{5, 2}}};
  EXPECT_THAT(line(set), HasSubstr(R"("terms":{"enabled":true,"trigger_below":"10.00",)"
                                   R"("topup_amount":"50.00","max_per_day":"500.00",)"
                                   R"("from_wallet_id":"wal_0000000000002G000000000002"})"));
  EXPECT_THAT(line(ledger::Funded{.wallet = tests::Chronicle::payer,
                                  .from = tests::Chronicle::payer,
                                  .topped_up_on = 20'000}),
              HasSubstr(R"("topped_up_on":"2024-10-04"})"));
}

TEST_F(RecordJsonTest, WhatWentBackSaysFromWhereToWhere) {
  ledger::Withdrawn withdrawn{.wallet = tests::Chronicle::payer,
                              .wallet_id = {{5, 1}},
                              .to_id = {{5, 2}},
                              .amount = ledger::Money::dollars(5)};
  const std::string plain = line(withdrawn);
  EXPECT_THAT(plain, HasSubstr(R"("withdrawn":{"id":"tx_)"));
  EXPECT_THAT(plain, HasSubstr(R"("wallet_id":"wal_0000000000002G000000000001",)"
                               R"("to_wallet_id":"wal_0000000000002G000000000002",)"
                               R"("amount":"5.00","currency":"USD"})"));
  withdrawn.adjusts_budget = true;
  EXPECT_THAT(line(withdrawn), HasSubstr(R"("currency":"USD","adjusts_budget":true})"));
  EXPECT_THAT(line(ledger::Funded{.wallet = tests::Chronicle::payer,
                                  .from = tests::Chronicle::payer,
                                  .adjusts_budget = true}),
              HasSubstr(R"("adjusts_budget":true})"));
}

TEST_F(RecordJsonTest, ACheckpointSaysWhichFileSumsUpWhat) {
  EXPECT_THAT(line(ledger::Checkpointed{.segment = 2, .through = {3'000}, .file_hash = {0xAB}}),
              HasSubstr(R"("kind":"checkpointed","organizations":[],"answer_dialect":0,)"
                        R"("answer_version":1,"checkpointed":{"segment":2,"through":3000,)"
                        R"("file_hash":"ab00000000000000)"));
}

TEST_F(RecordJsonTest, ARotationSaysWhichKeyGaveWayToWhichAndWhen) {
  ledger::KeyRotated rotated{.id = {{1, 2}}, .made = {.id = {{1, 3}}, .name = "first"}};
  rotated.made.secret_hash.fill(0xAB);
  const std::string at_once = line(rotated);
  EXPECT_THAT(at_once, HasSubstr(R"("key_rotated":{"key_id":"key_0000000000000G000000000002",)"
                                 R"("grace_ends_at":null,"key":{"id":"key_)"
                                 R"(0000000000000G000000000003","name":"first","class":"org",)"));
  EXPECT_THAT(at_once, Not(HasSubstr("abababab")));
  rotated.ends = {1'795'651'200'000};
  EXPECT_THAT(line(rotated), HasSubstr(R"("grace_ends_at":"2026-11-26T00:00:00.000Z")"));
}

TEST_F(RecordJsonTest, ASessionSaysWhoseItIsAndUntilWhen) {
  EXPECT_THAT(
      line(ledger::SessionIssued{
          .wallet = tests::Chronicle::payer, .generation = 3, .expires = {1'795'651'200'000}}),
      AllOf(HasSubstr(R"("session_issued":{"wallet_id":"wal_)"),
            HasSubstr(R"(,"generation":3,"expires_at":"2026-11-26T00:00:00.000Z"})")));
}

TEST_F(RecordJsonTest, AChangeSaysWhatChangedAndNothingElse) {
  EXPECT_THAT(
      line(ledger::WalletChanged{
          .wallet = tests::Chronicle::payer, .label = "", .status = ledger::WalletStatus::frozen}),
      HasSubstr(R"("wallet_changed":{"wallet_id":"wal_0000000000002G000000000001",)"
                R"("label":null,"status":"frozen"})"));
  EXPECT_THAT(line(ledger::WalletChanged{.wallet = tests::Chronicle::payer,
                                         .name = "n",
                                         .tags = {{"a"}},
                                         .metadata = "{}",
                                         .policy = ledger::PolicyId{},
                                         .status = ledger::WalletStatus::active}),
              HasSubstr(R"("name":"n","tags":["a"],"metadata":{},"policy_id":null,)"
                        R"("status":"active"})"));
}

TEST_F(RecordJsonTest, AnEndSaysWhatWasSweptWhereAndWhichKeysEnded) {
  ledger::WalletArchived ended{.wallet = tests::Chronicle::payer, .wallet_id = {{5, 1}}};
  EXPECT_THAT(line(ended), HasSubstr(R"("agent_deleted":false,"swept_to":null,)"
                                     R"("swept_amount":"0.00","revoked_key_ids":[]})"));
  ended.agent_deleted = true;
  ended.swept_to = {6};
  ended.swept_to_id = {{5, 2}};
  ended.swept = ledger::Money::dollars(9);
  ended.keys = {{{1, 2}}};
  EXPECT_THAT(line(ended),
              HasSubstr(R"("agent_deleted":true,"swept_to":"wal_0000000000002G000000000002",)"
                        R"("swept_amount":"9.00",)"
                        R"("revoked_key_ids":["key_0000000000000G000000000002"]})"));
}

TEST_F(RecordJsonTest, TheUseOfKeysIsAList) {
  EXPECT_THAT(line(ledger::KeysUsed{{{{{1, 2}}, {1'795'651'200'000}}}}),
              HasSubstr(R"("organizations":[],"answer_dialect":0,"answer_version":1,)"
                        R"("keys_used":{"keys":[{"key_id":"key_0000000000000G000000000002",)"
                        R"("last_used_at":"2026-11-26T00:00:00.000Z"}]})"));
}

TEST_F(RecordJsonTest, AnAccountThatWasNeverOpenedIsAFault) {
  EXPECT_ANY_THROW(line(ledger::Refused{.wallet = {99}}));
}

TEST_F(RecordJsonTest, APaymentThatWaitsSaysUntilWhenAndBecauseOfWhat) {
  auto payment = std::get<ledger::Paid>(chronicle_.records()[3].fact);
  const std::string held = line(ledger::PaymentHeld{
      .payment = payment, .rule = ledger::PolicyRule::approval_above, .expires_at = {9}});
  EXPECT_THAT(held, HasSubstr(R"("kind":"payment_held")"));
  EXPECT_THAT(held, HasSubstr(R"("amount":"0.01","fee":"0.00004")"));
  EXPECT_THAT(held, HasSubstr(R"("rule":"approval_above","above":"0.00","held":"0.01004")"));
  EXPECT_THAT(held, HasSubstr(R"("expires_at":"1970-01-01T00:00:00.009Z")"));
  EXPECT_THAT(line(payment), Not(HasSubstr("approved")));
  payment.approved = {.request = {4}, .note = "fine"};
  EXPECT_THAT(line(payment), HasSubstr(R"("approved":{"request":4,"decided_by":"key_)"));
}

TEST_F(RecordJsonTest, AnEndOfWaitingSaysWhoAndWhy) {
  ledger::ApprovalEnded ended{.request = {4},
                              .held = ledger::Money::dollars(5),
                              .decided_by = {{1, 2}},
                              .note = "no",
                              .reason = ledger::Errc::payee_archived};
  const std::string rejected = line(ended);
  EXPECT_THAT(rejected, HasSubstr(R"("request":4)"));
  EXPECT_THAT(rejected, HasSubstr(R"("released":"5.00")"));
  EXPECT_THAT(rejected, HasSubstr(R"("status":"rejected","decided_by":"key_)"));
  EXPECT_THAT(rejected, HasSubstr(R"("note":"no","reason":"WALLET_ARCHIVED")"));
  ended = {.request = {4}, .status = ledger::ApprovalStatus::expired};
  EXPECT_THAT(line(ended), HasSubstr(R"("status":"expired","decided_by":null,"note":null)"));
}

}  // namespace
}  // namespace bursar::commands::record_json_test
