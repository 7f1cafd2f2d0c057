#include "net/health.hpp"

#include "tests/net/api_world.hpp"

#include <gtest/gtest.h>

namespace bursar::tests::health_test {
namespace {

TEST(HealthTest, AliveAndReadyAreTwoThings) {
  net::Api::Options options = ApiWorld::open_signup();
  bool ready = false;
  options.ready = [&ready] { return ready; };
  ApiWorld world{options};
  EXPECT_EQ(world.get("/healthz").body, R"({"status":"ok"})");
  EXPECT_EQ(world.get("/readyz").status, 503);
  ready = true;
  EXPECT_EQ(world.get("/readyz").body, R"({"status":"ready"})");
}

// It takes reads, and nobody else could take the writes.
TEST(HealthTest, AnEngineWithoutRoomIsReadyAndSaysWhatFor) {
  ApiWorld world;
  const std::string org = world.sign_up();
  world.engine.read_only(true);
  const Answer readiness = world.get("/readyz");
  EXPECT_EQ(readiness.status, 200);
  EXPECT_EQ(readiness.body, R"({"status":"read_only"})");
  EXPECT_EQ(world.get("/v1/organization", org).status, 200);
  const Answer refused = world.post("/v1/agents", R"({"name":"Bot"})", org);
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.code(), "READ_ONLY");
  EXPECT_EQ(refused.field("Retry-After"), "30");
  world.engine.read_only(false);
  EXPECT_EQ(world.get("/readyz").body, R"({"status":"ready"})");
}

TEST(HealthTest, TheContractIsServed) {
  ApiWorld world;
  EXPECT_EQ(world.get("/openapi/spec.json").text("openapi"), "3.1.0");
}

}  // namespace
}  // namespace bursar::tests::health_test
