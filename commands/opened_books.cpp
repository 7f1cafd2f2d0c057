#include "commands/opened_books.hpp"

#include "commands/progress.hpp"
#include "crypto/hash.hpp"
#include "ledger/engine_time.hpp"
#include "persistence/restore.hpp"
#include "persistence/resume.hpp"
#include "telemetry/log.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>

namespace bursar::commands {

namespace fs = std::filesystem;
using telemetry::Level;
using telemetry::log;

namespace {

constexpr const char* full_or_failing = "; the disk may be full or failing";

/// The keys come first: a directory that is without those it was made with stays untouched.
crypto::SecretKeys secrets_of(const DataDirectory& data) {
  if (fs::exists(data.journal())) return crypto::load_secrets(data.secrets);
  if (const fs::path remains = persistence::UnfinishedDirectory::unfinished_name(data.journal());
      fs::exists(remains))
    throw persistence::Unusable{remains.string() +
                                " was left by a restore that did not end: restore again"};
  return crypto::load_or_make_secrets(data.secrets);
}

}  // namespace

OpenedBooks::OpenedBooks(const config::Settings& settings, const DataDirectory& data,
                         WallClock wall_clock, const std::function<bool()>& stop_asked)
    : secrets{secrets_of(data)},
      journal{persistence::open_journal({.directory = data.journal(),
                                         .map_size_bytes = settings.journal.map_size_gib << 30U,
                                         .fill_ahead_bytes = settings.journal.fill_ahead_mib << 20U,
                                         .keep_free_bytes = settings.journal.low_water_mib << 20U,
                                         .segment_records = settings.journal.segment_records})},
      directory_{data.journal()} {
  operator_key_hash = crypto::sha256(crypto::load_or_make_operator_key(data.operator_key()));
  resume(data, stop_asked);
  const ledger::Standing& standing = views->standing();
  if (standing.last.none()) return;
  if (standing.genesis.secrets_fingerprint != secrets.fingerprint())
    throw persistence::Unusable{data.secrets.string() +
                                " is not the key file that this data directory was made with"};
  go_on(wall_clock);
}

// A journal that was ended well stays so.
void OpenedBooks::stop_when(bool asked) {
  if (!asked) return;
  if (!journal->unclean()) journal->close();
  throw StopAsked{};
}

void OpenedBooks::resume(const DataDirectory& data, const std::function<bool()>& stop_asked) {
  const auto began = std::chrono::steady_clock::now();
  Progress progress{{.doing = "replaying", .unit = "records"}};
  const std::uint64_t total = journal->last_sequence().value - journal->first_sequence().value + 1;
  std::string_view from = "views";
  auto resumed = persistence::resume(
      *journal, {.views = {.directory = data.views()},
                 .remaking =
                     [&](const std::string& why) {
                       from = "journal";
                       log(Level::info, "views_remade", {{"why", "the views " + why}});
                     },
                 .progress =
                     [&](std::uint64_t records) {
                       progress.at(records, total);
                       if (!progress.on_terminal())
                         log(Level::info, "replaying", {{"records", records}});
                       stop_when(stop_asked());
                     }});
  progress.end();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  log(Level::info, "replayed",
      {{"from", from},
       {"records", resumed.records},
       {"seconds", took.count()},
       {"unclean", journal->unclean()}});
  verified_from_ = std::min(persistence::tail_begin(*journal),
                            ledger::Sequence{journal->last_sequence().value - resumed.records + 1});
  views = std::move(resumed.views);
  books.emplace(*views);
}

// What is known only after the replay: whether the clock can be right, and that the tail, read from
// the device, was whole.
void OpenedBooks::go_on(WallClock wall_clock) {
  const ledger::Standing& standing = views->standing();
  const ledger::Time wall = clock.now();
  const bool plausible = ledger::may_start(wall, standing.last_time, standing.clock);
  if (!plausible && wall_clock != WallClock::accepted) refuse_clock();
  clock.not_before(standing.last_time);
  if (!plausible) append(ledger::ClockAccepted{.from = standing.clock, .to = wall});
  if (journal->unclean()) append(ledger::Recovered{.verified_from = verified_from_});
}

void OpenedBooks::refuse_clock() {
  if (!journal->unclean()) journal->close();
  throw persistence::Unusable{"the wall clock says " + ledger::text(clock.now()) +
                              " and the journal ends at " +
                              ledger::text(views->standing().last_time) + still_since() +
                              ": set the clock, or serve with --accept-clock if it is right"};
}

std::string OpenedBooks::still_since() const {
  const ledger::Standing& standing = views->standing();
  if (standing.clock == standing.last_time) return {};
  return " (time has held still since a clock of " + ledger::text(standing.clock) +
         " was accepted)";
}

void OpenedBooks::append(const ledger::Fact& fact) {
  ledger::Record record;
  record.sequence = {views->standing().last.value + 1};
  record.epoch = views->standing().epoch;
  record.time = clock.now();
  record.fact = fact;
  const ledger::Record* const batch[] = {&record};
  if (journal->append(batch, record.time) != persistence::Durability::durable)
    throw persistence::Unusable{directory_.string() + ": no record could be written" +
                                full_or_failing};
  if (views->follow(1) != persistence::Durability::durable)
    throw persistence::Unusable{directory_.string() + ": the views could not follow" +
                                full_or_failing};
}

}  // namespace bursar::commands
