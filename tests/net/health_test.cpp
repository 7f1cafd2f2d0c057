#include "net/health.hpp"

#include "tests/net/api_world.hpp"

#include <gtest/gtest.h>

namespace bursar::tests {
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

TEST(HealthTest, TheContractIsServed) {
  ApiWorld world;
  EXPECT_EQ(world.get("/openapi/spec.json").text("openapi"), "3.1.0");
}

}  // namespace
}  // namespace bursar::tests
