// The composition root: the one place that knows every part and the whole configuration. Reads the
// command line, puts the engine together, and takes it apart again in the opposite order.
// Exit codes: 0 ended as asked, 1 a fault while running, 2 cannot start as told.

#include "actors/engine.hpp"
#include "config/documented.hpp"
#include "config/endpoint.hpp"
#include "config/load.hpp"
#include "crypto/hash.hpp"
#include "crypto/secret_file.hpp"
#include "net/api.hpp"
#include "net/errors.hpp"
#include "net/server.hpp"
#include "persistence/recovery.hpp"
#include "telemetry/exposer.hpp"
#include "telemetry/log.hpp"
#include "telemetry/probes.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "system_ports.hpp"
#include "watch.hpp"
#include <CLI/CLI.hpp>
#include <unistd.h>

namespace bursar {
namespace {

namespace fs = std::filesystem;
using telemetry::Level;
using telemetry::log;

constexpr int exit_fault = 1;
constexpr int exit_cannot_start = 2;
constexpr std::chrono::seconds stop_patience{3};
constexpr std::chrono::seconds drain_patience{1};
constexpr std::int64_t keys_kept_ms = 2 * ledger::day_ms;

/// What the command line says.
struct CommandLine {
  std::string config_file;
  std::vector<std::string> flags;  // as --set would say them
  std::vector<std::string> sets;

  void add_to(CLI::App& command) {
    command.add_option("--config", config_file, "TOML file of settings");
    for (const auto& [flag, setting, help] :
         {std::tuple{"--data", "data.dir", "directory that holds the ledger (./data)"},
          std::tuple{"--listen", "http.listen", "HOST:PORT of the API (127.0.0.1:3100)"},
          std::tuple{"--metrics", "metrics.listen", "HOST:PORT of /metrics (127.0.0.1:9464)"},
          std::tuple{"--log-level", "log.level", "debug, info, warn or error"}})
      command.add_option_function<std::string>(
          flag,
          [this, name = std::string{setting}](const std::string& value) {
            flags.push_back(name + "=" + value);
          },
          help);
    command
        .add_option("--set", sets, "one setting, as key=value with a TOML value; may be repeated")
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    command.footer("Settings (for --set and the file):\n" + config::settings_help());
  }

  config::Settings settings() const {
    std::optional<fs::path> file;
    if (!config_file.empty()) file = config_file;
    std::vector<std::string> all = flags;
    all.insert(all.end(), sets.begin(), sets.end());
    return config::load(file, all);
  }
};

config::Endpoint endpoint(const std::string& written, const char* setting) {
  if (auto parsed = config::parse_endpoint(written)) return *parsed;
  throw config::BadSetting{std::string{setting} + ": '" + written +
                           "' is no HOST:PORT, such as 127.0.0.1:3100"};
}

bool loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

/// The files beside the journal: made with it, needed by it for ever after.
struct DataDirectory {
  explicit DataDirectory(const config::Settings& settings)
      : path{settings.data.dir},
        secrets{settings.secrets.file.empty() ? path / "secret.key"
                                              : fs::path{settings.secrets.file}} {
    std::error_code error;
    fs::create_directories(path, error);
    if (error || !fs::is_directory(path))
      throw persistence::Unusable{"data directory " + path.string() + " cannot be used: " +
                                  (error ? error.message() : "it is not a directory")};
    if (fs::is_empty(path)) fs::permissions(path, fs::perms::owner_all);
  }

  fs::path journal() const { return path / "journal"; }

  fs::path path;
  fs::path secrets;
};

/// The journal with what replaying it gave, and the secrets it was made with.
struct OpenedBooks {
  // The keys come first: a directory that is without those it was made with stays untouched.
  OpenedBooks(const config::Settings& settings, const DataDirectory& data)
      : secrets{fs::exists(data.journal()) ? crypto::load_secrets(data.secrets)
                                           : crypto::load_or_make_secrets(data.secrets)},
        journal{
            persistence::open_journal({.directory = data.journal(),
                                       .map_size_bytes = settings.journal.map_size_gib << 30U,
                                       .fill_ahead_bytes = settings.journal.fill_ahead_mib << 20U,
                                       .keep_free_bytes = settings.journal.low_water_mib << 20U,
                                       .segment_records = settings.journal.segment_records})} {
    crypto::load_or_make_operator_key(data.path / "operator.key");
    const auto began = std::chrono::steady_clock::now();
    const ledger::Time keys_since{clock.now().milliseconds - keys_kept_ms};
    auto replayed = persistence::replay(*journal, keys_since, [](std::uint64_t records) {
      log(Level::info, "replaying", {{"records", records}});
    });
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    log(Level::info, "replayed",
        {{"records", replayed.records},
         {"seconds", took.count()},
         {"unclean", journal->unclean()}});
    books = std::move(replayed.books);
    if (!books.last().none() && books.genesis().secrets_fingerprint != secrets.fingerprint())
      throw persistence::Unusable{data.secrets.string() +
                                  " is not the key file that this data directory was made with"};
    if (journal->unclean() && !books.last().none()) mark_recovered();
  }

  // That the tail, read from the device, was whole is a record.
  void mark_recovered() {
    ledger::Record record;
    record.sequence = {books.last().value + 1};
    record.time = std::max(clock.now(), books.last_time());
    record.fact = ledger::Recovered{.verified_from = {1}};
    const ledger::Record* const batch[] = {&record};
    if (journal->append(batch, record.time) != persistence::Durability::durable)
      throw persistence::Unusable{"the journal does not take the record of its recovery"};
    books.apply(record);
  }

  crypto::SecretKeys secrets;
  std::unique_ptr<persistence::Journal> journal;
  SystemClock clock;
  SystemRandom random;
  ledger::Books books;
};

actors::Engine::Options engine_options(const config::Settings& settings) {
  return {.calls_in_flight_max = settings.limits.max_in_flight,
          .batches_in_flight_max = settings.limits.batches_in_flight,
          .idempotency_keys_max = settings.idempotency.keys_max,
          .terms = {.fees = {.basis_points = settings.fees.bps, .flat = settings.fees.flat},
                    .faucet_per_day = settings.sandbox.faucet_per_day},
          .scheduling = settings.engine.scheduling == config::Scheduling::pool
                            ? actors::Scheduling::pool
                            : actors::Scheduling::handing_thread,
          .pin_to_core = settings.engine.pin_to_core};
}

net::Server::Options server_options(const config::Settings& settings) {
  const config::Endpoint listen = endpoint(settings.http.listen, "http.listen");
  using std::chrono::milliseconds;
  return {.host = listen.host,
          .port = listen.port,
          .io_threads = settings.http.io_threads,
          .connections_max = settings.http.connections_max,
          .header_bytes_max = settings.http.header_bytes_max,
          .pipelined_max = settings.http.pipelined_max,
          .header_deadline = milliseconds{settings.http.header_deadline_ms},
          .body_deadline = milliseconds{settings.http.body_deadline_ms},
          .write_deadline = milliseconds{settings.http.write_deadline_ms},
          .idle_deadline = milliseconds{settings.http.idle_deadline_ms},
          .pin_to_core = settings.engine.pin_to_core};
}

sigset_t block_signals() {  // in every thread, so that one place waits for them
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

/// Where the API will stand once it is built: the server binds its address before anything is
/// touched, and serves afterwards.
class ApiPlace final : public net::Service {
 public:
  void fill(net::Service& service) { service_ = &service; }
  void serve(const net::Request& request, net::Exchange& exchange) override {
    service_->serve(request, exchange);
  }
  void refuse(net::FramingError error, net::Exchange& exchange) override {
    service_->refuse(error, exchange);
  }
  std::size_t body_bytes_max(net::Verb verb, std::string_view path) const override {
    return service_->body_bytes_max(verb, path);
  }
  std::span<const std::string_view> route_labels() const override {
    return service_->route_labels();
  }

 private:
  net::Service* service_ = nullptr;
};

/// A running Bursar. Members are put together from top to bottom and taken apart from the bottom.
class Running {
 public:
  // The addresses come first: whoever finds them taken has touched nothing.
  explicit Running(const config::Settings& settings)
      : exposer_{std::make_unique<telemetry::Exposer>(
            config::text(endpoint(settings.metrics.listen, "metrics.listen")), probes_)},
        server_{server_options(settings, probes_, *this), api_place_},
        data_{settings},
        opened_{settings, data_},
        engine_{engine_options(settings, probes_, *this),
                {*opened_.journal, *opened_.journal, opened_.clock, opened_.random},
                std::move(opened_.books),
                opened_.secrets.fingerprint()},
        watch_{{.directory = data_.journal(),
                .low_water_bytes = settings.journal.low_water_mib << 20U},
               engine_},
        api_{api_options(settings, opened_.secrets, ready_), engine_} {
    engine_.on_ready([this] { server_.wake(); });
    const config::Endpoint listen = endpoint(settings.http.listen, "http.listen");
    api_.listen(listen.host, server_.port());
    address_ = config::text({.host = listen.host, .port = server_.port()});
    show("bursar_actors_alive", "Actors that are alive.",
         [this] { return engine_.actors_alive(); });
    show("bursar_in_flight", "Calls not yet answered.",
         [this] { return engine_.calls_in_flight(); });
    show("bursar_connections", "Open connections.", [this] { return server_.connections(); });
    show("bursar_read_only", "1 while the disk is nearly full and writes are refused, else 0.",
         [this] { return std::size_t{engine_.read_only()}; });
    show("bursar_disk_free_bytes", "What the journal's file system has left.",
         [this] { return persistence::free_bytes(data_.journal()).value_or(0); });
  }

  void until(const sigset_t& signals) {
    api_place_.fill(api_);
    server_.start();
    ready_ = true;
    log(Level::info, "listening", {{"address", address_}, {"metrics", exposer_->address()}});
    int signal = 0;
    sigwait(&signals, &signal);
    log(Level::info, "draining", {{"signal", signal}});
    ready_ = false;
    {
      // The figures' listener takes a while to end; the API drains meanwhile.
      const std::jthread closing{[this] { exposer_.reset(); }};
      server_.stop(stop_patience);
    }
    // Without the mark of a clean end the next start looks closer.
    if (engine_.drain(drain_patience))
      opened_.journal->close();
    else
      log(Level::error, "not_drained", {{"in_flight", engine_.calls_in_flight()}});
    log(Level::info, "ended", {{"sequence", engine_.last_durable().value}});
  }

 private:
  void show(const char* name, const char* help, std::function<std::size_t()> count) {
    probes_.gauge(name, help, [count = std::move(count)] { return static_cast<double>(count()); });
  }

  static net::Server::Options server_options(const config::Settings& settings,
                                             telemetry::Probes& probes, Running& running) {
    net::Server::Options options = bursar::server_options(settings);
    options.probes = &probes;
    options.now = [&running] { return running.opened_.clock.now(); };
    options.end_of_round = [&running] { running.engine_.end_round(); };
    return options;
  }

  static actors::Engine::Options engine_options(const config::Settings& settings,
                                                telemetry::Probes& probes, Running& running) {
    actors::Engine::Options options = bursar::engine_options(settings);
    options.probes = &probes;
    options.refusal_name = net::refusal_name;
    options.after_batch = [&running] { running.server_.wake(); };
    return options;
  }

  static net::Api::Options api_options(const config::Settings& settings,
                                       const crypto::SecretKeys& secrets,
                                       const std::atomic<bool>& ready) {
    const bool open = settings.sandbox.open_signup == config::OpenSignup::on ||
                      (settings.sandbox.open_signup == config::OpenSignup::automatic &&
                       loopback(endpoint(settings.http.listen, "http.listen").host));
    return {.hosts = settings.http.hosts,
            .open_signup = open,
            .org_initial_balance = settings.sandbox.org_initial_balance,
            .signups_per_minute = settings.limits.signups_per_minute,
            .body_bytes_max = settings.http.body_bytes_max,
            .batch_bytes_max = settings.http.batch_bytes_max,
            .cursor_key = secrets.cursors,
            .ready = [&ready] { return ready.load(); }};
  }

  std::atomic<bool> ready_ = false;
  std::string address_;
  telemetry::Probes probes_;
  std::unique_ptr<telemetry::Exposer> exposer_;
  ApiPlace api_place_;
  net::Server server_;
  DataDirectory data_;
  OpenedBooks opened_;
  actors::Engine engine_;
  Watch watch_;
  net::Api api_;
};

int serve(const CommandLine& line) {
  const config::Settings settings = line.settings();
  telemetry::set_level(telemetry::parse_level(settings.log.level).value_or(Level::info));
  const sigset_t signals = block_signals();
  Running running{settings};
  try {
    running.until(signals);
  } catch (const std::exception& fault) {
    log(Level::error, "fault", {{"why", std::string_view{fault.what()}}});
    return exit_fault;
  }
  return 0;
}

/// Makes what serve would make, so that an operator can look at it first.
void init(const CommandLine& line) {
  const config::Settings settings = line.settings();
  telemetry::set_level(Level::warn);
  const DataDirectory data{settings};
  OpenedBooks opened{settings, data};
  {
    const actors::Engine engine{engine_options(settings),
                                {*opened.journal, *opened.journal, opened.clock, opened.random},
                                std::move(opened.books),
                                opened.secrets.fingerprint()};
  }
  opened.journal->close();
  const fs::path example = data.path / "bursar.toml";
  if (!fs::exists(example)) std::ofstream{example} << config::documented_toml();
  std::printf("%s is ready. Next:\n  bursar serve --config %s --data %s\n", data.path.c_str(),
              example.c_str(), data.path.c_str());
}

int run(int argc, char** argv) {
  CLI::App app{"Bursar: a self-hosted payment engine for fleets of AI agents"};
  app.set_version_flag("--version", "bursar " BURSAR_VERSION);
  app.require_subcommand(1);
  CommandLine line;
  CLI::App* const serving = app.add_subcommand("serve", "Serve the API until SIGTERM");
  CLI::App* const making = app.add_subcommand("init", "Make a data directory, and go");
  line.add_to(*serving);
  line.add_to(*making);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& asked) {
    return app.exit(asked);
  } catch (const CLI::CallForVersion& asked) {
    return app.exit(asked);
  } catch (const CLI::ParseError& wrong) {
    std::fprintf(stderr, "bursar: %s (see bursar --help)\n", wrong.what());
    return exit_cannot_start;
  }
  crypto::start();
  if (serving->parsed()) return serve(line);
  init(line);
  return 0;
}

}  // namespace
}  // namespace bursar

int main(int argc, char** argv) {
  try {
    return bursar::run(argc, argv);
  } catch (const std::exception& wrong) {
    std::fprintf(stderr, "bursar: %s\n", wrong.what());
    return bursar::exit_cannot_start;
  }
}
