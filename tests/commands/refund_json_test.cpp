#include "commands/refund_json.hpp"

#include "commands/record_json.hpp"
#include "crypto/hash.hpp"
#include "tests/persistence/chronicle.hpp"
#include "tests/support/amounts.hpp"

#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::commands::refund_json_test {
namespace {

using namespace bursar;
using testing::HasSubstr;
using tests::usd;

class RefundJsonTest : public testing::Test {
 protected:
  RefundJsonTest() {
    crypto::start();
    for (const ledger::Record& record : chronicle_.records()) names_.take(record);
  }

  std::string line(ledger::Fact fact) const {
    std::string text;
    commands::write_json(text, {.sequence = {9}, .time = {5}, .fact = std::move(fact)}, names_);
    return text;
  }

  tests::Chronicle chronicle_ = tests::Chronicle{}.with_payments(1);
  commands::RecordNames names_;
};

TEST_F(RefundJsonTest, ARefundNamesItsPaymentAndAllOfItsFigures) {
  const ledger::Record& paid = chronicle_.records()[3];
  ledger::Refunded refunded{.payment_place = ledger::payment_place(paid).value(),
                            .payment = paid.sequence,
                            .from = {9},
                            .from_id = {{5, 2}},
                            .payer_id = {{5, 1}},
                            .to_id = {{5, 1}},
                            .principal = tests::amount("5.00"),
                            .drawn = usd("1.00"),
                            .counted_at = {6},
                            .amount = tests::amount("2.00"),
                            .refunded_after = usd("3.00"),
                            .to_source = usd("0.50")};
  const std::string whole = line(refunded);
  EXPECT_THAT(whole, HasSubstr(R"("refunded":{"id":"tx_)"));
  EXPECT_THAT(whole, HasSubstr(R"("payment_id":")" + names_.payment_text(paid) +
                               R"(","payment":4,"from_wallet_id":"wal_0000000000002G000000000002",)"
                               R"("payer_wallet_id":"wal_0000000000002G000000000001",)"
                               R"("to_wallet_id":"wal_0000000000002G000000000001",)"
                               R"("amount":"2.00","principal":"5.00","refunded_after":"3.00",)"
                               R"("drawn":"1.00","to_source":"0.50","currency":"USD",)"
                               R"("counted_at":"1970-01-01T00:00:00.006Z"})"));
  refunded.from = {};
  refunded.from_external = "a shop";
  EXPECT_THAT(line(refunded), HasSubstr(R"("payment":4,"from_external":"a shop",)"));
}

TEST_F(RefundJsonTest, ASealNamesItsWallet) {
  EXPECT_THAT(line(ledger::Sealed{.wallet = {5}, .wallet_id = {{5, 1}}}),
              HasSubstr(R"("sealed":{"wallet_id":"wal_0000000000002G000000000001"})"));
}

}  // namespace
}  // namespace bursar::commands::refund_json_test
