#pragma once

// The ledger's payouts, as a statement is held against them: found by their ids, and by when they
// were asked for.

#include "actors/engine.hpp"
#include "net/statement_comparison.hpp"
#include "persistence/views.hpp"

#include <optional>

namespace bursar::commands {

class PayoutsAsked final : public net::PayoutsHere {
 public:
  /// Both outlive it.
  PayoutsAsked(const persistence::Views& views, const actors::Engine& engine)
      : views_{views}, engine_{engine} {}

  std::optional<ledger::KnownPayout> find(const ledger::Bits128& id,
                                          ledger::Environment environment) const override;
  /// Those that the views know by now.
  void each(const net::StatementSpan& span, const Each& each) const override;

 private:
  ledger::KnownPayout known(const ledger::Record& asked) const;
  void each_of(ledger::OrganizationNumber organization, std::uint64_t count,
               const net::StatementSpan& span, const Each& each) const;
  std::optional<ledger::Record> nth(ledger::OrganizationNumber organization,
                                    ledger::Environment environment, std::uint64_t n) const;

  const persistence::Views& views_;
  const actors::Engine& engine_;
};

}  // namespace bursar::commands
