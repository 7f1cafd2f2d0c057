#pragma once

// One history of payments that wait for approval, all of it from one seed: asked for, approved,
// rejected by several at once, waited for, left to expire, while wallets freeze, payees end and the
// machine is cut off. Beside it a plain account of the journal says what must have come of it.

#include "tests/simulation/history.hpp"

namespace bursar::simulation {

class WaitingHistory final : public History {
 public:
  struct Figures {
    std::uint64_t asked = 0;
    std::uint64_t approved = 0;
    std::uint64_t rejected = 0;
    std::uint64_t expired = 0;
  };

  WaitingHistory(std::uint64_t seed, Place& place);

  const Figures& figures() const { return figures_; }

 private:
  using Status = ledger::ApprovalStatus;
  static constexpr std::int64_t ttl_ms = 20'000;
  static constexpr std::int64_t patience_ms = 3'000;
  static actors::Engine::Options options_of(std::uint64_t seed);
  struct Paying {
    tests::Told<actors::PayCall> told;
  };
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

  void begin();
  ledger::WalletAddress open(std::string_view dollars, bool agent);

  // Moves.
  void move() override;
  void ask();
  void ask_small();
  void decide();
  void race();
  void see();
  void freeze();
  void end_payee();
  void end_agent();
  void block();
  void pass_long();
  void cut_off();
  void start_again();

  void decide(ledger::Sequence request, Status status);
  void hear_answers() override;
  void hear_decision(const Deciding& one);
  void note(ledger::Sequence request, Status told, bool told_before = false);
  ledger::Time expiry(ledger::Sequence request) const;
  void follow(const ledger::Record& record) override;
  void end(const ledger::Record& record, ledger::Sequence request, Status status);
  void come_to_rest();
  void audit() override;
  void audit_lists();
  std::optional<ledger::Sequence> any_request();

  Figures figures_;
  World::Signed owner_;
  ledger::PolicyId policy_;
  std::vector<ledger::WalletAddress> payers_;
  std::vector<ledger::WalletAddress> payees_;
  Awaited<Paying> paying_{awaited(), "pay"};
  Awaited<Deciding> deciding_{awaited(), "decide"};
  Awaited<Seeing> seeing_{awaited(), "wait"};
  std::map<ledger::Sequence, Waiting> waiting_;  // all that were ever asked for
  std::map<ledger::Sequence, Status> told_;      // ends that answers have told
};

}  // namespace bursar::simulation
