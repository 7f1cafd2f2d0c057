#pragma once

// One call on its way through the engine: the command, then what was decided, then the answer. The
// same object goes from the edge to the wallet, on to the journal and back, by pointer; whoever
// holds it last answers it. A call answers exactly once: destroyed unanswered, it tells its
// recipient that it was lost, which is an unknown outcome.

#include "actors/admission.hpp"
#include "ledger/check.hpp"
#include "ledger/record.hpp"
#include "ledger/result.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace bursar::actors {

class JournalHeads;

/// A record on its way into the journal. Whoever decided writes it, then the journal writer alone;
/// once `durable` says its sequence, it never changes again and anybody may read it. The mark
/// stands by itself, so that whoever only waits for the sequence need not keep the record.
struct Draft {
  using Mark = std::atomic<std::uint64_t>;

  ledger::Record record;
  std::uint64_t key_hash = 0;  // as the journal knows its key (KnownKeys); 0: it has none
  std::shared_ptr<Mark> durable = std::make_shared<Mark>(0);
};

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

  /// What to append; none for a read or a refusal that only waits its turn.
  std::shared_ptr<Draft> draft;
  /// Instead, where it is several: they are committed together, one right behind the other.
  using Drafts = std::vector<std::shared_ptr<Draft>>;
  std::unique_ptr<const Drafts> drafts;
  /// Run at the call's place in the journal, whose books then stand exactly there.
  std::move_only_function<void(const JournalHeads*)> at_its_place;
  /// Run once the batch is durable and before any answer of it: tables are swapped and actors
  /// told. May keep the pointer, and then answers by itself or sends the call on its way again.
  std::move_only_function<void(CallPtr&)> when_durable;

  // For the figures.
  ledger::Errc refused = {};
  bool replayed = false;

  /// The caller's organisation, and its sequence that the answer rests on (filled by the writer).
  ledger::OrganizationNumber organization = {};
  ledger::OrganizationSequence rests_on = {};
  /// Asked without a credential.
  bool by_stranger = false;

  /// Whose places it takes.
  Share share() const {
    if (by_stranger) return Share::of_strangers();
    return organization.none() ? Share{} : Share::of(organization);
  }

 private:
  friend class JournalQueue;

  // While it is in the journal's queue, which owns it.
  CallPtr itself_;
  Call* next_ = nullptr;

  Recipient* recipient_ = nullptr;
  std::uint64_t ticket_ = 0;
  Permit permit_;
};

/// A call whose answer is a T or a refusal.
template <class T>
class CallFor : public Call {
 public:
  ledger::Result<T> outcome = ledger::refuse(ledger::Errc::outcome_unknown);
};

template <class Command, class T>
class CallOf : public CallFor<T> {
 public:
  Command command;
};

}  // namespace bursar::actors
