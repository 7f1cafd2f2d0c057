// bursar bench: asks a running engine for as much as it is told to, measures how long that takes,
// and holds the engine's books against what was answered. It needs nothing but the API.

#include "commands/bench_options.hpp"
#include "commands/command.hpp"
#include "commands/output_file.hpp"
#include "commands/progress.hpp"
#include "crypto/secret_file.hpp"
#include "load/prepare.hpp"
#include "load/report.hpp"

#include <cstdio>
#include <ctime>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

namespace bursar::commands {
namespace {

std::string workload_help() {
  std::string text = "what is asked for:";
  for (const load::Workload& workload : load::workloads())
    text.append("\n").append(workload.name).append(": ").append(workload.summary);
  return text;
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[sizeof "2026-01-01T00:00:00Z"];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

void show(const load::Row& row) {
  std::fprintf(stderr, "%s\n", load::line_of(row).c_str());
}

class Bench final : public Command {
 public:
  explicit Bench(CLI::App& word) : version_{word.get_parent()->version()} {
    word.add_option("workload", flags_.workload, workload_help())->required();
    word.add_option("--url", flags_.url, "where the engine serves (http://127.0.0.1:3100)");
    word.add_option("--operator-key-file", operator_key_file_,
                    "operator.key of its data directory; without it, signs up")
        ->check(CLI::ExistingFile);
    add_load(word);
    word.add_option("--json", json_, "file for everything that was measured, as JSON");
    word.add_option("--html", html_, "file for a page with plots, which needs no other");
    word.add_flag("--yes-beside-production", beside_production_,
                  "also where the engine serves PRODUCTION, whose users it takes time and disk "
                  "from");
    word.footer(
        "Makes an organisation of its own in the sandbox, which stays, and pays play money. "
        "Without --rate\neach connection asks again as soon as it is answered (closed loop). Exit "
        "codes: 0 measured, 1 the\nbooks disagree with what was answered or nothing was done, 2 it "
        "could not begin.");
  }

  int run() override {
    const load::RunOptions options = run_options(flags_);
    // Before anything is made there: a file that cannot be written is said at once.
    OutputFile json{json_};
    OutputFile html{html_};
    const load::Parties parties = prepare(options);
    load::Report report{.version = version_,
                        .url = "http://" + parties.host,
                        .began_at = utc_now(),
                        .options = options,
                        .wallets = flags_.wallets,
                        .totals = {},
                        .books = {}};
    const load::Books before = load::read_books(options.client, parties);
    report.totals = load::run(options, parties, show);
    const load::Counts& all = report.totals.all;
    const std::uint64_t each = options.requests.workload.batches ? flags_.batch : 1;
    report.books = load::judge(options.client, parties, options.requests.workload, before,
                               all.payments, all.payments + all.unknown * each);
    return tell(report, json, html);
  }

 private:
  void add_load(CLI::App& word) {
    word.add_option("--rate", flags_.rate, "operations a second, due whatever is answered");
    word.add_option("--rate-to", flags_.rate_to, "what the rate comes to, evenly, at the end");
    word.add_option("--seconds", flags_.seconds, "for so long operations are begun (10)");
    word.add_option("--requests", flags_.requests, "operations at most, instead or as well")
        ->check(CLI::PositiveNumber);
    word.add_option("--connections", flags_.connections, "each with one operation at a time (64)");
    word.add_option("--threads", flags_.threads, "of the generator (1)");
    word.add_option("--wallets", flags_.wallets, "that pay, or are looked at (10000)");
    word.add_option("--pick", flags_.pick, "which of them is next: uniform or zipf (uniform)")
        ->check(CLI::IsMember({"uniform", "zipf"}));
    word.add_option("--batch", flags_.batch, "payments in one, of the workload batch (1000)");
    word.add_option("--warm-up", flags_.warm_up, "seconds at the beginning that do not count (0)");
    word.add_option("--patience", flags_.patience, "seconds to wait for an answer (10)");
    word.add_option("--seed", flags_.seed, "of what is picked (1)");
  }

  load::Parties prepare(const load::RunOptions& options) const {
    std::string key;
    if (!operator_key_file_.empty()) key = crypto::load_operator_key(operator_key_file_);
    Progress progress{{.doing = "preparing", .unit = "wallets"}};
    return load::prepare({.workload = options.requests.workload,
                          .client = options.client,
                          .operator_key = std::move(key),
                          .wallets = flags_.wallets,
                          .beside_production = beside_production_,
                          .progress = [&](std::string_view, std::uint64_t done) {
                            progress.at(done, flags_.wallets);
                          }});
  }

  int tell(const load::Report& report, OutputFile& json, OutputFile& html) const {
    std::printf("%s", load::summary_of(report).c_str());
    std::fflush(stdout);
    if (!json_.empty()) {
      json.write(load::json_of(report));
      json.complete();
    }
    if (!html_.empty()) {
      html.write(load::html_of(report));
      html.complete();
    }
    const bool held = report.books.agree && report.totals.all.done > 0;
    return held ? exit_well : exit_found_wrong;
  }

  BenchFlags flags_;
  std::string version_;
  std::string operator_key_file_;
  std::string json_;
  std::string html_;
  bool beside_production_ = false;
};

}  // namespace

std::unique_ptr<Command> make_bench(CLI::App& word) {
  return std::make_unique<Bench>(word);
}

}  // namespace bursar::commands
