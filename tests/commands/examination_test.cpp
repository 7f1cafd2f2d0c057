#include "commands/examination.hpp"

#include "config/settings.hpp"
#include "crypto/hash.hpp"
#include "persistence/evidence_directory.hpp"
#include "persistence/recovery.hpp"
#include "tests/support/engine_world.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace bursar::commands::examination_test {
namespace {

using tests::EngineWorld;
using tests::usd;

// The journal of a dispute to which two pieces were shown.
class ExaminationTest : public testing::Test {
 protected:
  ExaminationTest() {
    const auto owner = world_.sign_up();
    const auto payer = world_.funded_wallet(owner, usd("100.00"));
    const auto paid =
        world_.pay(EngineWorld::between(payer, world_.open_wallet(owner), usd("40.00")));
    world_.run();
    payment_ = *paid.outcome()->record;
    const auto opened =
        world_.dispute(EngineWorld::dispute_of(payment_, ledger::DisputeEvent::open));
    world_.run();
    opening_ = *opened.outcome()->record;
    first_ = show("nothing came");
    second_ = show("it came late");
    write_journal();
    persistence::EvidenceDirectory kept{data().evidence(), 1'000};
    for (const char* content : {"nothing came", "it came late"})
      kept.keep(crypto::sha256(content), content);
  }

  ledger::Sequence show(const std::string& content) {
    auto command = EngineWorld::dispute_of(payment_, ledger::DisputeEvent::add_evidence, &opening_);
    command.act.added.type = "log";
    command.act.added.sha256 = crypto::sha256(content);
    command.act.added.bytes = static_cast<std::uint32_t>(content.size());
    command.content = content;
    const auto told = world_.dispute(std::move(command));
    world_.run();
    return told.outcome()->record->sequence;
  }
  void write_journal() const {
    const auto journal =
        persistence::open_journal({.directory = data().journal(), .fill_ahead_bytes = 0});
    for (const ledger::Record& record : world_.store->records()) {
      const ledger::Record* const batch[] = {&record};
      ASSERT_EQ(journal->append(batch, record.time), persistence::Durability::durable);
    }
    journal->close();
  }
  DataDirectory data() const {
    config::Settings settings;
    settings.data.dir = world_.directory.path() / "data";
    return DataDirectory::made(settings);
  }
  std::filesystem::path file_of(const char* content) const {
    return persistence::piece_path(data().evidence(), crypto::sha256(content));
  }

  EngineWorld world_;
  ledger::Record payment_;
  ledger::Record opening_;
  ledger::Sequence first_;
  ledger::Sequence second_;
};

TEST_F(ExaminationTest, EvidenceThatIsThereIsCounted) {
  const Verified verified = examine(data());
  EXPECT_FALSE(verified.verdict.fault) << verified.verdict.fault->what;
  EXPECT_EQ(verified.verdict.records, world_.store->records().size());
  EXPECT_EQ(verified.evidence, 2U);
  EXPECT_TRUE(verified.evidence_lines.empty());
  EXPECT_TRUE(verified.clean);
}

TEST_F(ExaminationTest, EvidenceThatLacksIsAFault) {
  std::filesystem::remove(file_of("it came late"));
  const Verified verified = examine(data());
  ASSERT_TRUE(verified.verdict.fault);
  EXPECT_EQ(verified.verdict.fault->at, second_);
  EXPECT_EQ(verified.verdict.fault->what,
            "evidence is not as it was shown: 1 of 2 pieces, that of record " +
                std::to_string(second_.value) + " first; bring the files back from a backup");
  EXPECT_EQ(verified.evidence, 1U);
  EXPECT_EQ(verified.evidence_wrong, 1U);
  ASSERT_EQ(verified.evidence_lines.size(), 1U);
  EXPECT_TRUE(verified.evidence_lines[0].ends_with(" is not there"));
}

TEST_F(ExaminationTest, WhereTheDirectoryIsGoneEachPieceLacks) {
  std::filesystem::remove_all(data().evidence());
  const Verified verified = examine(data());
  ASSERT_TRUE(verified.verdict.fault);
  EXPECT_EQ(verified.verdict.fault->at, first_);
  EXPECT_EQ(verified.evidence_lines.size(), 2U);
  EXPECT_FALSE(std::filesystem::exists(data().evidence())) << "nothing is made";
}

}  // namespace
}  // namespace bursar::commands::examination_test
