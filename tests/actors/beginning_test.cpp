#include "actors/beginning.hpp"

#include "actors/books_states.hpp"
#include "crypto/hash.hpp"
#include "tests/persistence/random_history.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace {

using namespace bursar;
using actors::Beginning;
using actors::BooksStates;

Beginning beginning_of(const ledger::Books& books) {
  return Beginning{BooksStates{books}};
}

TEST(BeginningTest, OfEmptyBooksIsTheFirstAccount) {
  const Beginning beginning = beginning_of({});
  EXPECT_EQ(beginning.next_account, ledger::AccountNumber{1});
  EXPECT_EQ(beginning.tenants.size(), 1U) << "none stands at 0";
  EXPECT_TRUE(beginning.wallets.empty());
  EXPECT_TRUE(beginning.heads.last().none());
}

RC_GTEST_PROP(BeginningProperties, KnowsEveryHeadOfTheBooks, ()) {
  crypto::start();
  tests::RandomHistory history;
  history.go_on(60);
  const ledger::Books& books = history.books;
  const Beginning beginning = beginning_of(books);
  RC_ASSERT(beginning.standing == books.standing());
  RC_ASSERT(beginning.next_account.value == books.accounts.size());
  for (std::uint64_t account = 1; account < books.accounts.size(); ++account) {
    const auto known = beginning.heads.account({account});
    const auto wallet = books.wallets.find({account});
    RC_ASSERT(known.head == books.accounts[account]);
    RC_ASSERT(known.wallet == (wallet != books.wallets.end()));
    if (!known.wallet) continue;
    RC_ASSERT(known.entries == wallet->second.state().transaction_count);
    RC_ASSERT(known.environment == wallet->second.state().address.environment);
  }
  for (std::uint64_t number = 1; number < books.organization_heads.size(); ++number)
    RC_ASSERT(beginning.heads.organization({number}) == books.organization_heads[number]);
}

RC_GTEST_PROP(BeginningProperties, KnowsWhatEveryOrganisationHas, ()) {
  crypto::start();
  tests::RandomHistory history;
  history.go_on(60);
  const ledger::Books& books = history.books;
  const Beginning beginning = beginning_of(books);
  RC_ASSERT(beginning.tenants.size() == books.organizations.size());
  for (std::uint64_t number = 1; number < books.organizations.size(); ++number) {
    const auto& tenant = beginning.tenants[number];
    const ledger::Organization& known = books.organizations[number];
    RC_ASSERT(tenant.opened == known.opened);
    RC_ASSERT(tenant.created_at == known.created_at);
    RC_ASSERT(tenant.wallets == known.wallets);
    RC_ASSERT(tenant.keys == known.keys.size());
    RC_ASSERT(tenant.policies == known.policies.size());
  }
  RC_ASSERT(std::ranges::is_sorted(beginning.wallets, {}, &ledger::WalletAddress::account));
  RC_ASSERT(beginning.wallets.size() == books.wallets.size());
}

}  // namespace
