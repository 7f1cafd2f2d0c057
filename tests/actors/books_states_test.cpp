#include "actors/books_states.hpp"

#include "tests/support/engine_world.hpp"

#include <gtest/gtest.h>

namespace bursar::actors {
namespace {

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

}  // namespace
}  // namespace bursar::actors
