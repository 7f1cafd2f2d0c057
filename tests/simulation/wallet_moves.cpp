#include "tests/simulation/wallet_moves.hpp"

#include "tests/simulation/approval_moves.hpp"
#include "tests/simulation/list_moves.hpp"
#include "tests/simulation/policy_moves.hpp"
#include "tests/simulation/simulation.hpp"

#include <algorithm>
#include <string>

namespace bursar::simulation {
namespace {

ledger::WalletAddress any_agents_wallet(Simulation& simulation) {
  const ledger::WalletAddress& wallet = simulation.any_wallet();
  return wallet.type == ledger::WalletType::agent || simulation.one_in(4) ? wallet
                                                                          : simulation.any_wallet();
}

}  // namespace

void open_wallet(Simulation& simulation) {
  if (simulation.books().wallets.size() > wallets_max) return;
  actors::OpenWallet command;
  command.owner.organization = simulation.any_organization();
  if (simulation.one_in(5)) command.owner.environment = ledger::Environment::production;
  if (simulation.one_in(3)) command.wallet.budget_limit = simulation.any_money();
  if (simulation.one_in(3))
    if (const auto* policy = any_policy(simulation, *command.owner.organization))
      command.policy = *policy;
  // As from a template.
  if (command.policy.bits.none() && simulation.one_in(4))
    command.new_policy = ledger::PolicyMade{
        .terms = {.max_per_tx = Money::dollars(static_cast<std::int64_t>(simulation.below(20))),
                  .max_per_day = Money::dollars(60)},
        .environment = command.owner.environment,
        .name = "of a template"};
  command.with_key = simulation.one_in(2);
  command.wallet.agent = command.with_key;
  if (simulation.one_in(2)) command.wallet.tags = any_tags(simulation);
  command.now = simulation.world().clock.now();
  simulation.ask<actors::OpenWalletCall>(std::move(command));
}

void issue_session(Simulation& simulation) {
  const ledger::WalletAddress& wallet = simulation.any_wallet();
  const auto longest = static_cast<std::uint64_t>(ledger::day_ms);
  simulation.ask<actors::IssueSessionCall>(
      actors::IssueSession{.organization = wallet.organization,
                           .wallet = wallet.account,
                           .ttl_ms = static_cast<std::int64_t>(simulation.below(longest)),
                           .now = simulation.world().clock.now()});
}

// Mostly so that what is frozen does not stay so.
void change_wallet(Simulation& simulation) {
  const ledger::WalletAddress wallet = any_agents_wallet(simulation);
  actors::ChangeWallet command;
  command.organization = wallet.organization;
  command.wallet = wallet.account;
  if (!simulation.one_in(4))
    command.status =
        simulation.one_in(3) ? ledger::WalletStatus::frozen : ledger::WalletStatus::active;
  if (simulation.one_in(3)) command.tags = any_tags(simulation);
  if (simulation.one_in(4)) command.label = "label " + std::to_string(simulation.below(3));
  if (simulation.one_in(8)) {
    command.policy.emplace();
    if (const auto* policy = any_policy(simulation, wallet.organization)) command.policy = *policy;
  }
  command.of_agent = simulation.one_in(16);
  command.now = simulation.world().clock.now();
  simulation.ask<actors::ChangeWalletCall>(std::move(command), {wallet.account});
}

// Mostly so that every payment brings one about, and that a few are a day's share.
void set_topup(Simulation& simulation) {
  const ledger::WalletAddress wallet = any_agents_wallet(simulation);
  actors::SetTopup command;
  command.organization = wallet.organization;
  command.wallet = wallet.account;
  command.now = simulation.world().clock.now();
  if (!simulation.one_in(6)) {
    const ledger::Amount amount = *ledger::Amount::of(simulation.any_money());
    const auto times = static_cast<std::int64_t>(1 + simulation.below(4));
    command.terms = ledger::TopupTerms{
        .enabled = !simulation.one_in(8),
        .trigger_below = simulation.one_in(4) ? simulation.any_money() : Money::dollars(10'000),
        .amount = amount,
        .max_per_day = Money::units(amount.money().units() * times)};
  }
  simulation.ask<actors::SetTopupCall>(command, {wallet.account});
}

// There is always somebody left to pay and be paid.
void end_wallet(Simulation& simulation) {
  constexpr std::ptrdiff_t ended_max = 8;
  const auto ended =
      std::ranges::count_if(simulation.books().wallets, [&](ledger::AccountNumber one) {
        return simulation.books().wallet(one)->status() == ledger::WalletStatus::archived;
      });
  const ledger::WalletAddress& wallet = simulation.any_wallet();
  if (ended >= ended_max && !simulation.one_in(8)) return;
  actors::EndWallet command;
  command.organization = wallet.organization;
  command.wallet = wallet.account;
  command.with_agent = simulation.books().wallet(wallet.account)->agent && !simulation.one_in(4);
  command.by = ledger::every_permission;
  command.reject_approvals = command.with_agent && simulation.one_in(2);
  command.by_key = any_key_of(simulation, wallet.organization);
  command.now = simulation.world().clock.now();
  simulation.ask<actors::EndWalletCall>(command, {wallet.account});
}

}  // namespace bursar::simulation
