#pragma once

// Makes whom a run needs, through the API alone: an organisation of its own in the sandbox, a
// policy, wallets with money. Play money only: no key of PRODUCTION is ever used.

#include "load/requests.hpp"
#include "load/workload.hpp"
#include "net/client.hpp"
#include "net/client_load.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace bursar::load {

struct Preparing {
  const Workload& workload;
  net::LoadClient::Options client;
  std::string operator_key;  // empty: signs up, where the engine lets anybody
  std::size_t wallets = 0;
  bool beside_production = false;  // also where the engine serves PRODUCTION
  std::function<void(std::string_view, std::uint64_t)> progress;  // what, and how many of wallets
};

/// Throws std::runtime_error, with one line, when the engine does not do as it is asked.
Parties prepare(const Preparing& preparing);

/// The policy that binds every wallet of such a workload, as the API takes it. It refuses none of
/// the run's payments. `minute` is that of the day, UTC.
std::string policy_text(Rules rules, unsigned minute);

/// One request to the engine, answered as wanted, or std::runtime_error.
std::string asked(const net::LoadClient::Options& client, std::string_view method,
                  std::string_view path, std::string_view key, std::string_view body, int wanted);

}  // namespace bursar::load
