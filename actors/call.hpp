#pragma once

// One call on its way through the engine: the command, then what was decided, then the answer. The
// same object goes from the edge to the wallet, on to the journal and back, by pointer; whoever
// holds it last answers it. A call answers exactly once: destroyed unanswered, it tells its
// recipient that it was lost, which is an unknown outcome.

#include "actors/admission.hpp"
#include "ledger/check.hpp"
#include "ledger/record.hpp"
#include "ledger/result.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace bursar::actors {

class Call;
using CallPtr = std::shared_ptr<Call>;

/// Where answers go. Called on any thread (when the engine is full or knows the answer at once, on
/// the caller's); neither blocks nor throws. `ticket` is the recipient's own.
class Recipient {
 public:
  virtual ~Recipient() = default;
  virtual void answered(CallPtr call, std::uint64_t ticket) noexcept = 0;
  virtual void lost(std::uint64_t ticket) noexcept = 0;
};

class Call {
 public:
  Call() = default;
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  virtual ~Call() {
    permit_ = {};
    if (recipient_ != nullptr) recipient_->lost(ticket_);
  }

  /// Before the call is handed over.
  void address(Recipient& recipient, std::uint64_t ticket) {
    recipient_ = &recipient;
    ticket_ = ticket;
  }
  void admit(Permit permit) { permit_ = std::move(permit); }

  /// The permit goes first, so that whoever hears the answer may call again at once.
  static void answer(CallPtr call) noexcept {
    call->permit_ = {};
    Recipient* to = std::exchange(call->recipient_, nullptr);
    CHECK(to != nullptr);
    const std::uint64_t ticket = call->ticket_;
    to->answered(std::move(call), ticket);
  }

  // What the journal writer is asked to do for this call, set by the actor that decided.

  /// The records to append, in order; none for a read or a refusal that only waits its turn.
  std::vector<ledger::Record*> records;
  /// Run by the writer once the batch is durable and before any answer of it: tables are swapped
  /// and actors told. May replace answering (then it keeps the pointer).
  std::move_only_function<void(const CallPtr&)> when_durable;

  /// The caller's organisation, and its sequence that the answer rests on (filled by the writer).
  ledger::OrganizationNumber organization = {};
  ledger::OrganizationSequence rests_on = {};

 private:
  friend class JournalQueue;

  CallPtr next_;  // while it is in the journal's queue
  Recipient* recipient_ = nullptr;
  std::uint64_t ticket_ = 0;
  Permit permit_;
};

/// A call whose answer is a T or a refusal.
template <class Command, class T>
class CallOf : public Call {
 public:
  Command command;
  ledger::Result<T> outcome = ledger::refuse(ledger::Errc::outcome_unknown);
};

}  // namespace bursar::actors
