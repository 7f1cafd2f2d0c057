#include "tests/simulation/payments.hpp"

#include "tests/simulation/simulation.hpp"

#include <optional>
#include <set>

namespace bursar::simulation {
namespace {

// Few enough that a key is met again.
constexpr std::uint64_t keys = 400;
// The newest of what was asked is asked again most.
constexpr std::uint64_t asked_lately = 60;

// What policies may look at.
actors::PayCommand with_words(Simulation& simulation, actors::PayCommand command) {
  ledger::Pay& pay = command.pay;
  if (!pay.payee && simulation.one_in(4)) pay.payee_external = "a casino";
  if (simulation.one_in(4)) pay.category = simulation.one_in(2) ? "games" : "food";
  return command;
}

actors::PayCommand any_payment(Simulation& simulation) {
  const ledger::WalletAddress& payer = simulation.any_wallet();
  const ledger::WalletAddress& payee = simulation.any_wallet();
  const Money money = simulation.any_money();
  return with_words(simulation, simulation.one_in(2)
                                    ? World::outside(payer, money, any_key(simulation))
                                    : World::between(payer, payee, money, any_key(simulation)));
}

// Of the organisation and environment of a wallet: the first that was opened there.
const ledger::WalletAddress& own_wallet(Simulation& simulation,
                                        const ledger::WalletAddress& beside) {
  return simulation.wallet({beside.system_accounts.value + ledger::system_accounts_count});
}

void move(Simulation& simulation, Command command) {
  if (auto* paying = std::get_if<actors::PayCommand>(&command))
    simulation.pay(std::move(*paying));
  else if (auto* clearing = std::get_if<actors::ClearCommand>(&command))
    simulation.clear(std::move(*clearing));
  else if (auto* withdrawing = std::get_if<actors::WithdrawCommand>(&command))
    simulation.withdraw(std::move(*withdrawing));
  else if (auto* batch = std::get_if<actors::FundBatchCommand>(&command))
    simulation.fund_batch(std::move(*batch));
  else if (auto* refunding = std::get_if<actors::RefundCommand>(&command))
    simulation.refund(std::move(*refunding));
  else
    simulation.fund(std::get<actors::FundCommand>(std::move(command)));
}

/// All those that it was asked together with.
void pay_again(Simulation& simulation, const Movement& part, std::optional<Money> other) {
  const Movements& movements = simulation.auditor().evidence().movements;
  std::vector<actors::PayCommand> commands;
  for (std::size_t i = 0; i < part.together.count; ++i)
    commands.push_back(
        std::get<actors::PayCommand>(movements.find(part.together.first + i)->command));
  if (other) commands.back().pay.amount = *ledger::Amount::of(*other);
  simulation.pay_all_or_none(std::move(commands));
}

}  // namespace

std::string any_key(Simulation& simulation) {
  return simulation.one_in(2) ? "" : "key " + std::to_string(simulation.below(keys));
}

const Movement* any_keyed(Simulation& simulation) {
  const Movements& movements = simulation.auditor().evidence().movements;
  if (movements.count() == 0) return nullptr;
  const std::uint64_t back = simulation.below(std::min(movements.count(), asked_lately));
  const Movement* found = movements.find(movements.count() - back);
  return keyed_of(found->command).key.empty() ? nullptr : found;
}

void pay_outside(Simulation& simulation) {
  simulation.pay(with_words(
      simulation,
      World::outside(simulation.any_wallet(), simulation.any_money(), any_key(simulation))));
}

void pay_wallet(Simulation& simulation) {
  const ledger::WalletAddress& payer = simulation.any_wallet();
  const ledger::WalletAddress& payee = simulation.any_wallet();
  simulation.pay(with_words(
      simulation, World::between(payer, payee, simulation.any_money(), any_key(simulation))));
}

void pay_batch(Simulation& simulation) {
  std::vector<actors::PayCommand> commands;
  for (std::uint64_t left = 1 + simulation.below(5); left > 0; --left)
    commands.push_back(any_payment(simulation));
  simulation.pay_together(std::move(commands));
}

// Each has a key of its own, or none has one.
void pay_all_or_none(Simulation& simulation) {
  const ledger::WalletAddress& payer = simulation.any_wallet();
  const bool keyed = simulation.one_in(2);
  const std::uint64_t first = simulation.below(keys);
  std::vector<actors::PayCommand> commands;
  for (std::uint64_t left = 1 + simulation.below(5); left > 0; --left) {
    const std::string key =
        keyed ? "key " + std::to_string((first + commands.size()) % keys) : std::string{};
    const Money money = simulation.any_money();
    commands.push_back(
        with_words(simulation, simulation.one_in(3)
                                   ? World::outside(payer, money, key)
                                   : World::between(payer, simulation.any_wallet(), money, key)));
  }
  simulation.pay_all_or_none(std::move(commands));
}

// The edge finds no such payee; should it let one pass, the hold has to end all the same.
void pay_nobody(Simulation& simulation) {
  ledger::WalletAddress nobody = simulation.any_wallet();
  const ledger::WalletAddress& payer = simulation.any_wallet();
  nobody.account = {1'000'000};
  nobody.id = {};
  nobody.environment = payer.environment;
  simulation.pay(World::between(payer, nobody, simulation.any_money(), any_key(simulation)));
}

// The first organisation's own wallet has nearly all that a wallet may have.
void pay_the_rich(Simulation& simulation) {
  const auto& rich = simulation.wallet(simulation.books().organizations[1].wallets.front());
  const ledger::WalletAddress& payer = simulation.any_wallet();
  simulation.pay(World::between(payer, rich, simulation.any_money(), any_key(simulation)));
}

void fund_from_treasury(Simulation& simulation) {
  simulation.fund(
      World::from_treasury(simulation.any_wallet(), simulation.any_money(), any_key(simulation)));
}

void fund_from_organization(Simulation& simulation) {
  const ledger::WalletAddress& wallet = simulation.any_wallet();
  auto command = World::from_organization(own_wallet(simulation, wallet), wallet,
                                          simulation.any_money(), any_key(simulation));
  command.fund.adjusts_budget = simulation.one_in(3);
  simulation.fund(std::move(command));
}

// The edge lets nobody do that; should it, the money of one organisation is no other's.
void fund_from_a_stranger(Simulation& simulation) {
  const auto& own = simulation.books().organizations[simulation.any_organization().value];
  simulation.fund(World::from_organization(simulation.wallet(own.wallets.front()),
                                           simulation.any_wallet(), simulation.any_money(),
                                           any_key(simulation)));
}

void fund_from_faucet(Simulation& simulation) {
  auto command = World::from_treasury(
      simulation.any_wallet(),
      Money::dollars(200 + static_cast<std::int64_t>(simulation.below(700))), any_key(simulation));
  command.fund.source = ledger::FundingSource::test_faucet;
  command.fund.faucet_limited = !simulation.one_in(4);
  simulation.fund(std::move(command));
}

// Fees are cents, and so is what is asked of them.
void clear(Simulation& simulation) {
  const auto kind = static_cast<ledger::Clearing>(simulation.below(3));
  World::Signed by;
  by.wallet = own_wallet(simulation, simulation.any_wallet());
  by.principal.organization_id = simulation.books().organizations[by.wallet.organization.value].id;
  const Money money = kind == ledger::Clearing::fees_withdrawal
                          ? Money::units(1 + static_cast<std::int64_t>(
                                                 simulation.below(Money::units_per_dollar / 5)))
                          : simulation.any_money();
  const std::string key = "key " + std::to_string(simulation.below(keys));  // it must have one
  simulation.clear(World::clearing(kind, by, money, key));
}

// Half of it all that there is, now and then to an org wallet that is not the wallet's own.
void fetch_back(Simulation& simulation) {
  const ledger::WalletAddress& wallet = simulation.any_wallet();
  const ledger::WalletAddress& beside = simulation.one_in(16) ? simulation.any_wallet() : wallet;
  auto command =
      World::back(wallet, own_wallet(simulation, beside), std::nullopt, any_key(simulation));
  if (simulation.one_in(2)) command.withdraw.amount = ledger::Amount::of(simulation.any_money());
  command.withdraw.adjusts_budget = simulation.one_in(4);
  simulation.withdraw(std::move(command));
}

// Mostly of wallets beside the giver; now and then one is a stranger, the giver, or in it twice.
void fund_several(Simulation& simulation) {
  const ledger::WalletAddress& giver = own_wallet(simulation, simulation.any_wallet());
  const auto& siblings = simulation.books().organizations[giver.organization.value].wallets;
  actors::FundBatchCommand command;
  command.batch.org_wallet = giver;
  std::set<ledger::AccountNumber> seen{giver.account};
  for (std::uint64_t left = 1 + simulation.below(6); left > 0; --left) {
    const bool careless = simulation.one_in(32);
    const ledger::WalletAddress& wallet =
        careless ? simulation.any_wallet()
                 : simulation.wallet(siblings[simulation.below(siblings.size())]);
    const bool beside = wallet.system_accounts == giver.system_accounts;
    if (!careless && (!beside || !seen.insert(wallet.account).second)) continue;
    command.batch.parts.push_back(
        {.wallet = wallet, .amount = *ledger::Amount::of(simulation.any_money())});
  }
  if (command.batch.parts.empty()) return;
  command.keyed.key = any_key(simulation);
  simulation.fund_batch(std::move(command));
}

void ask_again(Simulation& simulation) {
  const Movement* found = any_keyed(simulation);
  if (found == nullptr) return;
  if (!found->together.none()) return pay_again(simulation, *found, std::nullopt);
  move(simulation, found->command);
}

void ask_otherwise(Simulation& simulation) {
  const Movement* found = any_keyed(simulation);
  if (found == nullptr) return;
  if (!found->together.none()) return pay_again(simulation, *found, simulation.any_money());
  Command other = found->command;
  const ledger::Amount amount = *ledger::Amount::of(simulation.any_money());
  if (auto* paying = std::get_if<actors::PayCommand>(&other))
    paying->pay.amount = amount;
  else if (auto* clearing = std::get_if<actors::ClearCommand>(&other))
    clearing->clear.amount = amount;
  else if (auto* withdrawing = std::get_if<actors::WithdrawCommand>(&other))
    withdrawing->withdraw.amount = amount;
  else if (auto* batch = std::get_if<actors::FundBatchCommand>(&other))
    batch->batch.parts.back().amount = amount;
  else if (auto* refunding = std::get_if<actors::RefundCommand>(&other))
    refunding->refund.amount = amount;
  else
    std::get<actors::FundCommand>(other).fund.amount = amount;
  move(simulation, std::move(other));
}

}  // namespace bursar::simulation
