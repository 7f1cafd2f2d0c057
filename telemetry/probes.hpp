#pragma once

// Every figure that /metrics shows, and the one place where their names stand. Business code counts
// in a tally of its own thread and hands it over once per batch; what is a state rather than a
// count is asked at scrape time. No label names a wallet or an organisation.

#include "telemetry/edge_tally.hpp"
#include "telemetry/journal_tally.hpp"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace bursar::telemetry {

/// Outlives the tallies it gave out.
class Probes {
 public:
  Probes();
  ~Probes();
  Probes(const Probes&) = delete;
  Probes& operator=(const Probes&) = delete;

  std::unique_ptr<EdgeTally> edge_tally(std::span<const std::string_view> route_labels);
  std::unique_ptr<JournalTally> journal_tally();

  /// `read` is called at scrape time on the exposer's thread: it must be quick and safe there, and
  /// what it looks at must outlive the exposer.
  void gauge(std::string name, std::string help, std::function<double()> read);
  /// The same for what only grows, and is counted elsewhere.
  void counter(std::string name, std::string help, std::function<double()> read);

  /// What a scrape would see now, in Prometheus' text format.
  std::string text() const;

  const std::shared_ptr<Families>& families() const { return families_; }  // for the exposer

 private:
  std::shared_ptr<Families> families_;
};

}  // namespace bursar::telemetry
