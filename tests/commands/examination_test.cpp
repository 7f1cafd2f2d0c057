#include "commands/examination.hpp"

#include "tests/commands/disputed.hpp"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

namespace bursar::commands::examination_test {
namespace {

class ExaminationTest : public testing::Test, protected tests::Disputed {};

TEST_F(ExaminationTest, EvidenceThatIsThereIsCounted) {
  const Verified verified = examine(data());
  EXPECT_FALSE(verified.verdict.fault) << verified.verdict.fault->what;
  EXPECT_EQ(verified.verdict.records, records().size());
  EXPECT_EQ(verified.evidence, 2U);
  EXPECT_TRUE(verified.evidence_lines.empty());
  EXPECT_TRUE(verified.clean);
}

TEST_F(ExaminationTest, EvidenceThatLacksIsAFault) {
  std::filesystem::remove(file_of("it came late"));
  const Verified verified = examine(data());
  ASSERT_TRUE(verified.verdict.fault);
  EXPECT_EQ(verified.verdict.fault->at, second());
  EXPECT_EQ(verified.verdict.fault->what,
            "evidence is not as it was shown: 1 of 2 pieces, that of record " +
                std::to_string(second().value) + " first; bring the files back from a backup");
  EXPECT_EQ(verified.evidence, 1U);
  EXPECT_EQ(verified.evidence_wrong, 1U);
  ASSERT_EQ(verified.evidence_lines.size(), 1U);
  EXPECT_TRUE(verified.evidence_lines[0].ends_with(" is not there"));
}

TEST_F(ExaminationTest, WhereTheDirectoryIsGoneEachPieceLacks) {
  std::filesystem::remove_all(data().evidence());
  const Verified verified = examine(data());
  ASSERT_TRUE(verified.verdict.fault);
  EXPECT_EQ(verified.verdict.fault->at, first());
  EXPECT_EQ(verified.evidence_lines.size(), 2U);
  EXPECT_FALSE(std::filesystem::exists(data().evidence())) << "nothing is made";
}

}  // namespace
}  // namespace bursar::commands::examination_test
