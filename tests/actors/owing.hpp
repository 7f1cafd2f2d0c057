#pragma once

// A wallet that owes: what it had been paid is given back, and it had nothing left.

#include "tests/support/engine_world.hpp"

#include <utility>
#include <variant>

#include <gtest/gtest.h>

namespace bursar::tests {

/// 100.00, all of it given by its organisation's treasury. What it has free goes to `org_wallet`
/// before that; what it holds stays.
inline void owe(EngineWorld& world, const ledger::WalletAddress& debtor,
                const ledger::WalletAddress& org_wallet) {
  const auto payer = world.funded_wallet(world.sign_up(), usd("200.00"));
  const auto paid = world.pay(EngineWorld::between(payer, debtor, usd("100.00")));
  world.run();
  const ledger::Record payment = *paid.outcome()->record;
  world.withdraw(
      EngineWorld::back(debtor, org_wallet, world.books().wallets.at(debtor.account).available()));
  world.run();
  const auto opened = world.dispute(EngineWorld::dispute_of(payment, ledger::DisputeEvent::open));
  world.run();
  const ledger::Record opening = *opened.outcome()->record;
  world.dispute(EngineWorld::dispute_of(payment, ledger::DisputeEvent::review, &opening));
  world.run();
  auto refund = EngineWorld::dispute_of(payment, ledger::DisputeEvent::refund, &opening);
  refund.act.cover = true;
  world.dispute(std::move(refund));
  world.run();
  ASSERT_EQ(world.books().wallets.at(debtor.account).state().owed, usd("100.00"));
}

/// The journal's last record repays so much, which was all that it had.
inline void expect_repaid(const EngineWorld& world, const ledger::WalletAddress& debtor,
                          ledger::Money money) {
  const ledger::Record last = world.store->records().back();
  const auto* const repaid = std::get_if<ledger::ReceivableRepaid>(&last.fact);
  ASSERT_NE(repaid, nullptr);
  EXPECT_EQ(repaid->amount.money(), money);
  const ledger::WalletState state = world.books().wallets.at(debtor.account).state();
  EXPECT_EQ(state.owed, repaid->owed_after);
  EXPECT_EQ(state.posted, state.held);
}

}  // namespace bursar::tests
