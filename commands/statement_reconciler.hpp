#pragma once

// Holds the statement of whoever settles payouts against the ledger, one at a time, on a thread of
// its own that gives way to the others. What it finds it tells: by the answer, by figures, and by a
// line of the log. It moves nothing.

#include "net/bridge_statement.hpp"
#include "net/statement_comparison.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

namespace bursar::commands {

class StatementReconciler {
 public:
  struct Options {
    std::function<ledger::Time()> now;
    std::function<ledger::Sequence()> watermark;
    /// A page of the statement; waits for it.
    std::function<std::expected<net::StatementPage, net::BridgeFault>(
        const net::StatementSpan& span, const std::string& cursor)>
        page;
    std::function<void()> after_answer = [] {};
    /// By which a statement's time runs out, however the clock is put.
    std::function<std::chrono::steady_clock::time_point()> steady = std::chrono::steady_clock::now;
  };

  /// The payouts outlive it.
  StatementReconciler(Options options, const net::PayoutsHere& here);
  /// Gives up what is under way, after the page that it waits for.
  ~StatementReconciler();
  StatementReconciler(const StatementReconciler&) = delete;
  StatementReconciler& operator=(const StatementReconciler&) = delete;

  /// From any thread, which is answered at once where there can be none now.
  void make(std::shared_ptr<net::StatementCall> call);
  /// What is under way is given up soon, and nothing is begun any more.
  void give_up() { thread_.request_stop(); }

  /// Of the last that came to its end; 0: there was none.
  std::uint64_t differing() const { return differing_; }
  std::int64_t reconciled_at_ms() const { return reconciled_at_ms_; }

  static constexpr int pages_max = 10'000;
  /// Past so long no page is asked for any more. Each has its own time besides
  /// (connectors.deadline_ms), and all of them together would take days.
  static constexpr std::chrono::minutes statement_deadline{10};

 private:
  using Outcome = std::expected<net::Reconciled, net::NotReconciled>;

  void run(const std::stop_token& stop);
  Outcome attempt(const net::StatementSpan& span, const std::stop_token& stop) const;
  void tell(const net::StatementSpan& span, const Outcome& outcome);
  void answer(std::shared_ptr<net::StatementCall> call, Outcome outcome) const;

  const Options options_;
  const net::PayoutsHere& here_;
  std::atomic<std::uint64_t> differing_ = 0;
  std::atomic<std::int64_t> reconciled_at_ms_ = 0;
  std::mutex mutex_;
  std::condition_variable_any asked_;
  std::shared_ptr<net::StatementCall> call_;  // under way
  std::jthread thread_;
};

}  // namespace bursar::commands
