#include "commands/verdict_text.hpp"

#include <gtest/gtest.h>

namespace bursar::commands::verdict_text_test {
namespace {

using namespace bursar;
using commands::verdict_json;
using commands::verdict_line;
using commands::Verified;

Verified good() {
  Verified verified{.verdict = {}, .clean = true, .seconds = 1.234};
  verified.verdict.records = 12'345;
  verified.verdict.batches = 678;
  verified.verdict.wallets = 10;
  verified.verdict.organizations = 2;
  verified.verdict.last.last = {12'345};
  verified.verdict.last.hash = {0xAB};
  verified.verdict.last_time = {1'795'608'000'000};
  verified.verdict.trial_balances = {
      {.organization = {{0, 1}}},
      {.organization = {{0, 1}}, .environment = ledger::Environment::production}};
  return verified;
}

constexpr const char* hash = "ab00000000000000000000000000000000000000000000000000000000000000";

TEST(VerdictTextTest, WhatIsRightIsOneLine) {
  EXPECT_EQ(verdict_line(good()),
            std::string{"verified 12,345 records in 678 batches, 10 wallets of 2 organisations; "
                        "trial balance 0.00 in each of 2 books; chain hash "} +
                hash + "; 1.23 s");
}

TEST(VerdictTextTest, WhereTheOldestPartIsArchivedTheLineSaysFromWhere) {
  Verified archived = good();
  archived.verdict.first = {2'001};
  EXPECT_TRUE(verdict_line(archived).starts_with(
      "verified 12,345 records from record 2,001 on, with the checkpoint of what is archived, in "
      "678 batches, "))
      << verdict_line(archived);
}

TEST(VerdictTextTest, EvidenceIsCountedWhereThereIsSome) {
  Verified shown = good();
  shown.evidence = 3;
  shown.evidence_wrong = 1;
  EXPECT_NE(verdict_line(shown).find(" of 2 organisations, 3 pieces of evidence; trial balance "),
            std::string::npos)
      << verdict_line(shown);
  EXPECT_NE(verdict_json(shown).find(R"("evidence":3,"evidence_wrong":1,)"), std::string::npos);
}

TEST(VerdictTextTest, WhatIsWrongIsOneLine) {
  Verified bad = good();
  bad.verdict.fault = {.at = {7}, .what = "record 7 of the journal is missing"};
  EXPECT_EQ(verdict_line(bad), "bursar: record 7 of the journal is missing");
}

TEST(VerdictTextTest, ProgramsGetOneObject) {
  const std::string id = "org_00000000000000000000000001";
  EXPECT_EQ(
      verdict_json(good()),
      R"({"ok":true,"first_record":1,"records":12345,"batches":678,"wallets":10,"organizations":2,)"
      R"("evidence":0,"evidence_wrong":0,"epoch":0,)"
      R"("last_record_at":"2026-11-25T12:00:00.000Z","chain_hash":")" +
          std::string{hash} + R"(","clean":true,"trial_balances":[{"organization_id":")" + id +
          R"(","environment":"SANDBOX","currency":"USD","sum":"0.00"},{"organization_id":")" + id +
          R"(","environment":"PRODUCTION","currency":"USD","sum":"0.00"}],)"
          R"("seconds":1.23})");
}

TEST(VerdictTextTest, TheFirstWrongRecordIsAMember) {
  Verified bad;
  bad.verdict.fault = {.at = {7}, .what = "record 7 of the journal is missing"};
  EXPECT_TRUE(verdict_json(bad).starts_with(
      R"({"ok":false,"wrong_sequence":7,"fault":"record 7 of the journal is missing",)"
      R"("first_record":1,"records":0)"));
  bad.verdict.fault->at = {};
  EXPECT_TRUE(verdict_json(bad).starts_with(R"({"ok":false,"wrong_sequence":null,"fault":)"));
}

}  // namespace
}  // namespace bursar::commands::verdict_text_test
