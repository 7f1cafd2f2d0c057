#pragma once

// A wallet whose payments may have to wait for approval, and what is asked of them.

#include "actors/approvals.hpp"
#include "tests/support/engine_world.hpp"

#include <chrono>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::approvals_test {

using ledger::ApprovalEnded;
using ledger::ApprovalStatus;
using ledger::Errc;
using ledger::Paid;
using ledger::PaymentHeld;
using ledger::Sequence;
using std::chrono::milliseconds;
using tests::usd;
using World = tests::EngineWorld;

constexpr std::int64_t ttl_ms = 10'000;

inline Engine::Options options() {
  Engine::Options options;
  options.terms.approval_ttl_ms = ttl_ms;
  return options;
}

// A wallet with 100.00, bound by a policy that asks for approval above 10.00, and another wallet.
class ApprovalsTest : public testing::Test {
 protected:
  ApprovalsTest() {
    MakePolicy make;
    make.organization = owner.principal.organization;
    make.policy.terms.approval_above = usd("10.00");
    make.policy.terms.max_per_day = usd("60.00");
    make.now = world->clock.now();
    const auto made = world->ask<MakePolicyCall>(std::move(make));
    run();
    policy = made.outcome()->made.terms.id;
    AttachPolicy attach;
    attach.organization = owner.principal.organization;
    attach.wallet = wallet.account;
    attach.policy = policy;
    attach.now = world->clock.now();
    world->ask<AttachPolicyCall>(std::move(attach));
    run();
  }

  void run() { world->run(); }
  void pass(std::int64_t ms) {
    world->clock.advance(ms);
    world->schedule.advance(milliseconds{ms});
  }
  auto pay(ledger::Money money, std::string key = {}) {
    return world->pay(World::between(wallet, payee, money, std::move(key)));
  }
  /// Such a payment waits; its record.
  ledger::Record ask(ledger::Money money) {
    const auto told = pay(money);
    run();
    EXPECT_TRUE(std::holds_alternative<PaymentHeld>(told.outcome()->record->fact));
    return *told.outcome()->record;
  }
  ledger::Record ask_outside(ledger::Money money) {
    const auto told = world->pay(World::outside(wallet, money));
    run();
    return *told.outcome()->record;
  }
  auto decide(const ledger::Record& asked, ApprovalStatus status) {
    DecideApprovalCommand command;
    command.decision = {.request = asked.sequence,
                        .request_epoch = asked.epoch,
                        .held = std::get<PaymentHeld>(asked.fact),
                        .payee = std::nullopt,
                        .status = status,
                        .decided_by = owner.principal.key,
                        .note = "noted"};
    command.now = world->clock.now();
    return world->tell<DecideApprovalCall>(std::move(command),
                                           [&](auto call) { world->room->decide_approval(call); });
  }
  auto approve(const ledger::Record& asked) { return decide(asked, ApprovalStatus::approved); }
  auto reject(const ledger::Record& asked) { return decide(asked, ApprovalStatus::rejected); }
  auto see(Sequence request, std::int64_t wait_ms = 0) {
    return world->tell<ApprovalCall>(ApprovalQuery{request, wait_ms},
                                     [&](auto call) { world->room->ask_approvals(call); });
  }
  auto list(ApprovalsQuery query) {
    query.organization = owner.principal.organization;
    return world->tell<ApprovalsCall>(std::move(query),
                                      [&](auto call) { world->room->ask_approvals(call); });
  }
  std::vector<Sequence> listed(std::optional<ApprovalStatus> status, std::uint32_t limit = 20) {
    std::vector<Sequence> all;
    Page page{.before = 0, .limit = limit};
    do {
      ApprovalsQuery query;
      query.status = status;
      query.page = page;
      const auto told = list(std::move(query));
      run();
      for (const ApprovalRow& row : told.outcome()->rows) all.push_back(row.request);
      page.before = told.outcome()->next;
    } while (page.before != 0);
    return all;
  }
  ApprovalStatus status(const ledger::Record& asked) {
    const auto told = see(asked.sequence);
    run();
    return told.outcome()->status;
  }
  ledger::WalletState state(const ledger::WalletAddress& of) {
    const auto told = world->balance(of);
    run();
    return told.outcome()->state;
  }
  void freeze(ledger::WalletStatus to) {
    ChangeWallet change;
    change.organization = wallet.organization;
    change.wallet = wallet.account;
    change.status = to;
    change.now = world->clock.now();
    world->ask<ChangeWalletCall>(std::move(change));
    run();
  }
  void restart() {
    const auto records = world->store->records();
    const auto now = world->clock.now().milliseconds;
    world = std::make_unique<World>(2, options(), records);
    world->clock.advance(now - world->clock.now().milliseconds);
  }

  std::unique_ptr<World> world = std::make_unique<World>(1, options());
  const World::Signed owner = world->sign_up();
  const ledger::WalletAddress wallet = world->funded_wallet(owner, usd("100.00"));
  const ledger::WalletAddress payee = world->open_wallet(owner);
  ledger::PolicyId policy;
};

}  // namespace bursar::actors::approvals_test
