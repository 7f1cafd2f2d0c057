#include "actors/known_disputes.hpp"

#include "tests/actors/empty_states.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::known_disputes_test {
namespace {

using ledger::Dispute;
using ledger::DisputeStatus;
using ledger::Sequence;

/// Rows that somebody else writes, at their own pace.
class DisputeViews final : public tests::EmptyStates {
 public:
  Sequence watermark() const override { return seen; }
  std::optional<Dispute> dispute(Sequence opened) const override {
    const auto row = rows.find(opened);
    if (row == rows.end()) return std::nullopt;
    return row->second;
  }
  std::optional<ledger::Bits128> listed(persistence::List list, std::uint64_t owner,
                                        std::uint64_t n) const override {
    if (list != persistence::List::sandbox_disputes_of_organization || owner != 1) return {};
    if (n == 0 || n > rows.size()) return {};
    auto row = rows.begin();
    while (--n > 0) ++row;
    return ledger::Bits128{.low = row->first.value};
  }

  Sequence seen = {};
  std::map<Sequence, Dispute> rows;  // all of organisation 1
};

/// Wallet 7 of organisation 1 was paid by wallet 13, of organisation 2.
ledger::Record opened_at(std::uint64_t sequence) {
  return {.sequence = {sequence},
          .organizations = {{{.organization = {1}}, {.organization = {2}}}},
          .fact = ledger::DisputeOpened{
              .of = {.payment = {sequence - 1}, .payer = {13}, .payee = {7}}}};
}

struct KnownDisputesTest : testing::Test {
  std::vector<std::uint64_t> listed(const DisputesQuery& query) const {
    std::vector<std::uint64_t> found;
    for (const DisputeRow& row : known.list(query, course_of).rows)
      found.push_back(row.dispute.value);
    return found;
  }
  /// Those of even records are withdrawn.
  static ledger::DisputeCourse course_of(Sequence payment) {
    const bool odd = payment.value % 2 == 0;
    return {.status = odd ? DisputeStatus::open : DisputeStatus::withdrawn};
  }

  DisputeViews views;
  KnownDisputes known{views};
};

using Sequences = std::vector<std::uint64_t>;

TEST_F(KnownDisputesTest, WhatIsDurableIsToldBeforeTheViewsHaveIt) {
  EXPECT_EQ(known.find({5}), std::nullopt);
  known.add(opened_at(5));
  known.add(opened_at(8));
  EXPECT_EQ(known.find({5})->payment, Sequence{4});
  EXPECT_EQ(known.find({5})->wallets, (std::array<ledger::AccountNumber, 2>{{{7}, {13}}}));
  EXPECT_EQ(listed({.organization = {1}}), (Sequences{8, 5}));
  EXPECT_EQ(listed({.organization = {2}}), (Sequences{8, 5}));
  EXPECT_EQ(listed({.organization = {3}}), Sequences{});
  EXPECT_EQ(listed({.organization = {1}, .environment = ledger::Environment::production}),
            Sequences{});
}

TEST_F(KnownDisputesTest, RowsAreFilteredAndPaged) {
  for (const std::uint64_t sequence : {5U, 8U, 11U}) known.add(opened_at(sequence));
  EXPECT_EQ(listed({.organization = {1}, .status = DisputeStatus::open}), (Sequences{11, 5}));
  EXPECT_EQ(listed({.organization = {1}, .status = DisputeStatus::withdrawn}), Sequences{8});
  EXPECT_EQ(listed({.organization = {1}, .only = {13}}), (Sequences{11, 8, 5}));
  EXPECT_EQ(listed({.organization = {1}, .only = {14}}), Sequences{});
  EXPECT_EQ(listed({.organization = {1}, .page = {.before = 8}}), Sequences{5});
}

TEST_F(KnownDisputesTest, WhatTheViewsHaveIsForgottenAndToldFromThere) {
  for (const std::uint64_t sequence : {5U, 8U}) known.add(opened_at(sequence));
  views.rows[{5}] = *known.find({5});
  views.seen = {5};
  known.add(opened_at(11));
  EXPECT_EQ(known.size(), 2U);
  EXPECT_EQ(known.find({5})->payment, Sequence{4});
  EXPECT_EQ(listed({.organization = {1}}), (Sequences{11, 8, 5}));
}

}  // namespace
}  // namespace bursar::actors::known_disputes_test
