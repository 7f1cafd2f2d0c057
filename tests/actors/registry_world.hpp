#pragma once

// Two organisations that signed up, and a registry to ask about them.

#include "tests/support/engine_world.hpp"

#include <cstdint>
#include <string>

#include <gtest/gtest.h>

namespace bursar::actors {

using ledger::Errc;
using tests::usd;
using World = tests::EngineWorld;

class RegistryWorld : public testing::Test {
 protected:
  OpenWallet agent() {
    OpenWallet command = world.opening(acme);
    command.with_key = true;
    command.wallet.agent = true;
    return command;
  }
  WalletsQuery listing(std::uint64_t before, std::uint32_t limit) {
    WalletsQuery query;
    query.organization = acme.principal.organization;
    query.page = {.before = before, .limit = limit};
    return query;
  }
  auto principal(const std::string& secret) {
    return world.room->tables().principal(crypto::sha256(secret), world.clock.now());
  }
  RevokeKey revocation(ledger::KeyId key) {
    return {.organization = acme.principal.organization,
            .key = key,
            .by = ledger::org_default,
            .now = world.clock.now()};
  }
  void run() { world.run(); }

  World world;
  const World::Signed acme = world.sign_up();
  const World::Signed other = world.sign_up();
};

}  // namespace bursar::actors
