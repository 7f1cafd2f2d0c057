#pragma once

// A backup of the running engine: asked for as any other call, and answered by whoever makes it,
// once it is there whole or cannot be.

#include "actors/call.hpp"
#include "crypto/bytes.hpp"
#include "ledger/ids.hpp"
#include "ledger/time.hpp"

#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>

namespace bursar::actors {

struct BackupMade {
  ledger::Time made_at = {};
  std::uint64_t format = 0;  // of the journal
  std::uint16_t epoch = 0;
  ledger::Sequence last = {};
  crypto::Bytes<32> chain_hash = {};
};

struct NoBackup {
  enum class Reason : std::uint8_t {
    refused,  // it did not begin
    broke,
  };
  Reason reason = Reason::broke;
  std::string why = {};  // one line
};

class BackupCall : public Call {
 public:
  std::filesystem::path to;
  std::expected<BackupMade, NoBackup> outcome = std::unexpected{NoBackup{}};
};

}  // namespace bursar::actors
