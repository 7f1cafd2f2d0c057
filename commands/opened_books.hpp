#pragma once

// A data directory put to use: the journal with what it comes to, the views of it, and the secrets
// that it was made with. Made when there is none yet.

#include "actors/views_states.hpp"
#include "commands/data_directory.hpp"
#include "crypto/secret_file.hpp"
#include "persistence/recovery.hpp"
#include "persistence/views.hpp"
#include "system_ports.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace bursar::commands {

/// Somebody asked for the end before there was anything to end.
struct StopAsked {};

struct OpenedBooks {
  enum class WallClock : std::uint8_t { to_be_judged, accepted };

  /// Throws persistence::Unusable; the directory is then as it was. So it does when the wall clock
  /// is far from the journal's last record and nobody has accepted it. `stop_asked` is asked now
  /// and then during a replay, and when it says yes, StopAsked is thrown; a later start does
  /// what is left, or all of it.
  OpenedBooks(
      const config::Settings& settings, const DataDirectory& data,
      WallClock wall_clock = WallClock::to_be_judged,
      const std::function<bool()>& stop_asked = [] { return false; });

  crypto::SecretKeys secrets;
  std::unique_ptr<persistence::Journal> journal;
  SystemClock clock;
  SystemRandom random;
  std::unique_ptr<persistence::Views> views;
  std::optional<actors::ViewsStates> books;  // as the views have them
  crypto::Bytes<32> operator_key_hash = {};

 private:
  void resume(const DataDirectory& data, const std::function<bool()>& stop_asked);
  void stop_when(bool asked);
  void go_on(WallClock wall_clock);
  [[noreturn]] void refuse_clock();
  std::string still_since() const;
  void append(const ledger::Fact& fact);

  std::filesystem::path directory_;
  ledger::Sequence verified_from_ = {};  // from there on to the end, by this start
};

}  // namespace bursar::commands
