#pragma once

// A wallet with 100.00, and one of another organisation that sells calls of 5.00: on the engine
// room of a test.

#include "tests/support/engine_world.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::tests {

constexpr std::int64_t ttl_ms = 10'000;
constexpr std::size_t crowd = 1'000;

inline actors::Engine::Options of_short_lived_tokens(std::size_t keys_max = 1'000'000) {
  actors::Engine::Options options;
  options.terms.token_ttl_ms = ttl_ms;
  options.idempotency_keys_max = keys_max;
  return options;
}

class TokensWorld : public testing::Test {
 protected:
  using World = EngineWorld;

  explicit TokensWorld(std::uint64_t seed = 1, std::size_t keys_max = 1'000'000)
      : world{std::make_unique<World>(seed, of_short_lived_tokens(keys_max))} {
    service = make_service();
  }

  void run() { world->run(); }
  void pass(std::int64_t ms) {
    world->clock.advance(ms);
    world->schedule.advance(std::chrono::milliseconds{ms});
  }
  actors::ServiceRow make_service() {
    actors::MakeService make{.organization = seller.principal.organization,
                             .provider = seller.wallet};
    make.terms = {.name = "Weather!", .price = amount("5.00"), .complete_seconds = 60};
    make.now = world->clock.now();
    const auto made = world->ask<actors::MakeServiceCall>(std::move(make));
    run();
    return *made.outcome();
  }
  auto authorize(const ledger::WalletAddress& payer, std::string_view written,
                 std::string key = {}) {
    actors::AuthorizeCommand command;
    command.authorize = {
        .pay = {.payer = payer, .payee = seller.wallet, .amount = amount(written)},
        .terms = {.payee_organization = seller.principal.organization, .complete_seconds = 60}};
    command.authorize.terms.service = {service.made, service.service.made.id};
    command.keyed.key = std::move(key);
    command.now = world->clock.now();
    return world->tell<actors::AuthorizeCall>(std::move(command),
                                              [&](auto call) { world->room->authorize(call); });
  }
  auto authorize(std::string_view written, std::string key = {}) {
    return authorize(wallet, written, std::move(key));
  }
  ledger::Record issue(std::string_view written = "5.00") { return issue_of(wallet, written); }
  ledger::Record issue_of(const ledger::WalletAddress& payer, std::string_view written = "5.00") {
    const auto told = authorize(payer, written);
    run();
    return *told.outcome()->record;
  }
  auto act(const ledger::Record& issued, ledger::TokenEvent event, std::string key = {}) {
    actors::TokenActCommand command;
    command.act = {.token = issued.sequence,
                   .token_epoch = issued.epoch,
                   .issued = std::get<ledger::TokenIssued>(issued.fact),
                   .event = event};
    command.keyed.key = std::move(key);
    command.now = world->clock.now();
    return world->tell<actors::TokenActCall>(std::move(command),
                                             [&](auto call) { world->room->act_on_token(call); });
  }
  ledger::Record done(const ledger::Record& issued, ledger::TokenEvent event) {
    const auto told = act(issued, event);
    run();
    EXPECT_TRUE(told.outcome().has_value() && told.outcome()->record);
    return *told.outcome()->record;
  }
  ledger::Token row(const ledger::Record& issued) {
    const auto told = world->tell<actors::TokenCall>(actors::TokenQuery{issued.sequence},
                                                     [&](auto call) { world->room->token(call); });
    run();
    return *told.outcome();
  }
  ledger::WalletState state(const ledger::WalletAddress& of) {
    const auto told = world->balance(of);
    run();
    return told.outcome()->state;
  }
  std::uint8_t trust() {
    return world->room->services().find(service.service.made.id)->service.trust.points();
  }
  void restart() {
    const auto records = world->store->records();
    const auto now = world->clock.now().milliseconds;
    world = std::make_unique<World>(2, of_short_lived_tokens(), records);
    world->clock.advance(now - world->clock.now().milliseconds);
  }
  /// So many ask for the same at once; how many were first.
  std::size_t first_of(const ledger::Record& issued, ledger::TokenEvent event) {
    std::vector<decltype(act(issued, event))> all;
    for (std::size_t i = 0; i < crowd; ++i) all.push_back(act(issued, event));
    run();
    std::size_t first = 0;
    for (const auto& one : all)
      if (one.outcome() && one.outcome()->record) ++first;
    return first;
  }

  std::unique_ptr<World> world;
  World::Signed buyer = world->sign_up();
  World::Signed seller = world->sign_up();
  ledger::WalletAddress wallet = world->funded_wallet(buyer, usd("100.00"));
  actors::ServiceRow service;
};

}  // namespace bursar::tests
