// The composition root of the engine: the one place that knows every part and the whole
// configuration. Puts the parts together, and takes them apart again in the opposite order.

#include "actors/engine.hpp"
#include "commands/backup_maker.hpp"
#include "commands/command.hpp"
#include "commands/core_dumps.hpp"
#include "commands/descriptors.hpp"
#include "commands/edge_options.hpp"
#include "commands/engine_options.hpp"
#include "commands/kept_evidence.hpp"
#include "commands/opened_books.hpp"
#include "commands/payouts_asked.hpp"
#include "commands/production.hpp"
#include "commands/settings_flags.hpp"
#include "commands/settlement.hpp"
#include "commands/shown_figures.hpp"
#include "commands/signals.hpp"
#include "commands/statement_reconciler.hpp"
#include "commands/watch.hpp"
#include "commands/webhook_office.hpp"
#include "config/endpoint.hpp"
#include "config/exposure.hpp"
#include "config/load.hpp"
#include "net/api.hpp"
#include "net/errors.hpp"
#include "net/server.hpp"
#include "net/spelling.hpp"
#include "persistence/low_water.hpp"
#include "telemetry/exposer.hpp"
#include "telemetry/log.hpp"
#include "telemetry/probes.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include <CLI/CLI.hpp>

namespace bursar::commands {
namespace {

using telemetry::Level;
using telemetry::log;

constexpr std::chrono::seconds stop_patience{3};
constexpr std::chrono::seconds drain_patience{1};

using Renewed = std::function<std::shared_ptr<const crypto::TlsIdentity>()>;

/// Where the API will stand once it is built: the server binds its address before anything is
/// touched, and serves afterwards.
class ApiPlace final : public net::Service {
 public:
  void fill(net::Service& service) { service_ = &service; }
  void serve(const net::Request& request, net::Exchange& exchange) override {
    service_->serve(request, exchange);
  }
  bool admits(const net::Request& request, net::Exchange& exchange) override {
    return service_->admits(request, exchange);
  }
  void refuse(const net::FramingRefusal& refusal, net::Exchange& exchange) override {
    service_->refuse(refusal, exchange);
  }
  net::BodyLimit body_limit(net::Verb verb, std::string_view path) const override {
    return service_->body_limit(verb, path);
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
  // The addresses come first: whoever finds them taken has touched nothing. So does what the
  // settings say of a bridge.
  Running(const config::Settings& settings, OpenedBooks::WallClock wall_clock,
          const Signals& signals)
      : bridge_{bridge_options(settings)},
        exposer_{std::make_unique<telemetry::Exposer>(
            config::text(endpoint(settings.metrics.listen, "metrics.listen")), probes_)},
        server_{server_options(settings, probes_, *this), api_place_},
        data_{DataDirectory::made(settings)},
        opened_{settings, data_, wall_clock, [&signals] { return signals.stop_pending(); }},
        settlement_{settings, std::move(bridge_), opened_.secrets, opened_.clock, opened_.random},
        webhooks_{settings, opened_.secrets},
        evidence_{data_.evidence(), settings.disputes.evidence_mib << 20U},
        engine_{engine_options(settings, probes_, *this),
                {.store = *opened_.journal,
                 .reader = *opened_.journal,
                 .clock = opened_.clock,
                 .random = opened_.random,
                 .follower = opened_.views.get(),
                 .connector = &settlement_.connector(),
                 .evidence = &evidence_,
                 .webhooks = &webhooks_.post()},
                *opened_.books,
                opened_.secrets.fingerprint()},
        watch_{{.directory = data_.journal(),
                .low_water_bytes = settings.journal.low_water_mib << 20U},
               engine_},
        backups_{{.data = data_.path,
                  .now = [this] { return opened_.clock.now(); },
                  .disk_nearly_full = [this] { return engine_.read_only(); },
                  .after_answer = [this] { server_.wake(); }},
                 *opened_.journal},
        asked_{*opened_.views, engine_},
        reconciler_{
            {.now = [this] { return opened_.clock.now(); },
             .watermark = [this] { return engine_.watermark(); },
             .page = [this](const auto& span,
                            const auto& cursor) { return settlement_.statement(span, cursor); },
             .after_answer = [this] { server_.wake(); }},
            asked_},
        api_{api_options(settings, opened_.secrets, *this), engine_} {
    engine_.on_ready([this] { server_.wake(); });
    const config::Endpoint listen = endpoint(settings.http.listen, "http.listen");
    api_.listen(listen.host, server_.port());
    if (!settings.operators.listen.empty()) {
      const auto place = endpoint(settings.operators.listen, "operator.listen");
      api_.listen(place.host, server_.operators_port());
      operators_address_ = config::text({.host = place.host, .port = server_.operators_port()});
    }
    address_ = config::text({.host = listen.host, .port = server_.port()});
    show("bursar_actors_alive", "Actors that are alive.",
         [this] { return engine_.actors_alive(); });
    probes_.counter("bursar_wallet_activations_total", "Wallets that came to life.",
                    [this] { return engine_.activations(); });
    probes_.counter("bursar_wallet_passivations_total", "Wallets that came to rest.",
                    [this] { return engine_.passivations(); });
    probes_.counter("bursar_topups_refused_total",
                    "Top-ups of wallets that came to nothing, as an empty org wallet's do.",
                    [this] { return engine_.topups_refused(); });
    show_payouts(probes_, engine_, settlement_, reconciler_);
    show_webhooks(probes_, engine_);
    show("bursar_views_watermark", "The last record that the views have taken in.",
         [this] { return engine_.watermark().value; });
    show("bursar_views_lag_records", "Durable records that the views lack.",
         [this] { return engine_.lag_records(); });
    show("bursar_in_flight", "Calls not yet answered.",
         [this] { return engine_.calls_in_flight(); });
    show("bursar_connections", "Open connections.", [this] { return server_.connections(); });
    show("bursar_clock_diverged", "1 while the wall clock is too far off to be followed, else 0.",
         [this] { return std::size_t{opened_.clock.compare().diverged}; });
    probes_.gauge("bursar_clock_divergence_seconds", "The wall clock minus the engine's time.",
                  [this] { return seconds_ahead(opened_.clock.compare()); });
    show_keys(probes_, engine_);
    show("bursar_read_only", "1 while the disk is nearly full and writes are refused, else 0.",
         [this] { return std::size_t{engine_.read_only()}; });
    show("bursar_disk_free_bytes", "What the journal's file system has left.",
         [this] { return persistence::free_bytes(data_.journal()).value_or(0); });
  }

  /// `renewed` reads the settings' files of TLS again.
  void until(const Signals& signals, const Renewed& renewed) {
    api_place_.fill(api_);
    webhooks_.open(api_.edge());
    server_.start();
    ready_ = true;
    log(Level::info, "listening",
        {{"address", address_},
         {"metrics", exposer_->address()},
         {"operator", operators_address_},
         {"tls", tls_}});
    warn_of_public_figures();
    warn_of_lost_zones();
    auto heard = signals.wait();
    for (; heard.renew; heard = signals.wait()) renew(renewed);
    log(Level::info, "draining", {{"signal", heard.signal}});
    ready_ = false;
    backups_.give_up();
    reconciler_.give_up();
    engine_.stop_telling();
    {
      // The figures' listener takes a while to end; the API drains meanwhile.
      const std::jthread closing{[this] { exposer_.reset(); }};
      server_.stop(stop_patience);
    }
    webhooks_.close();
    // Without the mark of a clean end the next start looks closer.
    if (engine_.drain(drain_patience))
      opened_.journal->close();
    else
      log(Level::error, "not_drained", {{"in_flight", engine_.calls_in_flight()}});
    log(Level::info, "ended", {{"sequence", engine_.last_durable().value}});
  }

 private:
  // What such a policy binds pays nothing until the zone is there again, or the policy is changed.
  void warn_of_lost_zones() const {
    for (const auto& [policy, zone] : engine_.lost_zones())
      log(Level::error, "time_zone_unknown",
          {{"policy_id", ledger::text("pol_", policy.bits)}, {"timezone", zone}});
  }

  // At most once a minute; the wallet's payments go on without it.
  static void warn_of_topup(const actors::TopupRefusal& refusal) {
    log(Level::warn, "topup_refused",
        {{"wallet_id", net::wallet_text(refusal.wallet)},
         {"code", net::refusal_name(refusal.code)},
         {"refused", refusal.refused}});
  }

  // At most once a minute; its money stays held until somebody says what became of it.
  static void warn_of_silence(const actors::SilentPayout& silent) {
    log(Level::error, "payout_silent",
        {{"payout_id", silent.payout},
         {"since", ledger::text(silent.since)},
         {"silent", silent.silent}});
  }

  // Likewise; what it has it has.
  static void warn_of_connector(const actors::SilentConnector& silent) {
    log(Level::error, "connector_silent",
        {{"since", ledger::text(silent.since)}, {"open", silent.open}});
  }

  // They tell how much is paid here, and to nobody in particular.
  void warn_of_public_figures() const {
    const std::string address = exposer_->address();
    if (!config::loopback(endpoint(address, "metrics.listen").host))
      log(Level::warn, "metrics_for_everybody", {{"address", address}});
  }

  // What is wrong with the new one is no reason to part with the old one.
  void renew(const Renewed& renewed) {
    if (!tls_) return log(Level::info, "nothing_to_renew");
    try {
      auto next = renewed();
      certificate_until_s_ = next->valid_until_s();
      server_.renew(std::move(next));
      log(Level::info, "certificate_renewed");
    } catch (const std::exception& fault) {
      log(Level::error, "certificate_not_renewed", {{"why", std::string_view{fault.what()}}});
    }
  }

  void show(const char* name, const char* help, std::function<std::size_t()> count) {
    probes_.gauge(name, help, [count = std::move(count)] { return static_cast<double>(count()); });
  }

  static double seconds_ahead(const actors::ClockView& view) {
    return static_cast<double>(view.wall.milliseconds - view.now.milliseconds) / 1e3;
  }

  void show_certificate(const crypto::TlsIdentity& identity) {
    tls_ = true;
    certificate_until_s_ = identity.valid_until_s();
    probes_.gauge("bursar_certificate_expires_timestamp_seconds",
                  "When the certificate that is shown expires, in seconds since 1970.",
                  [this] { return static_cast<double>(certificate_until_s_.load()); });
  }

  static net::Server::Options server_options(const config::Settings& settings,
                                             telemetry::Probes& probes, Running& running) {
    net::Server::Options options = commands::server_options(settings);
    options.probes = &probes;
    if (options.tls != nullptr) running.show_certificate(*options.tls);
    options.now = [&running] { return running.opened_.clock.now(); };
    options.end_of_round = [&running] { running.engine_.end_round(); };
    return options;
  }

  static actors::Engine::Options engine_options(const config::Settings& settings,
                                                telemetry::Probes& probes, Running& running) {
    actors::Engine::Options options = commands::engine_options(settings, running.data_);
    options.probes = &probes;
    options.operator_key_hash = running.opened_.operator_key_hash;
    options.refusal_name = net::refusal_name;
    options.after_batch = [&running] { running.server_.wake(); };
    options.on_topup_refused = warn_of_topup;
    options.on_payout_silent = warn_of_silence;
    options.on_connector_silent = warn_of_connector;
    return options;
  }

  static net::Api::Options api_options(const config::Settings& settings,
                                       const crypto::SecretKeys& secrets, Running& running) {
    net::Api::Options options = commands::api_options(settings);
    options.cursor_key = secrets.cursors;
    options.session_key = secrets.sessions;
    options.token_key = secrets.tokens;
    options.destination_key = secrets.destinations;
    options.key_id = secrets.key_id;
    options.ready = [&running] { return running.ready_.load(); };
    options.back_up = [&running](auto call) { running.backups_.make(std::move(call)); };
    options.settled_elsewhere = running.settlement_.elsewhere();
    options.reconcile_connector = [&running](auto call) {
      running.reconciler_.make(std::move(call));
    };
    return options;
  }

  std::optional<BridgeOptions> bridge_;
  std::atomic<bool> ready_ = false;
  bool tls_ = false;
  std::atomic<std::int64_t> certificate_until_s_ = 0;
  std::string address_;
  std::string operators_address_;  // empty: the same
  telemetry::Probes probes_;
  std::unique_ptr<telemetry::Exposer> exposer_;
  ApiPlace api_place_;
  net::Server server_;
  DataDirectory data_;
  OpenedBooks opened_;
  Settlement settlement_;
  WebhookOffice webhooks_;
  KeptEvidence evidence_;
  actors::Engine engine_;
  Watch watch_;
  BackupMaker backups_;
  PayoutsAsked asked_;
  StatementReconciler reconciler_;
  net::Api api_;
};

/// A journal that is damaged is one that cannot be served.
std::unique_ptr<Running> start(const config::Settings& settings, OpenedBooks::WallClock wall_clock,
                               const Signals& signals) {
  try {
    return std::make_unique<Running>(settings, wall_clock, signals);
  } catch (const persistence::Corrupt& damage) {
    throw persistence::Unusable{damage.what()};
  }
}

class Serve final : public Command {
 public:
  explicit Serve(CLI::App& word) {
    flags_.add_all(word);
    word.add_flag("--accept-clock", accept_clock_,
                  "start although the wall clock is far from the journal's last record");
  }

  int run() override {
    config::Settings settings = flags_.settings();
    telemetry::set_level(telemetry::parse_level(settings.log.level).value_or(Level::info));
    refuse_unfit_production(settings);
    bound_connections(settings);
    if (settings.engine.core_dumps == config::CoreDumps::on) allow_core_dumps();
    const Signals signals;
    using WallClock = OpenedBooks::WallClock;
    try {
      const auto running =
          start(settings, accept_clock_ ? WallClock::accepted : WallClock::to_be_judged, signals);
      return serve(*running, signals, [&settings] { return tls_identity(settings); });
    } catch (const StopAsked&) {
      log(Level::info, "ended", {{"replayed", false}});
      return exit_well;
    }
  }

 private:
  static void bound_connections(config::Settings& settings) {
    const std::uint64_t descriptors = raise_descriptors();
    const std::size_t fit =
        connections_within(descriptors, settings.http.connections_max, settings.http.io_threads);
    if (fit < settings.http.connections_max)
      log(Level::warn, "connections_bounded",
          {{"asked", settings.http.connections_max},
           {"open_files", descriptors},
           {"connections", fit}});
    settings.http.connections_max = fit;
  }

  static int serve(Running& running, const Signals& signals, const Renewed& renewed) {
    try {
      running.until(signals, renewed);
    } catch (const std::exception& fault) {
      log(Level::error, "fault", {{"why", std::string_view{fault.what()}}});
      return exit_found_wrong;
    }
    return exit_well;
  }

  SettingsFlags flags_;
  bool accept_clock_ = false;
};

}  // namespace

std::unique_ptr<Command> make_serve(CLI::App& word) {
  return std::make_unique<Serve>(word);
}

}  // namespace bursar::commands
