#pragma once

// Hears every answer in the moment in which it is given, follows the journal beside it, and holds
// both against each other and against the invariants.

#include "actors/approval_commands.hpp"
#include "actors/outcome_commands.hpp"
#include "actors/room_needed.hpp"
#include "tests/simulation/findings.hpp"
#include "tests/simulation/invariants.hpp"
#include "tests/simulation/machine.hpp"
#include "tests/simulation/pages.hpp"
#include "tests/simulation/trace.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace bursar::simulation {

class Auditor final : public actors::Recipient {
 public:
  Auditor(Findings& findings, Trace& trace, const Bounds& bounds)
      : findings_{findings}, trace_{trace} {
    evidence_.bounds = bounds;
  }

  /// From here on this engine is the one; all that is in its journal is there to be seen.
  void begin(World& world);
  /// Whatever its engine has not answered by now it never will.
  void end();

  Movement& expect(Command command);
  /// Several that are made together, or none of them.
  void expect_together(std::vector<actors::PayCommand>& commands);
  /// The call is awaited; `shown` are the wallets that its answer shows.
  template <class C>
  void await(C& call, const std::vector<ledger::AccountNumber>& shown = {});

  /// Whoever waits for another does so for this much longer.
  void time_passes(std::chrono::nanoseconds time) { evidence_.under_way.passed += time; }
  /// Whether the disk is full from now on.
  void disk_is_full(bool full);
  /// Somebody asks something by that key.
  void let_speak(std::size_t key);
  /// Looks at what the journal has got since.
  void follow();
  /// Several payments that are made together, and draw on another wallet, are not answered yet.
  bool a_batch_may_wait_for_itself() const;
  /// Nothing is under way: everybody was answered, and what was told is what is durable.
  void audit_quiet();

  const Evidence& evidence() const { return evidence_; }
  const NaiveBooks& books() const { return evidence_.books; }

  void answered(actors::CallPtr call, std::uint64_t ticket) noexcept override;
  void lost(std::uint64_t ticket) noexcept override;

 private:
  using Shown = std::vector<std::pair<ledger::AccountNumber, FlowThen>>;
  struct Awaited {
    void (Auditor::*hear)(const Awaited&, actors::Call&) = nullptr;
    Shown shown;
    ledger::Sequence durable = {};    // when it was asked
    std::size_t listed = 0;           // what there was by then of what it lists
    std::uint64_t moment = 0;         // when it was asked
    std::size_t decision = 0;         // which of those that were tried
    ledger::Sequence keyed = {};      // the newest record of the key that it asks about
    ledger::Sequence waits_for = {};  // a decision of that; none: it waits for none
    bool batch = false;
    bool audit = false;
    bool beside_audit = false;       // when it was asked
    std::uint64_t audits_asked = 0;  // by then
    bool met_full_disk = false;
    std::chrono::nanoseconds passed{};  // of the time that waiting takes, before it was asked
  };

  template <class C>
  void hear_as(const Awaited& awaited, actors::Call& call) {
    const C& heard = static_cast<C&>(call);
    if constexpr (std::is_same_v<C, actors::EndWalletCall>) end_answered(heard.command.wallet);
    if constexpr (!moves_money<C>) {
      if (!heard.outcome) return hear_denial(awaited, heard);
    }
    hear(awaited, heard);
  }
  // Movements tell their refusals apart themselves; whatever else is refused has a reason too.
  template <class C>
  static constexpr bool moves_money =
      std::is_same_v<C, actors::PayCall> || std::is_same_v<C, actors::PayBatchCall> ||
      std::is_same_v<C, actors::FundCall> || std::is_same_v<C, actors::ClearCall> ||
      std::is_same_v<C, actors::WithdrawCall> || std::is_same_v<C, actors::FundBatchCall> ||
      std::is_same_v<C, actors::RefundCall>;
  template <class C>
  void hear_denial(const Awaited& awaited, const C& call) {
    const ledger::Errc code = call.outcome.error().code;
    trace_.add(static_cast<std::uint64_t>(code));
    if (!denies(awaited, call) && !may_be_denied(awaited, code, actors::needs_room<C>))
      findings_.report("Nothing is refused without a cause that it may have",
                       "an answer of the registry's: " + std::to_string(static_cast<int>(code)));
  }
  bool may_be_denied(const Awaited& awaited, ledger::Errc code, bool needs_room) const;
  // Whether what the call asks for is refused by itself; most never are.
  bool denies(const Awaited& awaited, const actors::OrganizationCall& call) const;
  bool denies(const Awaited&, const actors::OpenWalletCall& call) const;
  bool denies(const Awaited&, const actors::AttachPolicyCall& call) const;
  bool denies(const Awaited&, const actors::RotateKeyCall& call) const;
  bool denies(const Awaited&, const actors::ChangePolicyCall& call) const;
  bool denies(const Awaited&, const actors::DeletePolicyCall& call) const;
  bool denies(const Awaited& awaited, const actors::ChangeWalletCall& call) const;
  bool denies(const Awaited& awaited, const actors::EndWalletCall& call) const;
  bool denies(const Awaited&, const actors::SetTopupCall& call) const;
  bool denies(const Awaited&, const actors::IssueSessionCall& call) const;
  bool denies(const Awaited& awaited, const actors::DecideApprovalCall& call) const;
  bool denies(const Awaited& awaited, const actors::SealCall& call) const;
  bool denies(const Awaited&, const actors::OutcomeCall& call) const;
  bool archived(ledger::AccountNumber wallet) const;
  bool has_waited_since(ledger::AccountNumber payer, ledger::Sequence then) const;
  std::optional<Asking::Source> source_of(const WalletRow& payer, ledger::Time now) const;
  template <class C>
  bool denies(const Awaited&, const C&) const {
    return false;
  }

  void hear(const Awaited&, const actors::PayCall& call);
  void hear(const Awaited&, const actors::FundCall& call);
  void hear(const Awaited&, const actors::ClearCall& call);
  void hear(const Awaited&, const actors::WithdrawCall& call);
  void hear(const Awaited&, const actors::FundBatchCall& call);
  void hear(const Awaited&, const actors::RefundCall& call);
  void hear(const Awaited&, const actors::PayBatchCall& call);
  void hear(const Awaited& awaited, const actors::BalanceCall& call);
  void hear(const Awaited& awaited, const actors::WalletsCall& call);
  void hear(const Awaited& awaited, const actors::OrganizationCall& call);
  void hear(const Awaited& awaited, const actors::OrganizationsCall& call);
  void hear(const Awaited&, const actors::OpenOrganizationCall& call);
  void hear(const Awaited&, const actors::OpenWalletCall& call);
  void hear(const Awaited&, const actors::MakeKeyCall& call);
  void hear(const Awaited&, const actors::RevokeKeyCall& call);
  void hear(const Awaited&, const actors::RotateKeyCall& call);
  void hear(const Awaited&, const actors::IssueSessionCall& call);
  void hear(const Awaited& awaited, const actors::KeysCall& call);
  void hear(const Awaited&, const actors::MakePolicyCall& call);
  void hear(const Awaited& awaited, const actors::PoliciesCall& call);
  void hear(const Awaited&, const actors::ChangePolicyCall& call);
  void hear(const Awaited&, const actors::DeletePolicyCall& call);
  void hear(const Awaited& awaited, const actors::AttachPolicyCall& call);
  void hear(const Awaited& awaited, const actors::ChangeWalletCall& call);
  void hear(const Awaited& awaited, const actors::EndWalletCall& call);
  void hear(const Awaited& awaited, const actors::SetTopupCall& call);
  void hear(const Awaited& awaited, const actors::OutcomeCall& call);
  void hear(const Awaited& awaited, const actors::SealCall& call);
  void hear(const Awaited& awaited, const actors::DecideApprovalCall& call);
  void hear(const Awaited& awaited, const actors::ApprovalCall& call);
  void hear(const Awaited& awaited, const actors::ApprovalsCall& call);
  void hear(const Awaited&, const actors::TrialBalanceCall& call);
  void hear(const Awaited& awaited, const actors::ReconciliationCall& call);
  void hear(const Awaited&, const actors::AcceptClockCall& call);

  std::size_t listed_by(const actors::OrganizationsQuery&) const {
    return books().organizations.size() - 1;
  }
  std::size_t listed_by(const actors::KeysQuery& query) const {
    return books().organization(query.organization)->keys_listed.size();
  }
  std::size_t listed_by(const actors::PoliciesQuery& query) const {
    return books().organization(query.organization)->policies_listed.size();
  }
  template <class Command>
  std::size_t listed_by(const Command& command) const {
    if constexpr (requires { books().organization(command.organization); })
      return books().organization(command.organization)->wallets_listed.size();
    return 0;
  }
  void note_standing(Asking& asked, ledger::AccountNumber decider,
                     const std::vector<ledger::AccountNumber>& payees);
  std::size_t note_decision(const actors::DecideApprovalCommand& command);
  void end_asked(const actors::EndWallet& command);
  void end_answered(ledger::AccountNumber wallet);
  void enter(Awaited& awaited, bool batch, bool audit);
  void leave(const Awaited& awaited);
  bool speaks_or_ended(const actors::KeyView& told) const;
  bool speaks(const crypto::Bytes<32>& secret_hash) const;
  bool speaks(const ledger::SessionIssued& session) const;
  void audit_sessions(const WalletRow& row);
  void hear_outcome(std::uint64_t salt, const ledger::Result<actors::Receipt>& outcome);
  void hear_receipt(Movement& asked, const actors::Receipt& receipt);
  void hear_refusal(Movement& asked, const ledger::Error& error);
  bool is_of_key(const ledger::Record& record, const actors::KeyName& key, ledger::Sequence since);
  void hear_view(const Awaited& awaited, const actors::WalletView& view);
  void hear_row(const Awaited& awaited, const actors::WalletView& view);
  void hear_page(const Awaited& awaited, const std::vector<Listed>& all,
                 ledger::Environment environment, const actors::Page& page, const ShownPage& shown);
  std::vector<const Movement*> meant_by(const Movement& asked, const ledger::Error& error) const;
  void audit_waiting();
  void audit_whole();
  std::string asked_still();
  void pass(ledger::AccountNumber account, Wide units);
  void tell(const ledger::Record& record);
  void tell_of_topup(const ledger::Funded& funded);
  void tell_of_end(const ledger::ApprovalEnded& ended);
  void tell_of_payment(const ledger::Paid& paid);
  void tell_of_ruling(const Movement& asked, const Ruled& ruled);
  void tell_of_refund(const ledger::Refunded& refunded);
  void judge(const ledger::Record& record);
  std::string keyed_before(const ledger::Record& record) const;
  std::string asked_before(const ledger::Record& record) const;
  void note(const ledger::Record& record, ledger::Time before);

  std::uint64_t ticket_of(std::size_t place) const { return (life_ << 40U) | place; }

  Findings& findings_;
  Trace& trace_;
  World* world_ = nullptr;
  Evidence evidence_;
  std::uint64_t life_ = 0;
  std::vector<Awaited> awaited_;                       // in this life, by ticket
  std::map<std::uint64_t, ledger::Sequence> waiting_;  // who waits for which decision, by ticket
  std::vector<bool> told_;                             // by sequence
};

template <class C>
void Auditor::await(C& call, const std::vector<ledger::AccountNumber>& shown) {
  Awaited& awaited = awaited_.emplace_back();
  awaited.hear = &Auditor::hear_as<C>;
  if constexpr (std::is_same_v<C, actors::AttachPolicyCall> ||
                std::is_same_v<C, actors::ChangeWalletCall> ||
                std::is_same_v<C, actors::SetTopupCall> || std::is_same_v<C, actors::EndWalletCall>)
    evidence_.books.wallet(call.command.wallet)->reach(world_->clock.now());
  if constexpr (std::is_same_v<C, actors::AttachPolicyCall> ||
                std::is_same_v<C, actors::OpenWalletCall>)
    evidence_.books.asked_to_bind.insert(call.command.policy);
  if constexpr (std::is_same_v<C, actors::ChangeWalletCall>)
    if (call.command.policy) evidence_.books.asked_to_bind.insert(*call.command.policy);
  if constexpr (std::is_same_v<C, actors::EndWalletCall>) end_asked(call.command);
  if constexpr (std::is_same_v<C, actors::DecideApprovalCall>)
    awaited.decision = note_decision(call.command);
  if constexpr (std::is_same_v<C, actors::OutcomeCall> || std::is_same_v<C, actors::SealCall>)
    if (const Keyed* known = books().keyed(call.command.wallet.account, call.command.key))
      awaited.keyed = known->sequence;
  if constexpr (std::is_same_v<C, actors::SealCall>) {
    evidence_.books.wallet(call.command.wallet.account)->reach(world_->clock.now());
    evidence_.seals_asked.insert({call.command.wallet.account, call.command.key});
    ++evidence_.seals_ever;
  }
  if constexpr (std::is_same_v<C, actors::ApprovalCall>)
    if (call.command.wait_ms > 0) awaited.waits_for = call.command.request;
  if constexpr (std::is_same_v<C, actors::SetTopupCall>)
    evidence_.topups_asked.insert(call.command.wallet);
  for (const ledger::AccountNumber account : shown)
    awaited.shown.emplace_back(account, then(books().wallet(account)->told, world_->clock.now()));
  awaited.durable = books().last;
  awaited.listed = listed_by(call.command);
  awaited.moment = evidence_.moment;
  enter(
      awaited, std::is_same_v<C, actors::PayBatchCall> || std::is_same_v<C, actors::FundBatchCall>,
      std::is_same_v<C, actors::TrialBalanceCall> || std::is_same_v<C, actors::ReconciliationCall>);
  if (!awaited.waits_for.none())
    waiting_.emplace(ticket_of(awaited_.size() - 1), awaited.waits_for);
  call.address(*this, ticket_of(awaited_.size() - 1));
}

}  // namespace bursar::simulation
