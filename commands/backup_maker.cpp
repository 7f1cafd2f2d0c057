#include "commands/backup_maker.hpp"

#include "commands/evidence_audit.hpp"
#include "persistence/evidence_directory.hpp"
#include "telemetry/log.hpp"

#include <chrono>
#include <exception>
#include <optional>
#include <string_view>
#include <utility>

#include <sys/resource.h>

namespace bursar::commands {

using actors::BackupMade;
using actors::NoBackup;
using telemetry::Level;
using telemetry::log;

namespace {

constexpr int way_given = 10;  // payments go first

// On Linux a thread has a priority of its own, and so have those that it begins.
void give_way() {
  static_cast<void>(::setpriority(PRIO_PROCESS, 0, way_given));
}

std::unexpected<NoBackup> refused(const char* why) {
  return std::unexpected{NoBackup{.reason = NoBackup::Reason::refused, .why = why}};
}

}  // namespace

BackupMaker::BackupMaker(Options options, const persistence::Journal& journal)
    : options_{std::move(options)},
      journal_{journal},
      thread_{[this](const std::stop_token& stop) { run(stop); }} {}

BackupMaker::~BackupMaker() = default;

void BackupMaker::make(std::shared_ptr<actors::BackupCall> call) {
  const char* why_not = nullptr;
  {
    const std::lock_guard lock{mutex_};
    if (thread_.get_stop_token().stop_requested())
      why_not = "the engine is stopping";
    else if (call_ != nullptr)
      why_not = "another backup is being made";
    else
      call_ = call;
  }
  if (why_not != nullptr) return answer(std::move(call), refused(why_not));
  asked_.notify_one();
}

void BackupMaker::run(const std::stop_token& stop) {
  give_way();
  std::unique_lock lock{mutex_};
  while (asked_.wait(lock, stop, [this] { return call_ != nullptr; })) {
    const std::filesystem::path to = call_->to;
    lock.unlock();
    Outcome outcome = attempt(to, stop);
    lock.lock();
    auto call = std::exchange(call_, nullptr);  // whoever hears the answer may ask for the next
    lock.unlock();
    answer(std::move(call), std::move(outcome));
    lock.lock();
  }
}

BackupMaker::Outcome BackupMaker::attempt(const std::filesystem::path& to,
                                          const std::stop_token& stop) const {
  std::optional<persistence::Backup> backup;
  try {
    persistence::require_outside(to, options_.data);
    backup.emplace(to);
  } catch (const std::exception& reason) {
    return refused(reason.what());
  }
  try {
    const auto began = std::chrono::steady_clock::now();
    const BackupMade done = made(*backup, stop);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    log(Level::info, "backup_made",
        {{"to", std::string_view{to.native()}},
         {"sequence", done.last.value},
         {"seconds", took.count()}});
    return done;
  } catch (const std::exception& reason) {
    log(Level::error, "backup_failed",
        {{"to", std::string_view{to.native()}}, {"why", std::string_view{reason.what()}}});
    return std::unexpected{NoBackup{.reason = NoBackup::Reason::broke, .why = reason.what()}};
  }
}

BackupMade BackupMaker::made(persistence::Backup& backup, const std::stop_token& stop) const {
  const bool was_nearly_full = options_.disk_nearly_full();
  const persistence::Progressed go_on = [&](std::uint64_t, std::uint64_t) {
    if (stop.stop_requested()) throw persistence::Broke{"given up, as the engine is stopping"};
    if (!was_nearly_full && options_.disk_nearly_full())
      throw persistence::Broke{"given up, as the engine's disk is nearly full"};
  };
  persistence::copy_journal(journal_, backup.journal(), go_on);
  persistence::copy_evidence(options_.data / "evidence", backup.evidence(), [&] { go_on(0, 0); });
  const ledger::Time now = options_.now();
  const persistence::Manifest manifest =
      backup.complete(now, go_on, go_on, required_evidence(backup.evidence()));
  return {.made_at = now,
          .format = manifest.format,
          .epoch = manifest.epoch,
          .last = manifest.last,
          .chain_hash = manifest.chain_hash};
}

void BackupMaker::answer(std::shared_ptr<actors::BackupCall> call, Outcome outcome) const {
  call->outcome = std::move(outcome);
  actors::Call::answer(std::move(call));
  options_.after_answer();
}

}  // namespace bursar::commands
