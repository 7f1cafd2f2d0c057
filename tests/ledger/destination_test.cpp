#include "ledger/destination.hpp"

#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::ledger::destination_test {
namespace {

BankAccount bank() {
  return {"021000021", "9876543210", "checking", "Acme Corp"};
}
ChainAddress ethereum() {
  return {"ethereum", "0x52908400098527886E0F7030069857D2E4169EE7"};
}
ChainAddress solana() {
  return {"solana", "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"};
}
StripeAccount stripe() {
  return {"acct_1032D82eZvKYlo2C"};
}
std::string wrong(const Destination& destination) {
  const auto found = wrong_member(destination);
  return found ? std::string{found->member} : "nothing";
}

TEST(DestinationTest, WhatCanBeOneIsOne) {
  EXPECT_EQ(wrong(bank()), "nothing");
  EXPECT_EQ(wrong(ethereum()), "nothing");
  EXPECT_EQ(wrong(solana()), "nothing");
  EXPECT_EQ(wrong(stripe()), "nothing");
  EXPECT_EQ(type_of(bank()), DestinationType::bank);
  EXPECT_EQ(type_of(solana()), DestinationType::crypto);
  EXPECT_EQ(type_of(stripe()), DestinationType::stripe);
}

TEST(DestinationTest, EachTypeIsReadAsItIsWritten) {
  for (std::size_t i = 0; i < destination_types; ++i) {
    const auto type = static_cast<DestinationType>(i);
    EXPECT_EQ(destination_type(word(type)), type);
  }
  EXPECT_EQ(destination_type("cash"), std::nullopt);
}

TEST(DestinationTest, ARoutingNumberHasItsCheckDigitAndADistrict) {
  for (const std::string_view good : {"021000021", "011401533", "091000019", "122105155",
                                      "253177049", "322271627", "800000006", "610000005"})
    EXPECT_TRUE(routing_number(good)) << good;
  for (const std::string_view bad : {"021000022", "21000021", "0210000210", "02100002a", "",
                                     "000000000", "130000006", "331000009", "730000008"})
    EXPECT_FALSE(routing_number(bad)) << bad;
}

// No digit can be another one, and no two neighbours can be swapped unless they are 5 apart.
RC_GTEST_PROP(DestinationTest, OneWrongDigitIsFound, ()) {
  std::string number = bank().routing_number;
  const auto place = *rc::gen::inRange<std::size_t>(0, number.size());
  const auto other = static_cast<char>('0' + *rc::gen::inRange(0, 10));
  RC_PRE(number[place] != other);
  number[place] = other;
  RC_ASSERT(!routing_number(number));
}

TEST(DestinationTest, EveryMemberOfABankAccountIsLookedAt) {
  const auto with = [](auto change) {
    BankAccount changed = bank();
    change(changed);
    return wrong(changed);
  };
  EXPECT_EQ(with([](auto& one) { one.routing_number = "021000022"; }), "routing_number");
  EXPECT_EQ(with([](auto& one) { one.account_number = "123"; }), "account_number");
  EXPECT_EQ(with([](auto& one) { one.account_number = "123456789012345678"; }), "account_number");
  EXPECT_EQ(with([](auto& one) { one.account_number = "1234-5678"; }), "account_number");
  EXPECT_EQ(with([](auto& one) { one.account_type = "current"; }), "account_type");
  EXPECT_EQ(with([](auto& one) { one.account_type = "savings"; }), "nothing");
  EXPECT_EQ(with([](auto& one) { one.account_holder = ""; }), "account_holder");
  EXPECT_EQ(with([](auto& one) { one.account_holder = "a\nb"; }), "account_holder");
  EXPECT_EQ(with([](auto& one) { one.account_holder = "a\x7F"; }), "account_holder");
  EXPECT_EQ(with([](auto& one) { one.account_holder = std::string(101, 'a'); }), "account_holder");
}

TEST(DestinationTest, AnAddressHasTheFormOfItsNetwork) {
  for (const std::string_view network : {"base", "polygon", "arbitrum", "optimism"})
    EXPECT_EQ(wrong(ChainAddress{std::string{network}, ethereum().address}), "nothing");
  EXPECT_EQ(wrong(ChainAddress{"dogecoin", ethereum().address}), "network");
  for (const std::string_view bad :
       {"0xABCDEF...", "52908400098527886E0F7030069857D2E4169EE7",
        "0x52908400098527886E0F7030069857D2E4169EE", "0x52908400098527886E0F7030069857D2E4169EEg",
        "0x52908400098527886E0F7030069857D2E4169EE.", "0y52908400098527886E0F7030069857D2E4169EE7",
        "0x0000000000000000000000000000000000000000"})
    EXPECT_EQ(wrong(ChainAddress{"ethereum", std::string{bad}}), "address") << bad;
}

TEST(DestinationTest, ASolanaAddressIsThirtyTwoBytesInBase58) {
  EXPECT_EQ(wrong(ChainAddress{"solana", "11111111111111111111111111111112"}), "nothing");
  for (const std::string_view bad :
       {"11111111111111111111111111111111",               // nothing but zeros
        "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt",     // 31 or fewer bytes
        "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1vv",  // 33 bytes
        "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt10",   // no digit of base58
        "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",   // more than 32 bytes can say
        "short"})
    EXPECT_EQ(wrong(ChainAddress{"solana", std::string{bad}}), "address") << bad;
}

TEST(DestinationTest, AnAccountAtStripeBeginsAsTheyDo) {
  for (const std::string_view bad : {"acc_1032D82eZvKYlo2C", "acct_", "acct_short", "acct",
                                     "acct_1032D82eZvKYlo2-", "acct_1032D82eZvKYlo2{", ""})
    EXPECT_EQ(wrong(StripeAccount{std::string{bad}}), "account") << bad;
  EXPECT_EQ(wrong(StripeAccount{"acct_" + std::string(65, 'a')}), "account");
}

std::string shown(const Destination& destination) {
  std::string all;
  for (const auto& [name, value] : masked_members(destination))
    all.append(name).append("=").append(value).append(" ");
  return all;
}

TEST(DestinationTest, OfANumberOnlyItsEndIsShown) {
  EXPECT_EQ(shown(bank()),
            "routing_number=021000021 account_number=****3210 account_type=checking "
            "account_holder=A**** ");
  EXPECT_EQ(shown(ethereum()), "address=****9EE7 network=ethereum ");
  EXPECT_EQ(shown(stripe()), "account=acct_****lo2C ");
  BankAccount foreign = bank();
  foreign.account_holder = "Örn";
  EXPECT_NE(shown(foreign).find("account_holder=Ö**** "), std::string::npos);
}

TEST(DestinationTest, OfAShortOneNoMoreThanHalfIsShown) {
  BankAccount brief = bank();
  for (const auto& [number, masked] : {std::pair{"1234", "****34"},
                                       {"12345", "****45"},
                                       {"123456", "****456"},
                                       {"12345678", "****5678"},
                                       {"123456789", "****6789"}}) {
    brief.account_number = number;
    EXPECT_NE(shown(brief).find(std::string{"account_number="} + masked + ' '), std::string::npos);
  }
  for (const char* one : {"A", "Ö"}) {
    brief.account_holder = one;
    EXPECT_NE(shown(brief).find("account_holder=**** "), std::string::npos) << one;
  }
}

TEST(DestinationTest, AllOfItIsWrittenAndReadBack) {
  for (const Destination& one :
       {Destination{bank()}, Destination{ethereum()}, Destination{solana()}, Destination{stripe()}})
    EXPECT_EQ(parse_whole(whole_text(one)), one);
  for (const std::string_view bad : {"", "bank", "bank\n", "bank\na\nb\nc\n", "crypto\na\n",
                                     "stripe\na\nb\n", "stripe\na", "cash\na\n"})
    EXPECT_EQ(parse_whole(bad), std::nullopt) << bad;
}

TEST(DestinationTest, TwoOfOneAccountAreKnownByOneName) {
  BankAccount same = bank();
  same.account_holder = "ACME";
  same.account_type = "savings";
  EXPECT_EQ(identity_text(same), identity_text(bank()));
  same.account_number = "9876543211";
  EXPECT_NE(identity_text(same), identity_text(bank()));
  ChainAddress lower = ethereum();
  lower.address = "0x52908400098527886e0f7030069857d2e4169ee7";
  EXPECT_EQ(identity_text(lower), identity_text(ethereum()));
  lower.network = "base";
  EXPECT_NE(identity_text(lower), identity_text(ethereum()));
  ChainAddress other = solana();
  other.address[0] = 'e';
  EXPECT_NE(identity_text(other), identity_text(solana()));
  EXPECT_NE(identity_text(stripe()), identity_text(solana()));
  EXPECT_NE(identity_text(ChainAddress{"unknown", "X"}),
            identity_text(ChainAddress{"unknown", "x"}));
}

}  // namespace
}  // namespace bursar::ledger::destination_test
