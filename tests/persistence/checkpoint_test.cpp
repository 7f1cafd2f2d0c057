#include "persistence/checkpoint.hpp"

#include "crypto/hash.hpp"
#include "ledger/books_difference.hpp"
#include "persistence/errors.hpp"
#include "tests/persistence/flipped.hpp"
#include "tests/persistence/in_a_child.hpp"
#include "tests/persistence/random_history.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fstream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::persistence::checkpoint_test {
namespace {

using namespace bursar;
using persistence::Checkpoint;
using persistence::Corrupt;
using persistence::read_checkpoint;
using persistence::write_checkpoint;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;
using tests::RandomHistory;
using tests::TemporaryDirectory;
namespace fs = std::filesystem;

/// Of the first `count` records, as somebody has examined them.
Checkpoint of(const std::vector<ledger::Record>& records, std::size_t count) {
  ledger::Examiner examiner;
  for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(examiner.take(records[i]), std::nullopt);
  Checkpoint checkpoint{.segment = 3, .chain_hash = {7, 8, 9}};
  std::tie(checkpoint.books, checkpoint.peaks) = std::move(examiner).leave();
  return checkpoint;
}

std::string contents(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

RC_GTEST_PROP(CheckpointTest, WhatFollowsFromItIsWhatFollowsFromTheWholeJournal, ()) {
  crypto::start();
  const TemporaryDirectory place{TemporaryDirectory::quick_place()};
  RandomHistory history;
  history.go_on(*rc::gen::inRange<std::size_t>(0, 80));
  const std::size_t cut = *rc::gen::inRange<std::size_t>(1, history.records.size() + 1);
  const Checkpoint written = of(history.records, cut);
  const auto hash = write_checkpoint(place.path(), written);
  Checkpoint read = read_checkpoint(persistence::checkpoint_path(place.path(), 3), hash);
  RC_ASSERT(!ledger::difference(read.books, written.books));
  RC_ASSERT(read.peaks == written.peaks);
  RC_ASSERT(read.segment == 3U);
  RC_ASSERT(read.chain_hash == written.chain_hash);

  ledger::Examiner examiner{std::move(read.books), std::move(read.peaks)};
  for (std::size_t i = cut; i < history.records.size(); ++i)
    RC_ASSERT(!examiner.take(history.records[i]));
  RC_ASSERT(!ledger::difference(examiner.books(), history.books));
}

class CheckpointFileTest : public testing::Test {
 protected:
  CheckpointFileTest() {
    crypto::start();
    world_.fund(6, tests::amount("10.00"));
    world_.commit(world_
                      .decide(6, {.payer = tests::address_of(6),
                                  .payee = tests::address_of(13),
                                  .amount = tests::amount(400)})
                      .value());
    hash_ = write_checkpoint(place_.path(), of(world_.records, world_.records.size()));
  }

  const TemporaryDirectory place_;
  tests::TwoOrganizations world_;
  crypto::Bytes<32> hash_ = {};
  const fs::path file_ = persistence::checkpoint_path(place_.path(), 3);
};

TEST_F(CheckpointFileTest, IsTheSameForTheSameBooks) {
  const std::string first = contents(file_);
  EXPECT_EQ(first.substr(0, 8), "BURSCKPT");
  EXPECT_EQ(hash_,
            crypto::blake2b({reinterpret_cast<const std::uint8_t*>(first.data()), first.size()}));
  EXPECT_EQ(write_checkpoint(place_.path(), of(world_.records, world_.records.size())), hash_);
  EXPECT_EQ(contents(file_), first);
  EXPECT_EQ(fs::status(file_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(CheckpointFileTest, WhatOlderOnesHaveOfAWebhookThatWasRemovedIsDropped) {
  Checkpoint older = of(world_.records, world_.records.size());
  const ledger::Webhook removed{.organization = {1}, .status = ledger::WebhookStatus::removed};
  ledger::Webhook& kept = older.books.webhooks.emplace(ledger::Sequence{2}, removed).first->second;
  kept.made.terms = {.url = "https://example.com", .events = {"*"}};
  const auto hash = write_checkpoint(place_.path(), older);
  EXPECT_EQ(read_checkpoint(file_, hash).books.webhooks.at({2}), removed);
}

TEST_F(CheckpointFileTest, ABitFlippedAnywhereIsNoticed) {
  for (std::uint64_t at = 0; at < fs::file_size(file_); ++at) {
    const tests::Flipped flipped{file_, at, static_cast<unsigned>(at % 8)};
    EXPECT_THROW(read_checkpoint(file_, hash_), Corrupt) << at;
  }
  EXPECT_NO_THROW(read_checkpoint(file_, hash_));
}

TEST_F(CheckpointFileTest, OneThatIsCutOffOrWentOnIsNone) {
  const auto size = fs::file_size(file_);
  for (const std::uint64_t wrong : {size - 8, size - 1, size + 8, std::uint64_t{15}}) {
    fs::resize_file(file_, wrong);
    EXPECT_THROW(read_checkpoint(file_, hash_), Corrupt) << wrong;
  }
  fs::remove(file_);
  EXPECT_THROW(read_checkpoint(file_, hash_), persistence::Unusable);
}

// Whoever can forge a hash too still makes no file that is read past its end.
TEST_F(CheckpointFileTest, WhatMakesNoSenseIsToldWhateverItsHash) {
  const std::string whole = contents(file_);
  for (std::size_t at = 0; at < whole.size(); at += at < 64 ? 1 : 19) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x81);
    std::ofstream{file_, std::ios::binary | std::ios::trunc} << changed;
    const auto hash =
        crypto::blake2b({reinterpret_cast<const std::uint8_t*>(changed.data()), changed.size()});
    EXPECT_TRUE(tests::in_a_child([&] {
      try {
        read_checkpoint(file_, hash);
      } catch (const Corrupt&) {
        return true;
      }
      return at >= 16;  // a figure, of which only the hash could have told
    })) << at;
  }
}

TEST_F(CheckpointFileTest, AnotherFormatIsNotGuessedAt) {
  std::string changed = contents(file_);
  changed[8] = 2;
  std::ofstream{file_, std::ios::binary | std::ios::trunc} << changed;
  const auto hash =
      crypto::blake2b({reinterpret_cast<const std::uint8_t*>(changed.data()), changed.size()});
  EXPECT_THAT([&] { read_checkpoint(file_, hash); },
              ThrowsMessage<Corrupt>(HasSubstr("format version 2")));
}

TEST_F(CheckpointFileTest, TheFilesThatAreThereAreNumbered) {
  write_checkpoint(place_.path(), {.segment = 1'234'567});
  for (const char* other : {"checkpoint-000004.new", "checkpoint-x", "checkpoint-5", "archived"})
    std::ofstream{place_.path() / other} << "else";
  EXPECT_THAT(persistence::checkpoint_numbers(place_.path()), ElementsAre(3, 1'234'567));
}

TEST_F(CheckpointFileTest, ADiskThatIsFullLeavesTheOneBefore) {
  EXPECT_TRUE(tests::in_a_child([&] {
    tests::limit_file_size(1'000);
    try {
      write_checkpoint(place_.path(), of(world_.records, world_.records.size()));
      return false;
    } catch (const persistence::Broke&) {
      return true;
    }
  }));
  EXPECT_NO_THROW(read_checkpoint(file_, hash_));
}

}  // namespace
}  // namespace bursar::persistence::checkpoint_test
