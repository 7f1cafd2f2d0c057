// Calls on tokens under keys of their payee's: each key does one thing, whichever tokens it comes
// with, and is answered the same ever after.

#include "actors/wallet_tokens.hpp"

#include "ledger/examiner.hpp"
#include "tests/actors/tokens_world.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::actors::wallet_tokens_test {
namespace {

using ledger::Errc;
using ledger::Refused;
using ledger::TokenEvent;
using ledger::TokenStatus;
using tests::crowd;
using tests::usd;
using State = KeyOutcome::State;
using ToldOfAct = tests::Told<TokenActCall>;

// Two who pay, of different organisations, and one who is paid.
class WalletTokensTest : public tests::TokensWorld {
 public:
  using TokensWorld::TokensWorld;

 protected:
  const ledger::WalletAddress& payee() const { return seller.wallet; }
  void freeze(ledger::WalletStatus status) {
    ChangeWallet change;
    change.organization = wallet.organization;
    change.wallet = wallet.account;
    change.status = status;
    change.now = world->clock.now();
    world->ask<ChangeWalletCall>(std::move(change));
    run();
  }
  State state_of(std::string key) {
    const auto told = world->outcome(payee(), std::move(key));
    run();
    return told.outcome()->state;
  }
  bool sealed(std::string key) {
    const auto told = world->seal(payee(), std::move(key));
    run();
    return told.outcome()->state == State::sealed;
  }
  std::size_t records_under(const std::string& key) const {
    std::size_t count = 0;
    for (const ledger::Record& record : world->store->records())
      if (record.idempotency && record.idempotency->key == key) ++count;
    return count;
  }
  void let_live(const ledger::WalletAddress& one) { world->posted(one); }
  void hold(const ledger::WalletAddress& one) {
    let_live(one);
    world->schedule.hold(world->room->live_wallet(one.account));
  }

  World::Signed third = world->sign_up();
  ledger::WalletAddress other = world->funded_wallet(third, usd("100.00"));
};

TEST_F(WalletTokensTest, EveryDeedOfAProviderIsAnsweredOnceMoreAsItWas) {
  const ledger::Record issued = issue();
  const ledger::Record given_back = issue();
  done(given_back, TokenEvent::verify);
  const auto check = [&](const ledger::Record& of, TokenEvent event, const std::string& key) {
    const auto first = act(of, event, key);
    run();
    const auto again = act(of, event, key);
    run();
    ASSERT_TRUE(first.allowed() && again.allowed());
    EXPECT_FALSE(first.outcome()->replayed);
    EXPECT_TRUE(again.outcome()->replayed);
    EXPECT_EQ(*again.outcome()->record, *first.outcome()->record);
    EXPECT_EQ(first.outcome()->record->idempotency->wallet, payee().account);
  };
  check(issued, TokenEvent::verify, "verify");
  check(issued, TokenEvent::start, "start");
  check(issued, TokenEvent::accept, "accept");
  check(issued, TokenEvent::complete, "complete");
  check(given_back, TokenEvent::release, "release");
  check(issue(), TokenEvent::settle, "settle");
  EXPECT_EQ(state(wallet).posted, usd("90.00"));
  EXPECT_TRUE(world->fatal.empty());
}

TEST_F(WalletTokensTest, OfTwoTokensThatAreSettledUnderOneKeyByManyAtOnceOneMoves) {
  const ledger::Record mine = issue();
  const ledger::Record others = issue_of(other);
  const ledger::Money before = world->posted(payee());
  std::vector<ToldOfAct> all;
  for (std::size_t i = 0; i < crowd; ++i)
    all.push_back(act(i % 2 == 0 ? mine : others, TokenEvent::settle, "k"));
  run();
  std::size_t first = 0;
  std::size_t replayed = 0;
  std::size_t conflicts = 0;
  for (const ToldOfAct& told : all) {
    ASSERT_TRUE(told.once());
    if (told.refused(Errc::idempotency_conflict)) ++conflicts;
    if (told.allowed()) ++(told.outcome()->replayed ? replayed : first);
  }
  EXPECT_EQ(first, 1U);
  EXPECT_EQ(replayed, crowd / 2 - 1);
  EXPECT_EQ(conflicts, crowd / 2);
  EXPECT_EQ(world->posted(payee()) - before, usd("4.98"));
  EXPECT_EQ(records_under("k"), 1U);
}

TEST_F(WalletTokensTest, AnotherDeedOnTheSameTokenIsOtherContent) {
  const ledger::Record issued = issue();
  const auto first = act(issued, TokenEvent::verify, "k");
  const auto other_deed = act(issued, TokenEvent::start, "k");
  run();
  EXPECT_TRUE(first.allowed());
  EXPECT_TRUE(other_deed.refused(Errc::idempotency_conflict));
}

TEST_F(WalletTokensTest, TheKeyIsInTheNameSpaceOfWhoeverIsPaid) {
  const ledger::Record issued = issue();
  world->pay(World::outside(wallet, usd("1.00"), "k"));
  run();
  const auto told = act(issued, TokenEvent::settle, "k");
  run();
  ASSERT_TRUE(told.allowed());
  EXPECT_FALSE(told.outcome()->replayed);
  const auto same_space = world->pay(World::outside(payee(), usd("1.00"), "k"));
  run();
  EXPECT_TRUE(same_space.refused(Errc::idempotency_conflict));
}

TEST_F(WalletTokensTest, AfterAStartAndInAWalletThatCameBackToLifeItIsKnown) {
  const ledger::Record issued = issue();
  const auto first = act(issued, TokenEvent::settle, "k");
  run();
  world->rest();
  EXPECT_FALSE(world->room->live_wallet(payee().account));
  const auto awakened = act(issued, TokenEvent::settle, "k");
  run();
  EXPECT_TRUE(awakened.outcome()->replayed);
  restart();
  const auto again = act(issued, TokenEvent::settle, "k");
  const auto unkeyed = act(issued, TokenEvent::settle);
  run();
  EXPECT_EQ(*again.outcome()->record, *first.outcome()->record);
  EXPECT_TRUE(unkeyed.refused(Errc::invalid_state)) << "that is another delivery";
  EXPECT_EQ(state_of("k"), State::known);
}

TEST_F(WalletTokensTest, ARefusalOfAPartyIsKeptAndWhatIsNotItsTurnIsNot) {
  const ledger::Record issued = issue();
  const auto early = act(issued, TokenEvent::start, "early");
  run();
  EXPECT_TRUE(early.refused(Errc::invalid_state));
  EXPECT_EQ(state_of("early"), State::not_seen);
  freeze(ledger::WalletStatus::frozen);
  const auto frozen = act(issued, TokenEvent::settle, "k");
  const auto racing = act(issued, TokenEvent::settle, "k");
  run();
  freeze(ledger::WalletStatus::active);
  const auto again = act(issued, TokenEvent::settle, "k");
  run();
  for (const auto* told : {&frozen, &racing, &again}) {
    ASSERT_TRUE(told->allowed());
    EXPECT_EQ(std::get<Refused>(told->outcome()->record->fact).error.code, Errc::wallet_frozen);
    EXPECT_EQ(told->outcome()->record->idempotency->wallet, payee().account);
  }
  EXPECT_EQ(records_under("k"), 1U);
  const auto next = act(issued, TokenEvent::settle, "next");
  run();
  EXPECT_TRUE(std::holds_alternative<ledger::Paid>(next.outcome()->record->fact));
}

TEST_F(WalletTokensTest, APayeeThatCannotBePaidIsToldSoAndItsAnswerIsKept) {
  const ledger::WalletAddress gone = world->open_wallet(seller);
  AuthorizeCommand command;
  command.authorize = {.pay = {.payer = wallet, .payee = gone, .amount = tests::amount("1.00")},
                       .terms = {.payee_organization = gone.organization}};
  command.now = world->clock.now();
  const auto token = world->tell<AuthorizeCall>(std::move(command),
                                                [&](auto call) { world->room->authorize(call); });
  run();
  EndWallet end;
  end.organization = gone.organization;
  end.wallet = gone.account;
  end.now = world->clock.now();
  world->ask<EndWalletCall>(std::move(end));
  run();
  const auto told = act(*token.outcome()->record, TokenEvent::settle, "k");
  const auto racing = act(*token.outcome()->record, TokenEvent::settle, "k");
  run();
  ASSERT_TRUE(told.allowed() && racing.allowed());
  EXPECT_EQ(std::get<Refused>(told.outcome()->record->fact).error.code, Errc::payee_archived);
  EXPECT_TRUE(racing.outcome()->replayed);
  EXPECT_EQ(state(wallet).held, usd("1.00")) << "the token is as it was";
}

TEST_F(WalletTokensTest, WhatChangesNothingLeavesTheKeyAsIfItHadNotBeenSeen) {
  const ledger::Record issued = issue();
  done(issued, TokenEvent::verify);
  done(issued, TokenEvent::start);
  const auto repeated = act(issued, TokenEvent::start, "k");
  const auto racing = act(issued, TokenEvent::start, "k");
  run();
  for (const auto* told : {&repeated, &racing}) {
    ASSERT_TRUE(told->allowed());
    EXPECT_FALSE(told->outcome()->record);
  }
  EXPECT_EQ(state_of("k"), State::not_seen);
  const auto used = act(issued, TokenEvent::accept, "k");
  run();
  EXPECT_TRUE(used.allowed());
}

TEST_F(WalletTokensTest, WhoComesTooLateEndsTheTokenAndHasItsKeyBack) {
  const ledger::Record issued = issue();
  world->clock.advance(tests::ttl_ms);
  const auto late = act(issued, TokenEvent::settle, "k");
  const auto racing = act(issued, TokenEvent::settle, "k");
  run();
  ASSERT_TRUE(late.allowed());
  EXPECT_EQ(std::get<ledger::TokenEnded>(late.outcome()->record->fact).status,
            TokenStatus::expired);
  EXPECT_FALSE(late.outcome()->record->idempotency);
  EXPECT_TRUE(racing.answered());
  EXPECT_EQ(records_under("k"), 0U);
  EXPECT_EQ(state_of("k"), State::not_seen);
}

TEST_F(WalletTokensTest, NothingIsDoneUnderASealedKeyAndWhatWasDoneIsNotSealed) {
  const ledger::Record issued = issue();
  EXPECT_TRUE(sealed("k"));
  const auto refused = act(issued, TokenEvent::settle, "k");
  run();
  EXPECT_TRUE(refused.refused(Errc::key_sealed));
  EXPECT_EQ(row(issued).status, TokenStatus::issued);
  act(issued, TokenEvent::settle, "next");
  EXPECT_FALSE(sealed("next"));
  EXPECT_EQ(row(issued).status, TokenStatus::settled);
}

TEST_F(WalletTokensTest, WhatIsWithThePayerIsInFlightAndASealWaitsForIt) {
  const ledger::Record issued = issue();
  let_live(payee());
  hold(wallet);
  const auto told = act(issued, TokenEvent::verify, "k");
  const auto racing = act(issued, TokenEvent::verify, "k");
  run();
  EXPECT_EQ(state_of("k"), State::in_flight);
  world->rest();
  EXPECT_TRUE(world->room->live_wallet(payee().account)) << "it waits for what comes of its key";
  const auto seal = world->seal(payee(), "k");
  run();
  EXPECT_TRUE(told.silent() && racing.silent() && seal.silent());
  world->schedule.release();
  run();
  EXPECT_TRUE(told.allowed());
  EXPECT_TRUE(racing.outcome()->replayed);
  EXPECT_EQ(seal.outcome()->state, State::known);
  world->rest();
  EXPECT_FALSE(world->room->live_wallet(payee().account));
}

TEST_F(WalletTokensTest, NobodyHearsOfItBeforeItIsDurable) {
  const ledger::Record issued = issue();
  world->hold_the_disk();
  const auto told = act(issued, TokenEvent::settle, "k");
  const auto racing = act(issued, TokenEvent::settle, "k");
  run();
  EXPECT_TRUE(told.silent() && racing.silent());
  world->let_the_disk_go();
  EXPECT_TRUE(told.allowed());
  EXPECT_TRUE(racing.outcome()->replayed);
}

TEST_F(WalletTokensTest, WithNoRoomAKnownKeyIsAnsweredAndWhatGivesBackGoesOn) {
  const ledger::Record known = issue();
  const ledger::Record issued = issue();
  done(issued, TokenEvent::verify);
  const auto first = act(known, TokenEvent::verify, "k");
  run();
  world->room->read_only(true);
  const auto again = act(known, TokenEvent::verify, "k");
  const auto refused = act(issued, TokenEvent::start, "start");
  const auto released = act(issued, TokenEvent::release, "release");
  run();
  EXPECT_TRUE(again.outcome()->replayed);
  EXPECT_TRUE(refused.refused(Errc::read_only));
  EXPECT_TRUE(released.allowed());
}

class FewKeysTest : public WalletTokensTest {
 protected:
  FewKeysTest() : WalletTokensTest{1, 3} {}
};

TEST_F(FewKeysTest, AKeyThatCameToNothingGivesItsPlaceBack) {
  const ledger::Record issued = issue();
  for (int n = 0; n < 20; ++n) {
    const auto early = act(issued, TokenEvent::accept, "early " + std::to_string(n));
    run();
    EXPECT_TRUE(early.refused(Errc::invalid_state)) << n;
  }
  const auto first = act(issued, TokenEvent::verify, "1");
  const auto second = act(issued, TokenEvent::start, "2");
  const auto third_one = act(issued, TokenEvent::accept, "3");
  const auto full = act(issued, TokenEvent::complete, "4");
  run();
  EXPECT_TRUE(first.allowed() && second.allowed() && third_one.allowed());
  EXPECT_TRUE(full.refused(Errc::keys_full));
  EXPECT_EQ(row(issued).status, TokenStatus::accepted);
}

// Deeds on a few tokens of two payers under a few keys, and seals of these, in any order: every
// key stands in one record at most, and everybody who is answered by a record hears that one.
class AnyOrder : public WalletTokensTest {
 public:
  explicit AnyOrder(std::uint64_t seed) : WalletTokensTest{seed} {
    for (int n = 0; n < 2; ++n)
      for (const auto& payer : {wallet, other}) tokens_.push_back(issue_of(payer));
  }
  void TestBody() override {}

  void step(std::uint32_t chosen) {
    const std::string key = "k" + std::to_string(chosen % 4);
    const std::uint32_t which = chosen / 4 % 16;
    if (which < 11)
      act_on(tokens_[chosen / 64 % tokens_.size()], static_cast<TokenEvent>(chosen / 256 % 8), key);
    else if (which == 11)
      seals_.push_back(world->seal(payee(), key));
    else if (which == 12)
      world->clock.advance(tests::ttl_ms / 4);
    else if (which == 13)
      world->hold_the_disk();
    else if (which == 14)
      world->let_the_disk_go();
    else
      run();
  }
  void check() {
    world->let_the_disk_go();
    run();
    check_journal();
    for (const auto& [key, all] : told_)
      for (const ToldOfAct& told : all) {
        RC_ASSERT(told.answered());
        if (!told.allowed() || !told.outcome()->record) continue;
        const ledger::Record& record = *told.outcome()->record;
        // Whoever came too late has ended the token with no key.
        if (record.idempotency) RC_ASSERT(record.sequence == under_.at(key));
      }
    for (const auto& told : seals_) RC_ASSERT(told.allowed());
    RC_ASSERT(world->fatal.empty());
  }

 private:
  // Its payer alone cancels one, and has no such key.
  void act_on(const ledger::Record& token, TokenEvent event, const std::string& key) {
    if (event == TokenEvent::cancel)
      act(token, event);
    else
      told_[key].push_back(act(token, event, key));
  }
  void check_journal() {
    ledger::Examiner examiner;
    for (const ledger::Record& record : world->store->records()) {
      RC_ASSERT(examiner.take(record) == std::nullopt);
      if (record.idempotency)
        RC_ASSERT(under_.emplace(record.idempotency->key, record.sequence).second);
    }
  }

  std::vector<ledger::Record> tokens_;
  std::map<std::string, std::vector<ToldOfAct>> told_;
  std::vector<tests::Told<SealCall>> seals_;
  std::map<std::string, ledger::Sequence> under_;
};

RC_GTEST_PROP(WalletTokensRaceTest, AKeyDoesOneThingOrIsSealed, ()) {
  AnyOrder any{*rc::gen::arbitrary<std::uint64_t>()};
  const auto steps =
      *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(0, 1 << 20));
  for (const std::uint32_t chosen : steps) any.step(chosen);
  any.check();
}

}  // namespace
}  // namespace bursar::actors::wallet_tokens_test
