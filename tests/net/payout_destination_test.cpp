#include "net/payout_destination.hpp"

#include "crypto/hash.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::net::payout_destination_test {
namespace {

constexpr ledger::WalletId payer{{1, 2}};

class PayoutDestinationTest : public testing::Test {
 protected:
  PayoutDestinationTest() { crypto::start(); }

  static crypto::Bytes<32> key(std::uint8_t with) {
    crypto::Bytes<32> bytes;
    bytes.fill(with);
    return bytes;
  }
  static ledger::Destination bank(std::string holder = "Acme Corp") {
    return ledger::BankAccount{"021000021", "9876543210", "checking", std::move(holder)};
  }

  const crypto::SealedTexts seal{key(1), "5f3a9c01"};
};

TEST_F(PayoutDestinationTest, WhoeverSettlesItReadsAllOfIt) {
  const KeptDestination kept = keep(bank(), payer, seal);
  EXPECT_EQ(open_destination(kept.sealed, payer, seal), bank());
  EXPECT_EQ(kept.sealed.masked, R"({"routing_number":"021000021","account_number":"****3210",)"
                                R"("account_type":"checking","account_holder":"A****"})");
}

TEST_F(PayoutDestinationTest, ItIsOfItsPayerAndItsTypeAlone) {
  KeptDestination kept = keep(bank(), payer, seal);
  EXPECT_FALSE(open_destination(kept.sealed, {{1, 3}}, seal));
  EXPECT_FALSE(open_destination(kept.sealed, payer, {key(2), "5f3a9c01"}));
  kept.sealed.type = ledger::DestinationType::stripe;
  EXPECT_FALSE(open_destination(kept.sealed, payer, seal));
}

TEST_F(PayoutDestinationTest, OneAccountIsOneRecipientHoweverItsHolderIsSpelt) {
  const KeptDestination one = keep(bank(), payer, seal);
  const KeptDestination other = keep(bank("ACME"), {{1, 3}}, seal);
  EXPECT_EQ(one.recipient, other.recipient);
  EXPECT_NE(one.content, other.content);
  EXPECT_NE(one.recipient, keep(bank(), payer, {key(2), "5f3a9c01"}).recipient);
}

}  // namespace
}  // namespace bursar::net::payout_destination_test
