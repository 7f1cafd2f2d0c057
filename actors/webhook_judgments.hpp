#pragma once

// Addresses that are being looked up because somebody has named them. That takes as long as a name
// server likes, so no more of them are under way than so many, and of one organisation no more than
// it leaves to the others. No CAF, no clock.

#include "ledger/ids.hpp"
#include "ledger/result.hpp"

#include <cstddef>
#include <unordered_map>

namespace bursar::actors {

class WebhookJudgments {
 public:
  explicit WebhookJudgments(std::size_t places) : places_{places} {}

  /// Refuses with overloaded when all places are taken, and with share_taken when the
  /// organisation's are.
  ledger::Result<void> begin(ledger::OrganizationNumber organization) {
    if (all_ >= places_) return ledger::refuse(ledger::Errc::overloaded);
    const auto own = its_.find(organization);
    if (own != its_.end() && own->second >= places_ - all_)
      return ledger::refuse(ledger::Errc::share_taken);
    ++its_[organization];
    ++all_;
    return {};
  }
  void end(ledger::OrganizationNumber organization) {
    const auto own = its_.find(organization);
    if (--own->second == 0) its_.erase(own);
    --all_;
  }

 private:
  const std::size_t places_;
  std::size_t all_ = 0;
  std::unordered_map<ledger::OrganizationNumber, std::size_t> its_;  // no more than places
};

}  // namespace bursar::actors
