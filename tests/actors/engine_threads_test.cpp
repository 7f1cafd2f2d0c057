#include "tests/actors/engine_alone.hpp"

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::engine_threads_test {
namespace {

using tests::Told;

using EngineThreadsTest = tests::EngineAlone;

TEST_P(EngineThreadsTest, ThreadsDrainOneWalletExactly) {
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

TEST_P(EngineThreadsTest, ThreadsLoseNothingWhileWalletsComeAndGo) {
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
  const auto reconciled = hand_over(ReconciliationQuery{organization}, &Engine::reconcile);
  engine->drain();
  EXPECT_EQ(reconciled.outcome()->checked, 4U);
  EXPECT_TRUE(reconciled.outcome()->differences.empty());
}

TEST_P(EngineThreadsTest, TransfersAndFundingsEndUnderTheirOwnThreads) {
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
  const auto reconciled = hand_over(ReconciliationQuery{organization}, &Engine::reconcile);
  engine->drain();
  EXPECT_EQ(reconciled.outcome()->checked, 2U);
  EXPECT_TRUE(reconciled.outcome()->differences.empty());
}

INSTANTIATE_TEST_SUITE_P(Schedulings, EngineThreadsTest, tests::both_schedulings(),
                         tests::scheduling_name);

}  // namespace
}  // namespace bursar::actors::engine_threads_test
