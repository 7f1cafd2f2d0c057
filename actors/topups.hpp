#pragma once

// What wallets ask of their org wallets after a payment, and what came of it. In the wallets' name
// nobody waits: the answer comes here, and the wallet is told.

#include "actors/admission.hpp"
#include "actors/engine.hpp"
#include "actors/ports.hpp"
#include "actors/surroundings.hpp"
#include "ledger/wallet.hpp"

#include <atomic>
#include <cstdint>

namespace bursar::actors {

class Topups final : public Recipient {
 public:
  Topups(const Surroundings& around, Admission& admission, Random& random,
         OnTopupRefused on_refused)
      : around_{around},
        admission_{admission},
        random_{random},
        on_refused_{std::move(on_refused)} {}

  /// Of the wallet that it funds, which will be told ToppedUp. False: there is no place for it now,
  /// or nothing is begun any more.
  bool ask(const ledger::Fund& fund, ledger::Time now);
  /// From here on none is begun; those under way have places among the calls.
  void close();

  std::uint64_t refused() const { return refused_.load(std::memory_order_relaxed); }

  void answered(CallPtr call, std::uint64_t ticket) noexcept override;
  void lost(std::uint64_t /*ticket*/) noexcept override {}  // with its engine

 private:
  void note_refusal(const FundCall& call, ledger::Errc code);

  const Surroundings& around_;
  Admission& admission_;
  Random& random_;
  const OnTopupRefused on_refused_;
  std::atomic<bool> closed_ = false;
  std::atomic<std::uint64_t> refused_ = 0;
  std::atomic<std::int64_t> told_minute_ = -1;
};

}  // namespace bursar::actors
