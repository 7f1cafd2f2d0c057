#pragma once

// The engine room of a test with a wallet that has 100.00, and short words for what is asked of its
// payouts and of whoever settles them.

#include "actors/payouts.hpp"
#include "tests/support/engine_world.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace bursar::tests {

struct PayoutsWorld {
  using World = EngineWorld;

  static constexpr std::int64_t pending_ms = 10'000;
  static constexpr std::int64_t minute_ms = 60'000;

  actors::Engine::Options options() {
    actors::Engine::Options options;
    options.terms.payout_pending_ms = pending_ms;
    options.settle_ms_max = 10 * minute_ms;
    options.on_payout_silent = [this](const actors::SilentPayout& one) { silent.push_back(one); };
    options.connector_silent_ms_max = 5 * minute_ms;
    options.on_connector_silent = [this](const actors::SilentConnector& one) {
      mute.push_back(one);
    };
    return options;
  }

  void run() { world->run(); }
  void pass(std::int64_t ms) {
    world->clock.advance(ms);
    world->schedule.advance(std::chrono::milliseconds{ms});
    // What follows at once follows after a wink.
    for (int winks = 0; winks < 4; ++winks) world->schedule.advance(std::chrono::milliseconds{2});
  }
  /// A second at a time, so that whoever looks after them wakes.
  void pass_slowly(std::int64_t seconds) {
    for (; seconds > 0; --seconds) pass(1'000);
  }
  auto ask(std::string_view written, std::string key = {}, std::uint64_t destination = 1) {
    actors::PayOutCommand command;
    command.payout = {.pay = {.payer = wallet,
                              .payee_external = "dest_1",
                              .amount = amount(written),
                              .description = "rent"},
                      .destination = {.masked = R"({"account":"****3210"})", .sealed = {1, 2}}};
    command.destination = {destination, 1};
    command.keyed.key = std::move(key);
    command.now = world->clock.now();
    return world->tell<actors::PayOutCall>(std::move(command),
                                           [&](auto call) { world->room->pay_out(call); });
  }
  ledger::Record asked(std::string_view written = "40.00") {
    const auto told = ask(written);
    run();
    return *told.outcome()->record;
  }
  auto cancel(const ledger::Record& payout) {
    actors::CancelPayoutCommand command;
    command.act = {.payout = payout.sequence,
                   .payout_epoch = payout.epoch,
                   .asked = std::get<ledger::PayoutAsked>(payout.fact)};
    command.now = world->clock.now();
    return world->tell<actors::CancelPayoutCall>(
        std::move(command), [&](auto call) { world->room->cancel_payout(call); });
  }
  ledger::Payout row(const ledger::Record& payout) {
    const auto told = world->tell<actors::PayoutCall>(
        actors::PayoutQuery{payout.sequence}, [&](auto call) { world->room->ask_payouts(call); });
    run();
    return *told.outcome();
  }
  ledger::PayoutStatus status(const ledger::Record& payout) { return row(payout).status; }
  ledger::WalletState state() {
    const auto told = world->balance(wallet);
    run();
    return told.outcome()->state;
  }
  void restart() { begin_again(world->store->records()); }
  /// To what `backup` is, under a new epoch; whoever settles payouts knows what it knew.
  void restore(std::vector<ledger::Record> backup) {
    const ledger::Record& last = backup.back();
    const ledger::Record raised{.sequence = {last.sequence.value + 1},
                                .epoch = static_cast<std::uint16_t>(last.epoch + 1),
                                .time = last.time,
                                .fact = ledger::Recovered{}};
    backup.push_back(raised);
    begin_again(backup);
  }
  void begin_again(const std::vector<ledger::Record>& records) {
    const auto now = world->clock.now().milliseconds;
    auto bank = world->connector;
    world.reset();
    world = std::make_unique<World>(++seed, options(), records, World::Derive{}, std::move(bank));
    world->clock.advance(now - world->clock.now().milliseconds);
  }
  FakeConnector& bank() { return *world->connector; }

  std::uint64_t seed = 1;
  std::vector<actors::SilentPayout> silent;
  std::vector<actors::SilentConnector> mute;
  std::unique_ptr<World> world = std::make_unique<World>(seed, options());
  World::Signed org = world->sign_up();
  ledger::WalletAddress wallet = world->funded_wallet(org, usd("100.00"));
};

}  // namespace bursar::tests
