// A record as bytes, behind a checksum that says they are whole: either they are refused, or they
// are a record that is written and read as the same for ever.

#include "crypto/hash.hpp"
#include "persistence/codec.hpp"
#include "persistence/errors.hpp"
#include "tests/fuzz/target.hpp"

#include <cstring>
#include <optional>
#include <vector>

namespace bursar::fuzz {

namespace {

constexpr std::size_t word_bytes = 8;

using Stored = std::vector<std::byte>;

/// The input as a payload, cut to whole words, under a right checksum.
Stored sealed(Input payload) {
  payload = payload.first(payload.size() / word_bytes * word_bytes);
  const std::uint64_t checksum = crypto::checksum64(payload);
  Stored stored(sizeof checksum + payload.size());
  std::memcpy(stored.data(), &checksum, sizeof checksum);
  if (!payload.empty())
    std::memcpy(stored.data() + sizeof checksum, payload.data(), payload.size());
  return stored;
}

/// Where a writer of ours puts it: the first word behind the root pointer.
ledger::Sequence sequence_in(Input payload) {
  std::uint64_t value = 0;
  if (payload.size() >= 2 * word_bytes)
    std::memcpy(&value, payload.data() + word_bytes, sizeof value);
  return {value};
}

std::optional<ledger::Record> decoded(std::span<const std::byte> stored, ledger::Sequence at) {
  try {
    return persistence::decode(stored, at);
  } catch (const persistence::Corrupt&) {
    return std::nullopt;
  }
}

Stored encoded(const ledger::Record& record) {
  Stored stored;
  persistence::encode(record, stored);
  return stored;
}

}  // namespace

void record(Input input) {
  const ledger::Sequence at = sequence_in(input);
  const Stored stored = sealed(input);
  const auto record = decoded(stored, at);

  Stored shifted(1);
  shifted.insert(shifted.end(), stored.begin(), stored.end());
  must(decoded(std::span{shifted}.subspan(1), at) == record, "a record needs no alignment");
  if (!record) return;

  must(record->sequence == at, "a record stands in its own place");
  must(!decoded(stored, {at.value + 1}), "and in no other");
  const Stored written = encoded(*record);
  must(decoded(written, at) == record, "a record is read as it was written");
  must(encoded(*decoded(written, at)) == written, "and written as it was read");
  must(persistence::stored_checksum(*record) ==
           crypto::checksum64({reinterpret_cast<const std::uint8_t*>(written.data()) + word_bytes,
                               written.size() - word_bytes}),
       "a record's checksum is that of what stands behind it");
}

}  // namespace bursar::fuzz
