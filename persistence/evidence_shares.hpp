#pragma once

// Who has brought how much of the evidence. A quarter of all room is the sandbox's and the rest is
// production's, so that whoever signs up to try takes nothing of what real money needs. In either
// an organisation has no more than it leaves to the others: one that shows all it can gets half of
// the room, a second such half of what is left.

#include "ledger/identity.hpp"
#include "ledger/ids.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace bursar::persistence {

struct EvidenceOwner {
  ledger::Environment environment = ledger::Environment::sandbox;
  ledger::OrganizationNumber organization = {};

  friend auto operator<=>(const EvidenceOwner&, const EvidenceOwner&) = default;
};

/// Why a piece has no room.
struct EvidenceLack {
  std::string whose = {};  // "organisation 17 in production", for whoever runs the engine
  std::string why = {};    // for whoever shows it: with the limit, and nothing of others
};

class EvidenceShares {
 public:
  explicit EvidenceShares(std::uint64_t bytes_max) : bytes_max_{bytes_max} {}

  static bool is_share(const std::filesystem::path& file) { return file.extension() == ".share"; }
  /// What the file of a share says. Throws Unusable.
  void take(const std::filesystem::path& file);

  /// None: so much more of it has room where `left` bytes are free in all.
  std::optional<EvidenceLack> lacking(const EvidenceOwner& owner, std::uint64_t bytes,
                                      std::uint64_t left) const;

  void add(const EvidenceOwner& owner, std::uint64_t bytes) { used_[owner] += bytes; }

  /// "production-17.share", and what it is to say with so much more.
  static std::string file_name(const EvidenceOwner& owner);
  std::string file_content(const EvidenceOwner& owner, std::uint64_t more) const;

 private:
  std::uint64_t used(const EvidenceOwner& owner) const;

  const std::uint64_t bytes_max_;
  std::map<EvidenceOwner, std::uint64_t> used_;  // no more than organisations
};

}  // namespace bursar::persistence
