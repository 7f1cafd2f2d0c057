#include "telemetry/edge_tally.hpp"

#include "telemetry/families.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace bursar::telemetry {
namespace {

constexpr std::size_t status_classes = 6;  // 1xx to 5xx by their digit; 0 is for what is none
constexpr std::string_view no_route = "none";

std::size_t class_of(int status) {
  return status >= 100 && status < 600 ? static_cast<std::size_t>(status / 100) : 0;
}

std::string class_label(std::size_t status_class) {
  return status_class == 0 ? "other" : std::to_string(status_class) + "xx";
}

std::string status_label(int status) {
  return class_of(status) == 0 ? "other" : std::to_string(status);
}

}  // namespace

EdgeTally::EdgeTally(Families& families, std::span<const std::string_view> route_labels)
    : families_{families} {
  const auto add = [this](std::string_view label) {
    Route route{.label = std::string{label}};
    route.classes.resize(status_classes);
    routes_.push_back(std::move(route));
  };
  std::ranges::for_each(route_labels, add);
  add(no_route);
}

void EdgeTally::request(std::size_t route_index, int status, double seconds) {
  const std::size_t index = std::min(route_index, routes_.size() - 1);
  Route& route = routes_[index];
  ++count_of(route, status).requests;
  latency_of(route, status).tally.observe(seconds);
  if (!std::exchange(route.touched, true)) touched_.push_back(index);
}

void EdgeTally::flush() {
  for (const std::size_t index : touched_) {
    Route& route = routes_[index];
    route.touched = false;
    for (StatusCount& count : route.statuses) {
      if (count.requests == 0) continue;
      count.counter->Increment(static_cast<double>(count.requests));
      count.requests = 0;
    }
    for (std::optional<Latency>& latency : route.classes) {
      if (!latency || latency->tally.empty()) continue;
      latency->histogram->ObserveMultiple(latency->tally.counts(), latency->tally.sum());
      latency->tally.reset();
    }
  }
  touched_.clear();
}

// A route answers with a handful of statuses, so looking along them beats any table.
EdgeTally::StatusCount& EdgeTally::count_of(Route& route, int status) {
  const int known = class_of(status) == 0 ? 0 : status;
  const auto found = std::ranges::find(route.statuses, known, &StatusCount::status);
  if (found != route.statuses.end()) return *found;
  prometheus::Counter& counter =
      families_.requests.Add({{"route", route.label}, {"status", status_label(known)}});
  return route.statuses.emplace_back(known, 0, &counter);
}

EdgeTally::Latency& EdgeTally::latency_of(Route& route, int status) {
  const std::size_t status_class = class_of(status);
  std::optional<Latency>& latency = route.classes[status_class];
  if (!latency) {
    prometheus::Histogram& histogram = families_.request_seconds.Add(
        {{"route", route.label}, {"status", class_label(status_class)}},
        prometheus::Histogram::BucketBoundaries(std::begin(seconds_bounds),
                                                std::end(seconds_bounds)));
    latency.emplace(Latency{HistogramTally{seconds_bounds}, &histogram});
  }
  return *latency;
}

}  // namespace bursar::telemetry
