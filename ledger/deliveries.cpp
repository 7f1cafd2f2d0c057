#include "ledger/deliveries.hpp"

#include <algorithm>
#include <array>

namespace bursar::ledger {

namespace {

constexpr std::int64_t second_ms = 1'000;
constexpr std::int64_t minute_ms = 60 * second_ms;
constexpr std::int64_t hour_ms = 60 * minute_ms;
constexpr std::array<std::int64_t, delivery_attempts_max - 1> pauses_ms = {
    5 * second_ms, 5 * minute_ms, 30 * minute_ms, 2 * hour_ms, 5 * hour_ms,
    10 * hour_ms,  14 * hour_ms,  20 * hour_ms,   24 * hour_ms};
constexpr std::int64_t jitter_part = 5;
constexpr std::int64_t retry_after_s_max = 24 * 3'600;
constexpr std::uint16_t status_gone = 410;

}  // namespace

const PendingDelivery* DeliveryProgress::find(EventPosition at) const {
  const auto found = std::ranges::find(pending, at, &PendingDelivery::at);
  return found == pending.end() ? nullptr : &*found;
}

bool DeliveryProgress::tried(EventPosition at) const {
  return std::ranges::any_of(recent, [at](const PastAttempt& one) { return one.attempt.at == at; });
}

void DeliveryProgress::take(const WebhookProgress& more) {
  for (const DeliveryAttempt& attempt : more.attempts) {
    auto waiting = std::ranges::find(pending, attempt.at, &PendingDelivery::at);
    if (waiting == pending.end())
      waiting = pending.insert(waiting, {.record = attempt.record, .at = attempt.at});
    ++waiting->attempts;
    waiting->due = attempt.due;
    ++(attempt.end == DeliveryEnd::delivered ? delivered : failed);
    recent.push_back({attempt, waiting->attempts});
    if (attempt.due == Time{}) pending.erase(waiting);
  }
  if (recent.size() > recent_attempts_max)
    recent.erase(recent.begin(), recent.end() - recent_attempts_max);
  next = more.next;
}

void DeliveryProgress::ask(const PendingDelivery& wanted) {
  const auto waiting = std::ranges::find(pending, wanted.at, &PendingDelivery::at);
  if (waiting == pending.end())
    pending.push_back(wanted);
  else
    *waiting = wanted;
}

Time next_attempt(std::uint8_t attempts, Time now, std::uint32_t jitter,
                  std::optional<std::int64_t> retry_after_s) {
  if (attempts == 0 || attempts > pauses_ms.size()) return {};
  const std::int64_t pause = pauses_ms[attempts - 1U];
  const std::int64_t longer = pause / jitter_part * jitter / jitter_end;
  const std::int64_t wanted =
      std::clamp<std::int64_t>(retry_after_s.value_or(0), 0, retry_after_s_max) * second_ms;
  return {now.milliseconds + std::max(pause + longer, wanted)};
}

DeliveryAttempt attempt_of(const PendingDelivery& before, const DeliveryAnswer& answer, Time now,
                           std::uint32_t jitter) {
  DeliveryAttempt attempt{.record = before.record,
                          .at = before.at,
                          .end = answer.end,
                          .status = answer.status,
                          .time = now};
  const bool over = answer.end == DeliveryEnd::delivered || answer.end == DeliveryEnd::lost ||
                    answer.status == status_gone || before.test;
  if (!over)
    attempt.due = next_attempt(static_cast<std::uint8_t>(before.attempts + 1), now, jitter,
                               answer.retry_after_s);
  return attempt;
}

void ask_again(DeliveryAttempt& attempt) {
  if (attempt.end != DeliveryEnd::lost && attempt.status != status_gone) attempt.due = attempt.time;
}

std::optional<WebhookReason> disables(const DeliveryAttempt& attempt, bool test) {
  if (attempt.end == DeliveryEnd::delivered || attempt.end == DeliveryEnd::lost)
    return std::nullopt;
  if (attempt.status == status_gone) return WebhookReason::gone;
  if (attempt.due != Time{} || test) return std::nullopt;
  return WebhookReason::exhausted;
}

}  // namespace bursar::ledger
