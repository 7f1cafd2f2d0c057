// What clients see of admission: whoever asks for too much hears so by the head of his request
// alone, and others are served.

#include "ledger/ids.hpp"
#include "tests/net/api_world.hpp"
#include "tests/support/amounts.hpp"
#include "tests/support/answers.hpp"

#include <array>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::net::overload_test {
namespace {

using tests::Answer;
using tests::payment;

constexpr std::array<std::string_view, 2> prefixes = {"wal_", "wallet_"};

class OverloadTest : public testing::Test, public tests::ApiWorld {
 protected:
  struct Organization {
    std::string key;
    std::string wallet;
  };

  OverloadTest()
      : ApiWorld{open_signup(), {.calls_in_flight_max = 8, .batches_in_flight_max = 2}} {}
  ~OverloadTest() override {
    store.let_go();
    engine.drain();
  }

  Organization organization(const std::string& name) {
    Organization made{.key = sign_up(name), .wallet = {}};
    made.wallet = agent(made.key).wallet;
    fund(made.key, made.wallet, "100.00");
    return made;
  }

  actors::PayCommand command_of(const Organization& from) {
    actors::PayCommand command;
    command.pay.payer = *engine.find_wallet({*ledger::parse_id(from.wallet, prefixes)});
    command.pay.payee_external = "shop";
    command.pay.amount = tests::amount("0.01");
    command.now = clock.now();
    return command;
  }
  ledger::OrganizationNumber number(const Organization& of) {
    return engine.authenticate(of.key, clock.now())->organization;
  }

  // So many payments that wait for the disk.
  void under_way(const Organization& from, int count) {
    for (; count > 0; --count) {
      auto call = std::make_shared<actors::PayCall>();
      call->command = command_of(from);
      call->organization = number(from);
      told.emplace_back(*call);
      engine.pay(std::move(call));
    }
  }
  void batch_under_way(const Organization& from) {
    auto call = std::make_shared<actors::PayBatchCall>();
    call->command.payments.push_back(command_of(from));
    call->organization = number(from);
    told_batches.emplace_back(*call);
    engine.pay_batch(std::move(call));
  }

  Answer pay(const Organization& from) {
    return post("/v1/payments", payment(from.wallet, "1.00"), from.key);
  }
  // Whether its body was looked at.
  bool reads(const Organization& from, const std::string& path = "/v1/payments") {
    const Answer answer = post(path, R"({"amount":)", from.key);
    EXPECT_EQ(answer.status, answer.code() == "OVERLOADED" ? 503 : 400) << answer.body;
    return answer.status == 400;
  }

  std::vector<tests::Told<actors::PayCall>> told;
  std::vector<tests::Told<actors::PayBatchCall>> told_batches;
};

TEST_F(OverloadTest, AnOrganisationAtItsBoundIsToldSoAndLeavesOthersServed) {
  const Organization greedy = organization("Greedy");
  const Organization modest = organization("Modest");
  store.hold();
  under_way(greedy, 4);
  const Answer refused = pay(greedy);
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.code(), "OVERLOADED");
  EXPECT_NE(refused.text("detail").find("limits.max_in_flight"), std::string::npos);
  EXPECT_EQ(refused.text("retryable"), "true");
  EXPECT_TRUE(reads(modest));
  store.let_go();
  EXPECT_EQ(pay(modest).status, 201);
  engine.drain();
  EXPECT_EQ(pay(greedy).status, 201);
  for (const auto& call : told) EXPECT_TRUE(call.allowed());
}

TEST_F(OverloadTest, OfWhatIsRefusedTheBodyIsNotLookedAt) {
  const Organization greedy = organization("Greedy");
  EXPECT_TRUE(reads(greedy));
  store.hold();
  under_way(greedy, 4);
  EXPECT_FALSE(reads(greedy));
  EXPECT_FALSE(reads(greedy, "/v1/payments/batch"));
  EXPECT_EQ(engine.calls_in_flight(), 4U);
}

TEST_F(OverloadTest, ABatchTooManyIsRefusedByItsHeadAndAPaymentIsNot) {
  const Organization greedy = organization("Greedy");
  const Organization modest = organization("Modest");
  store.hold();
  batch_under_way(greedy);
  EXPECT_FALSE(reads(greedy, "/v1/payments/batch"));
  EXPECT_TRUE(reads(greedy));
  EXPECT_TRUE(reads(modest, "/v1/payments/batch"));
}

TEST_F(OverloadTest, SignUpsHaveAShareTogetherAndTheOperatorNone) {
  const Organization greedy = organization("Greedy");
  store.hold();
  under_way(greedy, 4);
  std::vector<tests::Told<actors::MakeKeyCall>> strangers;
  for (int i = 0; i < 2; ++i) {
    auto call = std::make_shared<actors::MakeKeyCall>();
    call->command.owner.new_organization_name = "Stranger";
    call->by_stranger = true;
    strangers.emplace_back(*call);
    engine.make_key(std::move(call));
  }
  const Answer third = post("/v1/keys", R"({"name":)");
  EXPECT_EQ(third.status, 503) << third.body;
  EXPECT_EQ(post("/v1/organizations", R"({"name":)", std::string{operator_key}).status, 400);
}

TEST_F(OverloadTest, WhoWasRefusedInOneMomentIsNotToldToComeBackInOne) {
  const Organization greedy = organization("Greedy");
  store.hold();
  under_way(greedy, 4);
  std::set<std::string> seconds;
  for (int i = 0; i < 64; ++i) {
    const Answer refused = pay(greedy);
    EXPECT_EQ(refused.field("Retry-After"), refused.text("retry_after"));
    seconds.insert(refused.field("Retry-After"));
  }
  EXPECT_EQ(seconds, (std::set<std::string>{"1", "2", "3"}));
}

}  // namespace
}  // namespace bursar::net::overload_test
