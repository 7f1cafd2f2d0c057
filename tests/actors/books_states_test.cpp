#include "actors/books_states.hpp"

#include "actors/views_states.hpp"
#include "crypto/hash.hpp"
#include "tests/persistence/random_history.hpp"
#include "tests/support/engine_world.hpp"
#include "tests/support/simulated_store.hpp"
#include "tests/support/temporary_directory.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::actors::books_states_test {
namespace {

using persistence::List;
using tests::usd;

TEST(BooksStatesTest, KnowsEveryWalletOfTheBooksAndNobodyElse) {
  tests::EngineWorld world;
  const auto owner = world.sign_up();
  const auto wallet = world.funded_wallet(owner, usd("7.00"));
  const ledger::Books books = world.books();
  const BooksStates states{books};
  EXPECT_EQ(states.watermark(), books.last());
  for (const auto& [account, known] : books.wallets) EXPECT_EQ(states.load(account), known.state());
  EXPECT_EQ(states.load(wallet.account)->posted, usd("7.00"));
  EXPECT_FALSE(states.load(wallet.system_accounts));
  EXPECT_FALSE(states.load({wallet.account.value + 1}));
}

/// Everything that states can list, in one order.
struct Listed {
  ledger::Standing standing;
  std::vector<std::pair<ledger::AccountNumber, persistence::SystemAccountSnapshot>> system_accounts;
  std::vector<persistence::WalletSnapshot> wallets;
  std::vector<persistence::OrganizationSnapshot> organizations;
  std::vector<ledger::Key> keys;
  std::vector<ledger::Policy> policies;
  std::map<ledger::AccountNumber, ledger::WalletSession> sessions;

  explicit Listed(const LedgerStates& states) : standing{states.standing()} {
    states.each_system_account(
        [&](auto account, const auto& row) { system_accounts.emplace_back(account, row); });
    states.each_wallet([&](const auto& row) { wallets.push_back(row); });
    states.each_organization([&](const auto& row) { organizations.push_back(row); });
    states.each_key([&](const auto& row) { keys.push_back(row); });
    states.each_session([&](auto account, const auto& row) { sessions.emplace(account, row); });
    std::ranges::sort(keys, {}, [](const ledger::Key& key) { return key.made.id.bits; });
    states.each_policy([&](const auto& row) { policies.push_back(row); });
    std::ranges::sort(policies, {}, [](const auto& policy) { return policy.made.terms.id.bits; });
  }
  friend bool operator==(const Listed&, const Listed&) = default;
};

void expect_same_lists(const LedgerStates& a, const LedgerStates& b, List list,
                       std::uint64_t owner) {
  for (std::uint64_t n = 1;; ++n) {
    const auto one = a.listed(list, owner, n);
    RC_ASSERT(one == b.listed(list, owner, n));
    if (!one) return;
  }
}

void expect_same_names(const ledger::Books& books, const LedgerStates& a, const LedgerStates& b) {
  for (const auto& [account, profile] : books.profiles) {
    const ledger::WalletOpened& opened = profile.opened;
    RC_ASSERT(a.profile(account) == b.profile(account));
    RC_ASSERT(a.session(account) == b.session(account));
    RC_ASSERT(a.wallet_of(opened.address.id) == b.wallet_of(opened.address.id));
    RC_ASSERT(a.agent(opened.address.organization, opened.agent_id) ==
              b.agent(opened.address.organization, opened.agent_id));
  }
  for (const auto& [id, policy] : books.policies) RC_ASSERT(a.policy(id) == b.policy(id));
  for (const auto& [request, approval] : books.approvals) {
    RC_ASSERT(a.approval(request) == approval);
    RC_ASSERT(b.approval(request) == approval);
  }
  for (const auto& [id, key] : books.keys) RC_ASSERT(a.key(id) == b.key(id));
  for (std::uint64_t number = 1; number < books.organizations.size(); ++number)
    for (const List list :
         {List::wallets_of_organization, List::keys_of_organization, List::policies_of_organization,
          List::sandbox_approvals_of_organization, List::production_approvals_of_organization})
      expect_same_lists(a, b, list, number);
}

RC_GTEST_PROP(BooksStatesProperties, SayWhatTheViewsSay, ()) {
  crypto::start();
  tests::RandomHistory history;
  history.go_on(40);
  const tests::SimulatedStore store{history.records};
  persistence::Replayed replayed;
  for (const ledger::Record& record : history.records) replayed.apply(record);
  const tests::TemporaryDirectory directory;
  const persistence::ViewsOptions options{.directory = directory.path() / "views",
                                          .map_size_bytes = std::uint64_t{1} << 26};
  make_views(options, replayed, store);
  const persistence::Views views{options, store};
  const ViewsStates on_disk{views};
  const BooksStates in_memory{history.books};
  RC_ASSERT(Listed{in_memory} == Listed{on_disk});
  expect_same_names(history.books, in_memory, on_disk);
}

}  // namespace
}  // namespace bursar::actors::books_states_test
