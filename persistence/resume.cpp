#include "persistence/resume.hpp"

#include "persistence/errors.hpp"

#include <expected>

namespace bursar::persistence {

namespace {

constexpr std::uint64_t progress_records = 65'536;
constexpr std::uint64_t commit_records = 50'000;

/// The views are not what they seemed; the journal is.
struct NotGood {
  std::string why;
};

/// Says of damage in the views that it is theirs.
template <class Deed>
auto in_views(Deed deed) {
  try {
    return deed();
  } catch (const Corrupt& damage) {
    throw NotGood{std::string{"are damaged: "} + damage.what()};
  }
}

void commit(Views& views, const ResumeOptions& options) {
  if (views.commit() != Durability::durable)
    throw Unusable{options.views.directory.string() +
                   ": the views cannot be written; the disk may be full or failing"};
}

/// How many records the views lacked.
std::uint64_t catch_up(const Journal& journal, Views& views, const ResumeOptions& options) {
  std::uint64_t records = 0;
  if (views.watermark() == journal.last_sequence()) return records;
  journal.verify_from({views.watermark().value + 1}, [&](const ledger::Record& record) {
    in_views([&] { views.apply(record); });
    if (++records % commit_records == 0) commit(views, options);
    if (records % progress_records == 0) options.progress(records);
  });
  commit(views, options);
  return records;
}

std::expected<Resumed, std::string> from_views(const Journal& journal,
                                               const ResumeOptions& options) {
  auto opened = open_views(options.views, journal, journal.last_sequence());
  if (!opened) return std::unexpected{opened.error()};
  Resumed resumed{.views = *std::move(opened)};
  try {
    resumed.records = catch_up(journal, *resumed.views, options);
  } catch (const NotGood& views) {
    return std::unexpected{views.why};
  }
  return resumed;
}

Resumed from_journal(Journal& journal, const ResumeOptions& options) {
  Replayed replayed = replay(journal, options.progress);
  make_views(options.views, replayed, journal);
  return {.views = std::make_unique<Views>(options.views, journal), .records = replayed.records};
}

}  // namespace

Resumed resume(Journal& journal, const ResumeOptions& options) {
  auto resumed = from_views(journal, options);
  if (resumed) return *std::move(resumed);
  options.remaking(resumed.error());
  return from_journal(journal, options);
}

}  // namespace bursar::persistence
