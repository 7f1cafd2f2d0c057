#pragma once

// The idempotency keys of one wallet and how far each has come: under way, in the journal's line,
// or durable under a sequence. One actor's own; no CAF.

#include "actors/commands.hpp"
#include "actors/content_hash.hpp"
#include "ledger/recent_keys.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace bursar::actors {

class WalletKeys {
 public:
  enum class Seen : std::uint8_t { fresh, other_content, under_way, in_line, durable };
  struct Found {
    Seen seen = Seen::fresh;
    std::shared_ptr<Draft> draft;    // in_line: the record that is the key's answer
    ledger::Sequence sequence = {};  // durable: its place
  };

  /// At the start: a key that the journal holds.
  void load(const ledger::Bits128& key, const ledger::Bits128& content, ledger::Sequence sequence,
            ledger::Time time);

  Found find(const KeyHashes& keyed);

  /// A fresh key is under way: nothing is recorded under it yet.
  void begin(const KeyHashes& keyed, ledger::Time now);
  /// Its answer has been put into the journal's line by the wallet itself, in its order.
  void in_line(const ledger::Bits128& key, const std::shared_ptr<Draft>& draft);
  /// Its answer is durable, as somebody else tells who put it into the line.
  void durable(const ledger::Bits128& key, ledger::Sequence sequence);
  /// As if it had never been seen.
  void abandon(const ledger::Bits128& key);

  /// A call with the same key and content waits while the first one is under way.
  void wait(const ledger::Bits128& key, ReceiptCallPtr call);
  /// Those that do, to be answered by whoever ends it. Call before the key leaves under_way.
  std::vector<ReceiptCallPtr> waiting(const ledger::Bits128& key);

  /// Days past; how many keys that were.
  std::size_t forget(ledger::Time now);
  std::size_t size() const { return recent_.size(); }
  /// Places kept of the journal's line: at most about twice as many as are in it.
  std::size_t line_places() const { return in_line_.size(); }

 private:
  // A key's place is a sequence or, with this bit, a slot.
  static constexpr std::uint64_t slot_bit = std::uint64_t{1} << 63;

  struct Slot {
    ledger::Bits128 key = {};
    std::shared_ptr<const Draft::Mark> durable;  // none: under way
    std::weak_ptr<Draft> draft;                  // gone once its callers have their answers
    std::vector<ReceiptCallPtr> waiting;
  };

  Slot& slot(const ledger::Bits128& key);
  void settle(const ledger::Bits128& key, ledger::Sequence sequence);
  void free(std::uint64_t place);
  void learn_sequences();

  ledger::RecentKeys recent_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  // Slots in the journal's line, oldest first from in_line_begin_.
  std::vector<std::uint32_t> in_line_;
  std::size_t in_line_begin_ = 0;
};

}  // namespace bursar::actors
