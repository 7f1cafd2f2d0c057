#include "actors/engine.hpp"

#include "crypto/api_key.hpp"
#include "persistence/errors.hpp"
#include "tests/actors/engine_alone.hpp"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::engine_test {
namespace {

using ledger::Errc;
using tests::Told;

using EngineTest = tests::EngineAlone;

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

// Junk has a row in the table here, and so would be found by whoever looked for it there.
TEST_P(EngineTest, WhatIsNoKeyIsRefusedWithoutALookUp) {
  const std::string key = crypto::make_api_key("bur_op_", crypto::Bytes<32>{1});
  std::string junk = key;
  junk.back() = junk.back() == 'x' ? 'y' : 'x';
  for (const auto& [shown, known] : {std::pair{key, true}, {junk, false}}) {
    Engine::Options options;
    options.operator_key_hash = crypto::sha256(shown);
    begin(options);
    EXPECT_EQ(engine->authenticate(shown, clock.now()).has_value(), known) << shown;
    engine.reset();
  }
}

TEST_P(EngineTest, AKeyAndAWalletAreKnownToEveryThread) {
  begin();
  sign_up();
  const auto principal = engine->authenticate(secret, clock.now());
  ASSERT_TRUE(principal);
  EXPECT_EQ(principal->organization, organization);
  EXPECT_FALSE(engine->authenticate("bur_test_nobody", clock.now()));
  EXPECT_EQ(engine->find_wallet(wallet.id), wallet);
  EXPECT_EQ(engine->find_wallet(ledger::WalletId{}), std::nullopt);
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

INSTANTIATE_TEST_SUITE_P(Schedulings, EngineTest, tests::both_schedulings(),
                         tests::scheduling_name);

}  // namespace
}  // namespace bursar::actors::engine_test
