#include "commands/evidence_audit.hpp"

#include "persistence/errors.hpp"
#include "persistence/evidence_directory.hpp"

#include <memory>
#include <string_view>
#include <utility>
#include <variant>

namespace bursar::commands {

namespace {

using persistence::PieceFile;

std::string_view what_is_wrong(PieceFile file) {
  switch (file) {
    case PieceFile::missing:
      return " is not there";
    case PieceFile::unreadable:
      return " cannot be read";
    case PieceFile::other:
      return " is not what was shown: its size or its SHA-256 is another";
    case PieceFile::right:
      break;
  }
  return {};
}

}  // namespace

EvidenceAudit::EvidenceAudit(std::filesystem::path directory) : directory_{std::move(directory)} {}

void EvidenceAudit::take(const ledger::Record& record) {
  const auto* const piece = std::get_if<ledger::EvidenceAdded>(&record.fact);
  if (piece == nullptr) return;
  const auto path = persistence::piece_path(directory_, piece->sha256);
  const PieceFile file = persistence::piece_file(path, piece->sha256, piece->bytes);
  if (file == PieceFile::right) {
    ++right_;
    return;
  }
  if (wrong_++ == 0) first_wrong_ = record.sequence;
  if (lines_.size() < lines_max)
    lines_.push_back(
        "evidence of record " + std::to_string(record.sequence.value) +
        ", for the dispute of record " + std::to_string(piece->dispute.value) + ": " +
        (directory_.filename() / path.filename()).string().append(what_is_wrong(file)));
}

persistence::EachRecord required_evidence(const std::filesystem::path& directory) {
  return [audit = std::make_shared<EvidenceAudit>(directory)](const ledger::Record& record) {
    audit->take(record);
    if (audit->wrong() > 0) throw persistence::Corrupt{audit->lines().front()};
  };
}

}  // namespace bursar::commands
