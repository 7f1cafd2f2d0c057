#pragma once

// Everything that an operator can set, with its default. What a setting means, its bounds and its
// name in the file stand in rows.cpp. Only main.cpp reads this; modules take their own Options.

#include "ledger/money.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace bursar::config {

struct Http {
  std::string listen = "127.0.0.1:3100";
  std::vector<std::string> hosts;
  std::string tls_certificate;  // empty, with the key: plain HTTP
  std::string tls_key;
  std::size_t trusted_hops = 0;
  std::size_t io_threads = 1;
  std::size_t connections_max = 10'000;
  std::size_t header_bytes_max = 8'192;
  std::size_t body_bytes_max = 65'536;
  std::size_t batch_bytes_max = 4'194'304;
  std::size_t buffered_bytes_max = 268'435'456;
  std::int64_t header_deadline_ms = 5'000;
  std::int64_t body_deadline_ms = 10'000;
  std::int64_t write_deadline_ms = 10'000;
  std::int64_t idle_deadline_ms = 75'000;
  std::size_t pipelined_max = 16;

  friend bool operator==(const Http&, const Http&) = default;
};

struct Operator {
  std::string listen;  // empty: http.listen serves the operator's routes too

  friend bool operator==(const Operator&, const Operator&) = default;
};

struct Metrics {
  std::string listen = "127.0.0.1:9464";

  friend bool operator==(const Metrics&, const Metrics&) = default;
};

struct DataDirectory {
  std::string dir = "./data";

  friend bool operator==(const DataDirectory&, const DataDirectory&) = default;
};

struct Secrets {
  std::string file;  // empty: secret.key in the data directory

  friend bool operator==(const Secrets&, const Secrets&) = default;
};

struct Journal {
  std::size_t fill_ahead_mib = 64;
  std::size_t low_water_mib = 2'048;
  std::size_t map_size_gib = 1'024;
  std::uint64_t segment_records = 67'108'864;

  friend bool operator==(const Journal&, const Journal&) = default;
};

struct Limits {
  std::size_t max_in_flight = 8'192;
  std::size_t batches_in_flight = 4;
  std::size_t streams = 2'048;
  std::int64_t signups_per_minute = 60;
  std::int64_t requests_per_minute = -1;      // exposure.hpp
  std::int64_t connections_per_address = -1;  // -1: by where it listens

  friend bool operator==(const Limits&, const Limits&) = default;
};

struct Idempotency {
  std::size_t keys_max = 100'000'000;

  friend bool operator==(const Idempotency&, const Idempotency&) = default;
};

struct Keys {
  std::int64_t last_used_seconds = 60;

  friend bool operator==(const Keys&, const Keys&) = default;
};

struct Wallets {
  std::int64_t idle_seconds = 300;
  std::size_t live_max = 200'000;

  friend bool operator==(const Wallets&, const Wallets&) = default;
};

struct Projector {
  std::uint64_t lag_max_records = 500'000;

  friend bool operator==(const Projector&, const Projector&) = default;
};

struct Fees {
  std::int64_t bps = 40;
  ledger::Money flat = {};

  friend bool operator==(const Fees&, const Fees&) = default;
};

enum class OpenSignup : std::uint8_t { automatic, on, off };

struct Sandbox {
  OpenSignup open_signup = OpenSignup::automatic;
  ledger::Money org_initial_balance = ledger::Money::dollars(10'000);
  ledger::Money faucet_per_day = ledger::Money::dollars(1'000);

  friend bool operator==(const Sandbox&, const Sandbox&) = default;
};

struct Production {
  bool enabled = false;

  friend bool operator==(const Production&, const Production&) = default;
};

struct Payments {
  bool external_record_only = false;

  friend bool operator==(const Payments&, const Payments&) = default;
};

struct Approvals {
  std::int64_t ttl_seconds = 86'400;

  friend bool operator==(const Approvals&, const Approvals&) = default;
};

struct Tokens {
  std::int64_t ttl_seconds = 300;
  std::int64_t max_open_seconds = 86'400;
  std::size_t open_max = 1'000;

  friend bool operator==(const Tokens&, const Tokens&) = default;
};

struct Payouts {
  std::int64_t pending_seconds = 10;
  std::size_t open_max = 1'000;

  friend bool operator==(const Payouts&, const Payouts&) = default;
};

struct Disputes {
  std::int64_t window_days = 30;
  std::uint64_t evidence_mib = 1'024;

  friend bool operator==(const Disputes&, const Disputes&) = default;
};

struct Webhooks {
  std::vector<std::string> allow;  // "host:port"
  std::size_t per_organization_max = 16;
  std::size_t in_flight_max = 512;
  std::int64_t connect_deadline_ms = 5'000;
  std::int64_t deadline_ms = 15'000;

  friend bool operator==(const Webhooks&, const Webhooks&) = default;
};

enum class SandboxConnected : std::uint8_t { scripted, http };

enum class ProductionConnected : std::uint8_t { none, http };

struct Connectors {
  std::int64_t max_seconds = 604'800;
  std::int64_t silent_seconds = 300;
  SandboxConnected sandbox = SandboxConnected::scripted;
  std::int64_t sandbox_seconds = 2;
  ProductionConnected production = ProductionConnected::none;
  std::string url;
  std::string secret_file;
  std::string authorities_file;  // empty: the system's
  std::vector<std::string> destinations = {"bank", "crypto", "stripe"};
  std::int64_t connect_deadline_ms = 5'000;
  std::int64_t deadline_ms = 15'000;

  friend bool operator==(const Connectors&, const Connectors&) = default;
};

enum class Scheduling : std::uint8_t { inline_, pool };

enum class CoreDumps : std::uint8_t { off, on };

struct Engine {
  Scheduling scheduling = Scheduling::inline_;
  int pin_to_core = -1;  // -1: wherever the kernel likes
  CoreDumps core_dumps = CoreDumps::off;

  friend bool operator==(const Engine&, const Engine&) = default;
};

struct Log {
  std::string level = "info";

  friend bool operator==(const Log&, const Log&) = default;
};

struct Settings {
  Http http;
  Operator operators;
  Metrics metrics;
  DataDirectory data;
  Secrets secrets;
  Journal journal;
  Limits limits;
  Idempotency idempotency;
  Keys keys;
  Wallets wallets;
  Projector projector;
  Fees fees;
  Sandbox sandbox;
  Production production;
  Payments payments;
  Approvals approvals;
  Tokens tokens;
  Payouts payouts;
  Disputes disputes;
  Connectors connectors;
  Webhooks webhooks;
  Engine engine;
  Log log;

  friend bool operator==(const Settings&, const Settings&) = default;
};

}  // namespace bursar::config
