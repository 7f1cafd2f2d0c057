#include "net/purchase.hpp"

#include "tests/net/api_world.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::tests::purchase_test {
namespace {

struct Buyer {
  ApiWorld world{};
  std::string org = world.sign_up();
  ApiWorld::Agent agent = world.agent(org);
  std::string path = "/v1/wallets/" + agent.wallet + "/purchase";

  Buyer() { world.fund(org, agent.wallet, "10"); }
};

TEST(PurchaseTest, PaysAVendorOutside) {
  Buyer buyer;
  const Answer bought = buyer.world.post(
      buyer.path, R"({"amount":"5","vendor":"twilio","description":"SMS"})", buyer.agent.key);
  ASSERT_EQ(bought.status, 201) << bought.body;
  EXPECT_EQ(bought.text("from_wallet_id"), buyer.agent.wallet);
  EXPECT_EQ(bought.text("to_external"), "twilio");
  EXPECT_EQ(bought.text("fee"), "0.02");
  EXPECT_EQ(bought.text("balance_after"), "4.98");
  EXPECT_EQ(buyer.world.get("/v1/payments/" + bought.text("id"), buyer.org).status, 200);
}

TEST(PurchaseTest, AVendorNeedsNoName) {
  Buyer buyer;
  const Answer bought = buyer.world.post(buyer.path, R"({"amount":1})", buyer.agent.key);
  ASSERT_EQ(bought.status, 201) << bought.body;
  EXPECT_EQ(bought.text("to_external"), "null");
}

TEST(PurchaseTest, AWalletIsNoVendor) {
  Buyer buyer;
  const Answer refused = buyer.world.post(
      buyer.path, R"({"amount":1,"vendor":")" + buyer.agent.wallet + "\"}", buyer.agent.key);
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.json.at("errors").at(0).at("pointer").as_string(), "#/vendor");
}

TEST(PurchaseTest, IsMadeOnceUnderAKey) {
  Buyer buyer;
  const std::string body = R"({"amount":1,"vendor":"v"})";
  const Answer first = buyer.world.post(buyer.path, body, buyer.agent.key, "k");
  EXPECT_EQ(buyer.world.post(buyer.path, body, buyer.agent.key, "k").body, first.body);
  EXPECT_EQ(
      buyer.world.post(buyer.path, R"({"amount":2,"vendor":"v"})", buyer.agent.key, "k").status,
      409);
  EXPECT_EQ(buyer.world.post(buyer.path, R"({"amount":100})", buyer.agent.key).code(),
            "INSUFFICIENT_FUNDS");
}

}  // namespace
}  // namespace bursar::tests::purchase_test
