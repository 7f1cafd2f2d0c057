#pragma once

// A record as the bytes that the journal stores: 8 bytes of checksum (little-endian) over all that
// follows, then the one segment of an unpacked Cap'n Proto message (journal.capnp) without any
// framing. The length is always a multiple of 8. Shows no Cap'n Proto.

#include "ledger/record.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace bursar::persistence {

/// Appends the stored bytes of `record` to `out`. May be called from any thread.
void encode(const ledger::Record& record, std::vector<std::byte>& out);

/// The checksum that its stored bytes begin with: two records that differ have different ones.
std::uint64_t stored_checksum(const ledger::Record& record);

/// Throws Corrupt, naming `sequence`, unless these are the whole and unchanged bytes of the record
/// that bears it.
ledger::Record decode(std::span<const std::byte> stored, ledger::Sequence sequence);

}  // namespace bursar::persistence
