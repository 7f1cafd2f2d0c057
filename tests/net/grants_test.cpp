// A key grants only what it has: whatever anybody asks for, and with whatever key.

#include "net/authority.hpp"
#include "net/permission_words.hpp"
#include "tests/net/production_world.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::tests::grants_test {
namespace {

using ledger::KeyClass;
using ledger::Permission;
using ledger::Permissions;

rc::Gen<Permissions> permissions() {
  return rc::gen::map(rc::gen::inRange<std::uint16_t>(0, ledger::every_permission.bits + 1),
                      [](std::uint16_t bits) { return Permissions{bits}; });
}

RC_GTEST_PROP(GrantsTest, WhatIsGrantedItsMakerHas, ()) {
  const Permissions makers = *permissions();
  const bool bound = *rc::gen::arbitrary<bool>();
  const auto asked = *rc::gen::maybe(permissions()).as("what is asked for");
  const Permissions usual =
      *rc::gen::element(ledger::org_default, ledger::agent_default, ledger::agentpay_default);
  const auto granted =
      net::grant(makers, asked ? std::optional{*asked} : std::nullopt, usual, bound);
  if (granted) {
    RC_ASSERT(makers.includes(*granted));
    RC_ASSERT(!bound || !granted->has(Permission::keys_write));
    RC_ASSERT(!asked || *granted == *asked);
  } else {
    RC_ASSERT(granted.error().code == ledger::Errc::forbidden);
    RC_ASSERT(asked && (!makers.includes(*asked) || asked->has(Permission::keys_write)));
  }
}

std::string words(Permissions some) {
  std::string all;
  for (const auto& [word, permission] : net::permission_words)
    if (some.has(permission)) all += (all.empty() ? "\"" : ",\"") + std::string{word} + '"';
  return "[" + all + "]";
}

/// Two organisations in both environments; every key that was ever made may make the next.
class Makers {
 public:
  Makers() {
    for (const char* name : {"A", "B"}) {
      const Tenant tenant = world_tenant(world_, name);
      for (const std::string& key : {tenant.sandbox, tenant.production, of_operator(tenant)}) {
        keys_.push_back(key);
        const auto agent = world_.agent(key);
        keys_.push_back(agent.key);
        wallets_.push_back(agent.wallet);
      }
    }
  }

  struct Ask {
    std::uint64_t maker = 0;
    std::optional<Permissions> permissions = {};
    std::optional<std::uint64_t> wallet = {};
    bool agent = false;  // through /v1/agents
  };

  /// Whether a key was made.
  bool make(const Ask& ask) {
    const std::string by = keys_[ask.maker % keys_.size()];
    std::string body = R"({"name":"K")";
    if (ask.permissions) body += R"(,"permissions":)" + words(*ask.permissions);
    if (ask.wallet && !ask.agent)
      body += R"(,"wallet_id":")" + wallets_[*ask.wallet % wallets_.size()] + '"';
    const Answer made = world_.post(ask.agent ? "/v1/agents" : "/v1/keys", body + "}", by);
    if (made.status != 201) return false;
    keys_.push_back(made.text(ask.agent ? "api_key" : "key"));
    const ledger::Time now = world_.clock.now();
    hold(*world_.engine.authenticate(by, now), *world_.engine.authenticate(keys_.back(), now));
    return true;
  }

 private:
  /// A key that may do everything.
  std::string of_operator(const Tenant& tenant) {
    return world_
        .post("/v1/keys",
              R"({"name":"O","organization_id":")" + tenant.id + R"(","permissions":)" +
                  words(ledger::every_permission) + "}",
              std::string{ApiWorld::operator_key})
        .text("key");
  }

  static void hold(const ledger::Principal& maker, const ledger::Principal& made) {
    RC_ASSERT(maker.key_class == KeyClass::org);
    RC_ASSERT(maker.permissions.has(Permission::keys_write));
    RC_ASSERT(maker.permissions.includes(made.permissions));
    RC_ASSERT(!made.permissions.has(Permission::treasury_write));
    RC_ASSERT(made.organization == maker.organization);
    RC_ASSERT(made.environment == maker.environment);
    RC_ASSERT(made.key_class == (made.wallet ? KeyClass::agent : KeyClass::org));
    if (!made.wallet) return;
    RC_ASSERT(!made.permissions.has(Permission::keys_write));
    RC_ASSERT(made.wallet->organization == maker.organization);
    RC_ASSERT(made.wallet->environment == maker.environment);
  }

  ApiWorld world_{with_production()};
  std::vector<std::string> keys_;
  std::vector<std::string> wallets_;
};

RC_GTEST_PROP(GrantsTest, NoKeyEverExceedsItsMaker, ()) {
  Makers makers;
  std::size_t made = 0;
  for (int asks = 0; asks < 30; ++asks) {
    Makers::Ask ask{.maker = *rc::gen::arbitrary<std::uint64_t>()};
    if (const auto some = *rc::gen::maybe(permissions())) ask.permissions = *some;
    if (const auto wallet = *rc::gen::maybe(rc::gen::arbitrary<std::uint64_t>()))
      ask.wallet = *wallet;
    ask.agent = *rc::gen::inRange(0, 4) == 0;
    if (makers.make(ask)) ++made;
  }
  RC_TAG(made > 3 ? "several made" : "few made");
}

}  // namespace
}  // namespace bursar::tests::grants_test
