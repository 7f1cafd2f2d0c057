#pragma once

// One history of payments that wait for approval, all of it from one seed: asked for, approved,
// rejected by several at once, waited for, left to expire, while wallets freeze, payees end and the
// machine is cut off. Beside it a plain account of the journal says what must have come of it.

#include "tests/simulation/findings.hpp"
#include "tests/simulation/machine.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string_view>
#include <vector>

namespace bursar::simulation {

class WaitingHistory {
 public:
  struct Place {
    std::uint64_t seed = 0;
    std::uint64_t step = 0;  // from 1; 0: its beginning
    std::string_view move;
  };
  struct Figures {
    std::uint64_t asked = 0;
    std::uint64_t approved = 0;
    std::uint64_t rejected = 0;
    std::uint64_t expired = 0;
    std::uint64_t restarts = 0;
  };

  WaitingHistory(std::uint64_t seed, Place& place);

  /// Steps until so many are done or something is found; none: everything held.
  std::optional<Finding> run(std::uint64_t steps);
  const Figures& figures() const { return figures_; }

 private:
  using Status = ledger::ApprovalStatus;
  static constexpr std::int64_t ttl_ms = 20'000;
  static constexpr std::int64_t patience_ms = 3'000;
  static actors::Engine::Options options_of(std::uint64_t seed);
  struct Deciding {
    ledger::Sequence request = {};
    Status asked = Status::approved;
    ledger::Time asked_at = {};
    tests::Told<actors::DecideApprovalCall> told;
  };
  struct Seeing {
    ledger::Sequence request = {};
    bool waits = false;
    bool told_before = false;  // an end of it, when this was asked
    tests::Told<actors::ApprovalCall> told;
  };
  /// What the journal says of one, read in the plainest way.
  struct Waiting {
    ledger::Record request;
    Status status = Status::pending;
  };
  struct Sums {
    ledger::Wide posted = 0;
    ledger::Wide held = 0;
    ledger::Wide used = 0;  // by payments that wait or were made
  };

  void begin();
  ledger::WalletAddress open(std::string_view dollars, bool agent);
  void bind(const ledger::WalletAddress& wallet);

  // Moves.
  void ask();
  void ask_small();
  void decide();
  void race();
  void see();
  void freeze();
  void end_payee();
  void end_agent();
  void block();
  void run_some();
  void pass();
  void pass_long();
  void hold_disk();
  void let_disk_go();
  void lag();
  void rest_wallets();
  void cut_off();
  void start_again();

  void decide(ledger::Sequence request, Status status);
  void hear();
  void note(ledger::Sequence request, Status told, bool told_before = false);
  ledger::Time expiry(ledger::Sequence request) const;
  void follow();
  void follow(const ledger::Record& record);
  void come_to_rest();
  void audit();
  void audit_wallet(const ledger::WalletAddress& wallet);
  void audit_lists();
  std::optional<ledger::Sequence> any_request();
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  bool one_in(std::uint64_t times) { return below(times) == 0; }
  World& world() { return machine_.world(); }

  Findings findings_;
  Place& place_;
  std::mt19937_64 random_;
  Machine machine_;
  Figures figures_;
  World::Signed owner_;
  ledger::PolicyId policy_;
  std::vector<ledger::WalletAddress> payers_;
  std::vector<ledger::WalletAddress> payees_;
  std::vector<tests::Told<actors::PayCall>> paying_;
  std::vector<Deciding> deciding_;
  std::vector<Seeing> seeing_;
  std::map<ledger::Sequence, Waiting> waiting_;  // all that were ever asked for
  std::map<ledger::Sequence, Status> told_;      // ends that answers have told
  std::map<ledger::AccountNumber, Sums> sums_;
  ledger::Sequence followed_ = {};

  friend struct WaitingMoves;
};

}  // namespace bursar::simulation
