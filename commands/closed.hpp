#pragma once

// A closed journal opened and verified, with a line of progress for each.

#include "persistence/verify.hpp"

#include <filesystem>
#include <memory>

namespace bursar::commands {

std::unique_ptr<persistence::ClosedJournal> open_closed(const std::filesystem::path& journal);
persistence::Verdict verify_closed(const persistence::ClosedJournal& journal,
                                   const ledger::Books* views = nullptr,
                                   const persistence::EachRecord& each = {});

}  // namespace bursar::commands
