#include "net/json_reader.hpp"

#include "ledger/decimal.hpp"
#include "net/payments.hpp"
#include "tests/net/json_bodies.hpp"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::tests::json_reader_test {
namespace {

using ledger::Errc;
using net::Kind;
using net::Need;

struct Body {
  std::string name;
  std::string note;
  ledger::Money amount = {};
  std::optional<ledger::Money> limit;
  bool as_usdc = false;
  bool flag = false;
  ledger::WalletId wallet = {};
  std::optional<ledger::PolicyId> policy;
  std::vector<std::string> tags;
  std::optional<ledger::Permissions> permissions;
  std::string metadata;
  std::int64_t timeout = 0;

  static const net::Schema schema;
};

constexpr std::array fields = {
    net::takes<&Body::name, Kind::label>("name", Need::optional, ""),
    net::takes<&Body::note, Kind::text>("note", Need::optional, "", 10),
    net::takes<&Body::amount, Kind::amount>("amount", Need::required, ""),
    net::takes<&Body::limit, Kind::limit>("limit", Need::optional, ""),
    net::takes<&Body::as_usdc, Kind::currency>("currency", Need::optional, ""),
    net::takes<&Body::flag, Kind::flag>("flag", Need::optional, ""),
    net::takes<&Body::wallet, Kind::wallet_id>("wallet_id", Need::optional, ""),
    net::or_none(net::takes<&Body::policy, Kind::policy_id>("policy_id", Need::optional, "")),
    net::takes<&Body::tags, Kind::labels>("tags", Need::optional, ""),
    net::takes<&Body::permissions, Kind::permissions>("permissions", Need::optional, ""),
    net::takes<&Body::metadata, Kind::object>("metadata", Need::optional, ""),
    net::takes<&Body::timeout, Kind::seconds>("timeout", Need::optional, "", 60),
};
const net::Schema Body::schema{"Test", fields};

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

std::string members(int count) {
  std::string all = "{";
  for (int at = 0; at < count; ++at)
    all.append(at == 0 ? "" : ",").append("\"m").append(std::to_string(at)).append("\":1");
  return all + "}";
}

TEST(JsonReaderTest, TakesEveryKindOfField) {
  Body body;
  const auto faults = faults_of(R"({
    "name": "Ada \u00e9\ud83d\ude00", "note": "a\nb", "amount": "5.00", "limit": 0,
    "currency": "USDC", "flag": true, "wallet_id": "agent_00000000000000000000000005",
    "policy_id": "pol_00000000000000000000000007", "tags": ["a", "b"],
    "permissions": ["payments:write", "wallets:read"], "metadata": {"b": [1, 2.50, null], "a": {}},
    "timeout": 2.5
  })",
                                body);
  ASSERT_TRUE(faults.empty()) << faults.front().pointer << " " << faults.front().detail;
  EXPECT_EQ(body.name, "Ada \u00e9\U0001F600");
  EXPECT_EQ(body.note, "a\nb");
  EXPECT_EQ(body.amount, ledger::Money::dollars(5));
  EXPECT_EQ(body.limit, ledger::Money{});
  EXPECT_TRUE(body.as_usdc);
  EXPECT_TRUE(body.flag);
  EXPECT_EQ(body.wallet.bits.low, 5U);
  EXPECT_EQ(body.policy->bits.low, 7U);
  EXPECT_THAT(body.tags, testing::ElementsAre("a", "b"));
  EXPECT_EQ(body.permissions->bits, 0b1001);
  EXPECT_EQ(body.metadata, R"({"a":{},"b":[1,2.50,null]})");
  EXPECT_EQ(body.timeout, 2'500);
}

TEST(JsonReaderTest, ATimeIsANumberAndNoText) {
  Body body;
  for (const char* wrong : {R"("2.5")", "true", "[]", "0", "-1"})
    EXPECT_EQ(faults_of(std::string{R"({"amount":1,"timeout":)"} + wrong + "}", body).size(), 1U)
        << wrong;
}

TEST(JsonReaderTest, NamesInMetadataAreTheirSendersAndStayNames) {
  Body body;
  const std::string_view json =
      R"({"amount":1,"metadata":{"a\"b":1,"c\\d":{"e\nf":2},"g\",\"balance\":\"9":3}})";
  EXPECT_THAT(faults_of(json, body), testing::IsEmpty());
  EXPECT_EQ(body.metadata, R"({"a\"b":1,"c\\d":{"e\nf":2},"g\",\"balance\":\"9":3})");
}

TEST(JsonReaderTest, NullIsAbsenceUnlessItSaysNone) {
  Body body;
  EXPECT_TRUE(
      faults_of(R"({"amount": 1, "name": null, "limit": null, "policy_id": null})", body).empty());
  EXPECT_FALSE(body.limit);
  ASSERT_TRUE(body.policy);
  EXPECT_TRUE(body.policy->bits.none());
  EXPECT_FALSE(faults_of(R"({"amount": null})", body).empty());
}

TEST(JsonReaderTest, TextThatIsNoIdNamesNothing) {
  Body body;
  EXPECT_TRUE(faults_of(R"({"amount": 1, "policy_id": "pol_x", "wallet_id": "7"})", body).empty());
  EXPECT_EQ(body.policy->bits, net::names_nothing);
  EXPECT_EQ(body.wallet.bits, net::names_nothing);
}

TEST(JsonReaderTest, NamesTheFieldThatIsWrong) {
  struct Row {
    std::string json;
    std::string pointer;
  };
  const std::vector<Row> table = {
      {R"({"amount": 1, "amuont": 2})", "#/amuont"},
      {R"({"amount": 1, "amount": 1})", "#/amount"},
      {R"({"amount": 1, "amo\u0075nt": 1})", "#/amount"},
      {R"({})", "#/amount"},
      {R"({"amount": 1, "name": 5})", "#/name"},
      {R"({"amount": 1, "name": "a\u0000b"})", "#/name"},
      {R"({"amount": 1, "name": "a\tb"})", "#/name"},
      {R"({"amount": 1, "name": "a\u0085b"})", "#/name"},
      {R"({"amount": 1, "note": "a\u0007b"})", "#/note"},
      {R"({"amount": 1, "note": "12345678901"})", "#/note"},
      {R"({"amount": 1, "flag": "true"})", "#/flag"},
      {R"({"amount": 1, "flag": 1})", "#/flag"},
      {R"({"amount": 1, "tags": "a"})", "#/tags"},
      {R"({"amount": 1, "tags": [1]})", "#/tags"},
      {R"({"amount": 1, "tags": [""]})", "#/tags"},
      {R"({"amount": 1, "tags": ["a,b"]})", "#/tags"},
      {R"({"amount": 1, "permissions": ["wallets:steal"]})", "#/permissions"},
      {R"({"amount": 1, "metadata": []})", "#/metadata"},
      {R"({"amount": 1, "metadata": {"a": 1, "a": 2}})", "#/metadata"},
      {R"({"amount": 1, "metadata": {"b": {"a": 1, "\u0061": 2}}})", "#/metadata"},
      {R"({"amount": 1, "metadata": {"a": "x\u0000"}})", "#/metadata"},
      {R"({"amount": 1, "metadata": )" + members(257) + "}", "#/metadata"},
      {R"({"amount": 1, "metadata": {"a": ")" + std::string(16'400, 'x') + "\"}}", "#/metadata"},
      {R"({"amount": true})", "#/amount"},
      {R"({"amount": 1, "wallet_id": ")" + std::string(65, 'w') + "\"}", "#/wallet_id"},
  };
  for (const Row& row : table) {
    Body body;
    const auto faults = faults_of(row.json, body);
    ASSERT_FALSE(faults.empty()) << row.json;
    EXPECT_EQ(faults.front().pointer, row.pointer) << row.json;
    EXPECT_EQ(net::told(faults), Errc::invalid_request) << row.json;
  }
}

TEST(JsonReaderTest, RefusesWhatIsNotOneWholeDocument) {
  const std::vector<std::string> table = {
      "",
      " ",
      "5",
      "null",
      "[]",
      "\"a\"",
      "{",
      "}",
      "{]",
      R"({"amount"})",
      R"({"amount":})",
      R"({"amount":1,})",
      R"({,"amount":1})",
      R"({"amount":1 "flag":true})",
      R"({amount:1})",
      R"({'amount':1})",
      R"({"amount":1}})",
      R"({"amount":1} {})",
      R"({"amount":1}x)",
      R"({"amount":1},)",
      "\xEF\xBB\xBF{\"amount\":1}",
      R"({"amount":1,"flag":tru})",
      R"({"amount":1,"flag":truex})",
      R"({"amount":1,"name":nul})",
      R"({"amount":1,"name":nulll})",
      R"({"amount":1,"tags":["a",]})",
      R"({"amount":1,"tags":["a")",
      R"({"amount":1,"tags":["a" "b"]})",
      R"({"amount":1,"name":"a)",
      "{\"amount\":1,\"name\":\"a\nb\"}",
      "{\"amount\":1,\"name\":\"a\tb\"}",
      R"({"amount":1,"name":"\x"})",
      R"({"amount":1,"name":"\u12"})",
      "{\"amount\":1,\"name\":\"\xFF\"}",
      "{\"amount\":1,\"name\":\"\xC0\x80\"}",
      "{\"amount\":1,\"name\":\"\xED\xA0\x80\"}",
      R"({"amount":1,"name":"\ud800"})",
      R"({"amount":1,"name":"\udc00"})",
      R"({"amount":1,"name":"\ud800\u0041"})",
      R"({"amount":1,"name":"\ud800x"})",
      R"({"amount":1,"\ud800":"x"})",
      R"({"amount":1,"metadata":{"a":01}})",
      R"({"amount":1,"metadata":{"a":1.}})",
      R"({"amount":1,"metadata":{"a":+1}})",
      R"({"amount":1,"metadata":{"a":0x1}})",
      R"({"amount":1,"metadata":{"a":NaN}})",
      R"({"amount":1,"metadata":{"a":Infinity}})",
      R"({"amount":1,"metadata":{"a":[1,,2]}})",
      R"({"amount":1,"metadata":{"a":nope}})",
      R"({"amount":1,"metadata":{"a":1 2}})",
      R"({"amount":1,"metadata":{"a" 1}})",
      R"({"amount":1,"metadata":{"a":"\ud800"}})",
      R"({"amount":1,"metadata":{"\udfff":1}})",
      R"({"amount":1,"metadata":{1:1}})",
      "{\"amount\":1,\"metadata\":{\"a\":\"\x01\"}}",
      R"({"amount":1,"metadata":{"a":)" + nested(15) + "}}",
      R"({"amount":1})" + std::string(1, '\0'),
  };
  for (const std::string& json : table) {
    Body body;
    EXPECT_FALSE(faults_of(json, body).empty()) << json;
  }
}

TEST(JsonReaderTest, NestsSixteenDeepAndHolds256Members) {
  Body body;
  EXPECT_TRUE(faults_of(R"({"amount":1,"metadata":{"a":)" + nested(14) + "}}", body).empty());
  EXPECT_TRUE(faults_of(R"({"amount":1,"metadata":)" + members(256) + "}", body).empty());
}

TEST(JsonReaderTest, ReadsAmountsExactly) {
  struct Row {
    std::string token;
    std::string money;  // empty: refused as an amount
  };
  const std::vector<Row> table = {
      {"5", "5.00"},
      {"5.0", "5.00"},
      {"\"5.00\"", "5.00"},
      {"0.1", "0.10"},
      {"0.005", "0.005"},
      {"0.00000001", "0.00000001"},
      {"5e-7", "0.0000005"},
      {"5E-7", "0.0000005"},
      {"1e2", "100.00"},
      {"1000000000", "1000000000.00"},
      {"1000000000.00", "1000000000.00"},
      {"12345678.12345678", "12345678.12345678"},
      {"1000000000.00000001", ""},
      {"1000000001", ""},
      {"0", ""},
      {"-0", ""},
      {"-1", ""},
      {"0.000000001", ""},
      {"1.0000000000000001", ""},
      {"1e400", ""},
      {"1E-400", ""},
      {"9223372036854775807", ""},
      {"9223372036854775808", ""},
      {"92233720368547758080", ""},
      {"1e9999999999999999999", ""},
      {"\"\"", ""},
      {"\" 5\"", ""},
      {"\"5 \"", ""},
      {"\"+5\"", ""},
      {"\"05\"", ""},
      {"\"5e2\"", ""},
      {"\"5.\"", ""},
      {"\".5\"", ""},
      {"\"0x5\"", ""},
      {"\"NaN\"", ""},
      {"\"5,00\"", ""},
      {"\"1234567890.123456789\"", ""},
      {"\"\u0661\u0662\"", ""},
      {"\"-5\"", ""},
  };
  for (const Row& row : table) {
    Body body;
    const auto faults = faults_of("{\"amount\": " + row.token + "}", body);
    if (row.money.empty()) {
      ASSERT_EQ(faults.size(), 1U) << row.token;
      EXPECT_EQ(faults.front().code, Errc::invalid_amount) << row.token;
    } else {
      ASSERT_TRUE(faults.empty()) << row.token;
      EXPECT_EQ(ledger::text(body.amount), row.money);
    }
  }
}

TEST(JsonReaderTest, NumbersThatAreNoJsonAreMalformed) {
  for (const char* token : {"01", "+5", "5.", ".5", "0x5", "NaN", "5e", "--5", "5x", "1_0"}) {
    Body body;
    const auto faults = faults_of("{\"amount\": " + std::string{token} + "}", body);
    ASSERT_FALSE(faults.empty()) << token;
    EXPECT_EQ(net::told(faults), Errc::invalid_request) << token;
  }
}

TEST(JsonReaderTest, TellsOfSeveralFaultsTheFirstInOrder) {
  Body body;
  auto faults = faults_of(R"({"amount": 0, "currency": "EUR"})", body);
  EXPECT_EQ(net::told(faults), Errc::invalid_amount);
  faults = faults_of(R"({"amount": 1, "currency": "EUR"})", body);
  EXPECT_EQ(net::told(faults), Errc::unsupported_currency);
  faults = faults_of(R"({"amount": 0, "name": "\u0001"})", body);
  EXPECT_EQ(net::told(faults), Errc::invalid_request);
  EXPECT_EQ(faults.size(), 2U);
}

TEST(JsonReaderTest, ReadsAListOfBodiesAndPointsIntoIt) {
  net::PaymentBatchBody batch;
  const std::string good =
      R"({"from_wallet_id":"wal_00000000000000000000000001","to_external":"m","amount":1})";
  EXPECT_TRUE(faults_of("{\"payments\":[" + good + "," + good + "]}", batch).empty());
  EXPECT_EQ(batch.payments.size(), 2U);
  net::PaymentBatchBody wrong;
  const auto faults = faults_of("{\"payments\":[" + good + R"(,{"amount":-1}]})", wrong);
  ASSERT_EQ(faults.size(), 2U);
  EXPECT_EQ(faults[0].pointer, "#/payments/1/amount");
  EXPECT_EQ(faults[1].pointer, "#/payments/1/from_wallet_id");
  EXPECT_FALSE(faults_of("{\"payments\":[]}", wrong).empty());
  EXPECT_FALSE(faults_of("{\"payments\":[5]}", wrong).empty());
}

}  // namespace
}  // namespace bursar::tests::json_reader_test
