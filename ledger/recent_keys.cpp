#include "ledger/recent_keys.hpp"

#include "ledger/check.hpp"

#include <algorithm>
#include <utility>

namespace bursar::ledger {

namespace {

constexpr std::size_t slots_min = 4;
constexpr std::size_t generations_max = 3;

// Keys are keyed hashes already, so their low bits are as good a place as any.
std::size_t home(const Bits128& key, const std::vector<KeyEntry>& slots) {
  return key.low & (slots.size() - 1);
}

std::size_t after(std::size_t slot, const std::vector<KeyEntry>& slots) {
  return (slot + 1) & (slots.size() - 1);
}

/// Where `key` stands, or the empty slot that ends the search for it.
std::size_t slot_of(const Bits128& key, const std::vector<KeyEntry>& slots) {
  std::size_t slot = home(key, slots);
  while (!slots[slot].key.none() && slots[slot].key != key) slot = after(slot, slots);
  return slot;
}

void grow(std::vector<KeyEntry>& slots) {
  std::vector<KeyEntry> larger(std::max(slots_min, slots.size() * 2));
  for (const KeyEntry& entry : slots)
    if (!entry.key.none()) larger[slot_of(entry.key, larger)] = entry;
  slots = std::move(larger);
}

/// Empties a slot and moves back what was pushed past it, so that no search ends too early.
void empty(std::size_t hole, std::vector<KeyEntry>& slots) {
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

const KeyEntry* RecentKeys::find(const Bits128& key) const {
  CHECK(!key.none());
  for (auto generation = generations_.rbegin(); generation != generations_.rend(); ++generation) {
    const KeyEntry& entry = generation->slots[slot_of(key, generation->slots)];
    if (!entry.key.none()) return &entry;
  }
  return nullptr;
}

KeyEntry* RecentKeys::find(const Bits128& key) {
  return const_cast<KeyEntry*>(std::as_const(*this).find(key));
}

void RecentKeys::add(const KeyEntry& entry, Time now) {
  CHECK(find(entry.key) == nullptr);
  if (generations_.empty() || generations_.back().day < day_of(now)) {
    // With three before today, the oldest is three days old at least.
    if (generations_.size() == generations_max) generations_.erase(generations_.begin());
    generations_.push_back({.day = day_of(now), .slots = std::vector<KeyEntry>(slots_min)});
  }
  Generation& newest = generations_.back();
  if ((newest.used + 1) * 4 > newest.slots.size() * 3) grow(newest.slots);
  newest.slots[slot_of(entry.key, newest.slots)] = entry;
  ++newest.used;
}

void RecentKeys::erase(const Bits128& key) {
  CHECK(!key.none());
  for (Generation& generation : generations_) {
    const std::size_t slot = slot_of(key, generation.slots);
    if (generation.slots[slot].key.none()) continue;
    empty(slot, generation.slots);
    --generation.used;
    return;
  }
}

std::size_t RecentKeys::forget(Time now) {
  const std::size_t before = size();
  std::erase_if(generations_,
                [&](const Generation& generation) { return generation.day < day_of(now) - 1; });
  return before - size();
}

std::size_t RecentKeys::size() const {
  std::size_t sum = 0;
  for (const Generation& generation : generations_) sum += generation.used;
  return sum;
}

}  // namespace bursar::ledger
