#pragma once

// What the journal writer counts between two commits. Owned by its thread; the registry sees it
// once per batch, at `flush`.

#include "telemetry/histogram_tally.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace prometheus {
class Counter;
}

namespace bursar::telemetry {

struct Families;

enum class PaymentOutcome : std::uint8_t { completed, refused, replayed };

class JournalTally {
 public:
  explicit JournalTally(Families& families);

  void batch(std::size_t records, double commit_seconds, std::uint64_t last_sequence);
  void payment(PaymentOutcome outcome);
  /// `code` is the API's name of the refusal, INSUFFICIENT_FUNDS for one.
  void refusal(std::string_view code);
  void flush();

 private:
  struct Reason {
    std::string code;
    std::uint64_t refusals = 0;
    prometheus::Counter* counter = nullptr;
  };

  Reason& reason_of(std::string_view code);

  Families& families_;
  std::array<std::uint64_t, 3> payments_{};  // by outcome
  std::array<prometheus::Counter*, 3> outcomes_{};
  std::vector<Reason> reasons_;
  HistogramTally batch_records_;
  HistogramTally commit_seconds_;
  std::uint64_t last_sequence_ = 0;
};

}  // namespace bursar::telemetry
