#include "persistence/evidence_shares.hpp"

#include "persistence/errors.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <string_view>

namespace bursar::persistence {

namespace {

using ledger::Environment;

std::string_view name_of(Environment environment) {
  return environment == Environment::sandbox ? "sandbox" : "production";
}

/// All of the text, or false.
bool read_number(std::string_view text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

std::string EvidenceShares::file_name(const EvidenceOwner& owner) {
  return std::string{name_of(owner.environment)} + "-" + std::to_string(owner.organization.value) +
         ".share";
}

std::string EvidenceShares::file_content(const EvidenceOwner& owner, std::uint64_t more) const {
  return std::to_string(used(owner) + more);
}

void EvidenceShares::take(const std::filesystem::path& file) {
  const std::string name = file.stem().string();
  const std::size_t dash = std::min(name.find('-'), name.size());
  EvidenceOwner owner;
  if (name.substr(0, dash) == name_of(Environment::production))
    owner.environment = Environment::production;
  std::ifstream in{file};
  std::string content;
  std::uint64_t bytes = 0;
  const bool right = name.substr(0, dash) == name_of(owner.environment) && dash < name.size() &&
                     read_number(name.substr(dash + 1), owner.organization.value) &&
                     in >> content && read_number(content, bytes);
  if (!right)
    throw Unusable{file.string() + " does not say how much evidence it is of whom: remove it"};
  used_[owner] = bytes;
}

std::uint64_t EvidenceShares::used(const EvidenceOwner& owner) const {
  const auto found = used_.find(owner);
  return found == used_.end() ? 0 : found->second;
}

std::optional<EvidenceLack> EvidenceShares::lacking(const EvidenceOwner& owner, std::uint64_t bytes,
                                                    std::uint64_t left) const {
  const std::uint64_t sandbox = bytes_max_ / 4;
  const bool in_sandbox = owner.environment == Environment::sandbox;
  const std::uint64_t all = in_sandbox ? sandbox : bytes_max_ - sandbox;
  std::uint64_t room = all;
  for (const auto& [other, taken] : used_)
    if (other.environment == owner.environment) room -= std::min(room, taken);
  room = std::min(room, left);
  const std::string environment{name_of(owner.environment)};
  if (bytes > room)
    return EvidenceLack{
        environment, "Evidence in " + environment + " takes " + std::to_string(all) +
                         " bytes at the most, of all organisations together (" +
                         (in_sandbox ? "a quarter" : "three quarters") +
                         " of disputes.evidence_mib), and less than this piece is left: show less, "
                         "or have the operator raise it."};
  const std::uint64_t own = used(owner);
  if (own + bytes <= room - bytes) return std::nullopt;
  return EvidenceLack{
      "organisation " + std::to_string(owner.organization.value) + " in " + environment,
      "This organisation has shown " + std::to_string(own) + " bytes of evidence in " +
          environment + ", where " + std::to_string(room) +
          " more have room, and has no more there than it leaves to others: show less, or have the "
          "operator raise disputes.evidence_mib."};
}

}  // namespace bursar::persistence
