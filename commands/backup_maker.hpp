#pragma once

// Makes backups of the running engine, one at a time, on a thread of its own that gives way to the
// others. A backup that is given up leaves nothing.

#include "actors/backup_call.hpp"
#include "persistence/backup.hpp"

#include <condition_variable>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

namespace bursar::commands {

class BackupMaker {
 public:
  struct Options {
    std::filesystem::path data;  // no backup may lie in it
    std::function<ledger::Time()> now;
    /// When it becomes so while a backup is made, that is given up.
    std::function<bool()> disk_nearly_full = [] { return false; };
    std::function<void()> after_answer = [] {};
  };

  /// The journal must outlive it.
  BackupMaker(Options options, const persistence::Journal& journal);
  /// Gives up what is under way.
  ~BackupMaker();
  BackupMaker(const BackupMaker&) = delete;
  BackupMaker& operator=(const BackupMaker&) = delete;

  /// From any thread, which is answered at once where there can be none now.
  void make(std::shared_ptr<actors::BackupCall> call);

  /// What is under way is given up soon, and nothing is begun any more.
  void give_up() { thread_.request_stop(); }

 private:
  using Outcome = std::expected<actors::BackupMade, actors::NoBackup>;

  void run(const std::stop_token& stop);
  Outcome attempt(const std::filesystem::path& to, const std::stop_token& stop) const;
  actors::BackupMade made(persistence::Backup& backup, const std::stop_token& stop) const;
  void answer(std::shared_ptr<actors::BackupCall> call, Outcome outcome) const;

  const Options options_;
  const persistence::Journal& journal_;
  std::mutex mutex_;
  std::condition_variable_any asked_;
  std::shared_ptr<actors::BackupCall> call_;  // under way
  std::jthread thread_;
};

}  // namespace bursar::commands
