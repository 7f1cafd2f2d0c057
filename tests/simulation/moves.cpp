#include "tests/simulation/moves.hpp"

#include "actors/transfer_coordinator.hpp"
#include "tests/simulation/approval_moves.hpp"
#include "tests/simulation/chance.hpp"
#include "tests/simulation/giving_back.hpp"
#include "tests/simulation/list_moves.hpp"
#include "tests/simulation/outcome_moves.hpp"
#include "tests/simulation/payments.hpp"
#include "tests/simulation/policy_moves.hpp"
#include "tests/simulation/simulation.hpp"
#include "tests/simulation/wallet_moves.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string>

namespace bursar::simulation {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t organizations_max = 6;

// --- Reads.

void read_balance(Simulation& simulation) {
  simulation.read_balance(simulation.any_wallet().account);
}

// --- What is made.

void sign_up(Simulation& simulation) {
  if (simulation.books().organizations.size() > organizations_max) return;
  actors::MakeKey command;
  command.owner.new_organization_name = "Acme";
  command.owner.new_organization_balance = simulation.any_money();
  command.now = simulation.world().clock.now();
  simulation.ask<actors::MakeKeyCall>(std::move(command));
}

void open_organization(Simulation& simulation) {
  if (simulation.books().organizations.size() > organizations_max) return;
  actors::OpenOrganization command;
  command.name = "Acme";
  command.production = simulation.one_in(2);
  command.now = simulation.world().clock.now();
  simulation.ask<actors::OpenOrganizationCall>(std::move(command));
}

void make_key(Simulation& simulation) {
  actors::MakeKey command;
  command.owner.organization = simulation.any_organization();
  if (simulation.one_in(4)) {  // as the operator does
    command.owner.environment = ledger::Environment::production;
    command.opens_environment = true;
  }
  command.now = simulation.world().clock.now();
  simulation.ask<actors::MakeKeyCall>(std::move(command));
}

/// What a command to a key of anybody's says in any case; none, where there is no key.
template <class Command>
std::optional<Command> about_any_key(Simulation& simulation) {
  const auto& keys = simulation.books().keys;
  if (keys.empty()) return std::nullopt;
  const KeyRow& key = keys[simulation.below(keys.size())];
  Command command;
  command.organization = key.organization;
  command.environment = key.made.environment;
  command.key = key.made.id;
  command.by = ledger::every_permission;
  command.now = simulation.world().clock.now();
  return command;
}

void revoke_key(Simulation& simulation) {
  if (const auto command = about_any_key<actors::RevokeKey>(simulation))
    simulation.ask<actors::RevokeKeyCall>(*command);
}

void rotate_key(Simulation& simulation) {
  auto command = about_any_key<actors::RotateKey>(simulation);
  if (!command) return;
  if (simulation.one_in(2))
    command->grace_ms = static_cast<std::int64_t>(simulation.below(ledger::day_ms));
  simulation.ask<actors::RotateKeyCall>(*command);
}

void use_key(Simulation& simulation) {
  const std::size_t keys = simulation.books().keys.size();
  if (keys > 0) simulation.auditor().let_speak(simulation.below(keys));
}

// --- Who runs.

void run_some(Simulation& simulation) {
  for (std::uint64_t left = 1 + simulation.below(12); left > 0; --left)
    if (!simulation.run_one()) return;
}

void run_all(Simulation& simulation) {
  simulation.run_all();
}

// --- Time.

void pass_a_moment(Simulation& simulation) {
  simulation.pass(milliseconds{1 + simulation.below(8)});
}

void wait_in_vain(Simulation& simulation) {
  simulation.pass(actors::accept_timeout);
}

void pass_hours(Simulation& simulation) {
  simulation.world().clock.advance(static_cast<std::int64_t>(simulation.below(ledger::day_ms / 4)));
}

void come_to_a_border(Simulation& simulation) {
  const ledger::Time now = simulation.world().clock.now();
  const ledger::Time border = simulation.one_in(3)
                                  ? ledger::start_of_month(ledger::month_of(now) + 1)
                                  : ledger::start_of_day(ledger::day_of(now) + 1);
  const auto before = static_cast<std::int64_t>(simulation.below(3));
  simulation.world().clock.advance(
      std::max<std::int64_t>(0, border.milliseconds - now.milliseconds - before));
}

void accept_clock(Simulation& simulation) {
  const auto hours = static_cast<std::int64_t>(simulation.below(std::uint64_t{60} * 24)) - 24;
  simulation.world().clock.set_wall_ahead(hours * 3'600'000);
  simulation.accept_clock();
}

// --- Disk and machine.

void hold_disk(Simulation& simulation) {
  simulation.world().hold_the_disk();
}

void let_disk_go(Simulation& simulation) {
  simulation.world().schedule.release();
}

void lag_views(Simulation& simulation) {
  simulation.world().states->lag(simulation.below(2) * simulation.below(20));
}

void fill_disk(Simulation& simulation) {
  simulation.fill_disk(!simulation.world().room->read_only());
}

void break_disk(Simulation& simulation) {
  simulation.world().store->fail_next(static_cast<tests::Fault>(1 + simulation.below(3)));
}

void cut_off(Simulation& simulation) {
  simulation.cut_off();
}

void end_and_begin(Simulation& simulation) {
  simulation.end_and_begin();
}

constexpr std::array all{
    Move{"pay somebody outside", 130, pay_outside},
    Move{"pay a wallet", 130, pay_wallet},
    Move{"pay several at once", 15, pay_batch},
    Move{"pay several, all or none", 15, pay_all_or_none},
    Move{"pay nobody", 10, pay_nobody},
    Move{"pay the rich", 15, pay_the_rich},
    Move{"fund from the treasury", 60, fund_from_treasury},
    Move{"fund from the organisation", 30, fund_from_organization},
    Move{"fund from a stranger", 4, fund_from_a_stranger},
    Move{"fund from the faucet", 15, fund_from_faucet},
    Move{"deposit, withdraw or take fees", 25, clear},
    Move{"fetch money back", 25, fetch_back},
    Move{"fund several at once", 20, fund_several},
    Move{"ask again", 90, ask_again},
    Move{"ask otherwise with the same key", 15, ask_otherwise},
    Move{"read a balance", 60, read_balance},
    Move{"read a list", 10, read_lists},
    Move{"find wallets", 20, find_wallets},
    Move{"sum up the books", 10, sum_up},
    Move{"sign up", 2, sign_up},
    Move{"open an organisation", 1, open_organization},
    Move{"open a wallet", 6, open_wallet},
    Move{"make a key", 4, make_key},
    Move{"revoke a key", 4, revoke_key},
    Move{"rotate a key", 8, rotate_key},
    Move{"use a key", 20, use_key},
    Move{"make a session", 10, issue_session},
    Move{"make a policy", 4, make_policy},
    Move{"attach a policy", 15, attach_policy},
    Move{"change a policy", 10, change_policy},
    Move{"delete a policy", 3, delete_policy},
    Move{"change a wallet", 15, change_wallet},
    Move{"set a top-up", 12, set_topup},
    Move{"end a wallet", 6, end_wallet},
    Move{"refund", 40, refund},
    Move{"let several refund", 8, let_several_refund},
    Move{"seal a key", 8, seal_a_key},
    Move{"ask for an outcome", 20, ask_for_an_outcome},
    Move{"decide a payment that waits", 40, decide_payment},
    Move{"let several decide", 10, let_several_decide},
    Move{"see a payment that waits", 12, see_payment_that_waits},
    Move{"list payments that wait", 4, list_payments_that_wait},
    Move{"run some", 200, run_some},
    Move{"run all", 60, run_all},
    Move{"pass a moment", 40, pass_a_moment},
    Move{"wait in vain", 6, wait_in_vain},
    Move{"pass hours", 10, pass_hours},
    Move{"come to a border of days or months", 8, come_to_a_border},
    Move{"accept a clock", 1, accept_clock},
    Move{"hold the disk", 30, hold_disk},
    Move{"let the disk go", 40, let_disk_go},
    Move{"let the views lag", 15, lag_views},
    Move{"fill or clear the disk", 2, fill_disk},
    Move{"break the disk", 2, break_disk},
    Move{"cut off the machine", 2, cut_off},
    Move{"end and begin again", 1, end_and_begin},
};

}  // namespace

std::span<const Move> moves() {
  return all;
}

const Move& drawn(std::uint64_t chance) {
  return drawn(all, chance);
}

}  // namespace bursar::simulation
