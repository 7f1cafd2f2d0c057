#include "telemetry/families.hpp"

#include "telemetry/process_figures.hpp"

#include <span>
#include <utility>

namespace bursar::telemetry {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

prometheus::Histogram::BucketBoundaries buckets(std::span<const double> bounds) {
  return {bounds.begin(), bounds.end()};
}

MetricFamily family(std::string name, std::string help, MetricType type, double value) {
  ClientMetric metric;
  (type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
  return {std::move(name), std::move(help), type, {std::move(metric)}};
}

void add_process_figures(std::vector<MetricFamily>& families) {
  const ProcessFigures figures = process_figures();
  families.push_back(family("process_resident_memory_bytes", "Resident memory size in bytes.",
                            MetricType::Gauge, figures.resident_memory_bytes));
  families.push_back(family("process_cpu_seconds_total", "User and system CPU time spent.",
                            MetricType::Counter, figures.cpu_seconds));
  families.push_back(
      family("process_open_fds", "Open file descriptors.", MetricType::Gauge, figures.open_fds));
  families.push_back(family("process_start_time_seconds", "Start of the process since 1970.",
                            MetricType::Gauge, figures.start_time_seconds));
}

}  // namespace

Families::Families()
    : requests{prometheus::BuildCounter()
                   .Name("bursar_http_requests_total")
                   .Help("Requests answered, by route and status.")
                   .Register(registry)},
      request_seconds{prometheus::BuildHistogram()
                          .Name("bursar_http_request_seconds")
                          .Help("Time from a request's head to its answer, by route and class of "
                                "status.")
                          .Register(registry)},
      payments{prometheus::BuildCounter()
                   .Name("bursar_payments_total")
                   .Help("Payments asked for, by outcome.")
                   .Register(registry)},
      refusals{prometheus::BuildCounter()
                   .Name("bursar_refusals_total")
                   .Help("Commands refused, by reason.")
                   .Register(registry)},
      batch_records{prometheus::BuildHistogram()
                        .Name("bursar_journal_batch_records")
                        .Help("Records in a batch of the journal.")
                        .Register(registry)
                        .Add({}, buckets(records_bounds))},
      commit_seconds{prometheus::BuildHistogram()
                         .Name("bursar_journal_commit_seconds")
                         .Help("Time to write a batch and have it on disk.")
                         .Register(registry)
                         .Add({}, buckets(seconds_bounds))},
      sequence{prometheus::BuildGauge()
                   .Name("bursar_journal_sequence")
                   .Help("Number of the last durable record.")
                   .Register(registry)
                   .Add({})} {}

void Families::add_asked(Asked kind, std::string name, std::string help,
                         std::function<double()> read) {
  const std::lock_guard lock{asked_mutex_};
  asked_.push_back({kind, std::move(name), std::move(help), std::move(read)});
}

std::vector<MetricFamily> Families::Collect() const {
  std::vector<MetricFamily> families = registry.Collect();
  add_process_figures(families);
  const std::lock_guard lock{asked_mutex_};
  for (const AskedFigure& asked : asked_) {
    const MetricType type = asked.kind == Asked::gauge ? MetricType::Gauge : MetricType::Counter;
    families.push_back(family(asked.name, asked.help, type, asked.read()));
  }
  return families;
}

}  // namespace bursar::telemetry
