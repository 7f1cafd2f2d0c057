#pragma once

// What a wallet's next session token is. Changes nothing by itself; no CAF.

#include "actors/call.hpp"
#include "actors/commands.hpp"
#include "actors/registry_books.hpp"

#include <memory>

namespace bursar::actors {

/// A session of the next generation, as a record on its way. Refuses with not_found.
ledger::Result<std::shared_ptr<Draft>> new_session(const RegistryBooks& books,
                                                   const IssueSession& asked);

}  // namespace bursar::actors
