#include "commands/evidence_audit.hpp"

#include "crypto/hash.hpp"
#include "persistence/errors.hpp"
#include "persistence/evidence_directory.hpp"
#include "tests/support/temporary_directory.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::commands::evidence_audit_test {
namespace {

namespace fs = std::filesystem;

class EvidenceAuditTest : public testing::Test {
 protected:
  EvidenceAuditTest() { crypto::start(); }

  void keep(const std::string& content) {
    persistence::EvidenceDirectory kept{directory_, 1'000};
    ASSERT_EQ(kept.keep({}, crypto::sha256(content), content),
              persistence::EvidenceDirectory::Outcome::kept);
  }
  fs::path file_of(const std::string& content) const {
    return persistence::piece_path(directory_, crypto::sha256(content));
  }
  void take(std::uint64_t sequence, const std::string& content) {
    audit_.take(
        {.sequence = {sequence},
         .fact = ledger::EvidenceAdded{.dispute = {4},
                                       .sha256 = crypto::sha256(content),
                                       .bytes = static_cast<std::uint32_t>(content.size())}});
  }
  void write(const std::string& content, const std::string& instead) {
    std::ofstream{file_of(content), std::ios::binary} << instead;
  }

  tests::TemporaryDirectory place_;
  const fs::path directory_ = place_.path() / "evidence";
  EvidenceAudit audit_{directory_};
};

TEST_F(EvidenceAuditTest, WhatLiesThereAsItWasShownIsRight) {
  keep("nothing came");
  keep("");
  take(7, "nothing came");
  take(8, "nothing came");
  take(9, "");
  audit_.take({.sequence = {10}, .fact = ledger::Paid{}});
  EXPECT_EQ(audit_.right(), 3U);
  EXPECT_EQ(audit_.wrong(), 0U);
  EXPECT_TRUE(audit_.lines().empty());
}

TEST_F(EvidenceAuditTest, EachThatLacksHasALineThatSaysWhatOf) {
  keep("nothing came");
  take(7, "nothing came");
  take(8, "it came");
  take(9, "it came late");
  EXPECT_EQ(audit_.right(), 1U);
  EXPECT_EQ(audit_.wrong(), 2U);
  EXPECT_EQ(audit_.first_wrong(), ledger::Sequence{8});
  ASSERT_EQ(audit_.lines().size(), 2U);
  EXPECT_EQ(audit_.lines()[0], "evidence of record 8, for the dispute of record 4: evidence/" +
                                   file_of("it came").filename().string() + " is not there");
  EXPECT_TRUE(audit_.lines()[1].starts_with("evidence of record 9, "));
}

TEST_F(EvidenceAuditTest, WhatWasChangedIsNotWhatWasShown) {
  for (const char* content : {"nothing came", "it came", "late", "directory"}) keep(content);
  write("nothing came", "nothing cane");
  write("it came", "it");
  write("late", "late, and more");
  fs::remove(file_of("directory"));
  fs::create_directory(file_of("directory"));
  for (const char* content : {"nothing came", "it came", "late", "directory"}) take(8, content);
  ASSERT_EQ(audit_.lines().size(), 4U);
  for (const std::string& line : audit_.lines())
    EXPECT_TRUE(line.ends_with(" is not what was shown: its size or its SHA-256 is another"))
        << line;
}

TEST_F(EvidenceAuditTest, OfACopyTheFirstThatIsWrongIsTheEnd) {
  keep("nothing came");
  const auto piece = [](std::uint64_t sequence, const std::string& content) {
    return ledger::Record{
        .sequence = {sequence},
        .fact = ledger::EvidenceAdded{.dispute = {4},
                                      .sha256 = crypto::sha256(content),
                                      .bytes = static_cast<std::uint32_t>(content.size())}};
  };
  const auto each = required_evidence(directory_);
  each(piece(7, "nothing came"));
  EXPECT_THAT([&] { each(piece(8, "it came")); },
              testing::ThrowsMessage<persistence::Corrupt>(testing::AllOf(
                  testing::HasSubstr("evidence of record 8"), testing::HasSubstr("is not there"))));
}

TEST_F(EvidenceAuditTest, LinesHaveABoundAndFiguresHaveNone) {
  for (std::uint64_t n = 0; n < EvidenceAudit::lines_max + 2; ++n) take(n + 1, "it came");
  EXPECT_EQ(audit_.lines().size(), EvidenceAudit::lines_max);
  EXPECT_EQ(audit_.wrong(), EvidenceAudit::lines_max + 2);
}

}  // namespace
}  // namespace bursar::commands::evidence_audit_test
