#include "actors/engine.hpp"

#include "crypto/hash.hpp"
#include "persistence/errors.hpp"
#include "tests/support/amounts.hpp"
#include "tests/support/answers.hpp"
#include "tests/support/simulated_ports.hpp"
#include "tests/support/simulated_store.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors {
namespace {

using ledger::Errc;
using tests::Told;
using tests::usd;

// Reads what the store has, and before that does what a test says: waits, or finds damage.
class BesetReader final : public persistence::JournalReader {
 public:
  explicit BesetReader(const tests::SimulatedStore& store) : store_{store} {}

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
  const tests::SimulatedStore& store_;
};

// The engine as the edge has it: its own threads, in both ways of running the actors.
class EngineTest : public testing::TestWithParam<Scheduling> {
 protected:
  EngineTest() { crypto::start(); }

  void begin(Engine::Options options = {}) { begin_over(store, reader, options); }

  void begin_over(tests::SimulatedStore& records, persistence::JournalReader& read,
                  Engine::Options options = {}) {
    options.scheduling = GetParam();
    options.on_fatal = [this](std::string_view) { ++fatal; };
    ledger::Books books;
    for (const ledger::Record& record : records.records()) books.apply(record);
    engine.emplace(options, Engine::Ports{records, read, clock, random}, std::move(books),
                   std::array<std::uint8_t, 32>{});
  }

  template <class C, class Command>
  Told<C> hand_over(Command command, void (Engine::*method)(std::shared_ptr<C>)) {
    auto call = std::make_shared<C>();
    call->command = std::move(command);
    Told<C> told{*call};
    ((*engine).*method)(std::move(call));
    return told;
  }

  void sign_up() {
    MakeKey command;
    command.owner.new_organization_balance = usd("1000.00");
    command.now = clock.now();
    const auto told = hand_over(command, &Engine::make_key);
    engine->drain();
    secret = told.outcome()->secret;
    organization = told.outcome()->key.organization;
    const auto shown = hand_over(OrganizationQuery{organization}, &Engine::organization);
    engine->drain();
    wallet = shown.outcome()->org_wallet.profile.opened.address;
  }

  ledger::WalletAddress open_wallet() {
    OpenWallet opening;
    opening.owner.organization = organization;
    const auto opened = hand_over(opening, &Engine::open_wallet);
    engine->drain();
    return opened.outcome()->wallet.profile.opened.address;
  }

  void fund(const ledger::WalletAddress& to, std::string_view amount) {
    FundCommand command;
    command.fund.wallet = to;
    command.fund.source = ledger::FundingSource::treasury;
    command.fund.amount = tests::amount(amount);
    hand_over(command, &Engine::fund);
    engine->drain();
  }

  PayCommand payment(std::string_view amount, std::string key = {}) {
    PayCommand command;
    command.pay.payer = wallet;
    command.pay.payee_external = "a shop";
    command.pay.amount = tests::amount(amount);
    command.keyed.key = std::move(key);
    command.now = clock.now();
    return command;
  }
  auto pay(std::string_view amount, std::string key = {}) {
    return hand_over(payment(amount, std::move(key)), &Engine::pay);
  }

  std::atomic<int> fatal = 0;
  tests::SimulatedStore store;
  BesetReader reader{store};
  tests::SimulatedClock clock;
  tests::SeededRandom random{1};
  std::optional<Engine> engine;
  std::string secret;
  ledger::OrganizationNumber organization;
  ledger::WalletAddress wallet;
};

TEST_P(EngineTest, APaymentIsFoundByItsIdAndInTheWalletsHistory) {
  begin();
  sign_up();
  const auto told = pay("5.00");
  engine->drain();
  const ledger::Record& record = *told.outcome()->record;
  const ledger::Bits128 id = engine->payment_id(record);
  EXPECT_EQ(engine->payment(id), record);
  EXPECT_EQ(engine->payment({id.high, id.low ^ 1}), std::nullopt);
  const auto history = engine->history(wallet.account, record.sequence, 10);
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(history[0], record);
  EXPECT_EQ(engine->last_durable(), record.sequence);
  EXPECT_EQ(engine->durable(organization), record.organizations[0].sequence);
}

// Two engines go on from the same records; the second knows that it was restored.
TEST_P(EngineTest, AfterARestoreNoIdOfAPaymentIsMadeAgain) {
  begin();
  sign_up();
  auto backup = store.records();
  std::vector<Told<PayCall>> lost;
  for (int i = 0; i < 100; ++i) lost.push_back(pay("1.00"));
  engine->drain();
  std::set<ledger::Bits128> ids;
  for (const auto& told : lost) ids.insert(engine->payment_id(*told.outcome()->record));

  backup.push_back({.sequence = {backup.back().sequence.value + 1},
                    .epoch = 1,
                    .time = backup.back().time,
                    .fact = ledger::Recovered{.verified_from = {1}}});
  tests::SimulatedStore restored{backup};
  begin_over(restored, restored);
  std::vector<Told<PayCall>> again;
  for (int i = 0; i < 100; ++i) again.push_back(pay("1.00"));
  engine->drain();
  for (const ledger::Bits128& id : ids) EXPECT_EQ(engine->payment(id), std::nullopt);
  for (const auto& told : again) {
    const ledger::Record& record = *told.outcome()->record;
    EXPECT_EQ(record.epoch, 1);
    EXPECT_EQ(engine->payment(engine->payment_id(record)), record);
    EXPECT_TRUE(ids.insert(engine->payment_id(record)).second);
  }
  engine.reset();
}

TEST_P(EngineTest, WhatIsPaidBearsASaltThatNobodyCanGuess) {
  begin();
  sign_up();
  std::vector<Told<PayCall>> all;
  for (int i = 0; i < 100; ++i) all.push_back(pay("1.00"));
  engine->drain();
  std::set<std::uint64_t> salts;
  std::set<ledger::Bits128> ids;
  for (const auto& told : all) {
    const ledger::Record& record = *told.outcome()->record;
    const std::uint64_t salt = std::get<ledger::Paid>(record.fact).salt;
    EXPECT_TRUE(salt != 0 && salt <= ledger::salt_mask);
    EXPECT_FALSE(salts.contains(salt - 1) || salts.contains(salt + 1));
    salts.insert(salt);
    ids.insert(engine->payment_id(record));
  }
  EXPECT_EQ(salts.size(), all.size());
  EXPECT_EQ(ids.size(), all.size());
}

TEST_P(EngineTest, DamageThatARecordsReaderFindsIsFatal) {
  begin();
  sign_up();
  const auto newest = engine->last_durable();
  EXPECT_TRUE(engine->record(newest));
  EXPECT_EQ(fatal, 0);
  reader.before_record = [] { throw persistence::Corrupt{"record 2 is not what was written"}; };
  EXPECT_EQ(engine->record(newest), std::nullopt);
  EXPECT_EQ(fatal, 1);
}

TEST_P(EngineTest, AKeyAndAWalletAreKnownToEveryThread) {
  begin();
  sign_up();
  const auto principal = engine->authenticate(secret);
  ASSERT_TRUE(principal);
  EXPECT_EQ(principal->organization, organization);
  EXPECT_EQ(engine->authenticate("bur_test_nobody"), nullptr);
  EXPECT_EQ(engine->find_wallet(wallet.id), wallet);
  EXPECT_EQ(engine->find_wallet({}), std::nullopt);
}

TEST_P(EngineTest, CallPastTheLimitIsRefusedAtOnceAndMovesNothing) {
  begin({.calls_in_flight_max = 2});
  sign_up();
  const auto before = store.records().size();
  store.hold();
  const auto first = pay("1.00");
  const auto second = pay("1.00");
  EXPECT_TRUE(pay("1.00").refused(Errc::overloaded));
  EXPECT_EQ(engine->calls_in_flight(), 2U);
  store.let_go();
  engine->drain();
  EXPECT_TRUE(first.allowed() && second.allowed());
  EXPECT_EQ(store.records().size(), before + 2);
}

TEST_P(EngineTest, ABatchIsOnePlaceAndAnswersInOrder) {
  begin({.calls_in_flight_max = 1});
  sign_up();
  PayBatchCommand batch;
  for (int i = 1; i <= 100; ++i) batch.payments.push_back(payment("9.00", std::to_string(i)));
  batch.payments[50].pay.amount = tests::amount("5000.00");
  batch.payments[99].keyed.key = "1";
  const auto told = hand_over(std::move(batch), &Engine::pay_batch);
  engine->drain();
  const auto& results = *told.outcome();
  ASSERT_EQ(results.size(), 100U);
  EXPECT_TRUE(std::holds_alternative<ledger::Paid>(results[0]->record->fact));
  EXPECT_TRUE(std::holds_alternative<ledger::Refused>(results[50]->record->fact));
  EXPECT_TRUE(results[99]->replayed);
  EXPECT_LT(results[0]->record->sequence, results[98]->record->sequence);
}

TEST_P(EngineTest, ABatchTooManyIsToldToComeAgainAndAnEmptyOneIsAnswered) {
  begin({.batches_in_flight_max = 1});
  sign_up();
  store.hold();
  const auto first = hand_over(PayBatchCommand{{payment("1.00")}}, &Engine::pay_batch);
  const auto second = hand_over(PayBatchCommand{{payment("1.00")}}, &Engine::pay_batch);
  const auto empty = hand_over(PayBatchCommand{}, &Engine::pay_batch);
  EXPECT_TRUE(second.refused(Errc::overloaded));
  EXPECT_TRUE(empty.allowed());
  store.let_go();
  engine->drain();
  EXPECT_TRUE(first.allowed());
}

TEST_P(EngineTest, AWalletNobodyOpenedIsNotFound) {
  begin();
  sign_up();
  wallet.account = {4'711};
  EXPECT_TRUE(pay("1.00").refused(Errc::not_found));
}

TEST_P(EngineTest, ThreadsDrainOneWalletExactly) {
  begin();
  sign_up();
  std::atomic<int> allowed = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      std::vector<Told<PayCall>> all;
      for (int n = 0; n < 100; ++n) all.push_back(pay("9.00"));
      engine->end_round();
      for (const auto& told : all) {
        told.wait();
        allowed += told.allowed() ? 1 : 0;
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(allowed, 110);  // of 9.036 each
}

TEST_P(EngineTest, ThreadsLoseNothingWhileWalletsComeAndGo) {
  begin({.wallet_idle = std::chrono::milliseconds{1}, .wallets_live_max = 1});
  sign_up();
  std::vector<ledger::WalletAddress> wallets{wallet, open_wallet(), open_wallet(), open_wallet()};
  std::atomic<std::size_t> allowed = 0;
  const auto pay_round = [&](std::size_t from) {
    for (std::size_t n = 0; n < 200; ++n) {
      PayCommand command = payment("0.01", n % 2 == 0 ? "" : std::to_string(from * 1'000 + n));
      command.pay.payer = wallets[from];
      command.pay.payee = wallets[(from + 1 + n % 3) % 4];
      command.pay.payee_external.clear();
      const auto told = hand_over(std::move(command), &Engine::pay);
      for (; told.silent(); std::this_thread::yield()) engine->end_round();
      allowed += told.allowed() ? 1 : 0;
    }
  };
  for (std::size_t i = 1; i < wallets.size(); ++i) fund(wallets[i], "100.00");
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < wallets.size(); ++i) threads.emplace_back(pay_round, i);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(allowed, 800U);
  EXPECT_GT(engine->passivations(), 0U);
  const auto reconciled = hand_over(TrialBalanceQuery{organization}, &Engine::reconcile);
  engine->drain();
  EXPECT_EQ(reconciled.outcome()->checked, 4U);
  EXPECT_TRUE(reconciled.outcome()->differences.empty());
}

TEST_P(EngineTest, TransfersAndFundingsEndUnderTheirOwnThreads) {
  begin();
  sign_up();
  const auto agent = open_wallet();
  std::vector<Told<FundCall>> all;
  for (int i = 0; i < 100; ++i) {
    FundCommand command;
    command.fund.wallet = agent;
    command.fund.org_wallet = wallet;
    command.fund.amount = tests::amount("1.00");
    command.now = clock.now();
    all.push_back(hand_over(command, &Engine::fund));
  }
  engine->drain();
  for (const auto& told : all) EXPECT_TRUE(told.allowed());
  const auto reconciled = hand_over(TrialBalanceQuery{organization}, &Engine::reconcile);
  engine->drain();
  EXPECT_EQ(reconciled.outcome()->checked, 2U);
  EXPECT_TRUE(reconciled.outcome()->differences.empty());
}

TEST_P(EngineTest, TheNextEngineGoesOnWhereTheJournalEnds) {
  begin();
  sign_up();
  const auto first = pay("5.00", "k");
  engine->drain();
  const auto record = *first.outcome()->record;
  engine.reset();
  begin();
  const auto again = pay("5.00", "k");
  engine->drain();
  EXPECT_TRUE(again.outcome()->replayed);
  EXPECT_EQ(*again.outcome()->record, record);
  EXPECT_TRUE(engine->authenticate(secret));
}

TEST_P(EngineTest, AfterACommitOfUnknownOutcomeEveryCallIsLostAndDrainEnds) {
  begin();
  sign_up();
  store.fail_next(tests::Fault::unknown_lost);
  const auto first = pay("1.00");
  engine->drain();
  const auto second = pay("1.00");
  engine->drain();
  engine.reset();
  EXPECT_TRUE(first.lost() && second.lost());
}

TEST_P(EngineTest, WhenTheEngineIsGoneEveryCallHasItsAnswer) {
  begin();
  sign_up();
  const auto before = store.records().size();
  std::vector<Told<PayCall>> all;
  for (int i = 0; i < 100; ++i) all.push_back(pay("1.00"));
  engine.reset();
  std::size_t allowed = 0;
  for (const auto& told : all) {
    EXPECT_TRUE(told.lost() || told.allowed());
    allowed += told.answered() ? 1 : 0;
  }
  EXPECT_LE(allowed, store.records().size() - before);
}

// On the pool, because there somebody else than who drains waits for the reader.
using EngineOnThePoolTest = EngineTest;

TEST_P(EngineOnThePoolTest, DrainSaysWhetherEveryCallWasAnsweredInTime) {
  begin();
  sign_up();
  pay("5.00", "k");
  ASSERT_TRUE(engine->drain());
  std::atomic<bool> held = true;
  reader.before_record = [&held] { held.wait(true); };
  const auto again = pay("5.00", "k");
  EXPECT_FALSE(engine->drain(std::chrono::milliseconds{20}));
  EXPECT_TRUE(again.silent());
  held = false;
  held.notify_all();
  EXPECT_TRUE(engine->drain());
  EXPECT_TRUE(again.outcome()->replayed);
}

INSTANTIATE_TEST_SUITE_P(Pool, EngineOnThePoolTest, testing::Values(Scheduling::pool));

INSTANTIATE_TEST_SUITE_P(Schedulings, EngineTest,
                         testing::Values(Scheduling::pool, Scheduling::handing_thread),
                         [](const auto& test) {
                           return test.param == Scheduling::pool ? "pool" : "handing_thread";
                         });

}  // namespace
}  // namespace bursar::actors
