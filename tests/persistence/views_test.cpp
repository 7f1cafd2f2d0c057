#include "persistence/views.hpp"

#include "crypto/hash.hpp"
#include "persistence/codec.hpp"
#include "persistence/errors.hpp"
#include "tests/ledger/two_organizations.hpp"
#include "tests/persistence/batches.hpp"
#include "tests/persistence/in_a_child.hpp"
#include "tests/support/amounts.hpp"
#include "tests/support/simulated_store.hpp"
#include "tests/support/temporary_directory.hpp"

#include <atomic>
#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace bursar::persistence::views_test {
namespace {

using namespace bursar;
using persistence::Durability;
using persistence::List;
using persistence::Views;
using persistence::ViewsOptions;

constexpr std::uint64_t map_bytes = std::uint64_t{1} << 26;

class ViewsTest : public testing::Test {
 protected:
  ViewsTest() {
    crypto::start();
    world_.fund(6, tests::amount("5.00"));
    write_down();
    persistence::make_views(options_, {.books = world_.books}, journal_);
  }

  /// What the world has done goes into the journal.
  void write_down() { ASSERT_TRUE(tests::append_all(journal_, world_.records, 100)); }

  tests::TemporaryDirectory directory_;
  ViewsOptions options_{.directory = directory_.path() / "views", .map_size_bytes = map_bytes};
  tests::TwoOrganizations world_;
  tests::SimulatedStore journal_;
};

TEST_F(ViewsTest, AWalletIsAsOfTheWatermark) {
  const Views views{options_, journal_};
  const auto wallet = views.wallet({6});
  ASSERT_TRUE(wallet);
  EXPECT_EQ(wallet->state, world_.books.wallets.at({6}).state());
  EXPECT_EQ(wallet->last, world_.books.last());
  EXPECT_EQ(views.watermark(), world_.books.last());
  EXPECT_FALSE(views.wallet({1}));
  EXPECT_FALSE(views.wallet({99}));
}

TEST_F(ViewsTest, EverythingIsFoundByItsName) {
  const Views views{options_, journal_};
  EXPECT_EQ(views.wallet_of({{1, 6}})->value, 6U);
  EXPECT_FALSE(views.wallet_of({{1, 8}}));
  EXPECT_EQ(views.profile({6})->profile.opened.number, 2U);
  EXPECT_EQ(views.key({{2, 2}})->key.organization.value, 2U);
  EXPECT_EQ(views.organization({2})->all_wallets(), 3U);
  EXPECT_EQ(views.system_account({1})->head.posted, -500'000'000);
  EXPECT_EQ(views.listed(List::wallets_of_organization, 2, 3)->low, 14U);
  EXPECT_FALSE(views.listed(List::wallets_of_organization, 2, 4));
  EXPECT_FALSE(views.agent({1}, "nobody"));
}

TEST_F(ViewsTest, AnAgentIsFoundByItsOrganisationsNameForIt) {
  ledger::Opened opened;
  opened.wallets.push_back({.address = tests::address_of(14), .agent_id = std::string(300, 'x')});
  opened.wallets[0].address.account = {15};
  opened.wallets[0].address.id = {{9, 9}};
  world_.record({.time = world_.now, .organizations = {{{.organization = {2}}}}, .fact = opened});
  write_down();
  Views views{options_, journal_};
  ASSERT_EQ(views.follow(10), Durability::durable);
  EXPECT_EQ(views.agent({2}, std::string(300, 'x'))->value, 15U);
  EXPECT_FALSE(views.agent({1}, std::string(300, 'x')));
}

TEST_F(ViewsTest, AWalletIsKeptAsItWasEverySoManyEntries) {
  persistence::Replayed replayed;
  while (world_.books.wallets.at({6}).state().transaction_count < 600)
    world_.fund(6, tests::amount("1.00"));
  write_down();
  for (const ledger::Record& record : world_.records) replayed.apply(record);
  Views views{options_, journal_};
  ASSERT_EQ(views.follow(1'000), Durability::durable);
  const auto first = views.milestone({6}, 1);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->state.transaction_count, persistence::milestone_entries);
  EXPECT_EQ(first->state.posted, tests::usd("260.00"));  // the first of them was of five dollars
  EXPECT_EQ(views.milestone({6}, 2)->state.posted, tests::usd("516.00"));
  EXPECT_FALSE(views.milestone({6}, 3));
  ASSERT_EQ(replayed.milestones.size(), 2U);
  EXPECT_EQ(replayed.milestones[0], *first);
}

TEST_F(ViewsTest, EverySoManyRecordsOfAnOrganisationOneIsMarked) {
  persistence::Replayed replayed;
  for (int i = 0; i < 600; ++i) world_.fund(6, tests::amount("1.00"));
  write_down();
  for (const ledger::Record& record : world_.records) replayed.apply(record);
  Views views{options_, journal_};
  ASSERT_EQ(views.follow(1'000), Durability::durable);
  const auto mark = views.listed(List::marks_of_organization, 1, 2);
  ASSERT_TRUE(mark);
  const ledger::Record& marked = world_.records.at(mark->low - 1);
  EXPECT_EQ(marked.organizations[0].sequence.value, 2 * persistence::marked_records);
  EXPECT_FALSE(views.listed(List::marks_of_organization, 1, 3));
  EXPECT_FALSE(views.listed(List::marks_of_organization, 2, 1));
  ASSERT_EQ(replayed.marks.size(), 2U);
  EXPECT_EQ(replayed.marks[1].record, marked.sequence);
  const ViewsOptions anew{.directory = directory_.path() / "anew", .map_size_bytes = map_bytes};
  persistence::make_views(anew, replayed, journal_);
  const Views made{anew, journal_};
  EXPECT_EQ(made.listed(List::marks_of_organization, 1, 2), mark);
}

TEST_F(ViewsTest, FollowingGoesOnWhereItEnded) {
  {
    Views views{options_, journal_};
    world_.fund(6, tests::amount("1.00"));
    write_down();
    ASSERT_EQ(views.follow(10), Durability::durable);
  }
  world_.fund(13, tests::amount("2.00"));
  write_down();
  Views views{options_, journal_};
  EXPECT_EQ(views.wallet({6})->state.posted, tests::usd("6.00"));
  ASSERT_EQ(views.follow(10), Durability::durable);
  EXPECT_EQ(views.wallet({13})->state.posted, tests::usd("2.00"));
}

TEST_F(ViewsTest, NothingToFollowIsNoCommit) {
  Views views{options_, journal_};
  ASSERT_EQ(views.follow(10), Durability::durable);
  EXPECT_EQ(views.watermark(), world_.books.last());
}

TEST_F(ViewsTest, ACommitThatFailsLeavesThemWhereTheyWere) {
  for (int i = 0; i < 20; ++i) world_.fund(6, tests::amount("1.00"));
  write_down();
  EXPECT_TRUE(tests::in_a_child([&] {
    Views views{options_, journal_};
    tests::limit_file_size(0);
    const auto before = views.watermark();
    return views.follow(50) == Durability::unknown && views.watermark() == before &&
           views.follow(50) == Durability::unknown;
  }));
  Views views{options_, journal_};
  EXPECT_EQ(views.follow(50), Durability::durable);
  EXPECT_EQ(views.wallet({6})->state.posted, tests::usd("25.00"));
}

TEST_F(ViewsTest, ReadersSeeWholeBatchesAndNoneGoesBack) {
  for (int i = 0; i < 300; ++i) world_.fund(6, tests::amount("1.00"));
  write_down();
  Views views{options_, journal_};
  std::atomic<bool> done = false;
  std::jthread reader{[&] {
    ledger::Sequence seen;
    while (!done) {
      const ledger::Sequence mark = views.watermark();
      const auto wallet = views.wallet({6});
      EXPECT_GE(wallet->last, mark);
      EXPECT_GE(mark, seen);
      EXPECT_EQ(wallet->state.posted.units(),
                static_cast<std::int64_t>(wallet->last.value - 4 + 5) * 100'000'000);
      seen = mark;
    }
  }};
  while (views.watermark() < world_.books.last()) ASSERT_EQ(views.follow(7), Durability::durable);
  done = true;
}

}  // namespace
}  // namespace bursar::persistence::views_test
