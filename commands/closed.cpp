#include "commands/closed.hpp"

#include "commands/progress.hpp"

namespace bursar::commands {

std::unique_ptr<persistence::ClosedJournal> open_closed(const std::filesystem::path& journal) {
  Progress progress{{.doing = "checking " + journal.string(), .unit = "pages"}};
  return std::make_unique<persistence::ClosedJournal>(
      journal, [&](std::uint64_t done, std::uint64_t of) { progress.at(done, of); });
}

persistence::Verdict verify_closed(const persistence::ClosedJournal& journal,
                                   const ledger::Books* views,
                                   const persistence::EachRecord& each) {
  Progress progress{{.doing = "verifying", .unit = "records"}};
  return persistence::verify(
      journal, [&](std::uint64_t done, std::uint64_t of) { progress.at(done, of); }, views, each);
}

}  // namespace bursar::commands
