#pragma once

// A wallet with 100.00, and receivers of its organisation's events, who do not always answer.

#include "actors/webhooks.hpp"
#include "tests/support/engine_world.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace bursar::tests {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t hour_ms = 60 * minute_ms;
constexpr auto hook_url = "https://example.com/hook";

struct WebhooksWorld {
  static actors::Engine::Options options() {
    actors::Engine::Options options;
    options.webhooks = {.per_organization_max = 3, .in_flight_max = 8};
    return options;
  }

  void pass(std::int64_t ms) {
    world->clock.advance(ms);
    world->schedule.advance(std::chrono::milliseconds{ms});
    // What follows at once follows after a wink.
    for (int winks = 0; winks < 8; ++winks) world->schedule.advance(std::chrono::milliseconds{20});
  }
  /// Until everything was tried that can be, and recorded.
  void settle() {
    pass(1'000);
    pass(1'000);
  }

  actors::WebhookScope scope() const {
    return {.organization = org.principal.organization, .environment = org.principal.environment};
  }
  auto making(std::vector<std::string> events, actors::WebhookScope scope,
              ledger::WalletId wallet_id = {}, actors::LetIn let_in = {}) {
    actors::MakeWebhook command{.scope = scope,
                                .wallet_id = wallet_id,
                                .permissions = ledger::org_default,
                                .terms = {.url = hook_url, .events = std::move(events)},
                                .now = world->clock.now(),
                                .let_in = std::move(let_in)};
    const auto told = world->tell<actors::MakeWebhookCall>(
        std::move(command), [&](auto call) { world->room->make_webhook(call); });
    world->run();
    return told;
  }
  actors::WebhookRow made(std::vector<std::string> events = {"payment.completed"}) {
    return *making(std::move(events), scope()).outcome();
  }
  template <class Deed>
  auto act(const actors::WebhookRow& hook, Deed deed, actors::LetIn let_in = {}) {
    const auto told =
        world->tell<actors::WebhookActCall>(actors::ActOnWebhook{.scope = scope(),
                                                                 .webhook = hook.webhook.made.id,
                                                                 .deed = std::move(deed),
                                                                 .now = world->clock.now(),
                                                                 .let_in = std::move(let_in)},
                                            [&](auto call) { world->room->ask_webhooks(call); });
    world->run();
    return told;
  }
  ledger::Webhook row(const actors::WebhookRow& hook) {
    const auto told =
        world->tell<actors::WebhookCall>(actors::WebhookQuery{scope(), hook.webhook.made.id},
                                         [&](auto call) { world->room->ask_webhooks(call); });
    world->run();
    return told.outcome()->webhook;
  }
  void pay(int times = 1) {
    for (; times > 0; --times) world->pay(EngineWorld::outside(wallet, usd("0.01")));
    world->run();
  }
  std::vector<std::uint64_t> places() const {
    std::vector<std::uint64_t> all;
    for (const auto& one : post().sent) all.push_back(one.at.sequence.value);
    return all;
  }
  std::size_t records_of_deliveries() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(world->store->records(), [](const ledger::Record& one) {
          return std::holds_alternative<ledger::DeliveriesMade>(one.fact);
        }));
  }
  /// As after a crash: what is durable is all that is known.
  void restart() {
    const auto records = world->store->records();
    const auto now = world->clock.now().milliseconds;
    auto bank = world->connector;
    auto told = world->post;
    world.reset();
    world = std::make_unique<EngineWorld>(++seed, options(), records, EngineWorld::Derive{},
                                          std::move(bank), std::move(told));
    world->clock.advance(now - world->clock.now().milliseconds);
  }
  /// Of a payment, whose end is heard while nothing gets to the disk: it is held back behind a test
  /// that was asked for before.
  void attempt_ends_behind_a_test(const actors::WebhookRow& hook, int status) {
    post().answers = [](const FakePost::Sent&) { return std::optional<FakePost::Answer>{}; };
    pay();
    settle();
    world->hold_the_disk();
    act(hook, actors::TestWebhook{});
    post().answer_all(FakePost::status(status));
  }

  FakePost& post() const { return *world->post; }

  std::uint64_t seed = 1;
  std::unique_ptr<EngineWorld> world = std::make_unique<EngineWorld>(seed, options());
  EngineWorld::Signed org = world->sign_up();
  ledger::WalletAddress wallet = world->funded_wallet(org, usd("100.00"));
};

}  // namespace bursar::tests
