#pragma once

// The idempotency keys of one wallet that are on their way: under way, then in the journal's line.
// Once a record is durable, its key is the journal's to know (KnownKeys) and is let go here. One
// actor's own; no CAF.

#include "actors/commands.hpp"
#include "actors/content_hash.hpp"
#include "actors/keys_under_way.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace bursar::actors {

class WalletKeys {
 public:
  enum class Seen : std::uint8_t {
    none,  // the journal may know it
    other_content,
    under_way,
    in_line,
  };
  struct Found {
    Seen seen = Seen::none;
    std::shared_ptr<Draft> draft;  // in_line: the record that is the key's answer
  };

  /// Where the content is another one `draft` says of what, if it is still to be had.
  Found find(const KeyHashes& keyed);
  /// Whatever its content is.
  Found find(const ledger::Bits128& key);

  /// A fresh key is under way: nothing is recorded under it yet.
  void begin(const KeyHashes& keyed);
  /// Its answer has been put into the journal's line by the wallet itself, in its order.
  void in_line(const ledger::Bits128& key, const std::shared_ptr<Draft>& draft);
  /// Ends what is under way: its answer is durable, as somebody else tells who put it into the
  /// line, or it is as if it had never been seen.
  void end(const ledger::Bits128& key);

  /// A call with the same key and content waits while the first one is under way.
  void wait(const ledger::Bits128& key, ReceiptCallPtr call);
  /// Those that do, to be answered by whoever ends it. Call before the key leaves under_way.
  std::vector<ReceiptCallPtr> waiting(const ledger::Bits128& key);

  std::size_t size() const { return keys_.size(); }
  /// Places kept of the journal's line: at most about twice as many as are in it.
  std::size_t line_places() const { return in_line_.size(); }

 private:
  struct Slot {
    ledger::Bits128 key = {};
    std::shared_ptr<const Draft::Mark> durable;  // none: under way
    std::weak_ptr<Draft> draft;                  // gone once its callers have their answers
    std::vector<ReceiptCallPtr> waiting;
  };

  Slot& slot(const ledger::Bits128& key);
  void let_durable_go();

  KeysUnderWay keys_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  // Slots in the journal's line, oldest first from in_line_begin_.
  std::vector<std::uint32_t> in_line_;
  std::size_t in_line_begin_ = 0;
};

}  // namespace bursar::actors
