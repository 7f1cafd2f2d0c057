#pragma once

// Hears every answer in the moment in which it is given, follows the journal beside it, and holds
// both against each other and against the invariants.

#include "tests/simulation/findings.hpp"
#include "tests/simulation/invariants.hpp"
#include "tests/simulation/machine.hpp"
#include "tests/simulation/trace.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace bursar::simulation {

class Auditor final : public actors::Recipient {
 public:
  Auditor(Findings& findings, Trace& trace) : findings_{findings}, trace_{trace} {}

  /// From here on this engine is the one; all that is in its journal is there to be seen.
  void begin(World& world);
  /// Whatever its engine has not answered by now it never will.
  void end();

  Movement& expect(Command command);
  /// The call is awaited; `shown` are the wallets that its answer shows.
  template <class C>
  void await(C& call, const std::vector<ledger::AccountNumber>& shown = {});

  /// Somebody asks something by that key.
  void let_speak(std::size_t key);
  /// Looks at what the journal has got since.
  void follow();
  /// Nothing is under way: everybody was answered, and what was told is what is durable.
  void audit_quiet();

  const Evidence& evidence() const { return evidence_; }
  const NaiveBooks& books() const { return evidence_.books; }
  std::size_t waiting() const { return waiting_; }

  void answered(actors::CallPtr call, std::uint64_t ticket) noexcept override;
  void lost(std::uint64_t ticket) noexcept override;

 private:
  using Shown = std::vector<std::pair<ledger::AccountNumber, FlowThen>>;
  struct Awaited {
    void (Auditor::*hear)(const Awaited&, actors::Call&) = nullptr;
    Shown shown;
  };

  template <class C>
  void hear_as(const Awaited& awaited, actors::Call& call) {
    hear(awaited, static_cast<C&>(call));
  }
  void hear(const Awaited&, const actors::PayCall& call);
  void hear(const Awaited&, const actors::FundCall& call);
  void hear(const Awaited&, const actors::ClearCall& call);
  void hear(const Awaited&, const actors::PayBatchCall& call);
  void hear(const Awaited& awaited, const actors::BalanceCall& call);
  void hear(const Awaited& awaited, const actors::WalletsCall& call);
  void hear(const Awaited& awaited, const actors::OrganizationCall& call);
  void hear(const Awaited&, const actors::OpenOrganizationCall& call);
  void hear(const Awaited&, const actors::OpenWalletCall& call);
  void hear(const Awaited&, const actors::MakeKeyCall& call);
  void hear(const Awaited&, const actors::RevokeKeyCall& call);
  void hear(const Awaited&, const actors::RotateKeyCall& call);
  void hear(const Awaited&, const actors::KeysCall& call);
  void hear(const Awaited&, const actors::AttachPolicyCall& call);
  void hear(const Awaited&, const actors::TrialBalanceCall& call);
  void hear(const Awaited&, const actors::ReconciliationCall& call);
  template <class C>
  void hear(const Awaited&, const C&) {}

  bool speaks(const crypto::Bytes<32>& secret_hash) const;
  void hear_outcome(std::uint64_t salt, const ledger::Result<actors::Receipt>& outcome);
  void hear_receipt(Movement& asked, const actors::Receipt& receipt);
  void hear_refusal(Movement& asked, const ledger::Error& error);
  void hear_view(const Awaited& awaited, const actors::WalletView& view);
  void tell(const ledger::Record& record);
  void judge(const ledger::Record& record);
  std::string keyed_before(const ledger::Record& record) const;
  void note(const ledger::Record& record, ledger::Time before);

  std::uint64_t ticket_of(std::size_t place) const { return (life_ << 40U) | place; }

  Findings& findings_;
  Trace& trace_;
  World* world_ = nullptr;
  Evidence evidence_;
  std::uint64_t life_ = 0;
  std::vector<Awaited> awaited_;  // in this life, by ticket
  std::size_t waiting_ = 0;
  std::vector<bool> told_;  // by sequence
};

template <class C>
void Auditor::await(C& call, const std::vector<ledger::AccountNumber>& shown) {
  Awaited& awaited = awaited_.emplace_back();
  awaited.hear = &Auditor::hear_as<C>;
  for (const ledger::AccountNumber account : shown)
    awaited.shown.emplace_back(account, then(books().wallet(account)->told, world_->clock.now()));
  ++waiting_;
  call.address(*this, ticket_of(awaited_.size() - 1));
}

}  // namespace bursar::simulation
