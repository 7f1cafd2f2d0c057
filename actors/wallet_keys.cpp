#include "actors/wallet_keys.hpp"

#include "ledger/check.hpp"

#include <utility>

namespace bursar::actors {

void WalletKeys::load(const ledger::Bits128& key, const ledger::Bits128& content,
                      ledger::Sequence sequence, ledger::Time time) {
  // A key may have been forgotten and used again within what is loaded: the later record counts.
  if (recent_.find(key) != nullptr) recent_.erase(key);
  recent_.add({.key = key, .content = content.low, .place = sequence.value}, time);
}

WalletKeys::Found WalletKeys::find(const KeyHashes& keyed) {
  learn_sequences();
  const ledger::KeyEntry* const entry = recent_.find(keyed.key);
  if (entry == nullptr) return {};
  if (entry->content != keyed.content.low)
    return {.seen = Seen::other_content, .draft = {}, .sequence = {}};
  if ((entry->place & slot_bit) == 0)
    return {.seen = Seen::durable, .draft = {}, .sequence = {entry->place}};
  const Slot& slot = slots_[entry->place & ~slot_bit];
  if (auto draft = slot.draft.lock())
    return {.seen = Seen::in_line, .draft = std::move(draft), .sequence = {}};
  // Gone between the two looks: then its sequence is there. Or lost, in an engine that has stopped:
  // whoever waits for it is lost with it.
  const std::uint64_t sequence =
      slot.durable ? slot.durable->load(std::memory_order_acquire) : std::uint64_t{0};
  const Seen seen = sequence != 0 ? Seen::durable : Seen::under_way;
  return {.seen = seen, .draft = {}, .sequence = {sequence}};
}

void WalletKeys::begin(const KeyHashes& keyed, ledger::Time now) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const std::uint32_t place = free_.back();
  free_.pop_back();
  slots_[place].key = keyed.key;
  recent_.add({.key = keyed.key, .content = keyed.content.low, .place = slot_bit | place}, now);
}

void WalletKeys::in_line(const ledger::Bits128& key, const std::shared_ptr<Draft>& draft) {
  Slot& at = slot(key);
  at.durable = draft->durable;
  at.draft = draft;
  in_line_.push_back(static_cast<std::uint32_t>(&at - slots_.data()));
}

void WalletKeys::durable(const ledger::Bits128& key, ledger::Sequence sequence) {
  settle(key, sequence);
}

void WalletKeys::abandon(const ledger::Bits128& key) {
  const ledger::KeyEntry* const entry = recent_.find(key);
  if (entry == nullptr) return;
  free(entry->place);
  recent_.erase(key);
}

void WalletKeys::wait(const ledger::Bits128& key, ReceiptCallPtr call) {
  slot(key).waiting.push_back(std::move(call));
}

std::vector<ReceiptCallPtr> WalletKeys::waiting(const ledger::Bits128& key) {
  // Forgotten meanwhile, when its answer took more than a day: then nobody could begin to wait.
  const ledger::KeyEntry* const entry = recent_.find(key);
  if (entry == nullptr || (entry->place & slot_bit) == 0) return {};
  return std::exchange(slots_[entry->place & ~slot_bit].waiting, {});
}

std::size_t WalletKeys::forget(ledger::Time now) {
  learn_sequences();
  return recent_.forget(now);
}

WalletKeys::Slot& WalletKeys::slot(const ledger::Bits128& key) {
  const ledger::KeyEntry* const entry = recent_.find(key);
  CHECK(entry != nullptr && (entry->place & slot_bit) != 0);
  return slots_[entry->place & ~slot_bit];
}

// A key may have been forgotten meanwhile, when its record took more than a day to become durable.
void WalletKeys::settle(const ledger::Bits128& key, ledger::Sequence sequence) {
  ledger::KeyEntry* const entry = recent_.find(key);
  if (entry == nullptr) return;
  free(entry->place);
  entry->place = sequence.value;
}

void WalletKeys::free(std::uint64_t place) {
  CHECK((place & slot_bit) != 0);
  const auto freed = static_cast<std::uint32_t>(place & ~slot_bit);
  CHECK(slots_[freed].waiting.empty());
  slots_[freed] = {};
  free_.push_back(freed);
}

// The journal makes records durable in the order of its line, so the oldest are the first.
void WalletKeys::learn_sequences() {
  while (in_line_begin_ < in_line_.size()) {
    const Slot& oldest = slots_[in_line_[in_line_begin_]];
    const std::uint64_t sequence = oldest.durable->load(std::memory_order_acquire);
    if (sequence == 0) break;
    const ledger::Bits128 key = oldest.key;
    settle(key, {sequence});
    ++in_line_begin_;
  }
  // Under a steady load the line is never empty: what lies behind is given up by halves.
  if (2 * in_line_begin_ < in_line_.size()) return;
  in_line_.erase(in_line_.begin(), in_line_.begin() + static_cast<std::ptrdiff_t>(in_line_begin_));
  in_line_begin_ = 0;
}

}  // namespace bursar::actors
