#include "actors/wallet_keys.hpp"

#include "ledger/check.hpp"

#include <utility>

namespace bursar::actors {

namespace {

// What a burst has needed is given back once it is over.
constexpr std::size_t slots_kept_when_empty = 64;

}  // namespace

WalletKeys::Found WalletKeys::find(const KeyHashes& keyed) {
  Found found = find(keyed.key);
  if (found.seen != Seen::none && keys_.find(keyed.key)->content != keyed.content.low)
    found.seen = Seen::other_content;
  return found;
}

WalletKeys::Found WalletKeys::find(const ledger::Bits128& key) {
  let_durable_go();
  const KeyUnderWay* const entry = keys_.find(key);
  if (entry == nullptr) return {};
  const Slot& slot = slots_[entry->slot];
  if (auto draft = slot.draft.lock()) return {.seen = Seen::in_line, .draft = std::move(draft)};
  // Gone between the two looks: then the journal knows it. Or lost, in an engine that has stopped:
  // whoever waits for it is lost with it.
  const bool durable = slot.durable && slot.durable->load(std::memory_order_acquire) != 0;
  return {.seen = durable ? Seen::none : Seen::under_way, .draft = {}};
}

void WalletKeys::begin(const KeyHashes& keyed) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const std::uint32_t place = free_.back();
  free_.pop_back();
  slots_[place].key = keyed.key;
  keys_.add({.key = keyed.key, .content = keyed.content.low, .slot = place});
}

void WalletKeys::in_line(const ledger::Bits128& key, const std::shared_ptr<Draft>& draft) {
  Slot& at = slot(key);
  at.durable = draft->durable;
  at.draft = draft;
  in_line_.push_back(static_cast<std::uint32_t>(&at - slots_.data()));
}

void WalletKeys::end(const ledger::Bits128& key) {
  Slot& ended = slot(key);
  CHECK(ended.waiting.empty());
  ended = {};
  free_.push_back(static_cast<std::uint32_t>(&ended - slots_.data()));
  keys_.erase(key);
}

void WalletKeys::wait(const ledger::Bits128& key, ReceiptCallPtr call) {
  slot(key).waiting.push_back(std::move(call));
}

std::vector<ReceiptCallPtr> WalletKeys::waiting(const ledger::Bits128& key) {
  return std::exchange(slot(key).waiting, {});
}

WalletKeys::Slot& WalletKeys::slot(const ledger::Bits128& key) {
  const KeyUnderWay* const entry = keys_.find(key);
  CHECK(entry != nullptr);
  return slots_[entry->slot];
}

// The journal makes records durable in the order of its line, so the oldest are the first.
void WalletKeys::let_durable_go() {
  while (in_line_begin_ < in_line_.size()) {
    const Slot& oldest = slots_[in_line_[in_line_begin_]];
    if (oldest.durable->load(std::memory_order_acquire) == 0) break;
    const ledger::Bits128 key = oldest.key;
    end(key);
    ++in_line_begin_;
  }
  // Under a steady load the line is never empty: what lies behind is given up by halves.
  if (2 * in_line_begin_ < in_line_.size()) return;
  in_line_.erase(in_line_.begin(), in_line_.begin() + static_cast<std::ptrdiff_t>(in_line_begin_));
  in_line_begin_ = 0;
  if (size() > 0 || slots_.size() <= slots_kept_when_empty) return;
  slots_ = {};
  free_ = {};
  in_line_ = {};
}

}  // namespace bursar::actors
