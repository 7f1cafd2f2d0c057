#pragma once

// An engine that serves PRODUCTION too, and organisations that are in both environments.

#include "tests/net/api_world.hpp"

#include <string>

namespace bursar::tests {

inline net::Api::Options with_production() {
  net::Api::Options options = ApiWorld::open_signup();
  options.production = true;
  return options;
}

/// An organisation that the operator has made, and its first keys.
struct Tenant {
  std::string id;
  std::string sandbox;
  std::string production;
};

inline Tenant world_tenant(ApiWorld& world, const std::string& name) {
  const Answer made = world.post("/v1/organizations", R"({"name":")" + name + "\"}",
                                 std::string{ApiWorld::operator_key});
  const auto& keys = made.json.at("keys");
  return {.id = made.text("id"),
          .sandbox = std::string{keys.at("SANDBOX").at("key").as_string()},
          .production = std::string{keys.at("PRODUCTION").at("key").as_string()}};
}

}  // namespace bursar::tests
