#include "commands/shown_figures.hpp"

#include "crypto/hash.hpp"
#include "tests/support/simulated_ports.hpp"
#include "tests/support/simulated_store.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/telemetry/figures.hpp"

#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace bursar::commands::shown_figures_test {
namespace {

class NoPayouts final : public net::PayoutsHere {
 public:
  std::optional<ledger::KnownPayout> find(const ledger::Bits128&,
                                          ledger::Environment) const override {
    return std::nullopt;
  }
  void each(const net::StatementSpan&, const Each&) const override {}
};

TEST(ShownFiguresTest, AnEngineThatHasDoneNothingShowsNothing) {
  crypto::start();
  const tests::TemporaryDirectory place;
  tests::SimulatedStore store;
  tests::SimulatedClock clock;
  tests::SeededRandom random{1};
  const actors::Engine engine{{.keys_directory = place.path() / "keys"},
                              {store, store, clock, random},
                              ledger::Books{},
                              {}};
  const Settlement settlement{{}, std::nullopt, {}, clock, random};
  const NoPayouts here;
  const StatementReconciler reconciler{
      {.now = [] { return ledger::Time{}; },
       .watermark = [] { return ledger::Sequence{}; },
       .page = [](const auto&, const auto&) { return net::StatementPage{}; }},
      here};
  telemetry::Probes probes;
  show_keys(probes, engine);
  show_payouts(probes, engine, settlement, reconciler);
  for (const char* name :
       {"bursar_idempotency_keys", "bursar_idempotency_files", "bursar_idempotency_disk_lookups",
        "bursar_payouts_open", "bursar_payouts_silent", "bursar_connector_silent_seconds",
        "bursar_connector_differences", "bursar_connector_reconciled_timestamp_seconds"})
    EXPECT_EQ(tests::figure(probes, name), 0.0) << name;
  EXPECT_TRUE(tests::figure(probes, "bursar_idempotency_filter_bytes").has_value());
}

}  // namespace
}  // namespace bursar::commands::shown_figures_test
