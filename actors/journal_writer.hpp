#pragma once

#include "actors/durable_marks.hpp"
#include "actors/fatal.hpp"
#include "actors/journal_heads.hpp"
#include "actors/journal_queue.hpp"
#include "actors/protocol.hpp"
#include "actors/wallet_signs.hpp"
#include "persistence/known_keys.hpp"
#include "persistence/store.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <string_view>

namespace bursar::telemetry {
class Probes;
}

namespace bursar::actors {

class EventPlaces;
class PaymentCourses;

/// A commit blocks, so a live writer has a thread of its own; a simulated one shares the schedule.
enum class WriterThread : std::uint8_t { own, shared };

/// What the writer works with; outlives it.
struct JournalDesk {
  JournalQueue& queue;
  persistence::JournalStore& store;
  DurableMarks& marks;
  persistence::KnownKeys& known_keys;
  WalletSigns& signs;
  PaymentCourses& courses;
  EventPlaces& event_places;
  std::atomic<bool>& stopped;  // set when a commit's outcome is unknown: nothing is answered again
  const OnFatal& on_fatal;
  std::function<void()> after_batch = [] {};
  telemetry::Probes* probes = nullptr;
  std::string_view (*refusal_name)(ledger::Errc) = nullptr;
  int pin_to_core = -1;
};

JournalWriter spawn_journal_writer(caf::actor_system& system, const JournalDesk& desk,
                                   JournalHeads heads, WriterThread thread);

}  // namespace bursar::actors
