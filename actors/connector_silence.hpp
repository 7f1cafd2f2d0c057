#pragma once

// Since when a connector that is asked has said nothing at all. That is no news of any payout:
// whoever says nothing may have paid. Pure.

#include "ledger/time.hpp"

#include <cstdint>
#include <optional>

namespace bursar::actors {

class ConnectorSilence {
 public:
  void asked(ledger::Time now) {
    if (!since_) since_ = now;
  }
  /// It has said something, or nobody waits for it any more.
  void over() { since_.reset(); }

  /// Since when, where it is as long as that by now; none: it is not.
  std::optional<ledger::Time> longer_than(std::int64_t ms, ledger::Time now) const {
    if (!since_ || now.milliseconds - since_->milliseconds < ms) return std::nullopt;
    return since_;
  }

 private:
  std::optional<ledger::Time> since_;  // the first question since it last spoke
};

}  // namespace bursar::actors
