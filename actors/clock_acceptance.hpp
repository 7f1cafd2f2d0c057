#pragma once

// The operator says that the wall clock is right.

#include "actors/commands.hpp"
#include "actors/journal_line.hpp"
#include "actors/ports.hpp"
#include "persistence/known_keys.hpp"

#include <memory>
#include <utility>

namespace bursar::actors {

/// Forwards the clock is told last: who goes by the new time comes behind the record that says so.
/// Backwards it is told first: time holds still, and the record must say since when. All of them
/// outlive the call.
inline void accept_clock(std::shared_ptr<AcceptClockCall> call, Clock& clock,
                         persistence::KnownKeys& known_keys, JournalLine& line) {
  auto [now, wall, diverged] = clock.compare();
  const bool forwards = wall > now;
  if (diverged && !forwards) {
    clock.accept();
    now = clock.now();
  }
  call->outcome = ClockAcceptance{.accepted = diverged, .from = now, .to = wall};
  if (diverged) {
    call->draft = std::make_shared<Draft>();
    call->draft->record.time = now;
    call->draft->record.fact = ledger::ClockAccepted{.from = now, .to = wall};
    if (forwards)
      call->when_durable = [&clock, &known_keys, to = wall](CallPtr&) {
        known_keys.time_jumps(to);
        clock.accept();
      };
  }
  line.append(std::move(call));
}

}  // namespace bursar::actors
