#include "net/agent_view.hpp"

#include "tests/support/amounts.hpp"

#include <algorithm>
#include <string>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace bursar::net::agent_view_test {
namespace {

class AgentViewTest : public testing::Test {
 protected:
  AgentViewTest() {
    opened.wallet.profile.opened.address.id = {{1, 2}};
    opened.wallet.profile.opened.name = "a wallet";
    opened.wallet.profile.opened.agent_name = "Robot";
    opened.api_key = "bur_test_secret";
    opened.key = {.id = {{3, 4}}, .name = "its key", .permissions = ledger::agent_default};
    opened.wallet.active_key = ledger::Key{.made = opened.key};
    opened.secret_key = "sec_secret";
  }
  boost::json::value shown() const {
    std::string out;
    JsonWriter json{out};
    write_agent(json, opened.wallet, {});
    return boost::json::parse(out);
  }
  boost::json::value shown_new(Dialect dialect) const {
    std::string out;
    JsonWriter json{out};
    write_new_agent(json, opened, {}, dialect);
    return boost::json::parse(out);
  }

  actors::Opened opened;
};

TEST_F(AgentViewTest, OneThatWasMadeAsAWalletGoesByItsWalletsName) {
  EXPECT_EQ(shown().at("name").as_string(), "Robot");
  opened.wallet.profile.opened.agent_name.clear();
  EXPECT_EQ(shown().at("name").as_string(), "a wallet");
}

TEST_F(AgentViewTest, ItsIdIsItsWalletsUnderAnotherPrefix) {
  const auto agent = shown();
  EXPECT_EQ(agent.at("id").as_string().subview(4), agent.at("wallet_id").as_string().subview(4));
  EXPECT_TRUE(agent.at("id").as_string().starts_with("agt_"));
}

TEST_F(AgentViewTest, WithoutAnActiveKeyThereIsNone) {
  EXPECT_EQ(shown().at("key").at("name").as_string(), "its key");
  opened.wallet.active_key.reset();
  EXPECT_TRUE(shown().at("key").is_null());
}

TEST_F(AgentViewTest, WhenItsKeyLastSpokeIsShownAsFarAsItIsKnown) {
  EXPECT_TRUE(shown().at("key").at("last_used_at").is_null());
  opened.wallet.active_key->last_used = {1'795'608'000'000};
  EXPECT_EQ(shown().at("key").at("last_used_at").as_string(), "2026-11-25T12:00:00.000Z");
}

TEST_F(AgentViewTest, ANewOneIsShownAsEverAfterAndItsSecretsOnce) {
  const auto made = shown_new(Dialect::canonical).as_object();
  const auto later = shown().as_object();
  for (const auto& member : later) EXPECT_EQ(made.at(member.key()), member.value());
  for (const char* name : {"api_key", "secret_key"}) {
    EXPECT_TRUE(made.contains(name)) << name;
    EXPECT_FALSE(later.contains(name)) << name;
  }
}

TEST_F(AgentViewTest, AgentPayReadsItsOwnPrefixesAndNumbers) {
  opened.wallet.state.posted = tests::usd("1.50");
  const auto made = shown_new(Dialect::agentpay);
  EXPECT_TRUE(made.at("id").as_string().starts_with("agent_"));
  EXPECT_TRUE(made.at("wallet_id").as_string().starts_with("wallet_"));
  EXPECT_EQ(made.at("balance").as_double(), 1.5);
}

}  // namespace
}  // namespace bursar::net::agent_view_test
