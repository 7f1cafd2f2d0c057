#include "persistence/restore.hpp"

#include "persistence/recovery.hpp"

#include <algorithm>
#include <string>

namespace bursar::persistence {

namespace {

constexpr std::uint16_t epoch_max = (1 << 12) - 1;  // an id has 12 bits for it

std::uint16_t raised(std::uint16_t epoch, std::uint16_t least) {
  if (epoch >= epoch_max || least > epoch_max)
    throw Unusable{"no epoch is left above " + std::to_string(std::max(epoch, least)) +
                   ": ids have room for " + std::to_string(epoch_max)};
  return std::max(static_cast<std::uint16_t>(epoch + 1), least);
}

// Bears the time at which the backup ends: whether the wall clock can be right is for the start to
// judge, which asks.
void append_epoch(const std::filesystem::path& journal, const Verdict& verified,
                  std::uint16_t epoch) {
  ledger::Record record;
  record.sequence = {verified.last.last.value + 1};
  record.epoch = epoch;
  record.time = std::max(verified.last_time, verified.last.time);
  record.fact = ledger::Recovered{.verified_from = verified.first};
  const ledger::Record* const batch[] = {&record};
  const auto opened = open_journal({.directory = journal, .fill_ahead_bytes = 0});
  if (opened->append(batch, record.time) != Durability::durable)
    throw Broke{journal.string() + " does not take the record of its restoration"};
  opened->close();
}

}  // namespace

std::uint16_t restore(const ClosedJournal& backup, const Verdict& verified,
                      const RestoreOptions& options, const Progressed& progress) {
  if (verified.records == 0) throw Unusable{"the backup has no record"};
  const std::uint16_t epoch = raised(verified.epoch, options.epoch_min);
  UnfinishedDirectory unfinished{options.journal};
  copy_journal(backup, unfinished.path(), progress);
  append_epoch(unfinished.path(), verified, epoch);
  unfinished.complete();
  return epoch;
}

}  // namespace bursar::persistence
