#pragma once

// One history, all of it from one seed: what is asked and when, who runs next, what the clock says,
// how the disk fails, when the machine is cut off.

#include "tests/simulation/auditor.hpp"
#include "tests/simulation/machine.hpp"
#include "tests/simulation/place.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::simulation {

/// Nobody waits longer for a decision.
constexpr std::chrono::milliseconds patience_max{2'000};

struct Outcome {
  std::uint64_t trace = 0;
  std::uint64_t records = 0;
  std::uint64_t movements = 0;
  std::uint64_t restarts = 0;
  std::optional<Finding> finding;  // none: every invariant held
};

class Simulation {
 public:
  Simulation(std::uint64_t seed, Place& place, bool in_words = false);

  /// Steps until so many are done or one has found something.
  Outcome run(std::uint64_t steps);

  // --- For the moves.

  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  bool one_in(std::uint64_t times) { return below(times) == 0; }
  World& world() { return machine_.world(); }
  Machine& machine() { return machine_; }
  Auditor& auditor() { return auditor_; }
  const NaiveBooks& books() const { return auditor_.books(); }

  const ledger::WalletAddress& any_wallet();
  const ledger::WalletAddress& wallet(ledger::AccountNumber account) const;
  ledger::OrganizationNumber any_organization();
  ledger::Money any_money();

  void pay(actors::PayCommand command);
  void pay_together(std::vector<actors::PayCommand> commands);
  void pay_all_or_none(std::vector<actors::PayCommand> commands);
  void refund(actors::RefundCommand command);
  void seal(actors::SealKey key);
  void ask_outcome(actors::KeyName key);
  void fund(actors::FundCommand command);
  void clear(actors::ClearCommand command);
  void withdraw(actors::WithdrawCommand command);
  void fund_batch(actors::FundBatchCommand command);
  /// Asks the registry; `shown` are the wallets that the answer shows.
  template <class C, class C2>
  void ask(C2 command, const std::vector<ledger::AccountNumber>& shown = {}) {
    auto call = std::make_shared<C>();
    call->command = std::move(command);
    auditor_.await(*call, shown);
    world().room->ask_registry(std::move(call));
  }
  void decide(actors::DecideApprovalCommand command);
  template <class C, class C2>
  void ask_approvals(const C2& command) {
    auto call = std::make_shared<C>();
    call->command = command;
    auditor_.await(*call);
    world().room->ask_approvals(std::move(call));
  }
  void read_balance(ledger::AccountNumber account);
  void accept_clock();
  void pass(std::chrono::milliseconds time);
  void fill_disk(bool full);

  /// One message of one ready actor, drawn by chance. False: none is ready but a held disk.
  bool run_one();
  /// Runs until nothing is ready but a held disk.
  void run_all();
  /// Lets the disk go and runs until nothing is under way.
  void come_to_rest();
  void cut_off();
  void end_and_begin();

 private:
  void sign_up_everybody();
  void step();
  void look();
  void run_until_quiet();
  void look_thoroughly();
  void let_time_run_out();
  void count_actors(std::uint64_t alive);
  std::uint64_t wallets_at_their_doors();
  void compare_with_memory(const ledger::Books& books);
  void begin_again();

  Findings findings_;
  Trace trace_;
  Place& place_;
  std::mt19937_64 random_;
  Machine machine_;
  Auditor auditor_;
  std::uint64_t restarts_ = 0;
};

}  // namespace bursar::simulation
