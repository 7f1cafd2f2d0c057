#include "net/problem.hpp"

#include "tests/support/amounts.hpp"

#include <array>
#include <string>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace bursar::net::problem_test {
namespace {

using ledger::Errc;
using tests::usd;

struct Asked final : Exchange {
  void done() override {}
  void go_live(std::unique_ptr<LiveAnswer>) override {}
  void grown() override {}
  std::size_t unsent() const override { return 0; }
  void address(actors::Call&) override {}
};

class ProblemTest : public testing::Test {
 protected:
  ProblemTest() { asked.request_id = "req-1"; }

  boost::json::value told() const { return boost::json::parse(asked.response.body); }
  boost::json::value refused(const ledger::Error& error, Dialect dialect = Dialect::canonical) {
    asked.dialect = dialect;
    put_refusal(asked, error);
    return told();
  }
  bool has_field(std::string_view line) const {
    return asked.response.fields.find(line) != std::string::npos;
  }

  Asked asked;
};

constexpr ledger::Time midnight{1'764'028'800'000};

TEST_F(ProblemTest, ARefusalByALimitTellsAllThatAnAgentCanReckonWith) {
  const auto body = refused({.code = Errc::policy_denied,
                             .rule = ledger::PolicyRule::max_per_day,
                             .limit = usd("10.00"),
                             .used = usd("7.50"),
                             .max_allowed_now = usd("2.50"),
                             .resets_at = midnight});
  EXPECT_EQ(body.at("code").as_string(), "POLICY_DENIED");
  EXPECT_EQ(body.at("rule").as_string(), "max_per_day");
  EXPECT_EQ(body.at("limit").as_string(), "10.00");
  EXPECT_EQ(body.at("used").as_string(), "7.50");
  EXPECT_EQ(body.at("max_allowed_now").as_string(), "2.50");
  EXPECT_EQ(body.at("resets_at").as_string(), "2025-11-25T00:00:00.000Z");
}

TEST_F(ProblemTest, AVelocityCountsPaymentsAndOtherRulesHaveNoFigures) {
  ledger::Error error{.code = Errc::policy_denied,
                      .rule = ledger::PolicyRule::velocity,
                      .limit = ledger::Money::units(3),
                      .used = ledger::Money::units(4),
                      .resets_at = midnight};
  const auto body = refused(error);
  EXPECT_EQ(body.at("limit").as_string(), "3");
  EXPECT_EQ(body.at("used").as_string(), "4");
  EXPECT_EQ(body.at("max_allowed_now").as_string(), "0.00");
  const auto agentpay = refused(error, Dialect::agentpay);
  EXPECT_EQ(agentpay.at("error").at("limit").as_int64(), 3);
  for (int n = static_cast<int>(ledger::PolicyRule::allowed_recipients);
       n <= static_cast<int>(ledger::PolicyRule::policy_missing); ++n) {
    error.rule = static_cast<ledger::PolicyRule>(n);
    const auto other = refused(error).as_object();
    EXPECT_EQ(other.at("rule").as_string(), word(error.rule));
    EXPECT_FALSE(other.contains("limit") || other.contains("used"));
  }
}

// Zero is what an agent must know: a limit of nothing, or nothing left.
TEST_F(ProblemTest, FiguresThatCountAreToldWhenTheyAreZeroToo) {
  const auto body = refused({.code = Errc::budget_exceeded});
  EXPECT_EQ(body.at("limit").as_string(), "0.00");
  EXPECT_EQ(body.at("max_allowed_now").as_string(), "0.00");
}

TEST_F(ProblemTest, InsufficientFundsHaveNoLimitButAnAmountThatWouldPass) {
  const auto body =
      refused({.code = Errc::insufficient_funds, .max_allowed_now = usd("3.00")}).as_object();
  EXPECT_EQ(body.at("max_allowed_now").as_string(), "3.00");
  EXPECT_FALSE(body.contains("limit"));
  EXPECT_FALSE(body.contains("resets_at"));
}

TEST_F(ProblemTest, OtherRefusalsHaveNoFigures) {
  const auto body = refused({.code = Errc::not_found, .max_allowed_now = usd("3.00")}).as_object();
  EXPECT_FALSE(body.contains("max_allowed_now"));
}

TEST_F(ProblemTest, AgentPayReadsTheSameInItsOwnShape) {
  const ledger::Error error{.code = Errc::policy_denied,
                            .rule = ledger::PolicyRule::max_per_tx,
                            .limit = usd("10.00"),
                            .max_allowed_now = usd("10.00")};
  const auto canonical = refused(error);
  asked.response.clear();
  const auto agentpay = refused(error, Dialect::agentpay).at("error");
  EXPECT_EQ(agentpay.at("code"), canonical.at("agentpay_code"));
  EXPECT_EQ(agentpay.at("reason"), canonical.at("code"));
  EXPECT_EQ(agentpay.at("message"), canonical.at("title"));
  EXPECT_EQ(agentpay.at("request_id"), canonical.at("request_id"));
  EXPECT_EQ(agentpay.at("limit").as_int64(), 10);
}

TEST_F(ProblemTest, TheMediaTypeIsTheDialects) {
  refused({.code = Errc::not_found});
  EXPECT_EQ(asked.response.content_type, "application/problem+json");
  asked.response.clear();
  refused({.code = Errc::not_found}, Dialect::agentpay);
  EXPECT_EQ(asked.response.content_type, "application/json");
}

TEST_F(ProblemTest, AStatusBringsTheFieldsThatBelongToIt) {
  refused({.code = Errc::unauthenticated});
  EXPECT_TRUE(has_field("WWW-Authenticate: Bearer"));
  asked.response.clear();
  put_rate_limited(asked, 17);
  EXPECT_TRUE(has_field("Retry-After: 17"));
  EXPECT_EQ(told().at("retry_after").as_int64(), 17);
  asked.response.clear();
  refused({.code = Errc::not_found});
  EXPECT_FALSE(has_field("Retry-After"));
}

// A problem replaces whatever a handler had begun to write.
TEST_F(ProblemTest, NothingOfAnAnswerThatWasBegunIsLeft) {
  asked.response.body = R"({"balance":)";
  EXPECT_EQ(refused({.code = Errc::overloaded}).at("status").as_int64(), 503);
}

TEST_F(ProblemTest, EveryFaultIsToldWithItsPlace) {
  const std::array faults = {Fault{"#/amount", "is missing"}, Fault{"#/tags/3", "is too long"}};
  put_faults(asked, faults);
  const auto problem = told();
  const auto& errors = problem.at("errors").as_array();
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(errors[1].at("pointer").as_string(), "#/tags/3");
  EXPECT_EQ(errors[1].at("detail").as_string(), "is too long");
}

}  // namespace
}  // namespace bursar::net::problem_test
