#pragma once

// How events are delivered to one webhook: each is tried once in its turn, and those that failed
// are tried again beside the others, until it has heard them or has no attempt left. No event is
// left out, whatever the order of outcomes.

#include "ledger/webhook_facts.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace bursar::ledger {

/// An event is tried so often, over three days.
constexpr std::uint8_t delivery_attempts_max = 10;
/// While so many events wait for another attempt, no event has its first one.
constexpr std::size_t pending_deliveries_max = 200;
/// Of each webhook so many attempts are known still, the newest.
constexpr std::size_t recent_attempts_max = 100;

/// An event that waits for an attempt which is not its first, or that somebody asked for.
struct PendingDelivery {
  Sequence record = {};
  EventPosition at = {};
  std::uint8_t attempts = 0;  // that it has had
  bool test = false;          // has no attempt but one
  Time due = {};

  friend bool operator==(const PendingDelivery&, const PendingDelivery&) = default;
};

/// One that is over, and the how manieth of its event it was.
struct PastAttempt {
  DeliveryAttempt attempt = {};
  std::uint8_t number = 1;

  friend bool operator==(const PastAttempt&, const PastAttempt&) = default;
};

/// How far a webhook has come.
struct DeliveryProgress {
  EventPosition next = {};                    // the first event that may not have been tried
  std::vector<PendingDelivery> pending = {};  // in the order in which they came to wait
  std::vector<PastAttempt> recent = {};       // oldest first
  std::uint64_t delivered = 0;
  std::uint64_t failed = 0;  // attempts

  /// None: it does not wait.
  const PendingDelivery* find(EventPosition at) const;
  /// Lately, whatever came of it.
  bool tried(EventPosition at) const;
  bool may_go_on() const { return pending.size() < pending_deliveries_max; }
  void take(const WebhookProgress& more);
  /// It is due at once, with all its attempts before it.
  void ask(const PendingDelivery& wanted);

  friend bool operator==(const DeliveryProgress&, const DeliveryProgress&) = default;
};

/// What was heard of an attempt.
struct DeliveryAnswer {
  DeliveryEnd end = DeliveryEnd::late;
  std::uint16_t status = 0;
  std::optional<std::int64_t> retry_after_s = {};
};
/// Of the whole of chance.
constexpr std::uint32_t jitter_end = 1'000;

/// When an event that has had so many attempts is tried again: a while that grows with them, a
/// fifth longer at most by `jitter`, and not before its receiver wants it. Zero: never.
Time next_attempt(std::uint8_t attempts, Time now, std::uint32_t jitter,
                  std::optional<std::int64_t> retry_after_s);
/// What is to be recorded of it; `before` it the event had that standing.
DeliveryAttempt attempt_of(const PendingDelivery& before, const DeliveryAnswer& answer, Time now,
                           std::uint32_t jitter);
/// Its event was asked for while this was under way: that is due at once, unless there is nobody to
/// hear it or nothing to be told.
void ask_again(DeliveryAttempt& attempt);
/// Why nothing more is to be sent to a webhook after this; none: no reason. A test that fails, or
/// an event that cannot be told, is none.
std::optional<WebhookReason> disables(const DeliveryAttempt& attempt, bool test);
/// Its receiver has too much to do, whatever is sent; a 503 says so where it says for how long.
constexpr bool throttles(const DeliveryAnswer& answer) {
  return answer.end == DeliveryEnd::answered &&
         (answer.status == 429 || answer.status == 502 || answer.status == 504 ||
          (answer.status == 503 && answer.retry_after_s.has_value()));
}

}  // namespace bursar::ledger
