#pragma once

// What one I/O thread counts about the requests it answered, by route and status. Owned by that
// thread; the registry sees it at `flush` alone.

#include "telemetry/histogram_tally.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace prometheus {
class Counter;
class Histogram;
}  // namespace prometheus

namespace bursar::telemetry {

struct Families;

class EdgeTally {
 public:
  EdgeTally(Families& families, std::span<const std::string_view> route_labels);

  /// `route_index` is into the labels; one past the last stands for requests without a route.
  void request(std::size_t route_index, int status, double seconds);

  /// Once per batch of answers. Costs what was touched since the last one.
  void flush();

 private:
  struct StatusCount {
    int status = 0;
    std::uint64_t requests = 0;
    prometheus::Counter* counter = nullptr;
  };
  struct Latency {  // of one status class of one route
    HistogramTally tally;
    prometheus::Histogram* histogram = nullptr;
  };
  struct Route {
    std::string label;
    std::vector<StatusCount> statuses = {};
    std::vector<std::optional<Latency>> classes = {};  // by the status's first digit
    bool touched = false;
  };

  StatusCount& count_of(Route& route, int status);
  Latency& latency_of(Route& route, int status);

  Families& families_;
  std::vector<Route> routes_;
  std::vector<std::size_t> touched_;
};

}  // namespace bursar::telemetry
