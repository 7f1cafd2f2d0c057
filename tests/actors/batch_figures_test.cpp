#include "actors/batch_figures.hpp"

#include "tests/telemetry/figures.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::batch_figures_test {
namespace {

using tests::figure;

std::string_view told_as(ledger::Errc code) {
  return code == ledger::Errc::policy_denied ? "POLICY_DENIED" : "OTHER";
}

struct Made final : Call {
  explicit Made(ledger::Fact fact) {
    draft = std::make_shared<Draft>();
    draft->record.fact = std::move(fact);
  }
};

class BatchFiguresTest : public testing::Test {
 protected:
  double payments(const std::string& outcome) const {
    return figure(probes, "bursar_payments_total{outcome=\"" + outcome + "\"}").value_or(0);
  }

  telemetry::Probes probes;
  BatchFigures figures{&probes, told_as};
};

TEST_F(BatchFiguresTest, APaymentCountsAsWhatBecameOfIt) {
  figures.answered(Made{ledger::Paid{}});
  Made refused{ledger::Refused{}};
  refused.refused = ledger::Errc::policy_denied;
  figures.answered(refused);
  Made replayed{ledger::Paid{}};
  replayed.replayed = true;
  figures.answered(replayed);
  figures.batch_ended();
  EXPECT_EQ(payments("completed"), 1);
  EXPECT_EQ(payments("refused"), 1);
  EXPECT_EQ(payments("replayed"), 1);
  EXPECT_EQ(figure(probes, "bursar_refusals_total{reason=\"POLICY_DENIED\"}"), 1);
}

TEST_F(BatchFiguresTest, WhatIsNoPaymentIsNotCountedAsOne) {
  figures.answered(Made{ledger::Funded{}});
  figures.answered(Made{ledger::Opened{}});
  figures.batch_ended();
  EXPECT_EQ(payments("completed"), 0);
}

TEST_F(BatchFiguresTest, FiguresAreShownWithTheirBatchAndNotBefore) {
  figures.answered(Made{ledger::Paid{}});
  EXPECT_EQ(payments("completed"), 0);
  figures.batch_ended();
  EXPECT_EQ(payments("completed"), 1);
}

TEST_F(BatchFiguresTest, ACommitCountsItsRecordsOnce) {
  figures.commit_begins();
  figures.commit_ended(512, {1'000});
  figures.batch_ended();
  EXPECT_EQ(figure(probes, "bursar_journal_sequence"), 1'000);
  EXPECT_EQ(figure(probes, "bursar_journal_batch_records_sum"), 512);
  EXPECT_EQ(figure(probes, "bursar_journal_batch_records_count"), 1);
}

}  // namespace
}  // namespace bursar::actors::batch_figures_test
