#include "persistence/key_table.hpp"

#include "ledger/check.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <new>

namespace bursar::persistence {

namespace {

constexpr std::int64_t span_ms_max = 3'600'000;

}  // namespace

KeyTable::KeyTable(std::size_t rows_max)
    : rows_max_{rows_max},
      mask_{std::bit_ceil(rows_max * 2) - 1},
      slots_{static_cast<KeyRow*>(std::calloc(mask_ + 1, sizeof(KeyRow)))} {
  CHECK(rows_max > 0);
  if (!slots_) throw std::bad_alloc{};
}

bool KeyTable::takes(ledger::Time time) const {
  return span_.first.none() || time.milliseconds - span_.first_time.milliseconds < span_ms_max;
}

void KeyTable::add(ledger::Sequence sequence, ledger::Time time, std::uint64_t hash) {
  if (span_.first.none()) span_ = {.first = sequence, .last = sequence, .first_time = time};
  span_.last = sequence;
  span_.last_time = time;
  if (hash == 0) return;
  CHECK(rows() < rows_max_);
  std::size_t slot = place(hash);
  while (slots_[slot].hash != 0) slot = (slot + 1) & mask_;
  slots_[slot].sequence = sequence.value;
  std::atomic_ref{slots_[slot].hash}.store(hash, std::memory_order_release);
  rows_.store(rows() + 1, std::memory_order_relaxed);
}

std::uint64_t KeyTable::records() const {
  return span_.first.none() ? 0 : span_.last.value - span_.first.value + 1;
}

std::vector<KeyRow> KeyTable::sorted() const {
  std::vector<KeyRow> rows;
  rows.reserve(this->rows());
  std::copy_if(slots_.get(), slots_.get() + mask_ + 1, std::back_inserter(rows),
               [](const KeyRow& row) { return row.hash != 0; });
  std::ranges::sort(rows);
  return rows;
}

}  // namespace bursar::persistence
