#pragma once

// The way to one actor that lives only at times: one word that says whether it may be sent to, how
// many messages are on their way to it, and how often it was used. No CAF.
//
// An open door is passed straight: a message that has entered is in the actor's mailbox before it
// has passed. At a closed one a message turns to the directory, which lets it arrive later. Only
// the directory opens and closes, and only in a moment when nothing is on its way. So whoever
// passes finds the actor alive, the actor's mailbox holds everything that ever passed when the door
// is closed, and no later message overtakes one that had to turn.

#include "ledger/check.hpp"

#include <atomic>
#include <cstdint>
#include <utility>

namespace bursar::actors {

enum class Way : std::uint8_t { none, straight, around };

/// `Actor` is a handle: empty, or whom it stands for.
template <class Actor>
class Door {
 public:
  // --- By whoever has a message.

  /// None: nobody will ever be behind it. Else the message is on its way until it has passed or
  /// arrived.
  Way enter() {
    const std::uint64_t before = word_.fetch_add(one_message, std::memory_order_acq_rel);
    if ((before & open_bit) != 0) return Way::straight;
    if ((before & real_bit) != 0) return Way::around;
    word_.fetch_sub(one_message, std::memory_order_release);
    return Way::none;
  }
  const Actor& actor() const { return actor_; }
  void passed() { leave_the_way(); }

  // --- Once, before anybody has a message.

  void build() { word_.fetch_or(real_bit, std::memory_order_release); }

  // --- By the directory.

  /// A message that turned to the directory is where it belongs.
  void arrived() { leave_the_way(); }
  /// The closed door gets an actor behind it, or loses it.
  void put(Actor actor) {
    CHECK((word_.load(std::memory_order_relaxed) & open_bit) == 0);
    actor_ = std::move(actor);
  }
  /// False: a message is on its way to the directory, and has to arrive first.
  bool try_open() {
    CHECK(actor_);
    std::uint64_t word = word_.load(std::memory_order_acquire);
    while ((word & open_bit) == 0) {
      if ((word & way_mask) != 0) return false;
      if (word_.compare_exchange_weak(word, word | open_bit, std::memory_order_acq_rel)) break;
    }
    return true;
  }
  /// False: it is not open, or was used since uses() said so.
  bool try_close(std::uint32_t uses) {
    std::uint64_t word = (std::uint64_t{uses} << uses_shift) | open_bit | real_bit;
    return word_.compare_exchange_strong(word, word & ~open_bit, std::memory_order_acq_rel);
  }
  /// When every actor has ended.
  void let_go() { actor_ = Actor{}; }
  /// Counts round and round: only whether it changes says something.
  std::uint32_t uses() const {
    return static_cast<std::uint32_t>(word_.load(std::memory_order_acquire) >> uses_shift);
  }

 private:
  // From below: messages on their way, whether it is open, whether it was built, uses.
  static constexpr std::uint64_t one_message = 1;
  static constexpr std::uint64_t way_mask = (std::uint64_t{1} << 31) - 1;
  static constexpr std::uint64_t open_bit = std::uint64_t{1} << 31;
  static constexpr std::uint64_t real_bit = std::uint64_t{1} << 32;
  static constexpr std::uint64_t uses_shift = 33;

  // One use more and one message less: the uses overflow out of the word.
  void leave_the_way() {
    word_.fetch_add((std::uint64_t{1} << uses_shift) - one_message, std::memory_order_release);
  }

  std::atomic<std::uint64_t> word_ = 0;
  Actor actor_ = {};
};

}  // namespace bursar::actors
