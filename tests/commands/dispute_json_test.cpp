#include "commands/dispute_json.hpp"

#include "commands/record_json.hpp"
#include "crypto/hash.hpp"
#include "tests/persistence/chronicle.hpp"
#include "tests/support/amounts.hpp"

#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::commands::dispute_json_test {
namespace {

using namespace bursar;
using testing::HasSubstr;
using tests::usd;

class DisputeJsonTest : public testing::Test {
 protected:
  DisputeJsonTest() {
    crypto::start();
    for (const ledger::Record& record : chronicle_.records()) names_.take(record);
  }

  std::string line(ledger::Fact fact) const {
    std::string text;
    commands::write_json(text, {.sequence = {9}, .time = {5}, .fact = std::move(fact)}, names_);
    return text;
  }

  static ledger::Disputed of() {
    return {.payment = {4},
            .payer_id = {{5, 1}},
            .payee_id = {{5, 2}},
            .principal = tests::amount("5.00"),
            .refunded = usd("1.00")};
  }
  static constexpr const char* parties =
      R"("payment":4,"payer_wallet_id":"wal_0000000000002G000000000001",)"
      R"("payee_wallet_id":"wal_0000000000002G000000000002",)"
      R"("principal":"5.00","refunded":"1.00")";

  tests::Chronicle chronicle_ = tests::Chronicle{}.with_payments(1);
  commands::RecordNames names_;
};

TEST_F(DisputeJsonTest, ADisputeNamesItsPaymentAndItsParties) {
  const ledger::Record& paid = chronicle_.records()[3];
  const std::string whole =
      line(ledger::DisputeOpened{.of = of(),
                                 .payment_place = ledger::payment_place(paid).value(),
                                 .paid_at = {6},
                                 .service = {3},
                                 .by_payee = true,
                                 .reason = "late"});
  EXPECT_THAT(whole, HasSubstr(R"("dispute_opened":{"id":"disp_)"));
  EXPECT_THAT(whole,
              HasSubstr(R"("payment_id":")" + names_.payment_text(paid) + R"(",)" + parties));
  EXPECT_THAT(whole, HasSubstr(R"("paid_at":"1970-01-01T00:00:00.006Z","service":3,)"
                               R"("opened_by":"payee","key_id":null,"reason":"late",)"
                               R"("description":null})"));
}

TEST_F(DisputeJsonTest, EvidenceIsToldByItsHash) {
  const std::string whole =
      line(ledger::EvidenceAdded{.dispute = {7}, .of = of(), .type = "log", .bytes = 12});
  EXPECT_THAT(whole, HasSubstr(R"("evidence_added":{"id":"evd_)"));
  EXPECT_THAT(whole, HasSubstr(R"("dispute":7,)" + std::string{parties}));
  EXPECT_THAT(whole, HasSubstr(R"("added_by":"payer","key_id":null,"type":"log","sha256":")" +
                               std::string(64, '0') + R"(","bytes":12,"previous":0})"));
}

TEST_F(DisputeJsonTest, StepsAndEndsSayWhatTheyCameTo) {
  EXPECT_THAT(
      line(ledger::DisputeMoved{.dispute = {7},
                                .of = of(),
                                .status = ledger::DisputeStatus::resolved_denied,
                                .note = "it came"}),
      HasSubstr(R"("dispute_moved":{"dispute":7,)" + std::string{parties} +
                R"(,"status":"resolved_denied","key_id":null,"note":"it came","service":0})"));
  const std::string refunded = line(ledger::DisputeRefunded{
      .dispute = {7}, .refund = {.payment = {4}, .from = {9}}, .covered = usd("2.00")});
  EXPECT_THAT(refunded, HasSubstr(R"("dispute_refunded":{"dispute":7,"id":"tx_)"));
  EXPECT_THAT(refunded, HasSubstr(R"("covered":"2.00","note":null,"service":0})"));
  EXPECT_THAT(
      line(ledger::ReceivableRepaid{
          .wallet_id = {{5, 1}}, .amount = tests::amount("2.00"), .owed_after = usd("1.00")}),
      HasSubstr(R"("receivable_repaid":{"wallet_id":"wal_0000000000002G000000000001",)"
                R"("amount":"2.00","owed_after":"1.00"})"));
}

}  // namespace
}  // namespace bursar::commands::dispute_json_test
