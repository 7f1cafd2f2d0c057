#pragma once

// What a batch adds to the figures. The stopwatch measures and decides nothing, so it needs no
// port.

#include "actors/call.hpp"
#include "telemetry/journal_tally.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>

namespace bursar::telemetry {
class Probes;
}

namespace bursar::actors {

class BatchFigures {
 public:
  using RefusalName = std::string_view (*)(ledger::Errc);

  BatchFigures() = default;
  /// Without probes it does nothing.
  BatchFigures(telemetry::Probes* probes, RefusalName refusal_name);

  void commit_begins();
  void commit_ended(std::size_t records, ledger::Sequence last);
  void answered(const Call& call);
  void batch_ended();

 private:
  std::unique_ptr<telemetry::JournalTally> tally_;
  RefusalName refusal_name_ = nullptr;
  std::chrono::steady_clock::time_point began_;
};

}  // namespace bursar::actors
