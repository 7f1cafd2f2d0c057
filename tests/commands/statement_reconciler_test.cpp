#include "commands/statement_reconciler.hpp"

#include "telemetry/log.hpp"
#include "tests/support/amounts.hpp"
#include "tests/support/answers.hpp"

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::commands::statement_reconciler_test {
namespace {

using net::StatementCall;
using net::StatementPage;
using net::StatementSpan;
using tests::usd;

constexpr ledger::Time noon_of_it{1'795'608'000'000};
constexpr StatementSpan day_of_it{.from = {1'795'521'600'000}, .to = {1'795'608'000'000}};

/// One payout, completed long ago.
class OnePayout final : public net::PayoutsHere {
 public:
  std::optional<ledger::KnownPayout> find(const ledger::Bits128&,
                                          ledger::Environment) const override {
    return std::nullopt;
  }
  void each(const StatementSpan& span, const Each& each) const override {
    EXPECT_EQ(span.from, day_of_it.from);
    if (damaged) throw std::runtime_error{"a row is damaged"};
    each({0, 1}, {.amount = usd("5.00"),
                  .status = ledger::PayoutStatus::completed,
                  .since = day_of_it.from});
  }
  bool damaged = false;
};

class StatementReconcilerTest : public testing::Test {
 protected:
  StatementReconcilerTest() {
    telemetry::set_log_sink([this](std::string_view line) {
      const std::lock_guard lock{mutex_};
      log_.append(line);
    });
  }
  ~StatementReconcilerTest() override { telemetry::set_log_sink({}); }

  StatementReconciler::Options options() {
    return {.now = [] { return noon_of_it; },
            .watermark = [] { return ledger::Sequence{77}; },
            .page =
                [this](const StatementSpan&, const std::string& cursor) {
                  cursors_.push_back(cursor);
                  return says_(cursor);
                },
            .after_answer = [this] { ++answers_; }};
  }
  static tests::Told<StatementCall> ask(StatementReconciler& reconciler) {
    auto call = std::make_shared<StatementCall>();
    call->span = day_of_it;
    tests::Told<StatementCall> told{*call};
    reconciler.make(std::move(call));
    return told;
  }
  static auto outcome(StatementReconciler& reconciler) {
    const auto told = ask(reconciler);
    told.wait();
    return told.outcome();
  }
  static net::StatedRow row(std::uint64_t n, std::string_view amount) {
    return {.id = ledger::text("payout_", ledger::Bits128{0, n}),
            .said = {.amount = usd(amount), .status = ledger::StatedStatus::completed},
            .reference = "ref"};
  }
  bool logged(std::string_view text) {
    const std::lock_guard lock{mutex_};
    return log_.contains(text);
  }

  OnePayout here_;
  std::mutex mutex_;
  std::string log_;
  std::vector<std::string> cursors_;
  std::function<std::expected<StatementPage, net::BridgeFault>(const std::string&)> says_ =
      [](const std::string&) { return StatementPage{.rows = {row(1, "5.00")}, .next_cursor = {}}; };
  std::atomic<int> answers_ = 0;
};

TEST_F(StatementReconcilerTest, PagesAreReadToTheLast) {
  says_ = [](const std::string& cursor) {
    if (cursor.empty()) return StatementPage{.rows = {}, .next_cursor = "a"};
    if (cursor == "a") return StatementPage{.rows = {row(1, "5.00")}, .next_cursor = "b"};
    return StatementPage{.rows = {}, .next_cursor = {}};
  };
  StatementReconciler reconciler{options(), here_};
  const auto found = outcome(reconciler);
  ASSERT_TRUE(found.has_value()) << found.error().why;
  EXPECT_EQ(cursors_, (std::vector<std::string>{"", "a", "b"}));
  EXPECT_EQ(found->differing, 0U);
  EXPECT_EQ(found->listed, 1U);
  EXPECT_EQ(found->compared, 1U);
  EXPECT_EQ(found->at.value, 77U);
  EXPECT_EQ(reconciler.differing(), 0U);
  EXPECT_EQ(reconciler.reconciled_at_ms(), noon_of_it.milliseconds);
  EXPECT_TRUE(logged(R"("event":"connector_reconciled")"));
}

TEST_F(StatementReconcilerTest, DifferencesAreAFigureAndALineOfTheLog) {
  says_ = [](const std::string&) {
    return StatementPage{.rows = {row(1, "6.00"), row(2, "1.00")}, .next_cursor = {}};
  };
  StatementReconciler reconciler{options(), here_};
  EXPECT_EQ(reconciler.reconciled_at_ms(), 0);
  EXPECT_EQ(outcome(reconciler)->differing, 2U);
  EXPECT_EQ(reconciler.differing(), 2U);
  EXPECT_TRUE(logged(R"("event":"connector_differs")"));
  EXPECT_TRUE(logged(R"("what":"other_amount")"));
}

TEST_F(StatementReconcilerTest, WhatDoesNotCountIsNoStatement) {
  says_ = [](const std::string&) { return std::unexpected{net::BridgeFault::forged}; };
  StatementReconciler reconciler{options(), here_};
  const auto found = outcome(reconciler);
  ASSERT_FALSE(found.has_value());
  EXPECT_TRUE(found.error().begun);
  EXPECT_EQ(found.error().why, "the connector's answer does not count: forged");
  EXPECT_EQ(reconciler.reconciled_at_ms(), 0);
  EXPECT_TRUE(logged(R"("event":"connector_not_reconciled")"));
}

TEST_F(StatementReconcilerTest, PagesWithoutAnEndAreGivenUp) {
  says_ = [n = 0](const std::string&) mutable {
    return StatementPage{.rows = {}, .next_cursor = std::to_string(++n)};
  };
  StatementReconciler reconciler{options(), here_};
  EXPECT_EQ(outcome(reconciler).error().why, "the statement has more than 10,000 pages");
  EXPECT_EQ(cursors_.size(), 10'000U);
}

TEST_F(StatementReconcilerTest, RowsWithoutAnEndAreGivenUp) {
  says_ = [n = std::uint64_t{0}](const std::string&) mutable {
    StatementPage page{.rows = {}, .next_cursor = std::to_string(n)};
    for (int i = 0; i < 1'000; ++i) page.rows.push_back(row(++n, "5.00"));
    return page;
  };
  StatementReconciler reconciler{options(), here_};
  EXPECT_TRUE(outcome(reconciler).error().why.contains("more than 200,000 rows"));
}

TEST_F(StatementReconcilerTest, AStatementThatComesTooSlowlyIsGivenUp) {
  std::atomic<int> minutes = 0;
  says_ = [&](const std::string&) {
    return StatementPage{.rows = {}, .next_cursor = std::to_string(++minutes)};
  };
  StatementReconciler::Options options = this->options();
  options.steady = [&] {
    return std::chrono::steady_clock::time_point{} + std::chrono::minutes{minutes};
  };
  StatementReconciler reconciler{std::move(options), here_};
  EXPECT_EQ(outcome(reconciler).error().why,
            "the statement was not there after 10 minutes; ask for a shorter time");
  EXPECT_EQ(cursors_.size(), 10U);
  EXPECT_EQ(reconciler.reconciled_at_ms(), 0);
}

TEST_F(StatementReconcilerTest, WhatCannotBeReadHereIsTold) {
  here_.damaged = true;
  StatementReconciler reconciler{options(), here_};
  EXPECT_EQ(outcome(reconciler).error().why, "a row is damaged");
}

TEST_F(StatementReconcilerTest, OneIsComparedAtATimeAndGivenUpWhenTheEngineStops) {
  std::promise<void> asked;
  std::promise<void> go_on;
  says_ = [&, first = true](const std::string&) mutable {
    if (std::exchange(first, false)) {
      asked.set_value();
      go_on.get_future().wait();
    }
    return StatementPage{.rows = {}, .next_cursor = "more"};
  };
  StatementReconciler reconciler{options(), here_};
  const auto first = ask(reconciler);
  asked.get_future().wait();
  const auto second = outcome(reconciler);
  ASSERT_FALSE(second.has_value());
  EXPECT_FALSE(second.error().begun);
  EXPECT_EQ(second.error().why, "another statement is being compared");
  reconciler.give_up();
  go_on.set_value();
  first.wait();
  EXPECT_EQ(first.outcome().error().why, "the engine is stopping");
  EXPECT_EQ(outcome(reconciler).error().why, "the engine is stopping");
}

TEST_F(StatementReconcilerTest, EveryAnswerWakesWhoeverWaitsForIt) {
  {
    StatementReconciler reconciler{options(), here_};
    EXPECT_TRUE(outcome(reconciler).has_value());
    reconciler.give_up();
    EXPECT_FALSE(outcome(reconciler).has_value());
  }
  EXPECT_EQ(answers_, 2);
}

}  // namespace
}  // namespace bursar::commands::statement_reconciler_test
