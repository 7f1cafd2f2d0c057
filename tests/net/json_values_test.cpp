#include "net/json_values.hpp"

#include "tests/support/amounts.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::net::json_values_test {
namespace {

using ledger::Errc;
using tests::usd;

struct Body {
  std::string text;
  ledger::Money amount;
  ledger::Money limit;
  bool usdc = false;
  ledger::WalletId wallet;
  std::vector<std::string> tags;
  std::int64_t seconds = 0;
};

constexpr Field prose = takes<&Body::text, Kind::text>("text", Need::optional, "");
constexpr Field label = takes<&Body::text, Kind::label>("label", Need::required, "");
constexpr Field weighed =
    in_bytes(takes<&Body::text, Kind::text>("weighed", Need::optional, "", 12), "send less");
constexpr Field amount = takes<&Body::amount, Kind::amount>("amount", Need::required, "");
constexpr Field limit = takes<&Body::limit, Kind::limit>("limit", Need::optional, "");
constexpr Field some = takes<&Body::amount, Kind::all_or_some>("some", Need::required, "");
constexpr Field change = takes<&Body::amount, Kind::adjustment>("change", Need::required, "");
constexpr Field currency = takes<&Body::usdc, Kind::currency>("currency", Need::optional, "");
constexpr Field wallet = takes<&Body::wallet, Kind::wallet_id>("wallet", Need::required, "");
constexpr Field seconds = takes<&Body::seconds, Kind::count>("seconds", Need::optional, "", 3'600);
constexpr Field timeout =
    takes<&Body::seconds, Kind::seconds>("timeout", Need::optional, "", 3'600);
constexpr Field tags = takes<&Body::tags, Kind::labels>("tags", Need::optional, "");

class JsonValuesTest : public testing::Test {
 protected:
  bool takes_text(std::string_view text, const Field& field) {
    return !take_text(text, field, &body);
  }
  bool takes_money(std::string_view written, const Field& field, bool quoted = true) {
    return !take_money(written, quoted, field, &body);
  }

  Body body;
};

TEST_F(JsonValuesTest, AnAmountIsAboveZeroAndALimitMayBeZero) {
  EXPECT_FALSE(takes_money("0.00", amount));
  EXPECT_TRUE(takes_money("0.00000001", amount));
  EXPECT_EQ(body.amount, ledger::Money::units(1));
  EXPECT_TRUE(takes_money("0.00", limit));
  for (const Field* field : {&amount, &limit}) {
    EXPECT_TRUE(takes_money("1000000000.00", *field));
    EXPECT_FALSE(takes_money("1000000000.00000001", *field));
    EXPECT_FALSE(takes_money("0.000000001", *field));
    for (const char* negative : {"-1", "-0"}) EXPECT_FALSE(takes_money(negative, *field));
  }
}

TEST_F(JsonValuesTest, AllIsWrittenAsAWordAndReadAsZero) {
  EXPECT_TRUE(takes_money("5.00", some));
  EXPECT_EQ(body.amount, usd("5.00"));
  EXPECT_TRUE(takes_money("all", some));
  EXPECT_EQ(body.amount, ledger::Money{});
  EXPECT_FALSE(takes_money("all", some, false));
  EXPECT_FALSE(takes_money("all", amount));
  for (const char* wrong : {"0.00", "-1", "ALL", "", "1000000000.01"})
    EXPECT_EQ(take_money(wrong, true, some, &body)->detail,
              "must be \"all\", or above 0 and at most 1000000000.00, with at most 8 decimals");
}

TEST_F(JsonValuesTest, AnAdjustmentGoesEitherWay) {
  EXPECT_TRUE(takes_money("-50.00", change));
  EXPECT_EQ(body.amount, usd("-50.00"));
  EXPECT_TRUE(takes_money("-5e-7", change, false));
  EXPECT_TRUE(takes_money("-1000000000.00", change));
  EXPECT_TRUE(takes_money("1000000000.00", change));
  for (const char* wrong : {"0", "0.00", "-0", "-1000000000.00000001", "1000000000.00000001"})
    EXPECT_EQ(take_money(wrong, true, change, &body)->code, Errc::invalid_amount) << wrong;
}

TEST_F(JsonValuesTest, ACountIsAWholeNumberUpToItsBound) {
  EXPECT_FALSE(take_count("3600", seconds, &body));
  EXPECT_EQ(body.seconds, 3'600);
  EXPECT_FALSE(take_count("0", seconds, &body));
  EXPECT_EQ(body.seconds, 0);
  for (const char* wrong :
       {"3601", "-1", "-0", "1.0", "1e2", "99999999999999999999", "", "007", "+1"})
    EXPECT_EQ(take_count(wrong, seconds, &body)->detail, "must be a whole number from 0 to 3600")
        << wrong;
}

TEST_F(JsonValuesTest, ATimeIsAnyNumberOfSecondsAboveZeroUpToItsBound) {
  const auto taken = [&](const char* written) {
    EXPECT_FALSE(take_seconds(written, timeout, &body)) << written;
    return body.seconds;
  };
  EXPECT_EQ(taken("120"), 120'000);
  EXPECT_EQ(taken("0.5"), 500);
  EXPECT_EQ(taken("1e-9"), 1) << "some time at least";
  EXPECT_EQ(taken("1.5e2"), 150'000);
  EXPECT_EQ(taken("3601"), 3'600'000);
  EXPECT_EQ(taken("1e300"), 3'600'000);
  for (const char* wrong : {"0", "0.0", "-1", "-0.5", "", "1x", "1e999"})
    EXPECT_EQ(take_seconds(wrong, timeout, &body)->detail, "must be a number of seconds above 0")
        << wrong;
}

TEST_F(JsonValuesTest, MoneyThatIsNotTakenLeavesTheBodyAsItWas) {
  body.amount = usd("5.00");
  const auto complaint = take_money("-7", true, amount, &body);
  ASSERT_TRUE(complaint);
  EXPECT_EQ(complaint->code, Errc::invalid_amount);
  EXPECT_EQ(body.amount, usd("5.00"));
}

// An exponent is a number's business; text is what people wrote.
TEST_F(JsonValuesTest, AnExponentIsReadInANumberAndNotInText) {
  EXPECT_TRUE(takes_money("5e-1", amount, false));
  EXPECT_EQ(body.amount, usd("0.50"));
  EXPECT_FALSE(takes_money("5e-1", amount, true));
}

TEST_F(JsonValuesTest, ProseHasLinesAndANameHasNone) {
  EXPECT_TRUE(takes_text("two\nlines\tand a tab", prose));
  EXPECT_FALSE(takes_text("two\nlines", label));
  for (const char* control : {"\x01", "\x7f"}) EXPECT_FALSE(takes_text(control, prose));
}

TEST_F(JsonValuesTest, LengthIsCountedInCharactersAndNotInBytes) {
  std::string name;
  for (int i = 0; i < 255; ++i) name += "\u00e9";
  EXPECT_TRUE(takes_text(name, label));
  EXPECT_FALSE(takes_text(name + "e", label));
}

TEST_F(JsonValuesTest, WhereBytesAreBoundedLettersWeighWhatTheyTake) {
  for (const std::string letter : {"e", "\u00e9", "\u20ac", "\U0001F600"}) {
    std::string text;
    while (text.size() < 12) text += letter;
    EXPECT_TRUE(takes_text(text, weighed)) << text;
    const auto complaint = take_text(text + letter, weighed, &body);
    ASSERT_TRUE(complaint) << text;
    EXPECT_EQ(complaint->detail, "is longer than 12 bytes of UTF-8, by " +
                                     std::to_string(letter.size()) + ": send less");
    EXPECT_EQ(complaint->code, Errc::invalid_request);
  }
}

TEST_F(JsonValuesTest, WhatIsRequiredMustNotBeEmpty) {
  EXPECT_FALSE(takes_text("", label));
  EXPECT_TRUE(takes_text("", prose));
}

TEST_F(JsonValuesTest, AnUnknownCurrencyIsARefusalOfItsOwn) {
  EXPECT_TRUE(takes_text("USDC", currency));
  EXPECT_TRUE(body.usdc);
  EXPECT_TRUE(takes_text("USD", currency));
  EXPECT_FALSE(body.usdc);
  EXPECT_EQ(take_text("EUR", currency, &body)->code, Errc::unsupported_currency);
}

// So that a wrong id and an id of nothing are told alike.
TEST_F(JsonValuesTest, TextThatIsNoIdIsAnIdThatNothingHas) {
  EXPECT_TRUE(takes_text("no id", wallet));
  EXPECT_EQ(body.wallet.bits, names_nothing);
  const ledger::Bits128 id{1, 2};
  for (const char* prefix : {"wal_", "wallet_", "agt_", "agent_"}) {
    EXPECT_TRUE(takes_text(ledger::text(prefix, id), wallet));
    EXPECT_EQ(body.wallet.bits, id) << prefix;
  }
  EXPECT_TRUE(takes_text(ledger::text("key_", id), wallet));
  EXPECT_EQ(body.wallet.bits, names_nothing);
}

// ?tags=a,b is a list: a comma within one would make it two.
TEST_F(JsonValuesTest, ATagHoldsNoComma) {
  EXPECT_FALSE(take_element("a b", tags, &body.tags));
  EXPECT_TRUE(take_element("a,b", tags, &body.tags));
  EXPECT_TRUE(take_element("", tags, &body.tags));
  EXPECT_EQ(body.tags, std::vector<std::string>{"a b"});
}

}  // namespace
}  // namespace bursar::net::json_values_test
