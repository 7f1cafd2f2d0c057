#include "ledger/policy_patch.hpp"

#include "tests/support/amounts.hpp"

#include <gtest/gtest.h>

namespace bursar::ledger::policy_patch_test {
namespace {

using tests::usd;

TEST(PolicyPatchTest, WhatIsNotGivenStays) {
  PolicyTerms terms{.id = {{1, 1}}, .version = 3, .max_per_tx = usd("1.00"), .expires_at = Time{5}};
  const PolicyTerms before = terms;
  std::string name = "old";
  PolicyPatch{}.apply(terms, name);
  EXPECT_EQ(terms, before);
  EXPECT_EQ(name, "old");
}

TEST(PolicyPatchTest, EachRuleIsReplacedOrGoes) {
  PolicyPatch patch{.name = {true, "new"},
                    .max_per_tx = {true, usd("1.00")},
                    .max_per_day = {true, usd("2.00")},
                    .max_per_month = {true, usd("3.00")},
                    .max_total = {true, usd("4.00")},
                    .velocity = {true, Velocity{.count = 1, .window_seconds = 2}},
                    .allowed_recipients = {true, Recipients{.labels = {"a"}}},
                    .blocked_recipients = {true, Recipients{.labels = {"b"}}},
                    .allowed_categories = {true, Categories{"c"}},
                    .blocked_categories = {true, Categories{"d"}},
                    .active_hours = {true, ActiveHours{.from = 1, .to = 2, .timezone = "UTC"}},
                    .expires_at = {true, Time{5}},
                    .approval_above = {true, usd("5.00")},
                    .require_approval = {true, true}};
  const PolicyTerms whole{.id = {{1, 1}},
                          .version = 3,
                          .max_per_tx = usd("1.00"),
                          .max_per_day = usd("2.00"),
                          .max_per_month = usd("3.00"),
                          .max_total = usd("4.00"),
                          .velocity = Velocity{.count = 1, .window_seconds = 2},
                          .allowed_recipients = Recipients{.labels = {"a"}},
                          .blocked_recipients = Recipients{.labels = {"b"}},
                          .allowed_categories = Categories{"c"},
                          .blocked_categories = Categories{"d"},
                          .active_hours = ActiveHours{.from = 1, .to = 2, .timezone = "UTC"},
                          .expires_at = Time{5},
                          .approval_above = usd("5.00"),
                          .require_approval = true};
  PolicyTerms terms{.id = {{1, 1}}, .version = 3};
  const PolicyTerms none = terms;
  std::string name;
  patch.apply(terms, name);
  EXPECT_EQ(terms, whole);
  EXPECT_EQ(name, "new");

  patch = {.name = {true},
           .max_per_tx = {true},
           .max_per_day = {true},
           .max_per_month = {true},
           .max_total = {true},
           .velocity = {true},
           .allowed_recipients = {true},
           .blocked_recipients = {true},
           .allowed_categories = {true},
           .blocked_categories = {true},
           .active_hours = {true},
           .expires_at = {true},
           .approval_above = {true},
           .require_approval = {true}};
  patch.apply(terms, name);
  EXPECT_EQ(terms, none);
  EXPECT_EQ(name, "");
}

}  // namespace
}  // namespace bursar::ledger::policy_patch_test
