#include "load/figures.hpp"
#include "load/report.hpp"
#include "net/json_writer.hpp"

namespace bursar::load {

namespace {

using net::JsonWriter;

constexpr int rate_decimals = 3;

struct Quantile {
  const char* name;
  double part;
};
constexpr Quantile quantiles[] = {
    {"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99_9", 0.999}, {"p99_99", 0.9999}};

void write_asked(JsonWriter& json, const Report& report) {
  const RunOptions& asked = report.options;
  json.key("asked").open_object().text("workload", asked.requests.workload.name);
  json.text("loop", open_loop(asked) ? "open" : "closed");
  if (open_loop(asked)) {
    json.raw("rate", fixed(asked.terms.rate, rate_decimals));
    json.raw("rate_to", fixed(asked.terms.rate_to, rate_decimals));
  } else {
    json.null("rate").null("rate_to");
  }
  json.raw("seconds", fixed(asked.terms.seconds, rate_decimals));
  if (asked.terms.operations_max == 0)
    json.null("requests");
  else
    json.number("requests", asked.terms.operations_max);
  json.number("connections", std::uint64_t{asked.client.connections})
      .number("threads", std::uint64_t{asked.threads})
      .number("wallets", std::uint64_t{report.wallets})
      .text("pick", word(asked.requests.picking))
      .number("batch", std::uint64_t{asked.requests.batch})
      .number("seed", asked.requests.seed)
      .number("warm_up_seconds", std::uint64_t{asked.warm_up})
      .close_object();
}

void write_counts(JsonWriter& json, const Counts& counts) {
  json.number("sent", counts.sent)
      .number("done", counts.done)
      .number("failed", counts.failed)
      .number("payments", counts.payments)
      .number("refused_in_batches", counts.refused)
      .number("reads", counts.reads);
}

void write_latency(JsonWriter& json, const Histogram& latency) {
  json.key("latency_ms").open_object();
  json.raw("least", milliseconds(latency.least(), true));
  json.raw("mean", milliseconds(static_cast<std::int64_t>(latency.mean()), true));
  for (const auto& [name, part] : quantiles)
    json.raw(name, milliseconds(latency.quantile(part), true));
  json.raw("most", milliseconds(latency.most(), true)).close_object();
  // [upper end in nanoseconds, operations up to there]
  json.key("latency_cumulative_ns").open_array();
  for (const auto& step : latency.steps())
    json.open_array().number(step.nanoseconds).number(step.count).close_array();
  json.close_array();
}

void write_rows(JsonWriter& json, const std::vector<Row>& rows) {
  json.key("seconds").open_array();
  for (const Row& row : rows) {
    json.open_object().number("second", std::uint64_t{row.second}).number("due", row.due);
    write_counts(json, row.counts);
    json.number("waiting", row.waiting)
        .raw("lag_ms", milliseconds(row.lag_most_ns, true))
        .raw("p50_ms", milliseconds(row.p50_ns, true))
        .raw("p99_ms", milliseconds(row.p99_ns, true))
        .raw("most_ms", milliseconds(row.most_ns, true))
        .close_object();
  }
  json.close_array();
}

void write_books(JsonWriter& json, const Verdict& books) {
  json.key("books").open_object();
  if (books.held)
    json.number("payments", *books.held);
  else
    json.null("payments");
  json.flag("agree", books.agree).text("what", books.what).close_object();
}

}  // namespace

double operations_per_second(const Totals& totals) {
  return totals.seconds > 0 ? static_cast<double>(totals.measured.done) / totals.seconds : 0;
}

double payments_per_second(const Totals& totals) {
  return totals.seconds > 0 ? static_cast<double>(totals.measured.payments) / totals.seconds : 0;
}

std::string json_of(const Report& report) {
  const Totals& totals = report.totals;
  std::string text;
  JsonWriter json{text};
  json.open_object()
      .text("version", report.version)
      .text("url", report.url)
      .text("began_at", report.began_at);
  write_asked(json, report);
  json.key("whole_run").open_object();
  write_counts(json, totals.all);
  json.number("never_sent", totals.never_sent).close_object();
  json.key("measured").open_object();
  write_counts(json, totals.measured);
  json.raw("seconds", fixed(totals.seconds, 6))
      .raw("operations_per_second", fixed(operations_per_second(totals), rate_decimals))
      .raw("payments_per_second", fixed(payments_per_second(totals), rate_decimals))
      .close_object();
  json.key("errors").open_object();
  for (const auto& [what, count] : totals.errors) json.foreign_key(what).number(count);
  json.close_object();
  write_books(json, report.books);
  write_latency(json, totals.latency);
  write_rows(json, totals.rows);
  json.close_object();
  return text.append("\n");
}

}  // namespace bursar::load
