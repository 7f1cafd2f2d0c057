#pragma once

// What a backup says of itself, in a file of text with a line each:
//   bursar-backup 1                       what it is, and the version of this file
//   format 1                              of the journal
//   epoch 0
//   last_sequence 123456
//   chain_hash <64 hex digits>            after the last batch
//   made_at 2026-11-25T09:30:00.123Z

#include "ledger/time.hpp"
#include "persistence/closed_journal.hpp"

#include <filesystem>
#include <string>

namespace bursar::persistence {

struct Manifest {
  std::uint64_t format = 1;
  std::uint16_t epoch = 0;
  ledger::Sequence last = {};
  crypto::Bytes<32> chain_hash = {};
  std::string made_at = {};  // for people

  friend bool operator==(const Manifest&, const Manifest&) = default;
};

std::filesystem::path manifest_path(const std::filesystem::path& backup);

/// On disk when this returns. Throws Unusable.
void write_manifest(const std::filesystem::path& backup, const Manifest& manifest);

/// Throws Unusable when the directory holds no backup or one of an unknown version, Corrupt when
/// the file makes no sense.
Manifest read_manifest(const std::filesystem::path& backup);

}  // namespace bursar::persistence
