#pragma once

// What can be asked of an engine, a row for each; `bursar bench` knows them by these names.

#include <cstdint>
#include <span>
#include <string_view>

namespace bursar::load {

/// What the policy of every wallet looks at.
enum class Rules : std::uint8_t { limits, six, budget };
enum class Payer : std::uint8_t { picked, one };
/// `seller`: whoever sells what tokens pay for.
enum class Payee : std::uint8_t { outside, picked, one, seller };

struct Workload {
  std::string_view name;
  std::string_view summary;
  Rules rules = Rules::limits;
  Payer payer = Payer::picked;
  Payee payee = Payee::outside;
  bool batches = false;  // an operation is a batch of payments
  bool tokens = false;   // or the five requests of a payment token
  unsigned reads = 0;    // so many of a hundred operations look only
};

std::span<const Workload> workloads();
/// Null where none is called so.
const Workload* workload_named(std::string_view name);

}  // namespace bursar::load
