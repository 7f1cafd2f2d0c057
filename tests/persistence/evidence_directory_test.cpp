#include "persistence/evidence_directory.hpp"

#include "crypto/hash.hpp"
#include "persistence/errors.hpp"
#include "telemetry/log.hpp"
#include "tests/persistence/failing_disk.hpp"
#include "tests/support/temporary_directory.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace bursar::persistence::evidence_directory_test {
namespace {

using Kept = EvidenceDirectory::Outcome;

class EvidenceDirectoryTest : public testing::Test {
 protected:
  EvidenceDirectoryTest() { crypto::start(); }

  EvidenceDirectory directory(std::uint64_t bytes_max = 100) const { return {path, bytes_max}; }
  static Kept keep(EvidenceDirectory& in, const std::string& content) {
    return in.keep({.environment = ledger::Environment::production, .organization = {1}},
                   crypto::sha256(content), content);
  }

  tests::TemporaryDirectory temporary;
  const std::filesystem::path path = temporary.path() / "evidence";
};

TEST_F(EvidenceDirectoryTest, WhatIsKeptIsReadAgain) {
  {
    EvidenceDirectory kept = directory();
    EXPECT_EQ(keep(kept, "nothing came"), Kept::kept);
    EXPECT_EQ(keep(kept, ""), Kept::kept);
  }
  const EvidenceDirectory again = directory();
  EXPECT_EQ(again.read(crypto::sha256("nothing came")), "nothing came");
  EXPECT_EQ(again.read(crypto::sha256("")), "");
  EXPECT_EQ(again.read(crypto::sha256("other")), std::nullopt);
  EXPECT_EQ(again.bytes(), 12U);
}

TEST_F(EvidenceDirectoryTest, TheSameIsKeptOnce) {
  EvidenceDirectory kept = directory(32);
  EXPECT_EQ(keep(kept, "nothing came"), Kept::kept);
  EXPECT_EQ(keep(kept, "nothing came"), Kept::kept);
  EXPECT_EQ(kept.bytes(), 12U);
}

TEST_F(EvidenceDirectoryTest, ItTakesNoMoreThanItMay) {
  EvidenceDirectory kept = directory(40);
  EXPECT_EQ(keep(kept, "nothing came"), Kept::kept);
  EXPECT_EQ(keep(kept, "four"), Kept::full);
  EXPECT_EQ(kept.why().substr(0, 69),
            "This organisation has shown 12 bytes of evidence in production, where");
  EXPECT_EQ(keep(kept, "abc"), Kept::kept);
  EvidenceDirectory smaller = directory(2);
  EXPECT_EQ(keep(smaller, "d"), Kept::full);
}

TEST_F(EvidenceDirectoryTest, WhatWasOnItsWayIsRemovedAtAStart) {
  directory();
  const auto draft = path / (crypto::hex(crypto::sha256("x")) + ".new");
  std::ofstream{draft} << "x";
  EXPECT_EQ(directory().bytes(), 0U);
  EXPECT_FALSE(std::filesystem::exists(draft));
}

TEST_F(EvidenceDirectoryTest, WhatIsNoFileIsLeftAlone) {
  directory();
  std::filesystem::create_directories(path / "lost+found" / "deeper");
  std::filesystem::create_directories(path / "a.new" / "deeper");
  std::filesystem::create_symlink("nowhere", path / "link");
  EvidenceDirectory kept = directory();
  EXPECT_EQ(keep(kept, "nothing came"), Kept::kept);
  EXPECT_EQ(kept.bytes(), 12U);
  EXPECT_TRUE(std::filesystem::exists(path / "a.new" / "deeper"));
}

TEST_F(EvidenceDirectoryTest, WhatWasChangedIsNotThere) {
  EvidenceDirectory kept = directory();
  keep(kept, "nothing came");
  std::ofstream{path / crypto::hex(crypto::sha256("nothing came"))} << "everything";
  EXPECT_EQ(kept.read(crypto::sha256("nothing came")), std::nullopt);
}

TEST_F(EvidenceDirectoryTest, ACopyHasAllOfIt) {
  EvidenceDirectory kept = directory();
  keep(kept, "nothing came");
  copy_evidence(path, temporary.path() / "copy");
  copy_evidence(path, temporary.path() / "copy");
  const EvidenceDirectory copy{temporary.path() / "copy", 100};
  EXPECT_EQ(copy.read(crypto::sha256("nothing came")), "nothing came");
  EXPECT_THROW(copy_evidence(path, temporary.path() / "given up",
                             [] { throw persistence::Broke{"given up"}; }),
               persistence::Broke);
  EXPECT_TRUE(std::filesystem::is_empty(temporary.path() / "given up"));
  copy_evidence(temporary.path() / "none", temporary.path() / "nothing");
  EXPECT_FALSE(std::filesystem::exists(temporary.path() / "nothing"));
}

TEST_F(EvidenceDirectoryTest, WhatWasChangedIsWrittenAgainWhenItIsShownAgain) {
  const std::string content = "nothing came";
  for (const std::string damaged : {"nothing camE", "", "everything came, and more than that"}) {
    EvidenceDirectory kept = directory();
    keep(kept, content);
    std::ofstream{path / crypto::hex(crypto::sha256(content))} << damaged;
    EXPECT_EQ(keep(kept, content), Kept::kept);
    EXPECT_EQ(kept.read(crypto::sha256(content)), content);
    EXPECT_EQ(kept.bytes(), 12U);
    EXPECT_EQ(directory().bytes(), 12U);
  }
}

// The third sync of a piece is of its name, after the piece itself and its share.
TEST_F(EvidenceDirectoryTest, OnceANameIsInDoubtNothingIsKeptUntilARestart) {
  std::string log;
  telemetry::set_log_sink([&](std::string_view line) { log.append(line); });
  EvidenceDirectory kept = directory();
  tests::break_disk({.call = tests::DiskCall::fsync, .number = 3});
  EXPECT_EQ(keep(kept, "nothing came"), Kept::failed);
  EXPECT_TRUE(tests::disk_failed());
  tests::mend_disk();
  EXPECT_EQ(keep(kept, "nothing came"), Kept::failed);
  EXPECT_EQ(keep(kept, "other"), Kept::failed);
  EXPECT_NE(kept.why().find("restart the engine"), std::string::npos) << kept.why();
  telemetry::set_log_sink({});
  EXPECT_NE(log.find("evidence_in_doubt"), std::string::npos) << log;
  EvidenceDirectory again = directory();
  EXPECT_EQ(keep(again, "nothing came"), Kept::kept);
}

TEST_F(EvidenceDirectoryTest, WhoseRoomIsFullIsKnownAfterARestart) {
  EvidenceDirectory kept = directory(40);
  EXPECT_EQ(keep(kept, "nothing came"), Kept::kept);
  EvidenceDirectory again = directory(40);
  EXPECT_EQ(keep(again, "four"), Kept::full);
  const std::string content = "four";
  const auto show = [&](ledger::Environment environment, std::uint64_t organization) {
    return again.keep({.environment = environment, .organization = {organization}},
                      crypto::sha256(content), content);
  };
  EXPECT_EQ(show(ledger::Environment::production, 2), Kept::kept);
  EXPECT_EQ(again.bytes(), 16U) << "what says whose it is takes no room";
}

TEST_F(EvidenceDirectoryTest, WhereNothingCanBeMadeItSaysSo) {
  std::ofstream{path} << "a file";
  EXPECT_THROW(directory(), Unusable);
}

}  // namespace
}  // namespace bursar::persistence::evidence_directory_test
