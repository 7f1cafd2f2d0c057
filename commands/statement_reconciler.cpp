#include "commands/statement_reconciler.hpp"

#include "telemetry/log.hpp"

#include <exception>
#include <string_view>
#include <utility>

#include <sys/resource.h>

namespace bursar::commands {

using net::NotReconciled;
using net::StatementCall;
using telemetry::Level;
using telemetry::log;

namespace {

constexpr int nice_of_a_reconciler = 10;  // payments go first

std::unexpected<NotReconciled> not_begun(const char* why) {
  return std::unexpected{NotReconciled{.begun = false, .why = why}};
}
std::unexpected<NotReconciled> broken_off(std::string why) {
  return std::unexpected{NotReconciled{.begun = true, .why = std::move(why)}};
}

}  // namespace

StatementReconciler::StatementReconciler(Options options, const net::PayoutsHere& here)
    : options_{std::move(options)},
      here_{here},
      thread_{[this](const std::stop_token& stop) { run(stop); }} {}

StatementReconciler::~StatementReconciler() = default;

void StatementReconciler::make(std::shared_ptr<StatementCall> call) {
  const char* why_not = nullptr;
  {
    const std::lock_guard lock{mutex_};
    if (thread_.get_stop_token().stop_requested())
      why_not = "the engine is stopping";
    else if (call_ != nullptr)
      why_not = "another statement is being compared";
    else
      call_ = call;
  }
  if (why_not != nullptr) return answer(std::move(call), not_begun(why_not));
  asked_.notify_one();
}

void StatementReconciler::run(const std::stop_token& stop) {
  static_cast<void>(::setpriority(PRIO_PROCESS, 0, nice_of_a_reconciler));
  std::unique_lock lock{mutex_};
  while (asked_.wait(lock, stop, [this] { return call_ != nullptr; })) {
    const net::StatementSpan span = call_->span;
    lock.unlock();
    Outcome outcome = attempt(span, stop);
    tell(span, outcome);
    lock.lock();
    auto call = std::exchange(call_, nullptr);  // whoever hears the answer may ask for the next
    lock.unlock();
    answer(std::move(call), std::move(outcome));
    lock.lock();
  }
}

StatementReconciler::Outcome StatementReconciler::attempt(const net::StatementSpan& span,
                                                          const std::stop_token& stop) const {
  net::StatementComparison comparison{span, options_.now()};
  std::string cursor;
  const auto until = options_.steady() + statement_deadline;
  for (int pages = 0; pages < pages_max; ++pages) {
    if (stop.stop_requested()) return broken_off("the engine is stopping");
    if (options_.steady() >= until)
      return broken_off("the statement was not there after 10 minutes; ask for a shorter time");
    auto page = options_.page(span, cursor);
    if (!page)
      return broken_off(
          std::string{"the connector's answer does not count: "}.append(word(page.error())));
    if (!comparison.take(*page))
      return broken_off("the statement has more than 200,000 rows; ask for a shorter time");
    cursor = std::move(page->next_cursor);
    if (cursor.empty()) break;
  }
  if (!cursor.empty()) return broken_off("the statement has more than 10,000 pages");
  try {
    const ledger::Sequence at = options_.watermark();
    net::Reconciled found = comparison.against(here_);
    found.at = at;
    return found;
  } catch (const std::exception& fault) {
    return broken_off(fault.what());
  }
}

void StatementReconciler::tell(const net::StatementSpan& span, const Outcome& outcome) {
  const std::string from = ledger::text(span.from);
  const std::string to = ledger::text(span.to);
  if (!outcome)
    return log(Level::error, "connector_not_reconciled",
               {{"from", from}, {"to", to}, {"why", std::string_view{outcome.error().why}}});
  differing_ = outcome->differing;
  reconciled_at_ms_ = options_.now().milliseconds;
  if (outcome->differing == 0)
    return log(Level::info, "connector_reconciled",
               {{"from", from},
                {"to", to},
                {"listed", outcome->listed},
                {"compared", outcome->compared},
                {"under_way", outcome->under_way}});
  const net::StatementDifference& first = outcome->differences.front();
  log(Level::error, "connector_differs",
      {{"from", from},
       {"to", to},
       {"differing", outcome->differing},
       {"what", word(first.verdict)},
       {"payout_id", std::string_view{first.payout}}});
}

void StatementReconciler::answer(std::shared_ptr<StatementCall> call, Outcome outcome) const {
  call->outcome = std::move(outcome);
  actors::Call::answer(std::move(call));
  options_.after_answer();
}

}  // namespace bursar::commands
