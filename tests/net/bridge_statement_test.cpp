#include "net/bridge_statement.hpp"

#include "tests/net/json_bodies.hpp"
#include "tests/support/amounts.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace bursar::net::bridge_statement_test {
namespace {

using ledger::StatedStatus;

// 2025-11-24T16:00:00Z and an hour.
constexpr StatementSpan hour{.environment = ledger::Environment::sandbox,
                             .from = {1'764'000'000'000},
                             .to = {1'764'003'600'000}};

std::string row(std::string_view status, std::string_view at = "2025-11-24T16:30:00.000Z") {
  return std::string{R"({"id":"payout_1","amount":"5.00","currency":"USD","status":")"}
      .append(status)
      .append(R"(","reference":"ref 1","created_at":")")
      .append(at)
      .append(R"("})");
}
std::string page(const std::string& rows, const std::string& next = "null") {
  return R"({"payouts":[)" + rows + R"(],"next_cursor":)" + next + "}";
}
std::expected<StatementPage, BridgeFault> read(const std::string& body,
                                               std::string_view cursor = {}) {
  return page_of(hour, cursor, tests::PaddedBody{body}.view());
}
std::string fault_in(const std::string& body, std::string_view cursor = {}) {
  const auto found = read(body, cursor);
  return found ? "none" : std::string{word(found.error())};
}

TEST(BridgeStatementTest, ItIsAskedForByASpanAndPageByPage) {
  EXPECT_EQ(statement_text(hour, ""),
            R"({"environment":"SANDBOX","from":"2025-11-24T16:00:00.000Z",)"
            R"("to":"2025-11-24T17:00:00.000Z","cursor":null,"limit":1000})");
  StatementSpan other = hour;
  other.environment = ledger::Environment::production;
  EXPECT_TRUE(statement_text(other, "next").starts_with(R"({"environment":"PRODUCTION",)"));
  EXPECT_TRUE(statement_text(other, "a\"b").ends_with(R"("cursor":"a\"b","limit":1000})"));
}

TEST(BridgeStatementTest, APageIsItsRowsAndWhereItGoesOn) {
  const auto found =
      read(page(row("accepted") + "," + row("completed") + "," + row("refused"), R"("next")"));
  ASSERT_TRUE(found.has_value());
  ASSERT_EQ(found->rows.size(), 3U);
  EXPECT_EQ(found->rows[0].id, "payout_1");
  EXPECT_EQ(found->rows[0].said.amount, tests::usd("5.00"));
  EXPECT_EQ(found->rows[0].reference, "ref 1");
  EXPECT_EQ(found->rows[0].said.status, StatedStatus::accepted);
  EXPECT_EQ(found->rows[1].said.status, StatedStatus::completed);
  EXPECT_EQ(found->rows[2].said.status, StatedStatus::refused);
  EXPECT_EQ(found->next_cursor, "next");
  EXPECT_TRUE(read(page(""))->rows.empty());
  EXPECT_EQ(read(R"({"payouts":[],"next_cursor":"next"})").error(), BridgeFault::contradiction);
  EXPECT_TRUE(read(page(""))->next_cursor.empty());
  EXPECT_TRUE(read(R"({"payouts":[]})")->next_cursor.empty());
}

TEST(BridgeStatementTest, WhatIsNotUnderstoodIsAFault) {
  std::string many = row("accepted");
  for (std::size_t i = 0; i < statement_rows_max; ++i) many += "," + row("accepted");
  for (const std::string& body :
       {std::string{}, std::string{"{}"}, std::string{R"({"payouts":null})"}, std::string{"[]"},
        page(row("unknown")), page("{}"), page("7"), page(row("accepted", "yesterday")),
        page(row("accepted") + ","), page(many), page("", "7"),
        std::string{R"({"payouts":[],"more":true})"}})
    EXPECT_EQ(fault_in(body), "not_understood") << body.substr(0, 200);
}

TEST(BridgeStatementTest, WhatWasAskedForAtAnotherTimeDoesNotBelongToIt) {
  EXPECT_EQ(fault_in(page(row("accepted", "2025-11-24T16:00:00.000Z"))), "none");
  EXPECT_EQ(fault_in(page(row("accepted", "2025-11-24T15:59:59.999Z"))), "contradiction");
  EXPECT_EQ(fault_in(page(row("accepted", "2025-11-24T16:59:59.999Z"))), "none");
  EXPECT_EQ(fault_in(page(row("accepted", "2025-11-24T17:00:00.000Z"))), "contradiction");
}

TEST(BridgeStatementTest, APageThatLeadsToItselfIsAFault) {
  EXPECT_EQ(fault_in(page(row("accepted"), R"("a")"), "b"), "none");
  EXPECT_EQ(fault_in(page(row("accepted"), R"("a")"), "a"), "contradiction");
}

}  // namespace
}  // namespace bursar::net::bridge_statement_test
