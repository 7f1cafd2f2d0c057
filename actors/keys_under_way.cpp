#include "actors/keys_under_way.hpp"

#include "ledger/check.hpp"

#include <algorithm>
#include <utility>

namespace bursar::actors {

namespace {

using ledger::Bits128;
using Slots = std::vector<KeyUnderWay>;

constexpr std::size_t slots_min = 4;
// What a burst has needed is given back once it is over.
constexpr std::size_t slots_kept_when_empty = 64;

// Keys are keyed hashes already, so their low bits are as good a place as any.
std::size_t home(const Bits128& key, const Slots& slots) {
  return key.low & (slots.size() - 1);
}

std::size_t after(std::size_t slot, const Slots& slots) {
  return (slot + 1) & (slots.size() - 1);
}

/// Where `key` stands, or the empty slot that ends the search for it.
std::size_t slot_of(const Bits128& key, const Slots& slots) {
  std::size_t slot = home(key, slots);
  while (!slots[slot].key.none() && slots[slot].key != key) slot = after(slot, slots);
  return slot;
}

/// Empties a slot and moves back what was pushed past it, so that no search ends too early.
void empty(std::size_t hole, Slots& slots) {
  for (std::size_t slot = after(hole, slots); !slots[slot].key.none(); slot = after(slot, slots)) {
    const std::size_t mask = slots.size() - 1;
    const std::size_t pushed = (slot - home(slots[slot].key, slots)) & mask;
    if (pushed < ((slot - hole) & mask)) continue;
    slots[hole] = slots[slot];
    hole = slot;
  }
  slots[hole] = {};
}

}  // namespace

const KeyUnderWay* KeysUnderWay::find(const Bits128& key) const {
  CHECK(!key.none());
  if (used_ == 0) return nullptr;
  const KeyUnderWay& entry = slots_[slot_of(key, slots_)];
  return entry.key.none() ? nullptr : &entry;
}

void KeysUnderWay::add(const KeyUnderWay& entry) {
  CHECK(find(entry.key) == nullptr);
  if ((used_ + 1) * 4 > slots_.size() * 3) grow();
  slots_[slot_of(entry.key, slots_)] = entry;
  ++used_;
}

void KeysUnderWay::erase(const Bits128& key) {
  CHECK(find(key) != nullptr);
  empty(slot_of(key, slots_), slots_);
  if (--used_ == 0 && slots_.size() > slots_kept_when_empty) slots_ = {};
}

void KeysUnderWay::grow() {
  Slots larger(std::max(slots_min, slots_.size() * 2));
  for (const KeyUnderWay& entry : slots_)
    if (!entry.key.none()) larger[slot_of(entry.key, larger)] = entry;
  slots_ = std::move(larger);
}

}  // namespace bursar::actors
