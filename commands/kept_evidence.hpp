#pragma once

// The engine's evidence, in its directory.

#include "actors/ports.hpp"
#include "persistence/evidence_directory.hpp"

#include <array>
#include <cstdint>
#include <expected>
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

  std::expected<void, actors::EvidenceRefusal> keep(const actors::EvidenceOwner& owner,
                                                    const std::array<std::uint8_t, 32>& sha256,
                                                    std::string_view content) override {
    using ledger::Errc;
    using Outcome = persistence::EvidenceDirectory::Outcome;
    switch (directory_.keep({owner.environment, owner.organization}, sha256, content)) {
      case Outcome::kept:
        return {};
      case Outcome::full:
        return std::unexpected{actors::EvidenceRefusal{Errc::evidence_full, directory_.why()}};
      case Outcome::failed:
        break;
    }
    return std::unexpected{actors::EvidenceRefusal{Errc::read_only, directory_.why()}};
  }
  std::optional<std::string> read(const std::array<std::uint8_t, 32>& sha256) const override {
    return directory_.read(sha256);
  }

 private:
  persistence::EvidenceDirectory directory_;
};

}  // namespace bursar::commands
