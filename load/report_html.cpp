#include "load/figures.hpp"
#include "load/plot.hpp"
#include "load/report.hpp"

namespace bursar::load {

namespace {

constexpr std::string_view style =
    "body{font:15px/1.5 system-ui,sans-serif;max-width:800px;margin:2em auto;padding:0 1em;"
    "color:#222;background:#fff}table{border-collapse:collapse;margin:1em 0}"
    "td,th{padding:.15em 1em .15em 0;text-align:left;vertical-align:top}"
    "td+td{font-variant-numeric:tabular-nums}figure{margin:2em 0}"
    "figcaption{font-weight:600}svg{width:100%;height:auto}"
    "svg text{font-size:11px}svg .mark{stroke:#e3e3e3}"
    ".wrong{color:#b00020;font-weight:600}";

double to_ms(std::int64_t nanoseconds) {
  return static_cast<double>(nanoseconds) / 1e6;
}

void row(std::string& html, const std::string& name, const std::string& value) {
  html += "<tr><th>" + escaped(name) + "</th><td>" + escaped(value) + "</td></tr>\n";
}

std::string loop_text(const Report& report) {
  const Schedule::Terms& terms = report.options.terms;
  if (!open_loop(report.options))
    return "closed loop: each connection asks again as soon as it is answered, so that latencies "
           "say nothing of a queue before the engine";
  const std::string rate = terms.rate == terms.rate_to
                               ? grouped(terms.rate)
                               : grouped(terms.rate) + " to " + grouped(terms.rate_to);
  return "open loop at " + rate +
         " operations/s: latencies count from when each was due, whatever was answered before it";
}

std::string table_of(const Report& report) {
  const Totals& totals = report.totals;
  const RunOptions& asked = report.options;
  std::string html = "<table>\n";
  row(html, "workload",
      std::string{asked.requests.workload.name} + ": " +
          std::string{asked.requests.workload.summary});
  row(html, "engine", report.url);
  row(html, "began", report.began_at + ", " + report.version);
  row(html, "loop", loop_text(report));
  row(html, "connections, threads",
      grouped(std::uint64_t{asked.client.connections}) + ", " +
          grouped(std::uint64_t{asked.threads}));
  row(html, "wallets",
      grouped(std::uint64_t{report.wallets}) + ", picked " +
          std::string{word(asked.requests.picking)});
  row(html, "measured",
      fixed(totals.seconds, 3) + " s, behind " + grouped(std::uint64_t{asked.warm_up}) +
          " s that do not count");
  row(html, "operations",
      grouped(totals.measured.done) + " done, " + grouped(totals.measured.failed) + " failed, " +
          grouped(totals.never_sent) + " due and never sent");
  row(html, "operations/s", grouped(operations_per_second(totals)));
  row(html, "payments/s", grouped(payments_per_second(totals)));
  for (const auto& [name, part] :
       {std::pair{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}})
    row(html, std::string{name} + " ms", milliseconds(totals.latency.quantile(part)));
  row(html, "worst ms", milliseconds(totals.latency.most()));
  for (const auto& [what, count] : totals.errors) row(html, "error: " + what, grouped(count));
  row(html, "books",
      report.books.what + (report.books.held ? ": " + grouped(*report.books.held) : ""));
  return html + "</table>\n";
}

Plot latency_plot(const Totals& totals) {
  Plot plot{.title = "Latency: how many operations took at most so long",
            .across = "milliseconds",
            .up = "of a hundred",
            .across_by_tens = true,
            .curves = {{.name = "done", .points = {}}}};
  for (const auto& step : totals.latency.steps())
    plot.curves[0].points.emplace_back(
        to_ms(step.nanoseconds),
        100 * static_cast<double>(step.count) / static_cast<double>(totals.latency.count()));
  return plot;
}

// The tail, which a linear scale hides: 1 is 90 in a hundred, 2 is 99, 3 is 99.9.
Plot tail_plot(const Totals& totals) {
  Plot plot{.title = "Latency: one operation of how many took longer",
            .across = "one of so many",
            .up = "milliseconds",
            .across_by_tens = true,
            .up_by_tens = true,
            .curves = {{.name = "done", .points = {}}}};
  const auto all = static_cast<double>(totals.latency.count());
  for (const auto& step : totals.latency.steps())
    if (const double longer = all - static_cast<double>(step.count); longer > 0)
      plot.curves[0].points.emplace_back(all / longer, to_ms(step.nanoseconds));
  return plot;
}

Plot rate_plot(const Totals& totals) {
  Plot plot{.title = "Throughput over time",
            .across = "second",
            .up = "a second",
            .curves = {{"due", {}}, {"done", {}}, {"failed", {}}}};
  for (const Row& row : totals.rows) {
    const auto second = static_cast<double>(row.second);
    plot.curves[0].points.emplace_back(second, static_cast<double>(row.due));
    plot.curves[1].points.emplace_back(second, static_cast<double>(row.counts.done));
    plot.curves[2].points.emplace_back(second, static_cast<double>(row.counts.failed));
  }
  return plot;
}

Plot lag_plot(const Totals& totals) {
  Plot plot{.title = "Lag and latency over time",
            .across = "second",
            .up = "milliseconds",
            .up_by_tens = true,
            .curves = {{"latest begun", {}}, {"p50", {}}, {"p99", {}}, {"worst", {}}}};
  for (const Row& row : totals.rows) {
    const auto second = static_cast<double>(row.second);
    plot.curves[0].points.emplace_back(second, to_ms(row.lag_most_ns));
    plot.curves[1].points.emplace_back(second, to_ms(row.p50_ns));
    plot.curves[2].points.emplace_back(second, to_ms(row.p99_ns));
    plot.curves[3].points.emplace_back(second, to_ms(row.most_ns));
  }
  return plot;
}

}  // namespace

std::string html_of(const Report& report) {
  const std::string title = "bursar bench " + std::string{report.options.requests.workload.name};
  std::string html = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>";
  html += escaped(title) + "</title><style>" + std::string{style} + "</style></head><body>\n<h1>" +
          escaped(title) + "</h1>\n";
  if (!report.books.agree)
    html += "<p class=\"wrong\">No result: " + escaped(report.books.what) + ".</p>\n";
  html += table_of(report);
  for (const Plot& plot : {latency_plot(report.totals), tail_plot(report.totals),
                           rate_plot(report.totals), lag_plot(report.totals)})
    html += svg_of(plot);
  return html + "</body></html>\n";
}

}  // namespace bursar::load
