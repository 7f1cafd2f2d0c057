#include "actors/policies_in_force.hpp"

#include "tests/support/amounts.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

namespace bursar::actors::policies_in_force_test {
namespace policies_in_force_test {
namespace {

using ledger::PolicyId;
using ledger::PolicyMade;
using tests::usd;

constexpr PolicyId first{{0, 1}};
constexpr PolicyId second{{0, 2}};

PolicyMade made(PolicyId id, std::string name) {
  return {.terms = {.id = id, .max_per_tx = usd("5.00")},
          .environment = ledger::Environment::sandbox,
          .name = std::move(name)};
}
PolicyMade by_hours(PolicyId id, std::string zone) {
  PolicyMade one = made(id, "hours");
  one.terms.active_hours.emplace();
  one.terms.active_hours->timezone = std::move(zone);
  return one;
}

/// A machine that knows one zone.
std::shared_ptr<const ledger::Zone> only_berlin(std::string_view name) {
  return name == "Europe/Berlin" ? std::make_shared<const ledger::Zone>() : nullptr;
}

struct PoliciesInForceTest : testing::Test {
  PoliciesInForce policies{only_berlin};
  FoundPolicy found;
};

TEST_F(PoliciesInForceTest, AWalletGoesByWhatItsPolicyIsByNow) {
  EXPECT_EQ(found.find(policies, first), nullptr);
  policies.put(made(first, "before"), {1});
  ASSERT_NE(found.find(policies, first), nullptr);
  EXPECT_EQ(found.find(policies, first)->name, "before");
  policies.change(made(first, "after"));
  EXPECT_EQ(found.find(policies, first)->name, "after");
  EXPECT_EQ(policies.row(first)->organization, ledger::OrganizationNumber{1});
  policies.erase(first);
  EXPECT_EQ(found.find(policies, first), nullptr);
}

TEST_F(PoliciesInForceTest, AWalletThatGoesByAnotherPolicyGoesByNoOther) {
  policies.put(made(first, "first"), {1});
  policies.put(made(second, "second"), {1});
  EXPECT_EQ(found.find(policies, first)->name, "first");
  EXPECT_EQ(found.find(policies, second)->name, "second");
  EXPECT_EQ(found.find(policies, {}), nullptr) << "none";
  EXPECT_EQ(found.find(policies, first)->name, "first");
}

TEST_F(PoliciesInForceTest, WhatIsNotThereCannotBeChanged) {
  const std::uint64_t changes = policies.changes();
  policies.change(made(first, "nobody's"));
  EXPECT_EQ(policies.find(first), nullptr);
  EXPECT_EQ(policies.changes(), changes);
}

TEST_F(PoliciesInForceTest, AtAStartDeletedOnesAreLeftOutAndZonesThatAreLostAreTold) {
  const auto row = [](PolicyMade one, bool deleted = false) {
    ledger::Policy policy;
    policy.made = std::move(one);
    policy.organization = {1};
    policy.deleted = deleted;
    return policy;
  };
  const auto lost =
      policies.load({row(by_hours(first, "Europe/Berlin")), row(by_hours(second, "Mars/Olympus")),
                     row(made({{0, 3}}, "deleted"), true)});
  ASSERT_EQ(lost.size(), 1U);
  EXPECT_EQ(lost[0].policy, second);
  EXPECT_EQ(lost[0].zone, "Mars/Olympus");
  EXPECT_NE(policies.find(first)->zone, nullptr);
  EXPECT_EQ(policies.find(second)->zone, nullptr);
  EXPECT_EQ(policies.find({{0, 3}}), nullptr);
}

}  // namespace
}  // namespace policies_in_force_test
}  // namespace bursar::actors::policies_in_force_test
