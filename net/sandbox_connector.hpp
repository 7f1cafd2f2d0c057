#pragma once

// A connector that moves nothing, for the sandbox: what becomes of an order follows from the cents
// of its amount, and from when it came to be as it is. So it has nothing to remember, and says the
// same after a restart.
//
//   cents  what becomes of it
//   .01    is not taken in the first place: destination_refused
//   .02    is refused when it is submitted: account_closed
//   .03    is taken, and comes back later: returned
//   .04    is taken, though submitting it is not answered: only asking tells
//   .05    is taken, and never heard of again
//   .06    is done as soon as it is submitted
//   else   is taken, and done `settle_ms` later
//
// Where `records_production` is set, payouts of PRODUCTION are done at once, with nothing but the
// books to say so: whoever runs the engine pays them by other means.

#include "actors/ports.hpp"

#include <array>
#include <cstdint>

namespace bursar::net {

class SandboxConnector final : public actors::Connector {
 public:
  struct Options {
    std::int64_t settle_ms = 2'000;
    bool records_production = false;
  };
  /// The clock outlives it.
  SandboxConnector(const Options& options, const actors::Clock& clock)
      : options_{options}, clock_{clock} {}

  std::array<std::uint8_t, 2> destinations() const override;
  void authorize(const actors::SettlementOrder& order, Heard heard) override;
  void submit(const actors::SettlementOrder& order, Heard heard) override;
  void status(const actors::SettlementOrder& order, Heard heard) override;
  void cancel(const actors::SettlementOrder& order, Heard heard) override;
  void refund(const actors::SettlementOrder& order, Heard heard) override;

 private:
  Options options_;
  const actors::Clock& clock_;
};

}  // namespace bursar::net
