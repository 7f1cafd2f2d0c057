#include "net/backups.hpp"

#include "actors/backup_call.hpp"
#include "tests/net/api_world.hpp"

#include <functional>
#include <utility>

#include <gtest/gtest.h>

namespace bursar::tests::backups_test {
namespace {

using actors::BackupCall;
using actors::NoBackup;

class BackupsTest : public testing::Test {
 protected:
  net::Api::Options options() {
    net::Api::Options made = ApiWorld::open_signup();
    made.back_up = [this](std::shared_ptr<BackupCall> call) {
      asked.push_back(call->to);
      if (lost) return;
      call->outcome = outcome;
      actors::Call::answer(std::move(call));
    };
    return made;
  }
  Answer back_up(const std::string& body, const std::string& key) {
    return world.post("/v1/backups", body, key);
  }
  Answer back_up(const std::string& body = R"({"to":"/backups/1"})") {
    return back_up(body, std::string{ApiWorld::operator_key});
  }

  std::vector<std::filesystem::path> asked;
  bool lost = false;
  std::expected<actors::BackupMade, NoBackup> outcome = actors::BackupMade{
      .made_at = {1'795'608'000'000}, .format = 1, .epoch = 2, .last = {12}, .chain_hash = {0xAB}};
  ApiWorld world{options()};
};

TEST_F(BackupsTest, IsMadeWhereTheOperatorSays) {
  const Answer made = back_up();
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(asked, std::vector<std::filesystem::path>{"/backups/1"});
  EXPECT_EQ(made.body,
            R"({"to":"/backups/1","made_at":"2026-11-25T12:00:00.000Z","format":1,"epoch":2,)"
            R"("last_sequence":12,"chain_hash":"ab)" +
                std::string(62, '0') + R"("})");
}

TEST_F(BackupsTest, OnlyTheOperatorMayAsk) {
  const std::string org = world.sign_up();
  const std::string agent = world.agent(org).key;
  EXPECT_EQ(back_up(R"({"to":"/backups/1"})", org).code(), "FORBIDDEN");
  EXPECT_EQ(back_up(R"({"to":"/backups/1"})", agent).code(), "FORBIDDEN");
  EXPECT_EQ(back_up(R"({"to":"/backups/1"})", "").status, 401);
  EXPECT_TRUE(asked.empty());
}

TEST_F(BackupsTest, ThePathIsAbsoluteAndBounded) {
  const std::string long_path = "/" + std::string(4'095, 'x');
  EXPECT_EQ(back_up(R"({"to":")" + long_path + R"("})").status, 201);
  for (const std::string& path :
       {std::string{"backups/1"}, std::string{}, long_path + "x",
        "/" + std::string(2'048, 'x') + "\\u00e4" + std::string(2'046, 'x'),
        std::string{"/backups\\u0000"}, std::string{"/backups\\n"}}) {
    const Answer told = back_up(R"({"to":")" + path + R"("})");
    EXPECT_EQ(told.status, 400) << path;
    EXPECT_EQ(told.json.at("errors").at(0).at("pointer").as_string(), "#/to");
  }
  EXPECT_EQ(back_up("{}").code(), "INVALID_REQUEST");
  const Answer long_told = back_up(R"({"to":")" + long_path + R"(\u00e4"})");
  EXPECT_EQ(long_told.json.at("errors").at(0).at("detail").as_string(),
            "is longer than 4096 bytes of UTF-8, by 2: choose a shorter path");
  EXPECT_EQ(asked.size(), 1U);
}

TEST_F(BackupsTest, WhyThereIsNoneIsTold) {
  outcome = std::unexpected{
      NoBackup{.reason = NoBackup::Reason::refused, .why = "another backup is being made"}};
  Answer told = back_up();
  EXPECT_EQ(told.status, 409);
  EXPECT_EQ(told.code(), "BACKUP_REFUSED");
  EXPECT_EQ(told.text("detail"), "another backup is being made");
  outcome = std::unexpected{NoBackup{.why = "/backups/1.partial cannot be written"}};
  told = back_up();
  EXPECT_EQ(told.status, 500);
  EXPECT_EQ(told.code(), "BACKUP_FAILED");
  EXPECT_EQ(told.text("detail"), "/backups/1.partial cannot be written");
}

TEST_F(BackupsTest, OneThatIsLostMayHaveBeenMade) {
  lost = true;
  EXPECT_EQ(back_up().code(), "OUTCOME_UNKNOWN");
}

}  // namespace
}  // namespace bursar::tests::backups_test
