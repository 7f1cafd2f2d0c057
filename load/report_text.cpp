#include "load/figures.hpp"
#include "load/report.hpp"

namespace bursar::load {

std::string line_of(const Row& row) {
  return std::to_string(row.second + 1) + " s: " + grouped(row.due) + " due, " +
         grouped(row.counts.done) + " done, " + grouped(row.counts.failed) + " failed; p50 " +
         milliseconds(row.p50_ns) + ", p99 " + milliseconds(row.p99_ns) + ", worst " +
         milliseconds(row.most_ns) + " ms; lag " + milliseconds(row.lag_most_ns) + " ms, " +
         grouped(row.waiting) + " waiting";
}

std::string summary_of(const Report& report) {
  const Totals& totals = report.totals;
  std::string text = std::string{report.options.requests.workload.name} + ": " +
                     grouped(totals.measured.done) + " operations in " + fixed(totals.seconds, 3) +
                     " s, " + grouped(operations_per_second(totals)) + "/s; " +
                     grouped(totals.measured.payments) + " payments, " +
                     grouped(payments_per_second(totals)) + "/s\n";
  text += "latency ms: p50 " + milliseconds(totals.latency.quantile(0.5)) + ", p90 " +
          milliseconds(totals.latency.quantile(0.9)) + ", p99 " +
          milliseconds(totals.latency.quantile(0.99)) + ", p99.9 " +
          milliseconds(totals.latency.quantile(0.999)) + ", worst " +
          milliseconds(totals.latency.most()) +
          (open_loop(report.options) ? ", from when each was due\n"
                                     : ", from when each was sent (closed loop)\n");
  if (totals.never_sent > 0)
    text += grouped(totals.never_sent) + " were due and never sent: the engine could not keep up\n";
  for (const auto& [what, count] : totals.errors)
    text += "error: " + what + ": " + grouped(count) + "\n";
  return text + "books: " + report.books.what +
         (report.books.held ? " (" + grouped(*report.books.held) + " payments)" : "") + "\n";
}

}  // namespace bursar::load
