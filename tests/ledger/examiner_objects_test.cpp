// Policies and keys: what stands twice must agree.

#include "ledger/examiner.hpp"
#include "tests/ledger/examined.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::ledger {
namespace {

using namespace tests;

class ExaminerObjectsTest : public Examined {};

TEST_F(ExaminerObjectsTest, AWalletsCopyOfAPolicySaysWhatThePolicySays) {
  PolicyTerms terms = world_.wallet(6).state().policy;
  world_.record({.time = noon,
                 .organizations = {{{.organization = {1}}}},
                 .fact = PolicyAttached{.wallet = {7}, .terms = terms}});
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(
      told_of<PolicyAttached>([](PolicyAttached& attached) { attached.terms.id.bits.low = 7; }),
      "binds a wallet by a policy that is not there");
  EXPECT_EQ(
      told_of<PolicyAttached>([](PolicyAttached& attached) { attached.terms.max_total = {}; }),
      "binds a wallet by other terms than its policy's");
  EXPECT_EQ(told_of<PolicyAttached>([](PolicyAttached& attached) {
              attached.terms.version = 2;  // what that one said, nobody knows
              attached.terms.max_total = {};
            }),
            "nothing");
}

TEST_F(ExaminerObjectsTest, AWalletIsOpenedUnderTermsThatItsPolicyHas) {
  Opened opened;
  opened.wallets.push_back({.address = address_of(6), .policy = world_.wallet(6).state().policy});
  opened.wallets[0].address.account = {15};
  world_.record({.time = noon, .organizations = {{{.organization = {1}}}}, .fact = opened});
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(told_of<Opened>([](Opened& made) { made.wallets[0].policy.max_total = money(9); }),
            "binds a wallet by other terms than its policy's");
  for (const bool another : {false, true})
    EXPECT_EQ(told_of<Opened>([&](Opened& made) {
                made.wallets[0].policy.id.bits.low = 7;
                if (another) made.policy = PolicyMade{.terms = {.id = {{9, 9}}, .version = 1}};
              }),
              "binds a wallet by a policy that is not there");
}

TEST_F(ExaminerObjectsTest, ARotatedKeyIsTheSameKindOfKeyAndGivesWayOnce) {
  const auto rotation = [](std::uint64_t from, std::uint64_t to) {
    return Record{
        .time = noon,
        .organizations = {{{.organization = {1}}}},
        .fact = KeyRotated{.id = {{1, from}},
                           .made = {.id = {{1, to}}, .name = "first", .secret_hash = {1}}}};
  };
  world_.record(rotation(2, 3));
  EXPECT_EQ(told(), "nothing");
  const auto told_made = [this](auto change) {
    return told_of<KeyRotated>([&](KeyRotated& fact) { change(fact.made); });
  };
  const std::string other_kind = "rotates a key into another kind of key";
  EXPECT_EQ(told_made([](KeyMade& made) { made.permissions = every_permission; }), other_kind);
  EXPECT_EQ(told_made([](KeyMade& made) { made.environment = Environment::production; }),
            other_kind);
  EXPECT_EQ(told_made([](KeyMade& made) { made.wallet = {{1, 6}}; }), other_kind);
  EXPECT_EQ(told_made([](KeyMade& made) { made.secret_hash = {}; }), "rotates a key into itself");
  EXPECT_EQ(told([](Record& record) { record.entries = {{.account = {1}}, {.account = {2}}}; }),
            "rotates a key and moves money");
  world_.record(rotation(2, 4));
  EXPECT_EQ(told(), "rotates a key that has given way already");
}

TEST_F(ExaminerObjectsTest, AKeyIsUsedBeforeThatIsTold) {
  world_.record({.time = noon, .fact = KeysUsed{{{{{1, 2}}, noon}}}});
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(told_of<KeysUsed>([](KeysUsed& fact) { ++fact.uses[0].at.milliseconds; }),
            "tells the use of a key before it");
  EXPECT_EQ(told([](Record& record) { record.entries = {{.account = {1}}, {.account = {2}}}; }),
            "tells the use of keys and moves money");
}

}  // namespace
}  // namespace bursar::ledger
