#pragma once

// A data directory put to use: the journal with what replaying it gave, and the secrets that it was
// made with. Made when there is none yet.

#include "commands/data_directory.hpp"
#include "crypto/secret_file.hpp"
#include "ledger/books.hpp"
#include "persistence/recovery.hpp"

#include <memory>

#include "system_ports.hpp"

namespace bursar::commands {

struct OpenedBooks {
  /// Throws persistence::Unusable; the directory is then as it was.
  OpenedBooks(const config::Settings& settings, const DataDirectory& data);

  crypto::SecretKeys secrets;
  std::unique_ptr<persistence::Journal> journal;
  SystemClock clock;
  SystemRandom random;
  ledger::Books books;

 private:
  void replay();
  void mark_recovered();
};

}  // namespace bursar::commands
