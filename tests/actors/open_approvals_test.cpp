// However far the views are behind, every look and every list is of all that is durable; and
// deadlines come in their order.

#include "actors/open_approvals.hpp"

#include "tests/actors/empty_states.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::actors::open_approvals_test {
namespace {

using ledger::Approval;
using ledger::ApprovalStatus;
using ledger::Environment;
using ledger::Sequence;

using Approvals = std::map<Sequence, Approval>;

/// Rows that somebody else writes, at their own pace.
class Views final : public tests::EmptyStates {
 public:
  Sequence watermark() const override { return seen; }
  std::optional<Approval> approval(Sequence request) const override {
    const auto row = rows.find(request);
    return row == rows.end() ? std::nullopt : std::optional{row->second};
  }
  std::optional<ledger::Bits128> listed(persistence::List list, std::uint64_t owner,
                                        std::uint64_t n) const override {
    for (const auto& [request, row] : rows)
      if (row.organization.value == owner &&
          list == persistence::approvals_of_organization(row.environment) && --n == 0)
        return ledger::Bits128{.low = request.value};
    return std::nullopt;
  }

  void follow(const std::vector<Approvals>& history, Sequence to) {
    seen = to;
    rows = history[to.value];
  }

  Sequence seen = {};
  Approvals rows;
};

/// Payments that wait and are decided, in an order drawn from the seed; views follow meanwhile.
struct World {
  explicit World(std::uint32_t seed) : random{seed} {
    for (std::uint64_t record = 1; record <= 60; ++record) step({record});
  }

  std::uint64_t draw(std::uint64_t below) { return random() % below; }

  void step(Sequence record) {
    Approvals now = history.back();
    std::vector<Sequence> waiting;
    for (const auto& [request, row] : now)
      if (row.status == ApprovalStatus::pending) waiting.push_back(request);
    if (waiting.empty() || draw(2) == 0) {
      const Approval asked{.organization = {1 + draw(2)},
                           .environment = static_cast<Environment>(draw(2)),
                           .wallet = {1 + draw(3)}};
      now.emplace(record, asked);
      open.add({record, asked, {static_cast<std::int64_t>(draw(1'000))}});
    } else {
      const Sequence request = waiting[draw(waiting.size())];
      Approval& row = now.at(request);
      row.status = draw(2) == 0 ? ApprovalStatus::approved : ApprovalStatus::rejected;
      row.ended = record;
      open.decide({request, row.status}, record);
    }
    history.push_back(std::move(now));
    if (draw(4) == 0)
      views.follow(history, {views.seen.value + draw(record.value + 1 - views.seen.value)});
  }

  std::vector<Sequence> naive(const ApprovalsQuery& query) const {
    std::vector<Sequence> rows;
    for (const auto& [request, row] : history.back())
      if (row.organization == query.organization && row.environment == query.environment &&
          (!query.status || row.status == *query.status) &&
          (query.only.none() || row.wallet == query.only))
        rows.insert(rows.begin(), request);
    return rows;
  }

  std::mt19937 random;
  std::vector<Approvals> history{{}};  // after each record
  Views views;
  OpenApprovals open{views, {}};
};

RC_GTEST_PROP(OpenApprovalsTest, ALookIsOfAllThatIsDurable, (std::uint32_t seed)) {
  const World world{seed};
  for (const auto& [request, row] : world.history.back())
    RC_ASSERT(world.open.find(request) == std::optional{row});
  RC_ASSERT(world.open.find({61}) == std::nullopt);
}

RC_GTEST_PROP(OpenApprovalsTest, WhoeverFollowsAListSeesEachMatchOnceNewestFirst,
              (std::uint32_t seed)) {
  World world{seed};
  ApprovalsQuery query;
  query.organization = {1 + world.draw(2)};
  query.environment = static_cast<Environment>(world.draw(2));
  if (world.draw(2) == 0) query.status = static_cast<ApprovalStatus>(world.draw(3));
  if (world.draw(2) == 0) query.only = {1 + world.draw(3)};
  query.page.limit = static_cast<std::uint32_t>(1 + world.draw(5));
  query.page.looked_at_max = static_cast<std::uint32_t>(1 + world.draw(8));
  std::vector<Sequence> seen;
  do {
    const auto page = world.open.list(query);
    RC_ASSERT(page.rows.size() <= query.page.limit);
    RC_ASSERT(page.looked_at <= query.page.looked_at_max);
    for (const ApprovalRow& row : page.rows) {
      RC_ASSERT(row.approval == world.history.back().at(row.request));
      seen.push_back(row.request);
    }
    query.page.before = page.next;
    world.views.follow(world.history,
                       {world.views.seen.value + world.draw(61 - world.views.seen.value)});
  } while (query.page.before != 0);
  RC_ASSERT(seen == world.naive(query));
}

struct DeadlinesOfApprovalsTest : testing::Test {
  static OpenApproval asked(std::uint64_t at, std::int64_t expires_at) {
    return {.request = {at}, .approval = {.wallet = {7}}, .expires_at = {expires_at}};
  }

  const Views views;
  OpenApprovals open{views, {asked(3, 300), asked(4, 100)}};
};

TEST_F(DeadlinesOfApprovalsTest, TheEarliestIsTheNext) {
  EXPECT_EQ(open.next_deadline(), ledger::Time{100});
  EXPECT_FALSE(open.take_late({99}, {500}));
  const auto late = open.take_late({100}, {500});
  EXPECT_EQ(late->request, Sequence{4});
  EXPECT_EQ(late->wallet, ledger::AccountNumber{7});
  EXPECT_EQ(open.next_deadline(), ledger::Time{300}) << "the other is told again later";
}

TEST_F(DeadlinesOfApprovalsTest, WhatIsDecidedHasNone) {
  ASSERT_TRUE(open.take_late({100}, {500}));
  open.decide({{4}, ApprovalStatus::expired}, {5});
  open.decide({{3}, ApprovalStatus::approved}, {6});
  EXPECT_EQ(open.next_deadline(), std::nullopt);
  EXPECT_EQ(open.size(), 0U);
  EXPECT_EQ(open.find({4})->ended, Sequence{5});
}

}  // namespace
}  // namespace bursar::actors::open_approvals_test
