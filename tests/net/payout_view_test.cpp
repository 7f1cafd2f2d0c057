#include "net/payout_view.hpp"

#include "tests/support/amounts.hpp"

#include <string>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace bursar::net::payout_view_test {
namespace {

using ledger::PayoutStatus;

ledger::Record asked() {
  return {.time = {1'795'608'000'000},
          .fact = ledger::PayoutAsked{
              .payment = {.payee_external = "dest_1", .amount = tests::amount("5.00")},
              .destination = {.type = ledger::DestinationType::stripe,
                              .masked = R"({"account":"acct_****lo2C"})",
                              .sealed = {1}},
              .submit_at = {1'795'608'010'000}}};
}

std::string told(const ledger::Record* last, const char* name) {
  const ledger::Record first = asked();
  std::string text;
  JsonWriter json{text};
  write_payout(json, {first, last}, {1, 2});
  const auto value = boost::json::parse(text).at(name);
  return value.is_string() ? std::string{value.as_string()} : boost::json::serialize(value);
}

TEST(PayoutViewTest, ItIsPendingUntilARecordSaysOtherwise) {
  EXPECT_EQ(told(nullptr, "status"), "pending");
  EXPECT_EQ(told(nullptr, "cancellable_until"), "2026-11-25T12:00:10.000Z");
  EXPECT_EQ(told(nullptr, "reference"), "null");
  EXPECT_EQ(told(nullptr, "destination"), R"({"account":"acct_****lo2C"})");
  EXPECT_EQ(told(nullptr, "updated_at"), told(nullptr, "created_at"));
}

TEST(PayoutViewTest, ItsNewestRecordSaysWhatItIs) {
  const ledger::Record settling{
      .time = {1'795'608'020'000},
      .fact = ledger::PayoutAdvanced{.status = PayoutStatus::settling, .reference = "bank 7"}};
  EXPECT_EQ(told(&settling, "status"), "settling");
  EXPECT_EQ(told(&settling, "reference"), "bank 7");
  EXPECT_EQ(told(&settling, "cancellable_until"), "null");
  EXPECT_EQ(told(&settling, "updated_at"), "2026-11-25T12:00:20.000Z");
  const ledger::Record failed{
      .fact = ledger::PayoutEnded{.status = PayoutStatus::failed, .reason = "account_closed"}};
  EXPECT_EQ(told(&failed, "status"), "failed");
  EXPECT_EQ(told(&failed, "failure_reason"), "account_closed");
  EXPECT_EQ(told(&failed, "reference"), "null");
  const ledger::Record completed{.fact = ledger::PayoutCompleted{.reference = "bank 7"}};
  EXPECT_EQ(told(&completed, "status"), "completed");
  EXPECT_EQ(told(&completed, "reference"), "bank 7");
  EXPECT_EQ(told(&completed, "failure_reason"), "null");
}

}  // namespace
}  // namespace bursar::net::payout_view_test
