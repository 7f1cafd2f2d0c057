#include "actors/webhooks.hpp"

#include "actors/fail_stop.hpp"
#include "actors/webhook_changes.hpp"
#include "actors/webhook_end.hpp"
#include "actors/webhook_state.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace bursar::actors {
namespace {

using ledger::Sequence;
using ledger::Time;
using ledger::WebhookStatus;
using std::chrono::milliseconds;
using Moment = caf::actor_clock::time_point;

// New records are looked at together, and so is what was tried recorded.
constexpr milliseconds gather{20};
constexpr milliseconds record_after{500};
constexpr std::size_t recorded_early = 512;
// An operator may accept a clock that is ahead.
constexpr milliseconds nap_max{1'000};
constexpr milliseconds show_every{500};
constexpr std::int64_t busy_ms = 1'000;
constexpr std::int64_t overloaded_ms = 1'000;
constexpr std::uint32_t rows_read_together = 16;

using State = WebhooksState;
using Self = Webhooks::stateful_pointer<State>;

void wake_in(Self self, milliseconds pause) {
  State& state = self->state;
  const Moment then = self->clock().now() + pause;
  if (state.wakes && *state.wakes <= then) return;
  state.wakes = then;
  self->delayed_send(self, pause, Due{});
}

// --- What is to be sent.

EventsQuery query_of(const State& state, const ledger::Webhook& webhook) {
  const DurableMarks& marks = state.desk->marks;
  EventsQuery query{.organization = webhook.organization,
                    .environment = webhook.made.environment,
                    .only = webhook.made.wallet};
  query.count = marks.of(query.organization);
  query.newest = marks.newest(query.organization);
  return query;
}

void read_on(State& state, Sequence made, KnownWebhooks::Entry& entry) {
  EventsQuery query = query_of(state, entry.kept);
  if (entry.ahead.next.sequence > query.count) return;
  query.types = events_wanted(entry.kept.made);
  query.from = entry.ahead.next;
  query.limit = rows_read_together;
  auto page = list_events(query, state.desk->reading);
  if (!page) {
    entry.held_until = later(state.desk->clock.now(), overloaded_ms);
    return;
  }
  entry.read = page->next;
  if (page->rows.empty()) {
    state.behind = state.behind || page->more;
    return state.known->go_on(made, entry, page->next);
  }
  std::ranges::move(page->rows, std::back_inserter(entry.coming));
}

/// An event that was told before, or is a test, as its webhook may hear it; none: it may not, or
/// its record is archived. Refuses while it cannot be read.
ledger::Result<std::optional<EventRow>> read_again(const State& state,
                                                   const ledger::Webhook& webhook,
                                                   const ledger::PendingDelivery& wanted) {
  EventsQuery query = query_of(state, webhook);
  query.types = events_covered(webhook.made);
  if (wanted.test) query.types |= ledger::event_types("webhook.tested");
  query.from = wanted.at;
  query.limit = 1;
  query.count = wanted.at.sequence;
  query.newest = wanted.record;
  auto page = list_events(query, state.desk->reading);
  if (!page) return std::unexpected{page.error()};
  if (page->rows.empty() || page->rows.front().at != wanted.at) return std::optional<EventRow>{};
  return std::optional{std::move(page->rows.front())};
}

ledger::DeliveryAnswer answer_of(const OutboundAnswer& heard) {
  using ledger::DeliveryEnd;
  ledger::DeliveryAnswer answer{.status = static_cast<std::uint16_t>(heard.status),
                                .retry_after_s = heard.retry_after_s};
  switch (heard.end) {
    case OutboundEnd::answered:
      answer.end = heard.status / 100 == 2 ? DeliveryEnd::delivered : DeliveryEnd::answered;
      break;
    case OutboundEnd::busy:
    case OutboundEnd::late:
      answer.end = DeliveryEnd::late;
      break;
    case OutboundEnd::refused:
      answer.end = DeliveryEnd::refused;
      break;
    case OutboundEnd::unresolved:
      answer.end = DeliveryEnd::unresolved;
      break;
    case OutboundEnd::forbidden:
      answer.end = DeliveryEnd::forbidden;
      break;
    case OutboundEnd::unreachable:
      answer.end = DeliveryEnd::unreachable;
      break;
    case OutboundEnd::untrusted:
      answer.end = DeliveryEnd::untrusted;
      break;
    case OutboundEnd::malformed:
      answer.end = DeliveryEnd::malformed;
      break;
    case OutboundEnd::no_secret:
      answer.end = DeliveryEnd::no_secret;
      break;
  }
  return answer;
}

// By value: what is under way is forgotten here.
void over(Self self, Sequence made, KnownWebhooks::Attempt ended,
          const ledger::DeliveryAnswer& answer) {
  State& state = self->state;
  std::array<std::uint8_t, 4> chance;
  state.desk->random.fill(chance);
  const auto jitter = std::bit_cast<std::uint32_t>(chance) % ledger::jitter_end;
  ledger::DeliveryAttempt attempt =
      attempt_of(ended.before, answer, state.desk->clock.now(), jitter);
  if (ended.asked_again) ask_again(attempt);
  state.known->end(made, attempt, answer);
  ++state.desk->figures.attempts[static_cast<std::size_t>(attempt.end)];
  const auto reason = disables(attempt, ended.before.test);
  const bool ends = reason && state.known->entry(made)->status == WebhookStatus::enabled;
  if (ends) state.known->disable(made, *reason);
  if (ends || state.known->unrecorded_attempts() >= recorded_early) record_attempts(state);
  if (!state.records) state.records = self->clock().now() + record_after;
}

void deliver(Self self, KnownWebhooks::Turn turn) {
  State& state = self->state;
  const ledger::Webhook& webhook = state.known->entry(turn.made)->kept;
  const ledger::PendingDelivery& before = turn.attempt.before;
  if (!turn.event) {
    auto read = read_again(state, webhook, before);
    if (!read)
      return state.known->take_back(turn.made, before.at,
                                    later(state.desk->clock.now(), overloaded_ms));
    turn.event = *std::move(read);
  }
  if (!turn.event) return over(self, turn.made, turn.attempt, {.end = ledger::DeliveryEnd::lost});
  WebhookDelivery delivery{.webhook = webhook.made,
                           .previous_secret = {},
                           .organization = webhook.organization,
                           .event = *std::move(turn.event),
                           .now = state.desk->clock.now()};
  if (webhook.previous_ends > delivery.now) delivery.previous_secret = webhook.previous_secret;
  state.desk->post->deliver(
      delivery, [bell = state.desk->bell, made = turn.made, at = before.at](
                    const OutboundAnswer& heard) { bell->tell(WebhookHeard{made, at, heard}); });
}

void show_figures(Self self) {
  State& state = self->state;
  if (state.shows && self->clock().now() < *state.shows) return;
  state.shows = self->clock().now() + show_every;
  WebhookFigures& figures = state.desk->figures;
  std::size_t disabled = 0;
  std::size_t pending = 0;
  std::uint64_t lag = 0;
  state.known->each([&](const KnownWebhooks::Entry& entry) {
    pending += entry.ahead.pending.size();
    if (entry.status != WebhookStatus::enabled) return void(++disabled);
    const std::uint64_t count = state.desk->marks.of(entry.kept.organization).value + 1;
    const std::uint64_t next = entry.ahead.next.sequence.value;
    lag = std::max(lag, count - std::min(count, next));
  });
  figures.webhooks = state.known->size();
  figures.disabled = disabled;
  figures.pending = pending;
  figures.lag = lag;
  figures.in_flight = state.known->in_flight();
}

// While the disk is nearly full nothing is sent: what became of it could not be written down.
void send_what_is_due(Self self) {
  State& state = self->state;
  if (state.desk->post == nullptr || state.known->size() == 0) return;
  const Time now = state.desk->clock.now();
  state.behind = false;
  const auto reads = [&](Sequence made, KnownWebhooks::Entry& entry) {
    read_on(state, made, entry);
  };
  if (!state.stopping && !state.desk->around.read_only.load(std::memory_order_relaxed))
    while (auto turn = state.known->next(now, reads)) deliver(self, *std::move(turn));
  // How far one has come that hears nothing is recorded too.
  if (!state.stopping && !state.records && state.known->has_to_record())
    state.records = self->clock().now() + record_after;
  milliseconds pause = state.behind ? milliseconds{1} : nap_max;
  if (const auto due = state.known->next_due(now))
    pause = std::clamp(milliseconds{due->milliseconds - now.milliseconds}, milliseconds{1}, pause);
  if (state.records)
    pause = std::min(pause, std::max(milliseconds{1}, std::chrono::ceil<milliseconds>(
                                                          *state.records - self->clock().now())));
  wake_in(self, pause);
}

void on_due(Self self) {
  State& state = self->state;
  // One that a nearer one has overtaken would bring another, and that another.
  if (state.wakes && self->clock().now() < *state.wakes) return;
  state.wakes.reset();
  state.desk->bell->heard();
  state.known->look_at_all(state.desk->clock.now(), [&](const KnownWebhooks::Entry& entry) {
    return entry.ahead.next.sequence <= state.desk->marks.of(entry.kept.organization);
  });
  send_what_is_due(self);
  if (!state.stopping && state.records && *state.records <= self->clock().now())
    record_attempts(state);
  show_figures(self);
}

void on_heard(Self self, const WebhookHeard& heard) {
  State& state = self->state;
  const KnownWebhooks::Attempt* const attempt = state.known->under_way(heard.webhook, heard.at);
  if (attempt == nullptr)
    state.known->end_of_gone(heard.webhook, heard.at);
  else if (heard.answer.end == OutboundEnd::busy)
    state.known->take_back(heard.webhook, heard.at, later(state.desk->clock.now(), busy_ms));
  else
    over(self, heard.webhook, *attempt, answer_of(heard.answer));
  if (state.stopping) return record_the_last(state);
  send_what_is_due(self);
}

Webhooks::behavior_type behavior(Self self, const WebhooksDesk& desk,
                                 const std::shared_ptr<KnownWebhooks>& known) {
  fail_stop(self, &desk.around.on_fatal);
  self->state.desk.emplace(desk);
  self->state.known.emplace(std::move(*known));
  desk.bell->serve(caf::actor_cast<Webhooks>(self));
  desk.bell->want(self->state.known->size() > 0);
  send_what_is_due(self);
  return {
      [self](const Ask<MakeWebhookCall>& ask) { begin(self->state, ask.call, make_webhook); },
      [self](const Ask<WebhookActCall>& ask) { begin(self->state, ask.call, act_on_webhook); },
      [self](const Ask<WebhookCall>& ask) { show_webhook(self->state, ask.call); },
      [self](const Ask<WebhooksCall>& ask) { list_webhooks(self->state, ask.call); },
      [self](const WebhookJudged& judged) {
        if (is_waited_for(self->state, judged)) webhook_judged(self->state, judged);
      },
      [self](const WebhookRecorded& recorded) {
        self->state.known->take(recorded.draft->record);
        if (self->state.stopping) return record_the_last(self->state);
        wake_in(self, gather);
      },
      [self](const DeliveriesRecorded& recorded) {
        self->state.known->take(std::get<ledger::DeliveriesMade>(recorded.draft->record.fact));
        wake_in(self, gather);
      },
      [self](const WebhookHeard& heard) { on_heard(self, heard); },
      [self](const Rest& rest) { on_rest(self->state, rest); },
      [self](NewEvents) { wake_in(self, gather); },
      [self](Due) { on_due(self); },
  };
}

}  // namespace

void record_attempts(WebhooksState& state) {
  struct UnaskedCall final : Call {};
  const Time now = state.desk->clock.now();
  state.records.reset();
  while (auto heard = state.known->unrecorded()) {
    auto call = std::make_shared<UnaskedCall>();
    auto drafts = std::make_unique<Call::Drafts>();
    drafts->push_back(webhook_draft(std::move(heard->deliveries), now));
    for (auto& [organization, marked] : heard->disabled)
      drafts->push_back(webhook_draft(std::move(marked), now, organization));
    call->when_durable = [bell = state.desk->bell, own = call.get()](CallPtr& journaled) {
      bell->tell(DeliveriesRecorded{own->drafts->front()});
      for (std::size_t i = 1; i < own->drafts->size(); ++i)
        bell->tell(WebhookRecorded{(*own->drafts)[i]});
      journaled.reset();
    };
    call->drafts = std::move(drafts);
    append(state, std::move(call));
  }
}

Webhooks spawn_webhooks(caf::actor_system& system, const WebhooksDesk& desk, KnownWebhooks known,
                        WriterThread thread) {
  auto shared = std::make_shared<KnownWebhooks>(std::move(known));
  if (thread == WriterThread::own) return system.spawn<caf::detached>(behavior, desk, shared);
  return system.spawn(behavior, desk, shared);
}

}  // namespace bursar::actors
