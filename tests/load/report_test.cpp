#include "load/report.hpp"

#include "net/json_members.hpp"

#include <gmock/gmock.h>

namespace bursar::load::report_test {
namespace {

using testing::HasSubstr;
using testing::Not;

Report report() {
  Totals totals;
  totals.all = totals.measured = {.sent = 5, .done = 4, .failed = 1, .payments = 4};
  totals.seconds = 2;
  for (const std::int64_t latency : {1'000'000, 2'000'000, 3'000'000, 4'000'000})
    totals.latency.record(latency);
  totals.errors = {{"503 \"<odd>\"", 1}};
  totals.rows = {{.second = 0,
                  .due = 5,
                  .waiting = 1,
                  .counts = totals.all,
                  .lag_most_ns = 50'000,
                  .p50_ns = 2'000'000,
                  .p99_ns = 4'000'000,
                  .most_ns = 4'000'000}};
  return {.version = "bursar 1.2.3",
          .url = "http://127.0.0.1:3100",
          .began_at = "2026-01-01T00:00:00Z",
          .options = {.requests = {.workload = *workload_named("single")},
                      .client = {.host = "127.0.0.1", .port = 3100, .connections = 8},
                      .terms = {.rate = 2.5, .rate_to = 2.5, .seconds = 2, .operations_max = 0}},
          .wallets = 10,
          .totals = totals,
          .books = {.held = 4, .agree = true, .what = "the books hold as many"}};
}

TEST(ReportTest, ItsJsonHasWhatWasAskedAndMeasured) {
  const std::string json = json_of(report());
  EXPECT_EQ(net::json_members(json)["url"], "http://127.0.0.1:3100");
  EXPECT_THAT(json, HasSubstr(R"("workload":"single","loop":"open","rate":2.500,)"));
  EXPECT_THAT(json, HasSubstr(R"("requests":null,"connections":8,)"));
  EXPECT_THAT(json, HasSubstr(R"("measured":{"sent":5,"done":4,"failed":1,"payments":4,)"));
  EXPECT_THAT(json, HasSubstr(R"("operations_per_second":2.000,)"));
  EXPECT_THAT(json, HasSubstr(R"("errors":{"503 \"<odd>\"":1})"));
  EXPECT_THAT(json, HasSubstr(R"("books":{"payments":4,"agree":true,)"));
  EXPECT_THAT(json, HasSubstr(R"("least":1.000000,"mean":2.500000,)"));
  EXPECT_THAT(json, HasSubstr(R"(,4]],"seconds":[{"second":0,"due":5,)"));
}

TEST(ReportTest, AClosedLoopHasNoRate) {
  Report closed = report();
  closed.options.terms.rate = closed.options.terms.rate_to = 0;
  EXPECT_THAT(json_of(closed), HasSubstr(R"("loop":"closed","rate":null,"rate_to":null,)"));
  EXPECT_THAT(html_of(closed), HasSubstr("closed loop"));
  EXPECT_THAT(summary_of(closed), HasSubstr("closed loop"));
}

TEST(ReportTest, ItsPageNeedsNothingFromElsewhere) {
  const std::string html = html_of(report());
  EXPECT_THAT(html, HasSubstr("<svg "));
  EXPECT_THAT(html, HasSubstr("503 &quot;&lt;odd&gt;&quot;"));
  EXPECT_THAT(html, HasSubstr("the books hold as many: 4"));
  for (const char* const outside : {"<script", "src=", "href=", "@import", "url("})
    EXPECT_THAT(html, Not(HasSubstr(outside)));
  EXPECT_THAT(html, Not(HasSubstr("No result")));
}

TEST(ReportTest, BooksThatDisagreeAreToldFirst) {
  Report wrong = report();
  wrong.books = {.held = 3, .agree = false, .what = "the books hold another number"};
  EXPECT_THAT(html_of(wrong), HasSubstr("No result: the books hold another number."));
  EXPECT_THAT(json_of(wrong), HasSubstr(R"("books":{"payments":3,"agree":false,)"));
}

TEST(ReportTest, NothingMeasuredIsWrittenWithoutNonsense) {
  Report nothing = report();
  nothing.totals = {};
  nothing.books = {};
  for (const std::string& text : {json_of(nothing), html_of(nothing), summary_of(nothing)}) {
    EXPECT_THAT(text, Not(HasSubstr("nan")));
    EXPECT_THAT(text, Not(HasSubstr("inf")));
  }
}

TEST(ReportTest, ASecondIsALine) {
  EXPECT_EQ(line_of(report().totals.rows[0]),
            "1 s: 5 due, 4 done, 1 failed; p50 2.000, p99 4.000, worst 4.000 ms; lag 0.050 ms, 1 "
            "waiting");
}

TEST(ReportTest, WhatCouldNotBeKeptUpWithIsSaid) {
  Report late = report();
  late.totals.never_sent = 1'234;
  EXPECT_THAT(summary_of(late), HasSubstr("1,234 were due and never sent"));
}

}  // namespace
}  // namespace bursar::load::report_test
