// Policies and keys: what stands twice must agree.

#include "ledger/examiner.hpp"
#include "tests/ledger/examined.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::ledger::examiner_objects_test {
namespace {

using namespace tests;

class ExaminerObjectsTest : public Examined {};

TEST_F(ExaminerObjectsTest, WhatHappensToAPolicyMovesNoMoney) {
  const auto moves = [](Record& record) {
    record.entries = {{.account = {1}, .amount = money(-1), .balance_after = money(-1)},
                      {.account = {7}, .amount = money(1), .balance_after = money(1)}};
  };
  const auto happens = [&](Fact fact) {
    world_.record(
        {.time = noon, .organizations = {{{.organization = {1}}}}, .fact = std::move(fact)});
  };
  PolicyTerms terms = world_.books.policies.at({{1, 1}}).made.terms;
  ++terms.version;
  happens(PolicyChanged{.terms = terms});
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(told(moves), "changes a policy and moves money");
  happens(PolicyAttached{.wallet = {6}});
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(told(moves), "attaches a policy and moves money");
  happens(PolicyDeleted{{{1, 1}}});
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(told(moves), "deletes a policy and moves money");
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

TEST_F(ExaminerObjectsTest, ASessionMovesNoMoney) {
  world_.record({.time = noon,
                 .organizations = {{{.organization = {1}}}},
                 .fact = SessionIssued{.wallet = {6}, .generation = 1, .expires = noon}});
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(told([](Record& record) { record.entries = {{.account = {1}}, {.account = {2}}}; }),
            "makes a session and moves money");
}

}  // namespace
}  // namespace bursar::ledger::examiner_objects_test
