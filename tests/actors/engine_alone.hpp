#pragma once

// The engine as the edge has it: its own threads, in both ways of running the actors, over a store
// in memory and a reader that does what a test says.

#include "actors/engine.hpp"
#include "crypto/hash.hpp"
#include "tests/support/amounts.hpp"
#include "tests/support/answers.hpp"
#include "tests/support/simulated_ports.hpp"
#include "tests/support/simulated_store.hpp"
#include "tests/support/temporary_directory.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

namespace bursar::tests {

/// Reads what the store has, and before that does what a test says: waits, or finds damage.
class BesetReader final : public persistence::JournalReader {
 public:
  explicit BesetReader(const SimulatedStore& store) : store_{store} {}

  std::optional<ledger::Record> record(ledger::Sequence sequence) const override {
    before_record();
    return store_.record(sequence);
  }
  void scan(ledger::Sequence from,
            const std::function<bool(const ledger::Record&)>& each) const override {
    store_.scan(from, each);
  }

  std::function<void()> before_record = [] {};

 private:
  const SimulatedStore& store_;
};

/// With an organisation and its wallet, once it has signed up.
class EngineAlone : public testing::TestWithParam<actors::Scheduling> {
 protected:
  EngineAlone() { crypto::start(); }

  void begin(actors::Engine::Options options = {}) { begin_over(store, reader, options); }

  void begin_over(SimulatedStore& records, persistence::JournalReader& read,
                  actors::Engine::Options options = {}) {
    options.scheduling = GetParam();
    options.keys_directory = directory.path() / "keys";
    options.on_fatal = [this](std::string_view) { ++fatal; };
    ledger::Books books;
    for (const ledger::Record& record : records.records()) books.apply(record);
    engine.emplace(options, actors::Engine::Ports{records, read, clock, random}, std::move(books),
                   std::array<std::uint8_t, 32>{});
  }

  template <class C, class Command>
  Told<C> hand_over(Command command, void (actors::Engine::*method)(std::shared_ptr<C>)) {
    auto call = std::make_shared<C>();
    call->command = std::move(command);
    Told<C> told{*call};
    ((*engine).*method)(std::move(call));
    return told;
  }

  void sign_up() {
    actors::MakeKey command;
    command.owner.new_organization_balance = usd("1000.00");
    command.now = clock.now();
    const auto told = hand_over(command, &actors::Engine::make_key);
    engine->drain();
    secret = told.outcome()->secret;
    organization = told.outcome()->key.organization;
    const auto shown =
        hand_over(actors::OrganizationQuery{organization}, &actors::Engine::organization);
    engine->drain();
    wallet = shown.outcome()->org_wallet.profile.opened.address;
  }

  ledger::WalletAddress open_wallet() {
    actors::OpenWallet opening;
    opening.owner.organization = organization;
    const auto opened = hand_over(opening, &actors::Engine::open_wallet);
    engine->drain();
    return opened.outcome()->wallet.profile.opened.address;
  }

  void fund(const ledger::WalletAddress& to, std::string_view amount) {
    actors::FundCommand command;
    command.fund.wallet = to;
    command.fund.source = ledger::FundingSource::treasury;
    command.fund.amount = tests::amount(amount);
    hand_over(command, &actors::Engine::fund);
    engine->drain();
  }

  actors::PayCommand payment(std::string_view amount, std::string key = {}) {
    actors::PayCommand command;
    command.pay.payer = wallet;
    command.pay.payee_external = "a shop";
    command.pay.amount = tests::amount(amount);
    command.keyed.key = std::move(key);
    command.now = clock.now();
    return command;
  }
  auto pay(std::string_view amount, std::string key = {}) {
    return hand_over(payment(amount, std::move(key)), &actors::Engine::pay);
  }

  TemporaryDirectory directory;
  std::atomic<int> fatal = 0;
  SimulatedStore store;
  BesetReader reader{store};
  SimulatedClock clock;
  SeededRandom random{1};
  std::optional<actors::Engine> engine;
  std::string secret;
  ledger::OrganizationNumber organization;
  ledger::WalletAddress wallet;
};

inline auto both_schedulings() {
  return testing::Values(actors::Scheduling::pool, actors::Scheduling::handing_thread);
}

inline std::string scheduling_name(const testing::TestParamInfo<actors::Scheduling>& test) {
  return test.param == actors::Scheduling::pool ? "pool" : "handing_thread";
}

}  // namespace bursar::tests
