#pragma once

// Books read from views, for an engine that starts from them and for whoever compares.

#include "ledger/books.hpp"
#include "persistence/views_tables.hpp"

namespace bursar::persistence {

ledger::Books books_of(const LmdbRead& read, const ViewsTables& tables);

}  // namespace bursar::persistence
