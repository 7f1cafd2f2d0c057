#include "persistence/archived_mark.hpp"

#include "persistence/errors.hpp"
#include "persistence/synced.hpp"

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <system_error>

namespace bursar::persistence {

namespace fs = std::filesystem;

namespace {

fs::path mark_path(const fs::path& journal) {
  return journal / "archived";
}

std::string written(const ArchivedMark& mark) {
  return "segment " + std::to_string(mark.segment) + "\nsequence " + std::to_string(mark.sequence) +
         "\ncheckpointed " + std::to_string(mark.checkpointed.value) + "\n";
}

ArchivedMark parsed(const std::string& text) {
  ArchivedMark mark;
  std::istringstream in{text};
  std::string word;
  in >> word >> mark.segment >> word >> mark.sequence >> word >> mark.checkpointed.value;
  return mark;
}

}  // namespace

std::optional<ArchivedMark> read_archived_mark(const fs::path& journal) {
  const fs::path path = mark_path(journal);
  std::error_code error;
  if (!fs::exists(path, error) && !error) return std::nullopt;
  std::ifstream in{path};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  const ArchivedMark mark = parsed(text);
  // What is not exactly what would be written was not written by an engine.
  if (text != written(mark)) throw Unusable{path.string() + " is not a mark of what was archived"};
  return mark;
}

void write_archived_mark(const fs::path& journal, const ArchivedMark& mark) {
  const fs::path path = mark_path(journal);
  fs::path draft = path;
  draft += ".new";
  std::ofstream out{draft, std::ios::trunc};
  if (!(out << written(mark)) || !out.flush())
    throw Unusable{draft.string() + " cannot be written"};
  out.close();
  sync_path(draft);
  std::error_code error;
  fs::rename(draft, path, error);
  if (error) throw Unusable{path.string() + " cannot be written: " + error.message()};
  sync_path(journal);
}

}  // namespace bursar::persistence
