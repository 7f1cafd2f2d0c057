#include "actors/table_rows.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::table_rows_test {
namespace {

using ledger::Environment;
using ledger::KeyClass;
using ledger::WalletType;

TEST(AddressRowTest, GivesBackWhatItWasMadeOf) {
  for (const Environment environment : {Environment::sandbox, Environment::production})
    for (const WalletType type : {WalletType::org, WalletType::agent})
      for (const std::uint64_t number : {std::uint64_t{1}, std::uint64_t{row_number_mask}}) {
        const ledger::WalletAddress address{.account = {number},
                                            .id = {{~0ULL, number}},
                                            .organization = {number},
                                            .environment = environment,
                                            .type = type,
                                            .system_accounts = {number}};
        const AddressRow row{address};
        EXPECT_FALSE(row.none());
        EXPECT_EQ(row.id(), address.id);
        EXPECT_EQ(row.at(address.account), address);
      }
}

TEST(AddressRowTest, IsNoneUntilThereIsAWallet) {
  EXPECT_TRUE(AddressRow{}.none());
}

TEST(HeldKeyTest, GivesBackWhatItWasMadeOf) {
  using enum KeyClass;
  for (const KeyClass key_class : {org, agent, session, explorer, operator_})
    for (const Environment environment : {Environment::sandbox, Environment::production})
      for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{row_number_mask}}) {
        const KeyHolder holder{.key = {{1, 2}},
                               .organization = {number},
                               .wallet = {number},
                               .ends = {number == 0 ? 0 : 1'000},
                               .permissions = ledger::every_permission,
                               .key_class = key_class,
                               .environment = environment};
        const HeldKey row{holder, 7};
        EXPECT_EQ(row.number(), 7U);
        EXPECT_EQ(row.ends(), number != 0);
        const KeyHolder back = row.holder(holder.key, holder.ends);
        EXPECT_EQ(back.key, holder.key);
        EXPECT_EQ(back.organization, holder.organization);
        EXPECT_EQ(back.wallet, holder.wallet);
        EXPECT_EQ(back.ends, holder.ends);
        EXPECT_EQ(back.number, 7U);
        EXPECT_EQ(back.permissions, holder.permissions);
        EXPECT_EQ(back.key_class, holder.key_class);
        EXPECT_EQ(back.environment, holder.environment);
      }
}

TEST(TableRowsDeathTest, ANumberThatNoTableHasIsABug) {
  EXPECT_EQ(row_number(row_number_mask), row_number_mask);
  EXPECT_DEATH(row_number(std::uint64_t{row_number_mask} + 1), "number <= row_number_mask");
}

}  // namespace
}  // namespace bursar::actors::table_rows_test
