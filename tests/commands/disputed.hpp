#pragma once

// A data directory with the journal of a dispute to which two pieces were shown, and these.

#include "commands/data_directory.hpp"
#include "config/settings.hpp"
#include "crypto/hash.hpp"
#include "persistence/evidence_directory.hpp"
#include "persistence/recovery.hpp"
#include "tests/support/engine_world.hpp"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::tests {

class Disputed {
 public:
  Disputed() {
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
      kept.keep({}, crypto::sha256(content), content);
  }

  std::vector<ledger::Record> records() const { return world_.store->records(); }
  /// Which record names "nothing came", and which "it came late".
  ledger::Sequence first() const { return first_; }
  ledger::Sequence second() const { return second_; }

  /// Something else may lie beside the data.
  const std::filesystem::path& place() const { return world_.directory.path(); }
  commands::DataDirectory data() const {
    config::Settings settings;
    settings.data.dir = place() / "data";
    return commands::DataDirectory::made(settings);
  }
  std::filesystem::path file_of(const char* content) const {
    return persistence::piece_path(data().evidence(), crypto::sha256(content));
  }
  persistence::JournalOptions journal() const {
    return {.directory = data().journal(), .fill_ahead_bytes = 0};
  }

 private:
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
    const auto written = persistence::open_journal(journal());
    for (const ledger::Record& record : records()) {
      const ledger::Record* const batch[] = {&record};
      EXPECT_EQ(written->append(batch, record.time), persistence::Durability::durable);
    }
    written->close();
  }

  EngineWorld world_;
  ledger::Record payment_;
  ledger::Record opening_;
  ledger::Sequence first_;
  ledger::Sequence second_;
};

}  // namespace bursar::tests
