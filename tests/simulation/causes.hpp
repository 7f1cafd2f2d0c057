#pragma once

// What may be the matter where an engine refuses something that is right in itself: it is full, its
// disk is, or whoever would receive does not answer. None of it is ever said without being so.

#include "actors/engine.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>

namespace bursar::simulation {

struct Asking;
struct Movement;
struct Evidence;

/// How large the engine's rooms are.
struct Bounds {
  std::size_t calls = 0;
  std::size_t batches = 0;
  std::size_t keys = 0;
  std::size_t keys_in_memory = 0;
  std::int64_t approval_ttl_ms = 0;

  static Bounds of(const actors::Engine::Options& options) {
    return {.calls = options.calls_in_flight_max,
            .batches = options.batches_in_flight_max,
            .keys = options.idempotency_keys_max,
            .keys_in_memory = options.keys_in_memory_max,
            .approval_ttl_ms = options.terms.approval_ttl_ms};
  }
};

/// What is under way at this moment, the call that is being answered left out.
struct UnderWay {
  std::size_t calls = 0;
  std::size_t batches = 0;
  std::size_t audits = 0;
  std::size_t waiters = 0;            // for a decision, not among the calls
  std::uint64_t audits_asked = 0;     // ever
  std::chrono::nanoseconds passed{};  // as those count it who wait for one another
  bool disk_full = false;
};

/// A top-up takes a place too, and each wallet may have one under way.
std::size_t places_taken(const Evidence& now);

/// Whoever else had a say did not say anything in time, or was about to end.
bool may_have_waited_for_another(const Evidence& now, const Asking& asked);
/// What would be drawn is not there, or its owner is frozen.
bool finds_too_little_to_draw(const Evidence& now, const Asking& asked, ledger::Wide drawn);
bool has_been_frozen(std::span<const ledger::WalletStatus> statuses);
bool has_been_archived(std::span<const ledger::WalletStatus> statuses);

// --- Why a movement may be refused although it could be done.

bool names_one_wallet_twice(const Evidence& now, const Movement& asked);
bool leaves_environment(const Evidence& now, const Movement& asked);
bool names_nobody(const Evidence& now, const Movement& asked);
bool gives_to_a_stranger(const Evidence& now, const Movement& asked);
bool is_frozen(const Evidence& now, const Movement& asked);
bool is_archived(const Evidence& now, const Movement& asked);
bool finds_its_source_short(const Evidence& now, const Movement& asked);
bool pays_the_archived(const Evidence& now, const Movement& asked);
bool is_so_of_its_part(const Evidence& now, const Movement& asked, const ledger::Error& error);
bool met_a_full_disk(const Evidence& now, const Movement& asked);
bool may_find_no_place(const Evidence& now, const Movement& asked);
bool may_find_its_share_taken(const Evidence& now, const Movement& asked);
bool may_find_no_place_for_its_key(const Evidence& now, const Movement& asked);
bool may_have_no_place_for_a_key(const Evidence& now, std::size_t under_way);
bool has_a_sealed_key(const Evidence& now, const Movement& asked);

}  // namespace bursar::simulation
