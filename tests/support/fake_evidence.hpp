#pragma once

// Where evidence is kept, in memory; it outlives the worlds that use it, as a directory does.

#include "actors/ports.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::tests {

class FakeEvidence final : public actors::EvidenceShelf {
 public:
  using Hash = std::array<std::uint8_t, 32>;

  std::expected<void, actors::EvidenceRefusal> keep(const actors::EvidenceOwner& owner,
                                                    const Hash& sha256,
                                                    std::string_view content) override {
    owners.push_back(owner);
    if (pieces.size() == room) return std::unexpected{refusal};
    pieces.emplace(sha256, content);
    return {};
  }
  std::optional<std::string> read(const Hash& sha256) const override {
    const auto piece = pieces.find(sha256);
    if (piece == pieces.end()) return std::nullopt;
    return piece->second;
  }

  std::size_t room = 1'000;
  actors::EvidenceRefusal refusal = {.why = "The shelf is full."};
  std::map<Hash, std::string> pieces;
  std::vector<actors::EvidenceOwner> owners;  // as they were told
};

}  // namespace bursar::tests
