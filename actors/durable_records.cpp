#include "actors/durable_records.hpp"

#include "persistence/errors.hpp"

#include <utility>

namespace bursar::actors {

std::optional<ledger::Record> DurableRecords::record(ledger::Sequence sequence) const {
  // What is on disk is not what was written: nothing that follows from it may be answered.
  try {
    return reader_.record(sequence);
  } catch (const persistence::Corrupt& damage) {
    on_fatal_(damage.what());
    return std::nullopt;
  }
}

std::optional<ledger::Record> DurableRecords::payment(const ledger::Bits128& id) const {
  const auto [high, low] = payment_ids_.backward(id.high, id.low);
  const ledger::PaymentPlace place = ledger::unpack_payment({high, low});
  if (place.sequence.none() || place.sequence > marks_.last()) return std::nullopt;
  auto found = record(place.sequence);
  if (!found || ledger::payment_place(*found) != place) return std::nullopt;
  return found;
}

ledger::Bits128 DurableRecords::payment_id(const ledger::Record& record) const {
  return payment_id(ledger::payment_place(record).value_or(ledger::PaymentPlace{}));
}

ledger::Bits128 DurableRecords::payment_id(const ledger::PaymentPlace& place) const {
  const ledger::Bits128 packed = pack(place);
  const auto [high, low] = payment_ids_.forward(packed.high, packed.low);
  return {high, low};
}

std::vector<ledger::Record> DurableRecords::history(ledger::AccountNumber account,
                                                    ledger::Sequence newest,
                                                    std::uint32_t limit) const {
  std::vector<ledger::Record> records;
  while (!newest.none() && records.size() < limit) {
    auto found = record(newest);
    if (!found) break;
    newest = {};
    for (const ledger::Entry& entry : found->entries)
      if (entry.account == account) newest = entry.previous;
    records.push_back(*std::move(found));
  }
  return records;
}

std::optional<ledger::Time> DurableRecords::archived_before() const {
  const ledger::Sequence first = reader_.first_sequence();
  const auto kept = first.value > 1 ? record(first) : std::nullopt;
  if (!kept) return std::nullopt;
  return kept->time;
}

}  // namespace bursar::actors
