#include "net/key_view.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace bursar::net::key_view_test {
namespace {

constexpr ledger::Time noon{1'795'608'000'000};  // 2026-11-25T12:00:00Z

class KeyViewTest : public testing::Test {
 protected:
  KeyViewTest() {
    view.key.made = {.id = {{1, 2}}, .name = "its name", .permissions = ledger::agent_default};
    view.key.created_at = noon;
  }
  boost::json::value shown(ledger::Time now = noon) const {
    std::string out;
    JsonWriter json{out};
    write_key(json, view, now, Dialect::canonical);
    return boost::json::parse(out);
  }
  std::string status(ledger::Time now = noon) const {
    return shown(now).at("status").as_string().c_str();
  }

  actors::KeyView view;
};

TEST_F(KeyViewTest, IsRevokedOnceItWasOrItsGraceHasEnded) {
  EXPECT_EQ(status(), "active");
  view.key.ends = {noon.milliseconds + 1};
  EXPECT_EQ(status(), "active");
  EXPECT_EQ(status(view.key.ends), "revoked");
  view.key.revoked = true;
  EXPECT_EQ(status(), "revoked");
}

TEST_F(KeyViewTest, TimesThatNeverCameAreNull) {
  for (const char* time : {"last_used_at", "grace_ends_at"})
    EXPECT_TRUE(shown().at(time).is_null()) << time;
  view.key.last_used = noon;
  view.key.ends = noon;
  for (const char* time : {"last_used_at", "grace_ends_at"})
    EXPECT_EQ(shown().at(time).as_string(), "2026-11-25T12:00:00.000Z") << time;
}

TEST_F(KeyViewTest, ItsSecretIsShownWhereItHasOne) {
  EXPECT_FALSE(shown().as_object().contains("key"));
  view.secret = "bur_test_secret";
  EXPECT_EQ(shown().at("key").as_string(), "bur_test_secret");
}

TEST_F(KeyViewTest, ARotationTellsBothIdsToWhoeverMayNameAKeyOrAnAgent) {
  view.secret = "bur_test_secret";
  const actors::Rotation rotation{.made = view, .rotated = {{1, 1}}, .grace_ends = noon};
  std::string of_key;
  std::string of_agent;
  JsonWriter key_json{of_key};
  JsonWriter agent_json{of_agent};
  write_rotated_key(key_json, rotation, noon);
  write_agents_rotated_key(agent_json, rotation, Dialect::canonical);
  const auto by_key = boost::json::parse(of_key);
  const auto by_agent = boost::json::parse(of_agent);
  EXPECT_EQ(by_key.at("id"), by_agent.at("api_key_id"));
  EXPECT_EQ(by_key.at("key"), by_agent.at("api_key"));
  for (const char* same : {"revoked_key_id", "grace_ends_at"})
    EXPECT_EQ(by_key.at(same), by_agent.at(same)) << same;
  EXPECT_EQ(by_key.at("revoked_key_id").as_string(), "key_0000000000000G000000000001");
}

}  // namespace
}  // namespace bursar::net::key_view_test
