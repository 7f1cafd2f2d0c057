#include "load/timeline.hpp"

#include <algorithm>
#include <utility>

namespace bursar::load {

namespace {

constexpr std::size_t errors_max = 64;

std::int64_t later(std::int64_t a, std::int64_t b) {
  return std::max(a, b);
}

}  // namespace

void Counts::add(const Counts& more) {
  sent += more.sent;
  done += more.done;
  failed += more.failed;
  unknown += more.unknown;
  payments += more.payments;
  refused += more.refused;
  reads += more.reads;
}

Timeline::Timeline(const Options& options)
    : options_{options}, handed_over_(options.threads), ended_(options.threads) {}

void Timeline::hand_over(std::size_t thread, Part part) {
  const std::lock_guard lock{mutex_};
  Part& sum = open_[handed_over_[thread]++];
  sum.counts.add(part.counts);
  sum.lag_most_ns = later(sum.lag_most_ns, part.lag_most_ns);
  sum.latency.add(part.latency);
  changed_.notify_one();
}

void Timeline::end(std::size_t thread, End end) {
  const std::lock_guard lock{mutex_};
  ended_[thread] = true;
  totals_.never_sent += end.never_sent;
  last_answer_ = std::max(last_answer_, end.last_answer);
  for (const auto& [what, count] : end.errors) {
    const bool room = totals_.errors.contains(what) || totals_.errors.size() < errors_max;
    totals_.errors[room ? what : "others"] += count;
  }
  changed_.notify_one();
}

bool Timeline::complete(std::size_t second) const {
  for (std::size_t thread = 0; thread < options_.threads; ++thread)
    if (!ended_[thread] && handed_over_[thread] <= second) return false;
  return true;
}

std::optional<Row> Timeline::next() {
  std::unique_lock lock{mutex_};
  const std::size_t second = totals_.rows.size();
  changed_.wait(lock, [&] { return complete(second); });
  if (!open_.contains(second)) return std::nullopt;
  return finish(second);
}

Row Timeline::finish(std::size_t second) {
  const Part part = std::move(open_.extract(second).mapped());
  totals_.all.add(part.counts);
  if (second >= options_.warm_up) {
    totals_.measured.add(part.counts);
    totals_.latency.add(part.latency);
  }
  Row row{.second = second,
          .due = part.counts.sent,
          .waiting = 0,
          .counts = part.counts,
          .lag_most_ns = part.lag_most_ns,
          .p50_ns = part.latency.quantile(0.5),
          .p99_ns = part.latency.quantile(0.99),
          .most_ns = part.latency.most()};
  if (options_.schedule != nullptr) {
    // What falls due as a second begins is that second's.
    const auto due_before = [this](std::size_t seconds) {
      return options_.schedule->due_by(std::chrono::seconds{seconds} - Nanoseconds{1});
    };
    row.due = due_before(second + 1) - due_before(second);
    row.waiting = due_before(second + 1) - std::min(due_before(second + 1), totals_.all.sent);
  }
  return totals_.rows.emplace_back(row);
}

Totals Timeline::take() {
  const std::lock_guard lock{mutex_};
  const double seconds = static_cast<double>(last_answer_.count()) / 1e9;
  totals_.seconds = std::max(seconds - static_cast<double>(options_.warm_up), 0.0);
  return std::move(totals_);
}

}  // namespace bursar::load
