#pragma once

// What `bursar bench` was told, judged as a whole.

#include "config/endpoint.hpp"
#include "load/run.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace bursar::commands {

/// As they stand on the command line.
struct BenchFlags {
  std::string workload;
  std::string url = "http://127.0.0.1:3100";
  double rate = 0;     // 0: a closed loop
  double rate_to = 0;  // 0: as the rate
  double seconds = 0;  // 0: what the requests take, or 10
  std::uint64_t requests = 0;
  std::size_t connections = 64;
  std::size_t threads = 1;
  std::size_t wallets = 10'000;
  std::string pick = "uniform";
  std::size_t batch = 1'000;
  std::size_t warm_up = 0;
  double patience = 10;
  std::uint64_t seed = 1;
};

/// Throws std::invalid_argument, with one line that names the flag and what may be done.
load::RunOptions run_options(const BenchFlags& flags);

/// Of "http://HOST:PORT". Throws std::invalid_argument.
config::Endpoint bench_endpoint(const std::string& url);

}  // namespace bursar::commands
