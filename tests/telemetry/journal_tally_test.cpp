#include "telemetry/journal_tally.hpp"

#include "tests/telemetry/figures.hpp"

#include <gtest/gtest.h>

namespace bursar::telemetry::journal_tally_test {
namespace {

using tests::figure;

TEST(JournalTallyTest, EveryOutcomeIsShownFromTheStart) {
  Probes probes;
  const auto tally = probes.journal_tally();
  for (const char* outcome : {"completed", "refused", "replayed"})
    EXPECT_EQ(figure(probes, std::string{"bursar_payments_total{outcome=\""} + outcome + "\"}"), 0);
}

TEST(JournalTallyTest, BatchIsSeenOnceFlushed) {
  Probes probes;
  const auto tally = probes.journal_tally();
  tally->payment(PaymentOutcome::completed);
  tally->payment(PaymentOutcome::completed);
  tally->payment(PaymentOutcome::refused);
  tally->payment(PaymentOutcome::replayed);
  tally->refusal("INSUFFICIENT_FUNDS");
  tally->batch(3, 0.0003, 41);
  EXPECT_EQ(figure(probes, "bursar_payments_total{outcome=\"completed\"}"), 0);
  tally->flush();
  tally->flush();
  EXPECT_EQ(figure(probes, "bursar_payments_total{outcome=\"completed\"}"), 2);
  EXPECT_EQ(figure(probes, "bursar_payments_total{outcome=\"refused\"}"), 1);
  EXPECT_EQ(figure(probes, "bursar_payments_total{outcome=\"replayed\"}"), 1);
  EXPECT_EQ(figure(probes, "bursar_refusals_total{reason=\"INSUFFICIENT_FUNDS\"}"), 1);
  EXPECT_EQ(figure(probes, "bursar_journal_sequence"), 41);
  EXPECT_EQ(figure(probes, "bursar_journal_batch_records_sum"), 3);
  EXPECT_EQ(figure(probes, "bursar_journal_batch_records_bucket{le=\"2\"}"), 0);
  EXPECT_EQ(figure(probes, "bursar_journal_batch_records_bucket{le=\"4\"}"), 1);
  EXPECT_EQ(figure(probes, "bursar_journal_commit_seconds_count"), 1);
  EXPECT_EQ(figure(probes, "bursar_journal_commit_seconds_bucket{le=\"0.0005\"}"), 1);
}

TEST(JournalTallyTest, ReasonsPastTheBoundShareOneSeries) {
  Probes probes;
  const auto tally = probes.journal_tally();
  for (int i = 0; i < 150; ++i) tally->refusal("CODE_" + std::to_string(i));
  tally->flush();
  EXPECT_EQ(figure(probes, "bursar_refusals_total{reason=\"CODE_99\"}"), 1);
  EXPECT_EQ(figure(probes, "bursar_refusals_total{reason=\"CODE_100\"}"), std::nullopt);
  EXPECT_EQ(figure(probes, "bursar_refusals_total{reason=\"other\"}"), 50);
}

}  // namespace
}  // namespace bursar::telemetry::journal_tally_test
