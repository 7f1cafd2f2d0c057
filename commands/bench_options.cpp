#include "commands/bench_options.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>

namespace bursar::commands {

namespace {

constexpr double seconds_usual = 10;
constexpr double seconds_max = 86'400;
constexpr double rate_max = 10'000'000;
constexpr std::size_t connections_max = 65'536;
constexpr std::size_t threads_max = 64;
constexpr std::size_t wallets_max = 10'000'000;
constexpr std::size_t batch_max = 8'192;
constexpr std::size_t warm_up_max = 3'600;

void require(bool holds, const std::string& complaint) {
  if (!holds) throw std::invalid_argument{complaint};
}

void require_within(std::string_view flag, double value, double least, double most) {
  require(value >= least && value <= most,
          std::string{flag} + " is from " + std::to_string(static_cast<std::uint64_t>(least)) +
              " to " + std::to_string(static_cast<std::uint64_t>(most)));
}

void require_all_within(const BenchFlags& flags) {
  const auto whole = [](std::size_t number) { return static_cast<double>(number); };
  require_within("--rate", flags.rate, 0, rate_max);
  require_within("--rate-to", flags.rate_to, 0, rate_max);
  require_within("--seconds", flags.seconds, 0, seconds_max);
  require_within("--connections", whole(flags.connections), 1, whole(connections_max));
  require_within("--threads", whole(flags.threads), 1, whole(threads_max));
  require_within("--wallets", whole(flags.wallets), 1, whole(wallets_max));
  require_within("--batch", whole(flags.batch), 1, whole(batch_max));
  require_within("--warm-up", whole(flags.warm_up), 0, whole(warm_up_max));
  require_within("--patience", flags.patience, 1, seconds_max);
}

const load::Workload& named(const std::string& name) {
  if (const load::Workload* const found = load::workload_named(name)) return *found;
  std::string all;
  for (const load::Workload& workload : load::workloads())
    all.append(all.empty() ? "" : ", ").append(workload.name);
  throw std::invalid_argument{"'" + name + "' is no workload: " + all};
}

// How long operations are begun for.
double seconds_of(const BenchFlags& flags) {
  if (flags.seconds > 0) return flags.seconds;
  if (flags.requests == 0) return seconds_usual;
  if (flags.rate == 0) return seconds_max;
  // A hair longer, so that the last of them is not the one that falls due at the end.
  return (static_cast<double>(flags.requests) + 0.5) / flags.rate;
}

}  // namespace

load::RunOptions run_options(const BenchFlags& flags) {
  const load::Workload& workload = named(flags.workload);
  require_all_within(flags);
  const bool ramp = flags.rate_to > 0 && flags.rate_to != flags.rate;
  require(flags.rate > 0 || flags.rate_to == 0, "--rate-to needs --rate, which it is reached from");
  require(!ramp || flags.seconds > 0, "--rate-to needs --seconds, in which it is reached");
  require(flags.threads <= flags.connections,
          "--threads is more than --connections: each thread has one at least");
  require(workload.payee != load::Payee::picked || flags.wallets > 1,
          "--wallets: two at least are needed where wallets pay each other");
  const double seconds = seconds_of(flags);
  require(seconds <= seconds_max, "--requests at that --rate take longer than a day");
  require(static_cast<double>(flags.warm_up) < seconds,
          "--warm-up leaves nothing to measure: --seconds must be longer");
  const config::Endpoint to = bench_endpoint(flags.url);
  return {
      .requests = {.workload = workload,
                   .picking = flags.pick == "zipf" ? load::Picking::zipf : load::Picking::uniform,
                   .seed = flags.seed,
                   .batch = flags.batch},
      .client = {.host = to.host, .port = to.port, .connections = flags.connections},
      .terms = {.rate = flags.rate,
                .rate_to = flags.rate_to > 0 ? flags.rate_to : flags.rate,
                .seconds = seconds,
                .operations_max = flags.requests},
      .threads = flags.threads,
      .warm_up = flags.warm_up,
      .patience = load::Nanoseconds{static_cast<std::int64_t>(flags.patience * 1e9)}};
}

config::Endpoint bench_endpoint(const std::string& url) {
  constexpr std::string_view plain = "http://";
  std::string_view rest = url;
  require(!rest.starts_with("https://"),
          "--url: a benchmark speaks plain HTTP; name a listener without TLS");
  if (rest.starts_with(plain)) rest.remove_prefix(plain.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  const auto found = config::parse_endpoint(rest);
  require(found.has_value(),
          "--url: '" + url + "' is no http://HOST:PORT, such as http://127.0.0.1:3100");
  return *found;
}

}  // namespace bursar::commands
