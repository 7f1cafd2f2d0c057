#pragma once

// Inside telemetry/ only: the registry with every family by name, and what is asked at scrape time.

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include <prometheus/collectable.h>
#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

namespace bursar::telemetry {

/// Seconds, for requests and commits alike: from a page-cache write to a time-out.
inline constexpr double seconds_bounds[] = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                                            0.01,   0.025,   0.05,   0.1,   0.25,   0.5,
                                            1,      2.5,     5,      10};
inline constexpr double records_bounds[] = {1,   2,   4,    8,    16,   32,   64,   128,
                                            256, 512, 1024, 2048, 4096, 8192, 16384};

/// What is asked at scrape time.
enum class Asked : std::uint8_t { gauge, counter };

struct Families : prometheus::Collectable {
  Families();

  std::vector<prometheus::MetricFamily> Collect() const override;

  void add_asked(Asked kind, std::string name, std::string help, std::function<double()> read);

  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests;
  prometheus::Family<prometheus::Histogram>& request_seconds;
  prometheus::Family<prometheus::Counter>& payments;
  prometheus::Family<prometheus::Counter>& refusals;
  prometheus::Histogram& batch_records;
  prometheus::Histogram& commit_seconds;
  prometheus::Gauge& sequence;

 private:
  struct AskedFigure {
    Asked kind;
    std::string name;
    std::string help;
    std::function<double()> read;
  };

  mutable std::mutex asked_mutex_;
  std::vector<AskedFigure> asked_;
};

}  // namespace bursar::telemetry
