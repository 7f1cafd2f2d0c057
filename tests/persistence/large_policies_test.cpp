// A policy with lists as long as they may be, of names as wide as they may be: one record of four
// megabytes in the journal, one row in the views, one in a checkpoint.

#include "crypto/hash.hpp"
#include "persistence/checkpoint.hpp"
#include "persistence/codec_checkpoint.hpp"
#include "persistence/lmdb_journal.hpp"
#include "persistence/views.hpp"
#include "tests/ledger/two_organizations.hpp"
#include "tests/persistence/batches.hpp"
#include "tests/support/temporary_directory.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::persistence::large_policies_test {
namespace {

using namespace bursar;
using persistence::Durability;

std::vector<std::string> widest_names() {
  std::vector<std::string> names(ledger::policy_list_max);
  for (std::size_t n = 0; n < names.size(); ++n)
    names[n] = std::to_string(1'000 + n) + std::string(1'016, '\xF0');  // 255 characters of four
  return names;
}

class LargePoliciesTest : public testing::Test {
 protected:
  LargePoliciesTest() {
    crypto::start();
    ledger::PolicyChanged changed{.terms = world_.books.policies.at({{1, 1}}).made.terms,
                                  .name = "large"};
    ++changed.terms.version;
    changed.terms.allowed_recipients = ledger::Recipients{.labels = widest_names()};
    changed.terms.blocked_recipients = ledger::Recipients{.labels = widest_names()};
    changed.terms.allowed_categories = widest_names();
    changed.terms.blocked_categories = widest_names();
    world_.record({.time = world_.now,
                   .organizations = {{{.organization = {1}}}},
                   .fact = std::move(changed)});
  }

  tests::TemporaryDirectory directory_;
  tests::TwoOrganizations world_;
};

TEST_F(LargePoliciesTest, TheJournalAndTheViewsTakeThem) {
  const persistence::JournalOptions options{.directory = directory_.path() / "journal",
                                            .fill_ahead_bytes = 0};
  const auto journal = persistence::open_journal(options);
  ASSERT_TRUE(tests::append_all(*journal, world_.records, 1));
  EXPECT_EQ(journal->record(world_.books.last()), world_.records.back());
  const persistence::ViewsOptions of_views{.directory = directory_.path() / "views",
                                           .map_size_bytes = std::uint64_t{1} << 26};
  persistence::make_views(of_views, {}, *journal);
  persistence::Views views{of_views, *journal};
  ASSERT_EQ(views.follow(100), Durability::durable);
  EXPECT_EQ(views.policy({{1, 1}}), world_.books.policies.at({{1, 1}}));
}

TEST_F(LargePoliciesTest, ACheckpointTakesThem) {
  const ledger::Policy& policy = world_.books.policies.at({{1, 1}});
  std::vector<std::byte> row;
  persistence::encode_row(policy, row);
  ledger::Policy read = std::get<ledger::Policy>(persistence::decode_row(row));
  read.wallets = policy.wallets;  // counted from theirs
  EXPECT_EQ(read, policy);
}

}  // namespace
}  // namespace bursar::persistence::large_policies_test
