// Whether the views that are there can be used: what is found wrong here costs a rebuild, what is
// not found would be a wrong answer.

#include "persistence/codec.hpp"
#include "persistence/errors.hpp"
#include "persistence/lmdb_pages.hpp"
#include "persistence/views.hpp"
#include "persistence/views_books.hpp"

#include <system_error>
#include <utility>

namespace bursar::persistence {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t look_map_bytes = std::uint64_t{1} << 20;  // LMDB takes what the file needs

/// `look` at views whose pages make sense, in the format that we make, each row as it was written.
/// What it gives, or what is wrong with them.
template <class Look>
auto look_at(const fs::path& directory, Look look)
    -> std::expected<decltype(look(std::declval<const LmdbRead&>(),
                                   std::declval<const ViewsTables&>())),
                     std::string> {
  std::error_code error;
  if (!fs::exists(directory / "data.mdb", error)) return std::unexpected{"are missing"};
  if (fs::exists(directory / condemned_mark, error))
    return std::unexpected{"were found to be damaged while in use"};
  try {
    check_pages(directory / "data.mdb");
    LmdbEnv env{directory, LmdbEnv::Mode::look, look_map_bytes};
    const ViewsTables tables{env};
    const LmdbRead read{env};
    if (const std::uint64_t format = read_meta(read, tables).format; format != views_format)
      return std::unexpected{"have format version " + std::to_string(format) +
                             ", this bursar makes version " + std::to_string(views_format)};
    check_seals(env, tables);
    return look(read, tables);
  } catch (const Corrupt& damage) {
    return std::unexpected{std::string{"are damaged: "} + damage.what()};
  } catch (const Unusable& reason) {
    return std::unexpected{std::string{"cannot be read: "} + reason.what()};
  }
}

/// Whether what they lack was archived: then it cannot be read to them any more.
bool left_behind(const ViewsMeta& meta, const JournalReader& journal) {
  return meta.standing.last < journal.first_sequence() && journal.first_sequence().value > 1;
}

/// Views are made of durable records only: one that they have seen and the journal does not have
/// was lost, and it is not for us to throw the proof away.
void require_not_lost(const fs::path& directory, const ViewsMeta& meta,
                      const JournalReader& journal, ledger::Sequence last) {
  const ledger::Sequence seen = meta.standing.last;
  if (seen.none()) return;
  const std::string number = std::to_string(seen.value);
  const std::string remedy =
      ": restore a backup, or remove " + directory.string() + " to go on without what was lost";
  if (seen > last)
    throw Unusable{"the journal has lost records: it ends with " + std::to_string(last.value) +
                   ", and its views have seen record " + number + remedy};
  const auto record = journal.record(seen);
  if (!record || stored_checksum(*record) != meta.checksum)
    throw Unusable{"the journal has another record " + number + " than its views have seen" +
                   remedy};
}

}  // namespace

std::expected<std::unique_ptr<Views>, std::string> open_views(const ViewsOptions& options,
                                                              const JournalReader& journal,
                                                              ledger::Sequence last) {
  const auto meta = look_at(options.directory, read_meta);
  if (!meta) return std::unexpected{meta.error()};
  if (left_behind(*meta, journal))
    return std::unexpected{"are older than what is kept of the journal"};
  require_not_lost(options.directory, *meta, journal, last);
  try {
    return std::make_unique<Views>(options, journal);
  } catch (const Unusable& reason) {
    return std::unexpected{std::string{"cannot be opened: "} + reason.what()};
  }
}

std::expected<ledger::Books, std::string> read_views(const fs::path& directory) {
  return look_at(directory, books_of);
}

}  // namespace bursar::persistence
