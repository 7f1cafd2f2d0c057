#include "tests/simulation/simulation.hpp"

#include "actors/transfer_coordinator.hpp"
#include "ledger/examiner.hpp"
#include "tests/simulation/moves.hpp"
#include "tests/simulation/wording.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace bursar::simulation {
namespace {

using ledger::AccountNumber;

constexpr std::uint64_t steps_between_thorough_looks = 500;
constexpr std::uint64_t organizations = 3;
constexpr std::chrono::milliseconds soon{4};

// How large the engine's rooms are differs between seeds: some live at their bounds.
actors::Engine::Options options_of(std::uint64_t seed) {
  std::mt19937_64 random{seed};
  const auto one_in = [&](std::uint64_t times) { return random() % times == 0; };
  actors::Engine::Options options;
  options.keys_in_memory_max = 4'096;
  options.terms.external_record_only = true;  // so that much is paid in production too
  if (one_in(2)) options.wallet_idle = soon;
  if (one_in(2)) options.wallets_live_max = 1 + random() % 4;
  if (one_in(2)) options.key_uses_period = soon;
  if (one_in(8)) options.calls_in_flight_max = 16;
  if (one_in(16)) options.keys_in_memory_max = 16;
  if (one_in(16)) options.idempotency_keys_max = 64;
  if (!one_in(3))
    options.terms.approval_ttl_ms = static_cast<std::int64_t>(1 + random() % (ledger::day_ms / 3));
  return options;
}

}  // namespace

Simulation::Simulation(std::uint64_t seed, Place& place, bool in_words)
    : trace_{in_words},
      place_{place},
      random_{seed},
      machine_{seed, options_of(seed)},
      auditor_{findings_, trace_, Bounds::of(options_of(seed))} {
  place_ = {.seed = seed, .step = 0, .move = "begin"};
  auditor_.begin(world());
  sign_up_everybody();
}

// The first organisation is so rich that its own wallet has room for little more.
void Simulation::sign_up_everybody() {
  for (std::uint64_t i = 0; i < organizations; ++i) {
    const World::Signed owner =
        world().sign_up(i == 0 ? ledger::balance_max - Money::dollars(300) : Money::dollars(200));
    for (int n = 0; n < 2; ++n) world().open_wallet(owner);
    auto budgeted = world().opening(owner);
    budgeted.wallet.budget_limit = Money::dollars(60);
    world().open_wallet(budgeted);
  }
  auto production = world().opening({});
  production.owner = {.organization = ledger::OrganizationNumber{2},
                      .environment = ledger::Environment::production,
                      .new_organization_name = {},
                      .new_organization_balance = {}};
  world().open_wallet(production);
  production.wallet.budget_limit = Money::dollars(60);
  world().open_wallet(production);
  auditor_.begin(world());
}

Outcome Simulation::run(std::uint64_t steps) {
  while (place_.step < steps && !findings_.first()) step();
  if (!findings_.first()) {
    place_.move = "come to rest";
    look_thoroughly();
  }
  return {.trace = trace_.hash(),
          .records = books().last.value,
          .movements = auditor_.evidence().movements.count(),
          .restarts = restarts_,
          .finding = findings_.first()};
}

void Simulation::step() {
  ++place_.step;
  const Move& move = drawn(random_());
  place_.move = move.name;
  if (trace_.in_words()) trace_.say(std::to_string(place_.step) + ' ' + std::string{move.name});
  trace_.add(place_.step);
  move.make(*this);
  if (machine_.stopped()) begin_again();
  look();
  if (place_.step % steps_between_thorough_looks == 0) look_thoroughly();
}

void Simulation::look() {
  auditor_.follow();
}

// After every message: a second actor may have ended again by the end of the step.
bool Simulation::run_one() {
  if (!world().schedule.run_one()) return false;
  const actors::LifeFigures& life = world().room->life();
  count_actors(life.activations - life.passivations);
  return true;
}

// One that has ended is at its door until its directory hears of it.
void Simulation::count_actors(std::uint64_t alive) {
  if (machine_.wallet_actors() > alive)
    findings_.report("One wallet has one live actor", std::to_string(machine_.wallet_actors()) +
                                                          " actors of " + std::to_string(alive) +
                                                          " wallets that live");
}

// From nothing: the whole journal is examined, and what it adds up to is what the engine serves.
void Simulation::look_thoroughly() {
  come_to_rest();
  let_time_run_out();
  if (findings_.first()) return;
  ledger::Examiner examiner;
  for (const ledger::Record& record : world().store->records())
    if (const auto fault = examiner.take(record))
      return findings_.report("An examiner finds nothing wrong", described(record) + ' ' + *fault);
  for (const ledger::TrialBalance& balance : examiner.trial_balances())
    if (balance.sum != 0)
      findings_.report("The books of an organisation sum to zero", described(balance.sum));
  compare_with_memory(examiner.books());
  count_actors(wallets_at_their_doors());
}

// Deadlines are looked at every second, also by an engine that begins only now.
void Simulation::let_time_run_out() {
  for (std::uint64_t begun = restarts_ + 1; begun != restarts_;) {
    begun = restarts_;
    pass(patience_max + std::chrono::seconds{1});
    come_to_rest();
  }
  if (auditor_.evidence().under_way.waiters != 0)
    findings_.report("Nobody waits longer for a decision than was asked", "somebody does");
  const ledger::Time now = world().clock.now();
  for (const auto& [request, row] : books().approvals)
    if (row.waits() && row.held().expires_at <= now)
      findings_.report("Nothing waits when its time is over",
                       "the payment of record " + std::to_string(request.value));
}

std::uint64_t Simulation::wallets_at_their_doors() {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(books().wallets, [&](AccountNumber account) {
        return static_cast<bool>(world().room->live_wallet(account));
      }));
}

void Simulation::compare_with_memory(const ledger::Books& replayed) {
  for (const AccountNumber account : books().wallets) {
    const auto told = world().balance(wallet(account));
    world().run();
    if (!told.allowed()) continue;  // where there is no place for a call
    const ledger::WalletState& served = told.outcome()->state;
    const ledger::WalletState& state = replayed.wallets.at(account).state();
    if (served.posted != state.posted || served.held != state.held || served.holds != state.holds ||
        served.usage != state.usage || served.policy != state.policy ||
        served.status != state.status || served.total_spent != state.total_spent ||
        served.total_drawn != state.total_drawn || served.faucet_used != state.faucet_used ||
        served.topup != state.topup || served.topup_day != state.topup_day ||
        served.topup_used != state.topup_used ||
        served.transaction_count != state.transaction_count)
      findings_.report("What the engine serves is what its journal replays to",
                       "served " + described(served) + "; replayed " + described(state));
  }
}

const ledger::WalletAddress& Simulation::any_wallet() {
  return wallet(books().wallets[below(books().wallets.size())]);
}

const ledger::WalletAddress& Simulation::wallet(AccountNumber account) const {
  return books().wallet(account)->address;
}

ledger::OrganizationNumber Simulation::any_organization() {
  return {1 + below(books().organizations.size() - 1)};
}

// Cents now and then, and once in a while the finest there is.
Money Simulation::any_money() {
  const auto dollars = Money::dollars(1 + static_cast<std::int64_t>(below(20)));
  if (!one_in(4)) return dollars;
  return dollars + Money::units(static_cast<std::int64_t>(below(Money::units_per_dollar)));
}

void Simulation::pay(actors::PayCommand command) {
  const Movement& movement = auditor_.expect(std::move(command));
  auto call = std::make_shared<actors::PayCall>();
  call->command = std::get<actors::PayCommand>(movement.command);
  call->command.now = world().clock.now();
  call->organization = call->command.pay.payer.organization;
  auditor_.await(*call);
  world().room->pay(std::move(call));
}

void Simulation::pay_together(std::vector<actors::PayCommand> commands) {
  auto call = std::make_shared<actors::PayBatchCall>();
  for (actors::PayCommand& command : commands) {
    const Movement& movement = auditor_.expect(std::move(command));
    call->command.payments.push_back(std::get<actors::PayCommand>(movement.command));
    call->command.payments.back().now = world().clock.now();
    call->organization = call->command.payments.back().pay.payer.organization;
  }
  auditor_.await(*call);
  world().room->pay_batch(std::move(call));
}

void Simulation::pay_all_or_none(std::vector<actors::PayCommand> commands) {
  auditor_.expect_together(commands);
  auto call = std::make_shared<actors::PayBatchCall>();
  call->command = {.payments = std::move(commands), .atomic = true};
  for (actors::PayCommand& command : call->command.payments) command.now = world().clock.now();
  call->organization = call->command.payments.front().pay.payer.organization;
  auditor_.await(*call);
  world().room->pay_batch(std::move(call));
}

void Simulation::refund(actors::RefundCommand command) {
  const Movement& movement = auditor_.expect(std::move(command));
  auto call = std::make_shared<actors::RefundCall>();
  call->command = std::get<actors::RefundCommand>(movement.command);
  call->command.now = world().clock.now();
  call->organization = call->command.refund.giver.organization;
  auditor_.await(*call);
  world().room->refund(std::move(call));
}

void Simulation::seal(actors::SealKey key) {
  auto call = std::make_shared<actors::SealCall>();
  call->command = std::move(key);
  auditor_.await(*call);
  world().room->seal(std::move(call));
}

void Simulation::ask_outcome(actors::KeyName key) {
  auto call = std::make_shared<actors::OutcomeCall>();
  call->command = std::move(key);
  auditor_.await(*call);
  world().room->outcome(std::move(call));
}

void Simulation::fund(actors::FundCommand command) {
  const Movement& movement = auditor_.expect(std::move(command));
  auto call = std::make_shared<actors::FundCall>();
  call->command = std::get<actors::FundCommand>(movement.command);
  call->command.now = world().clock.now();
  call->organization = call->command.fund.wallet.organization;
  auditor_.await(*call);
  world().room->fund(std::move(call));
}

void Simulation::clear(actors::ClearCommand command) {
  const Movement& movement = auditor_.expect(std::move(command));
  auto call = std::make_shared<actors::ClearCall>();
  call->command = std::get<actors::ClearCommand>(movement.command);
  call->command.now = world().clock.now();
  auditor_.await(*call);
  world().room->clear(std::move(call));
}

void Simulation::withdraw(actors::WithdrawCommand command) {
  const Movement& movement = auditor_.expect(std::move(command));
  auto call = std::make_shared<actors::WithdrawCall>();
  call->command = std::get<actors::WithdrawCommand>(movement.command);
  call->command.now = world().clock.now();
  call->organization = call->command.withdraw.wallet.organization;
  auditor_.await(*call);
  world().room->withdraw(std::move(call));
}

void Simulation::fund_batch(actors::FundBatchCommand command) {
  const Movement& movement = auditor_.expect(std::move(command));
  auto call = std::make_shared<actors::FundBatchCall>();
  call->command = std::get<actors::FundBatchCommand>(movement.command);
  call->command.now = world().clock.now();
  call->organization = call->command.batch.org_wallet.organization;
  auditor_.await(*call);
  world().room->fund_batch(std::move(call));
}

void Simulation::decide(actors::DecideApprovalCommand command) {
  auto call = std::make_shared<actors::DecideApprovalCall>();
  call->command = std::move(command);
  call->command.now = world().clock.now();
  call->organization =
      books().wallet(call->command.decision.held.payment.payer)->address.organization;
  auditor_.await(*call);
  world().room->decide_approval(std::move(call));
}

void Simulation::read_balance(AccountNumber account) {
  auto call = std::make_shared<actors::BalanceCall>();
  call->command.wallet = account;
  auditor_.await(*call, {account});
  world().room->balance(std::move(call));
}

void Simulation::accept_clock() {
  auto call = std::make_shared<actors::AcceptClockCall>();
  auditor_.await(*call);
  world().room->accept_clock(std::move(call));
}

void Simulation::pass(std::chrono::milliseconds time) {
  auditor_.time_passes(time);
  world().schedule.pass(time);
}

void Simulation::fill_disk(bool full) {
  auditor_.disk_is_full(full);
  world().room->read_only(full);
}

// A batch that draws on one source more than once may wait for itself there, until it is given up.
void Simulation::run_all() {
  run_until_quiet();
  if (!machine_.disk_held() && auditor_.a_batch_may_wait_for_itself()) {
    pass(actors::accept_timeout);
    run_until_quiet();
  }
  if (!machine_.disk_held() && !machine_.stopped()) auditor_.audit_quiet();
}

void Simulation::run_until_quiet() {
  while (run_one()) {
  }
}

void Simulation::come_to_rest() {
  world().schedule.release();
  run_all();
  if (!machine_.stopped()) return;
  begin_again();
  run_all();
}

void Simulation::cut_off() {
  machine_.cut_off();
  begin_again();
}

void Simulation::end_and_begin() {
  come_to_rest();
  begin_again();
}

void Simulation::begin_again() {
  if (machine_.stopped() && !world().store->failed())
    findings_.report("An engine stops only where its disk has failed", world().fatal.front());
  ++restarts_;
  auditor_.end();
  if (one_in(4)) machine_.lose_derived_files();
  machine_.start_again(random_());
  auditor_.begin(world());
}

}  // namespace bursar::simulation
