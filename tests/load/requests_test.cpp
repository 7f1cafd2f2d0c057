#include "load/requests.hpp"

#include "load/answers.hpp"

#include <set>

#include <gmock/gmock.h>

namespace bursar::load::requests_test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using What = Requests::Outcome::What;

const Parties parties{.host = "127.0.0.1:3100",
                      .key = "bur_test_org",
                      .run = "r-",
                      .wallets = {"wal_a", "wal_b", "wal_c"},
                      .payee = "wal_payee",
                      .seller_key = "bur_test_seller",
                      .service = "svc_1"};

Requests requests_of(std::string_view workload, std::size_t batch = 3) {
  return Requests{{.workload = *workload_named(workload), .batch = batch}, parties};
}

std::string begun(Requests& requests, std::uint64_t number) {
  Operation operation{.number = number, .token = {}, .token_id = {}};
  return std::string{requests.begin(operation)};
}

std::size_t announced_length(const std::string& text) {
  const std::string mark = "Content-Length: ";
  return std::stoul(text.substr(text.find(mark) + mark.size()));
}

std::string body_of(const std::string& text) {
  return text.substr(text.find("\r\n\r\n") + 4);
}

TEST(RequestsTest, APaymentIsAWholeRequestWithAKeyOfItsOwn) {
  Requests requests = requests_of("single");
  const std::string text = begun(requests, 7);
  EXPECT_THAT(text, StartsWith("POST /v1/payments HTTP/1.1\r\nHost: 127.0.0.1:3100\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nAuthorization: Bearer bur_test_org\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nIdempotency-Key: r-7\r\n"));
  EXPECT_EQ(announced_length(text), body_of(text).size());
  EXPECT_THAT(body_of(text), StartsWith(R"({"from_wallet_id":"wal_)"));
  EXPECT_THAT(body_of(text), HasSubstr(R"("to_external":"merchant:bench","amount":"0.01"})"));
}

TEST(RequestsTest, NoIdempotencyKeyComesTwice) {
  Requests requests = requests_of("batch", 50);
  std::set<std::string> keys;
  for (std::uint64_t number = 0; number < 20; ++number) {
    const std::string text = begun(requests, number);
    EXPECT_THAT(text, Not(HasSubstr("Idempotency-Key")));
    EXPECT_EQ(announced_length(text), body_of(text).size());
    std::string_view rest = text;
    while (const auto key = text_under(rest, {"idempotency_key"})) {
      EXPECT_TRUE(keys.insert(std::string{*key}).second) << *key;
      rest = rest.substr(static_cast<std::size_t>(key->end() - rest.data()));
    }
  }
  EXPECT_EQ(keys.size(), 1'000U);
}

TEST(RequestsTest, WalletsPayOthersThanThemselves) {
  Requests requests = requests_of("wallet-to-wallet");
  std::set<std::string> payers;
  for (std::uint64_t number = 0; number < 100; ++number) {
    const std::string text = begun(requests, number);
    const auto payer = text_under(text, {"from_wallet_id"});
    const auto payee = text_under(text, {"to_wallet_id"});
    ASSERT_TRUE(payer && payee);
    EXPECT_NE(*payer, *payee);
    payers.insert(std::string{*payer});
  }
  EXPECT_EQ(payers.size(), parties.wallets.size());
}

TEST(RequestsTest, AHotWalletIsAlwaysTheSame) {
  Requests from_one = requests_of("hot-payer");
  Requests to_one = requests_of("hot-payee");
  for (std::uint64_t number = 0; number < 20; ++number) {
    EXPECT_EQ(text_under(begun(from_one, number), {"from_wallet_id"}), "wal_a");
    EXPECT_EQ(text_under(begun(to_one, number), {"to_wallet_id"}), "wal_payee");
  }
}

TEST(RequestsTest, OfMixedEightyOfAHundredLook) {
  Requests requests = requests_of("mixed");
  int looks = 0;
  for (std::uint64_t number = 0; number < 2'000; ++number)
    looks += begun(requests, number).starts_with("GET /v1/wallets/") ? 1 : 0;
  EXPECT_NEAR(looks, 1'600, 100);
}

TEST(RequestsTest, AReceiptIsLookedAtOncePaymentsWereMade) {
  Requests requests = requests_of("mixed");
  Operation paid{.number = 1, .step = Step::pay, .token = {}, .token_id = {}};
  const auto outcome = requests.take(paid, 201, R"({"id":"tx_9","amount":"0.01"})");
  EXPECT_EQ(outcome.what, What::done);
  EXPECT_EQ(outcome.payments, 1U);
  bool looked = false;
  for (std::uint64_t number = 0; number < 100; ++number)
    looked = looked || begun(requests, number).starts_with("GET /v1/payments/tx_9 HTTP/1.1\r\n");
  EXPECT_TRUE(looked);
}

TEST(RequestsTest, WhatIsReadIsNoPayment) {
  Requests requests = requests_of("mixed");
  Operation read{.number = 1, .step = Step::balance, .token = {}, .token_id = {}};
  const auto outcome = requests.take(read, 200, "{}");
  EXPECT_EQ(outcome.what, What::done);
  EXPECT_EQ(outcome.payments, 0U);
  EXPECT_TRUE(outcome.read);
}

TEST(RequestsTest, AnotherStatusFails) {
  Requests requests = requests_of("single");
  for (const int status : {200, 400, 402, 503}) {
    Operation operation{.number = 1, .token = {}, .token_id = {}};
    requests.begin(operation);
    EXPECT_EQ(requests.take(operation, status, "{}").what, What::failed) << status;
  }
}

TEST(RequestsTest, ABatchCountsWhatWasRefusedOfIt) {
  Requests requests = requests_of("batch", 5);
  Operation operation{.number = 1, .token = {}, .token_id = {}};
  requests.begin(operation);
  const auto outcome = requests.take(operation, 200, R"({"results":[],"succeeded":3,"failed":2})");
  EXPECT_EQ(outcome.what, What::done);
  EXPECT_EQ(outcome.payments, 3U);
  EXPECT_EQ(outcome.refused, 2U);
  EXPECT_EQ(requests.take(operation, 200, "{}").what, What::failed);
}

TEST(RequestsTest, ATokenGoesThroughItsFiveRequests) {
  Requests requests = requests_of("x402");
  Operation operation{.number = 4, .token = {}, .token_id = {}};
  const std::string first{requests.begin(operation)};
  EXPECT_THAT(first, StartsWith("POST /v1/services/svc_1/authorize HTTP/1.1\r\n"));
  EXPECT_THAT(first, HasSubstr("\r\nIdempotency-Key: r-4\r\n"));
  EXPECT_EQ(requests.take(operation, 201, R"({"token":"t.x","token_id":"ptk_1"})").what,
            What::next);
  const std::string verify{requests.next(operation)};
  EXPECT_THAT(verify, StartsWith("POST /v1/x402/verify HTTP/1.1\r\n"));
  EXPECT_THAT(verify, HasSubstr("Bearer bur_test_seller\r\n"));
  EXPECT_EQ(body_of(verify), R"({"payment_token":"t.x"})");
  for (const std::string_view step : {"call-started", "call-accepted", "call-completed"}) {
    EXPECT_EQ(requests.take(operation, 200, "{}").what, What::next) << step;
    const std::string text{requests.next(operation)};
    EXPECT_THAT(text,
                StartsWith("POST /v1/x402/tokens/ptk_1/" + std::string{step} + " HTTP/1.1\r\n"));
    EXPECT_THAT(text, Not(HasSubstr("Content-Type")));
  }
  const auto last = requests.take(operation, 200, "{}");
  EXPECT_EQ(last.what, What::done);
  EXPECT_EQ(last.payments, 1U);
}

TEST(RequestsTest, ATokenThatIsNotToldFails) {
  Requests requests = requests_of("x402");
  Operation operation{.number = 4, .token = {}, .token_id = {}};
  requests.begin(operation);
  EXPECT_EQ(requests.take(operation, 201, R"({"token":"t.x"})").what, What::failed);
}

}  // namespace
}  // namespace bursar::load::requests_test
