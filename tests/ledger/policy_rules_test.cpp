// Every rule at its boundaries, and all of them against a judge that goes about it naively.

#include "ledger/policy.hpp"
#include "tests/ledger/two_organizations.hpp"
#include "tests/support/amounts.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::ledger::policy_rules_test {
namespace {

using tests::amount;
using tests::money;
using tests::noon;
using tests::usd;

constexpr WalletId shop{{7, 7}};

Time at(std::string_view text) {
  return parse_time(text).value();
}

struct Past {
  Usage usage;
  RecentPayments recent;
  std::vector<Time> under_way;

  void pay(Money spent, Time when, std::uint16_t kept = 0) {
    usage.add(spent, when);
    recent.add(when, kept);
  }
  Counters counters() const { return {.usage = usage, .recent = recent, .under_way = under_way}; }
};

Result<void> judged(const PolicyTerms& terms, const Past& past, const Spend& spend) {
  const PolicyInForce policy{.terms = terms};
  return judge(&policy, past.counters(), spend);
}

PolicyRule told(const PolicyTerms& terms, const Spend& spend) {
  const auto may = judged(terms, {}, spend);
  if (may) return PolicyRule::none;
  EXPECT_TRUE(may.error().max_allowed_now.zero());
  return may.error().rule;
}

TEST(PolicyRulesTest, WindowsOfMoneyEndWithTheirLastMillisecond) {
  struct Row {
    const char* spent;
    const char* last;   // the window's last millisecond
    const char* first;  // the next one's first
    bool day;
  };
  const Row rows[] = {
      {"2026-11-25T00:00:00Z", "2026-11-25T23:59:59.999Z", "2026-11-26T00:00:00Z", true},
      {"2028-02-28T12:00:00Z", "2028-02-28T23:59:59.999Z", "2028-02-29T00:00:00Z", true},
      {"2028-02-29T12:00:00Z", "2028-02-29T23:59:59.999Z", "2028-03-01T00:00:00Z", true},
      {"2026-12-31T12:00:00Z", "2026-12-31T23:59:59.999Z", "2027-01-01T00:00:00Z", true},
      {"2026-11-01T00:00:00Z", "2026-11-30T23:59:59.999Z", "2026-12-01T00:00:00Z", false},
      {"2028-02-01T00:00:00Z", "2028-02-29T23:59:59.999Z", "2028-03-01T00:00:00Z", false},
      {"2027-02-01T00:00:00Z", "2027-02-28T23:59:59.999Z", "2027-03-01T00:00:00Z", false},
      {"2026-12-01T00:00:00Z", "2026-12-31T23:59:59.999Z", "2027-01-01T00:00:00Z", false},
  };
  for (const auto& [spent, last, first, day] : rows) {
    PolicyTerms terms;
    (day ? terms.max_per_day : terms.max_per_month) = usd("5.00");
    Past past;
    past.pay(usd("5.00"), at(spent));
    const auto denied = judged(terms, past, {.amount = money(1), .now = at(last)});
    ASSERT_FALSE(denied) << last;
    EXPECT_EQ(denied.error().resets_at, at(first));
    EXPECT_EQ(denied.error().used, usd("5.00"));
    EXPECT_TRUE(denied.error().max_allowed_now.zero());
    EXPECT_TRUE(judged(terms, past, {.amount = usd("5.00"), .now = at(first)})) << first;
    EXPECT_FALSE(judged(terms, past, {.amount = usd("5.00000001"), .now = at(first)}));
  }
}

TEST(PolicyRulesTest, LimitsOfZeroAreReadOnly) {
  for (auto PolicyTerms::* limit : {&PolicyTerms::max_per_tx, &PolicyTerms::max_per_day,
                                    &PolicyTerms::max_per_month, &PolicyTerms::max_total}) {
    PolicyTerms terms;
    terms.*limit = Money{};
    EXPECT_FALSE(judged(terms, {}, {.amount = money(1), .now = noon}));
  }
}

TEST(PolicyRulesTest, VelocityCountsWhatLiesInTheWindowThatEndsNow) {
  const PolicyTerms terms{.velocity = Velocity{.count = 2, .window_seconds = 60}};
  Past past;
  past.pay(money(1), noon);
  EXPECT_TRUE(judged(terms, past, {.amount = money(1), .now = noon}));
  past.pay(money(1), {noon.milliseconds + 10'000});
  const auto denied =
      judged(terms, past, {.amount = money(1), .now = {noon.milliseconds + 59'999}});
  EXPECT_EQ(denied.error(), (Error{.code = Errc::policy_denied,
                                   .rule = PolicyRule::velocity,
                                   .limit = money(2),
                                   .used = money(2),
                                   .resets_at = {noon.milliseconds + 60'000}}));
  EXPECT_TRUE(judged(terms, past, {.amount = money(1), .now = denied.error().resets_at}));
}

TEST(PolicyRulesTest, AnExceededVelocityOpensWhenSoManyHaveLeftThatOneMayCome) {
  Past past;
  for (const std::int64_t second : {0, 10, 20, 30})
    past.pay(money(1), {noon.milliseconds + second * 1'000});
  const PolicyTerms tight{.velocity = Velocity{.count = 2, .window_seconds = 60}};
  const auto denied =
      judged(tight, past, {.amount = money(1), .now = {noon.milliseconds + 30'000}});
  EXPECT_EQ(denied.error().used, money(4));
  EXPECT_EQ(denied.error().resets_at, (Time{noon.milliseconds + 80'000}));
}

TEST(PolicyRulesTest, VelocityCountsWhatIsUnderWayAndWhatWasDecidedALittleLater) {
  const PolicyTerms terms{.velocity = Velocity{.count = 2, .window_seconds = 60}};
  Past past;
  past.pay(money(1), {noon.milliseconds + 5});
  past.under_way.push_back({noon.milliseconds - 59'999});
  const auto denied = judged(terms, past, {.amount = money(1), .now = noon});
  EXPECT_EQ(denied.error().used, money(2));
  EXPECT_EQ(denied.error().resets_at, (Time{noon.milliseconds + 1}));
  past.under_way.front() = {noon.milliseconds - 60'000};
  EXPECT_TRUE(judged(terms, past, {.amount = money(1), .now = noon}));
}

TEST(PolicyRulesTest, RecipientsAreTheirIdsOrTheirVeryLabels) {
  const Recipients some{
      .wallets = {shop}, .services = {{{9, 9}}}, .labels = {"ACME, Inc.", "acme"}};
  const auto to = [](WalletId id) { return Spend{.amount = money(1), .to = id, .now = noon}; };
  const auto outside = [](std::string_view label) {
    return Spend{.amount = money(1), .to_external = label, .now = noon};
  };
  const auto service = [](ServiceId id) {
    return Spend{.amount = money(1), .service = id, .now = noon};
  };
  const PolicyTerms allowed{.allowed_recipients = some};
  const PolicyTerms blocked{.blocked_recipients = some};
  for (const Spend& named : {to(shop), service({{9, 9}}), outside("acme"), outside("ACME, Inc.")}) {
    EXPECT_EQ(told(allowed, named), PolicyRule::none);
    EXPECT_EQ(told(blocked, named), PolicyRule::blocked_recipients);
  }
  for (const Spend& other : {to({{7, 8}}), to({{9, 9}}), service({{7, 7}}), outside("Acme"),
                             outside("acme "), outside("")}) {
    EXPECT_EQ(told(allowed, other), PolicyRule::allowed_recipients);
    EXPECT_EQ(told(blocked, other), PolicyRule::none);
  }
  EXPECT_EQ(told({.allowed_recipients = Recipients{}}, to(shop)), PolicyRule::allowed_recipients)
      << "an empty list allows nobody";
  EXPECT_EQ(told({.blocked_recipients = Recipients{}}, to(shop)), PolicyRule::none);
}

TEST(PolicyRulesTest, WhatAPayerSaysOfCategoriesClosesDoorsAlone) {
  const auto of = [](std::string_view category) {
    return Spend{.amount = money(1), .to_external = "x", .category = category, .now = noon};
  };
  for (const char* said : {"", "food", "toys"})
    EXPECT_EQ(told({.allowed_categories = Categories{"food"}}, of(said)),
              PolicyRule::allowed_categories);
  const PolicyTerms blocked{.blocked_categories = Categories{"food"}};
  EXPECT_EQ(told(blocked, of("food")), PolicyRule::blocked_categories);
  EXPECT_EQ(told(blocked, of("Food")), PolicyRule::none);
  EXPECT_EQ(told(blocked, of("")), PolicyRule::none);
}

TEST(PolicyRulesTest, ItsHoursAreThoseOfItsZoneAndWithoutOneItDenies) {
  PolicyInForce policy{.terms = {.active_hours = ActiveHours{.from = 540, .to = 600}}};
  const auto judged_at = [&](std::string_view time) {
    return judge(&policy, Past{}.counters(), {.amount = money(1), .now = at(time)});
  };
  EXPECT_EQ(judged_at("2026-11-25T09:30:00Z").error(),
            (Error{.code = Errc::policy_denied, .rule = PolicyRule::active_hours}));
  policy.zone = std::make_shared<const Zone>(Zone{.name = "UTC", .shifts = {{{}, 0}}});
  EXPECT_TRUE(judged_at("2026-11-25T09:30:00Z"));
  EXPECT_EQ(judged_at("2026-11-25T10:00:00Z").error(),
            (Error{.code = Errc::policy_denied,
                   .rule = PolicyRule::active_hours,
                   .resets_at = at("2026-11-26T09:00:00Z")}));
  policy.zone = std::make_shared<const Zone>();
  EXPECT_EQ(judged_at("2026-11-25T09:30:00Z").error().resets_at, Time{});
}

TEST(PolicyRulesTest, AtItsVeryMillisecondItHasExpired) {
  const PolicyTerms terms{.expires_at = noon};
  const auto when = [](std::int64_t ms) {
    return Spend{.amount = money(1), .now = {noon.milliseconds + ms}};
  };
  EXPECT_EQ(told(terms, when(-1)), PolicyRule::none);
  EXPECT_EQ(told(terms, when(0)), PolicyRule::expires_at);
  EXPECT_EQ(told(terms, when(day_ms)), PolicyRule::expires_at);
}

TEST(PolicyRulesTest, TheyAreJudgedInTheOrderOfTheFields) {
  const Spend spend{.amount = usd("2.00"), .to_external = "x", .category = "food", .now = noon};
  PolicyInForce policy{.terms = {.max_per_tx = usd("1.00"),
                                 .max_per_day = usd("1.00"),
                                 .max_per_month = usd("1.00"),
                                 .max_total = usd("1.00"),
                                 .velocity = Velocity{.count = 1, .window_seconds = 1},
                                 .allowed_recipients = Recipients{},
                                 .blocked_recipients = Recipients{.labels = {"x"}},
                                 .allowed_categories = Categories{},
                                 .blocked_categories = Categories{"food"},
                                 .active_hours = ActiveHours{.from = 0, .to = 1},
                                 .expires_at = noon}};
  Past past;
  past.pay(money(1), noon);
  PolicyTerms& terms = policy.terms;
  const auto remove = [&](PolicyRule rule) {
    if (rule == PolicyRule::max_per_tx) terms.max_per_tx = {};
    if (rule == PolicyRule::max_per_day) terms.max_per_day = {};
    if (rule == PolicyRule::max_per_month) terms.max_per_month = {};
    if (rule == PolicyRule::max_total) terms.max_total = {};
    if (rule == PolicyRule::velocity) terms.velocity = {};
    if (rule == PolicyRule::allowed_recipients) terms.allowed_recipients = {};
    if (rule == PolicyRule::blocked_recipients) terms.blocked_recipients = {};
    if (rule == PolicyRule::allowed_categories) terms.allowed_categories = {};
    if (rule == PolicyRule::blocked_categories) terms.blocked_categories = {};
    if (rule == PolicyRule::active_hours) terms.active_hours = {};
    if (rule == PolicyRule::expires_at) terms.expires_at = {};
  };
  for (const PolicyRule rule : policy_rules) {
    const auto denied = judge(&policy, past.counters(), spend);
    ASSERT_FALSE(denied);
    EXPECT_EQ(denied.error().rule, rule);
    const bool list =
        rule >= PolicyRule::allowed_recipients && rule <= PolicyRule::blocked_categories;
    EXPECT_EQ(forbidding_list(terms, spend) == rule, list);
    EXPECT_TRUE(ruling(rule, policy, past.counters(), spend));
    remove(rule);
    EXPECT_FALSE(ruling(rule, policy, past.counters(), spend));
  }
  EXPECT_TRUE(judge(&policy, past.counters(), spend));
  EXPECT_EQ(forbidding_list(terms, spend), PolicyRule::none);
  for (const PolicyRule none : {PolicyRule::none, PolicyRule::policy_missing, PolicyRule{99}})
    EXPECT_FALSE(ruling(none, policy, past.counters(), spend));
}

TEST(PolicyRulesTest, WithoutAPolicyToGoByNothingPasses) {
  const Past past;
  EXPECT_EQ(judge(nullptr, past.counters(), {.amount = money(1), .now = noon}).error(),
            (Error{.code = Errc::policy_denied, .rule = PolicyRule::policy_missing}));
  EXPECT_TRUE(allowance(nullptr, past.counters(), {.now = noon}).zero());
}

// --- Against a judge of its own.

struct Asked {
  std::int64_t ms = 0;  // since the one before
  std::int64_t units = 1;
  int whom = 0;
  int what = 0;
};

rc::Gen<Asked> payments() {
  return rc::gen::build<Asked>(
      rc::gen::set(&Asked::ms, rc::gen::oneOf(rc::gen::inRange<std::int64_t>(0, 3'000),
                                              rc::gen::inRange<std::int64_t>(0, 3 * day_ms))),
      rc::gen::set(&Asked::units, rc::gen::inRange<std::int64_t>(1, 60)),
      rc::gen::set(&Asked::whom, rc::gen::inRange(0, 4)),
      rc::gen::set(&Asked::what, rc::gen::inRange(0, 3)));
}

const std::vector<std::string> labels = {"a", "b", "c", "d"};

template <class Make>
auto maybe(Make make) -> std::optional<decltype(make())> {
  if (*rc::gen::inRange(0, 3) != 0) return std::nullopt;
  return make();
}

PolicyTerms any_terms() {
  const auto limit = [](std::int64_t most) {
    return maybe([&] { return money(*rc::gen::inRange<std::int64_t>(0, most)); });
  };
  const auto some = [] {
    std::vector<std::string> chosen;
    for (const std::string& label : labels)
      if (*rc::gen::inRange(0, 2) == 0) chosen.push_back(label);
    return chosen;
  };
  return {.max_per_tx = limit(60),
          .max_per_day = limit(200),
          .max_per_month = limit(600),
          .max_total = limit(2'000),
          .velocity = maybe([] {
            return Velocity{.count = *rc::gen::inRange<std::uint16_t>(1, 30),
                            .window_seconds = *rc::gen::inRange<std::uint32_t>(1, 300'000)};
          }),
          .allowed_recipients = maybe([&] { return Recipients{.labels = some()}; }),
          .blocked_recipients = maybe([&] { return Recipients{.labels = some()}; }),
          .blocked_categories = maybe(some),
          .active_hours = maybe([] {
            return ActiveHours{.from = *rc::gen::inRange<std::uint16_t>(0, 720),
                               .to = *rc::gen::inRange<std::uint16_t>(720, 1'440)};
          }),
          .expires_at = maybe([] {
            return Time{noon.milliseconds + *rc::gen::inRange<std::int64_t>(0, 60 * day_ms)};
          })};
}

struct Done {
  std::int64_t ms;
  std::int64_t units;
};

std::string text_of(Time time, std::size_t characters) {
  return text(time).substr(0, characters);
}

/// By the text of times and by adding up all that was ever paid. None: it passes.
std::optional<PolicyRule> naively(const PolicyTerms& terms, const std::vector<Done>& done,
                                  const Asked& asked, std::int64_t ms) {
  std::int64_t day = asked.units;
  std::int64_t month = asked.units;
  std::int64_t total = asked.units;
  std::int64_t often = 1;
  for (const Done& one : done) {
    total += one.units;
    if (text_of({one.ms}, 10) == text_of({ms}, 10)) day += one.units;
    if (text_of({one.ms}, 7) == text_of({ms}, 7)) month += one.units;
    if (terms.velocity && ms - one.ms < std::int64_t{terms.velocity->window_seconds} * 1'000)
      ++often;
  }
  const auto over = [](const std::optional<Money>& limit, std::int64_t sum) {
    return limit && sum > limit->units();
  };
  const auto has = [](const std::vector<std::string>& list, int n) {
    return std::ranges::find(list, labels[static_cast<std::size_t>(n)]) != list.end();
  };
  if (over(terms.max_per_tx, asked.units)) return PolicyRule::max_per_tx;
  if (over(terms.max_per_day, day)) return PolicyRule::max_per_day;
  if (over(terms.max_per_month, month)) return PolicyRule::max_per_month;
  if (over(terms.max_total, total)) return PolicyRule::max_total;
  if (terms.velocity && often > terms.velocity->count) return PolicyRule::velocity;
  if (const auto& list = terms.allowed_recipients; list && !has(list->labels, asked.whom))
    return PolicyRule::allowed_recipients;
  if (const auto& list = terms.blocked_recipients; list && has(list->labels, asked.whom))
    return PolicyRule::blocked_recipients;
  if (const auto& list = terms.blocked_categories; list && has(*list, asked.what))
    return PolicyRule::blocked_categories;
  if (terms.active_hours) {
    const std::string hhmm = text(Time{ms}).substr(11, 5);
    if (hhmm < minute_text(terms.active_hours->from) || hhmm >= minute_text(terms.active_hours->to))
      return PolicyRule::active_hours;
  }
  if (terms.expires_at && ms >= terms.expires_at->milliseconds) return PolicyRule::expires_at;
  return std::nullopt;
}

RC_GTEST_PROP(PolicyRulesTest, ANaiveJudgeSaysTheSame, ()) {
  PolicyInForce policy{.terms = any_terms()};
  policy.zone = std::make_shared<const Zone>(Zone{.name = "UTC", .shifts = {{{}, 0}}});
  Past past;
  std::vector<Done> done;
  std::int64_t ms = noon.milliseconds;
  for (const Asked& asked : *rc::gen::container<std::vector<Asked>>(payments())) {
    ms += asked.ms;
    const Spend spend{.amount = money(asked.units),
                      .to_external = labels[static_cast<std::size_t>(asked.whom)],
                      .category = labels[static_cast<std::size_t>(asked.what)],
                      .now = {ms}};
    const auto may = judge(&policy, past.counters(), spend);
    const auto wanted = naively(policy.terms, done, asked, ms);
    RC_ASSERT(may.has_value() == !wanted.has_value());
    if (wanted) {
      RC_ASSERT(may.error().rule == *wanted);
      const Money most = may.error().max_allowed_now;
      Spend less = spend;
      less.amount = most;
      if (!most.zero()) RC_ASSERT(judge(&policy, past.counters(), less).has_value());
      less.amount = most + money(1);
      RC_ASSERT(!judge(&policy, past.counters(), less).has_value());
      continue;
    }
    past.pay(spend.amount, spend.now, policy.velocity_count());
    done.push_back({ms, asked.units});
  }
}

TEST(PolicyRulesTest, ListsThatNameThePaymentOtherwiseForbidNothing) {
  const Spend spend{.amount = usd("1.00"), .to = shop, .category = "food", .now = noon};
  EXPECT_EQ(forbidding_list({.allowed_recipients = Recipients{.wallets = {shop}},
                             .blocked_recipients = Recipients{.labels = {"casino"}},
                             .blocked_categories = Categories{"games"}},
                            spend),
            PolicyRule::none);
  Spend service = spend;
  service.service = {{3, 3}};
  EXPECT_EQ(forbidding_list({.allowed_categories = Categories{"food"}}, service), PolicyRule::none);
}

}  // namespace
}  // namespace bursar::ledger::policy_rules_test
