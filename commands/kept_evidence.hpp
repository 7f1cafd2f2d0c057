#pragma once

// The engine's evidence, in its directory.

#include "actors/ports.hpp"
#include "persistence/evidence_directory.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace bursar::commands {

class KeptEvidence final : public actors::EvidenceShelf {
 public:
  KeptEvidence(std::filesystem::path directory, std::uint64_t bytes_max)
      : directory_{std::move(directory), bytes_max} {}

  // A disk that does not take a piece is nearly full for all that can be said here.
  ledger::Result<void> keep(const actors::EvidenceOwner& owner,
                            const std::array<std::uint8_t, 32>& sha256,
                            std::string_view content) override {
    using Outcome = persistence::EvidenceDirectory::Outcome;
    switch (directory_.keep({owner.environment, owner.organization}, sha256, content)) {
      case Outcome::kept:
        return {};
      case Outcome::full:
        return ledger::refuse(ledger::Errc::evidence_full);
      case Outcome::failed:
        break;
    }
    return ledger::refuse(ledger::Errc::read_only);
  }
  std::optional<std::string> read(const std::array<std::uint8_t, 32>& sha256) const override {
    return directory_.read(sha256);
  }

 private:
  persistence::EvidenceDirectory directory_;
};

}  // namespace bursar::commands
