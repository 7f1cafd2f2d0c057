// Whether the views that are there can be used: what is found wrong here costs a rebuild, what is
// not found would be a wrong answer.

#include "persistence/codec.hpp"
#include "persistence/errors.hpp"
#include "persistence/lmdb_pages.hpp"
#include "persistence/views.hpp"

#include <system_error>

namespace bursar::persistence {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t look_map_bytes = std::uint64_t{1} << 20;  // LMDB takes what the file needs

ViewsMeta look_at(const fs::path& directory) {
  LmdbEnv env{directory, LmdbEnv::Mode::look, look_map_bytes};
  const ViewsTables tables{env};
  const LmdbRead read{env};
  const ViewsMeta meta = read_meta(read, tables);
  if (meta.format == views_format) check_seals(read, tables);
  return meta;
}

/// Empty: these are views of that journal.
std::string objection(const ViewsMeta& meta, const JournalReader& journal, ledger::Sequence last) {
  if (meta.format != views_format)
    return "have format version " + std::to_string(meta.format) + ", this bursar makes version " +
           std::to_string(views_format);
  const ledger::Sequence sequence = meta.standing.last;
  if (sequence > last)
    return "reach to record " + std::to_string(sequence.value) + ", the journal to " +
           std::to_string(last.value);
  if (sequence.none()) return {};
  const auto record = journal.record(sequence);
  if (!record || stored_checksum(*record) != meta.checksum)
    return "follow another journal: record " + std::to_string(sequence.value) + " is another";
  return {};
}

}  // namespace

std::expected<std::unique_ptr<Views>, std::string> open_views(const ViewsOptions& options,
                                                              const JournalReader& journal,
                                                              ledger::Sequence last) {
  std::error_code error;
  if (!fs::exists(options.directory / "data.mdb", error)) return std::unexpected{"are missing"};
  if (fs::exists(options.directory / condemned_mark, error))
    return std::unexpected{"were found to be damaged while in use"};
  try {
    check_pages(options.directory / "data.mdb");
    const ViewsMeta meta = look_at(options.directory);
    if (const std::string why = objection(meta, journal, last); !why.empty())
      return std::unexpected{why};
    return std::make_unique<Views>(options, journal);
  } catch (const Corrupt& damage) {
    return std::unexpected{std::string{"are damaged: "} + damage.what()};
  } catch (const Unusable& reason) {
    return std::unexpected{std::string{"cannot be read: "} + reason.what()};
  }
}

}  // namespace bursar::persistence
