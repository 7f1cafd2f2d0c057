// Whatever the history and wherever it is cut into batches, the rows come to what folding comes to.

#include "persistence/projection.hpp"

#include "crypto/hash.hpp"
#include "ledger/books_difference.hpp"
#include "persistence/views.hpp"
#include "tests/persistence/random_history.hpp"
#include "tests/support/simulated_store.hpp"
#include "tests/support/temporary_directory.hpp"

#include <memory>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::projection_test {
namespace {

using namespace bursar;
using persistence::Durability;
using persistence::Views;
using persistence::ViewsOptions;
using tests::RandomHistory;

constexpr std::uint64_t map_bytes = std::uint64_t{1} << 26;

struct Place {
  tests::TemporaryDirectory directory;
  ViewsOptions options{.directory = directory.path() / "views", .map_size_bytes = map_bytes};
};

/// Views of the records before `from`, as somebody else has made them.
std::unique_ptr<Views> views_at(const Place& place, const tests::SimulatedStore& journal,
                                std::size_t from) {
  const std::vector<ledger::Record> records = journal.records();
  persistence::Replayed replayed;
  for (std::size_t i = 0; i < from; ++i) replayed.apply(records[i]);
  make_views(place.options, replayed, journal);
  return std::make_unique<Views>(place.options, journal);
}

RC_GTEST_PROP(ProjectionTest, AnyHistoryInAnyBatchesComesToWhatFoldingComesTo, ()) {
  crypto::start();
  RandomHistory history;
  history.go_on(*rc::gen::inRange<std::size_t>(0, 60));
  const tests::SimulatedStore journal{history.records};
  const Place place;
  const auto views =
      views_at(place, journal, *rc::gen::inRange<std::size_t>(0, history.records.size() + 1));
  while (views->watermark() < history.books.last()) {
    const auto before = views->watermark();
    RC_ASSERT(views->follow(*rc::gen::inRange<std::uint64_t>(1, 50)) == Durability::durable);
    RC_ASSERT(views->watermark() > before);
  }
  RC_ASSERT(!ledger::difference(views->books(), history.books));
}

RC_GTEST_PROP(ProjectionTest, AMadeViewIsTheOneThatFollowed, ()) {
  crypto::start();
  RandomHistory history;
  history.go_on(*rc::gen::inRange<std::size_t>(0, 60));
  const tests::SimulatedStore journal{history.records};
  const Place here;
  const Place there;
  const auto followed = views_at(here, journal, 0);
  RC_ASSERT(followed->follow(history.records.size()) == Durability::durable);
  const auto made = views_at(there, journal, history.records.size());
  for (std::uint64_t account = 0; account <= history.books.accounts.size(); ++account) {
    RC_ASSERT(followed->wallet({account}) == made->wallet({account}));
    RC_ASSERT(followed->profile({account}) == made->profile({account}));
    RC_ASSERT(followed->system_account({account}) == made->system_account({account}));
    for (std::uint64_t n = 1; n < 4; ++n)
      RC_ASSERT(followed->milestone({account}, n) == made->milestone({account}, n));
  }
  for (const auto& [id, key] : history.books.keys) RC_ASSERT(followed->key(id) == made->key(id));
  for (std::uint64_t number = 0; number <= history.books.organizations.size(); ++number)
    RC_ASSERT(followed->organization({number}) == made->organization({number}));
}

TEST(ProjectionTest, RecordsThatDoNotFollowWhatTheRowsSayAreRefused) {
  crypto::start();
  const Place place;
  tests::TwoOrganizations world;
  world.fund(5, tests::amount(500));
  const std::size_t before = world.records.size();
  world.fund(5, tests::amount(7));
  world.records.back().entries[1].balance_after = tests::money(508);
  const tests::SimulatedStore journal{world.records};
  const auto views = views_at(place, journal, before);
  EXPECT_THROW(static_cast<void>(views->follow(10)), persistence::Corrupt);
  EXPECT_EQ(views->watermark().value, before);
  EXPECT_EQ(open_views(place.options, journal, journal.last_sequence()).error(),
            "were found to be damaged while in use");
}

}  // namespace
}  // namespace bursar::projection_test
