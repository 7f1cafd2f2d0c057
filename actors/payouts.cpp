#include "actors/payouts.hpp"

#include "actors/connector_silence.hpp"
#include "actors/fail_stop.hpp"
#include "actors/settlement.hpp"
#include "ledger/whole_letters.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace bursar::actors {
namespace {

using ledger::PayoutStatus;
using ledger::Sequence;
using std::chrono::milliseconds;
using Moment = caf::actor_clock::time_point;

// Long enough that nothing is looked at in vain; an operator may accept a clock that is ahead.
constexpr milliseconds nap_max{1'000};
// A question that nobody has answered by then is asked again; a wallet that was told and is frozen
// is told again.
constexpr std::int64_t answer_ms = 30'000;
constexpr std::int64_t again_ms_min = 1'000;
constexpr std::int64_t again_ms_max = 60'000;
constexpr std::uint32_t doublings_max = 6;
// Where its record cannot be read, as it was archived.
constexpr std::int64_t lost_ms = 3'600'000;
constexpr std::size_t looks_together = 64;
constexpr std::int64_t minute_ms = 60'000;

/// Where connectors tell what they know, from any thread, for as long as somebody hears it.
class Ear {
 public:
  explicit Ear(Payouts hears) : hears_{std::move(hears)} {}

  void tell(PayoutHeard heard) {
    const std::lock_guard lock{mutex_};
    if (hears_) caf::anon_send(hears_, std::move(heard));
  }
  void close() {
    const std::lock_guard lock{mutex_};
    hears_ = Payouts{};
  }

 private:
  std::mutex mutex_;
  Payouts hears_;
};

struct State {
  static inline const char* name = "payouts";
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (ear) ear->close();
  }

  std::optional<PayoutsDesk> desk;
  std::optional<KnownPayouts> known;
  std::shared_ptr<Ear> ear;
  std::uint64_t questions = 0;
  std::int64_t told_minute = -1;
  ConnectorSilence silence;
  std::int64_t told_silence_minute = -1;
  std::optional<Moment> wakes;  // when Due comes that is under way
};

using Self = Payouts::stateful_pointer<State>;

template <class C>
void refuse(State& state, const std::shared_ptr<C>& call, ledger::Errc code) {
  call->refused = code;
  call->outcome = ledger::refuse(code);
  state.desk->around.line.append(call);
}

ledger::Time later(ledger::Time from, std::int64_t ms) {
  return {from.milliseconds + ms};
}

/// Its connector has spoken, or nothing is wanted of it any more.
void hear_it(State& state) {
  state.silence.over();
  state.desk->figures.connector_silent_since_ms.store(0, std::memory_order_relaxed);
}

void wake_in_time(Self self) {
  State& state = self->state;
  state.desk->figures.open.store(state.known->size(), std::memory_order_relaxed);
  if (state.known->size() == 0) hear_it(state);
  const auto look = state.known->next_look();
  if (!look || state.desk->connector == nullptr) return;
  const Moment now = self->clock().now();
  const std::int64_t left = look->milliseconds - state.desk->clock.now().milliseconds;
  const auto pause = std::clamp(milliseconds{left}, milliseconds{1}, nap_max);
  if (state.wakes && *state.wakes <= now + pause) return;
  state.wakes = now + pause;
  self->delayed_send(self, pause, Due{});
}

void on_payout(State& state, const std::shared_ptr<PayoutCall>& call) {
  const auto known = state.known->find(call->command.payout);
  if (!known) return refuse(state, call, ledger::Errc::not_found);
  call->outcome = *known;
  state.desk->around.line.append(call);
}

void on_payouts(State& state, const std::shared_ptr<PayoutsCall>& call) {
  call->outcome = state.known->list(call->command);
  state.desk->around.line.append(call);
}

void on_opened(Self self, const PayoutOpened& opened) {
  self->state.known->add(opened.payout);
  wake_in_time(self);
}

void on_moved(Self self, const PayoutMoved& moved) {
  self->state.known->move(moved.move, moved.by, moved.at);
  wake_in_time(self);
}

// --- What its connector is asked, and what follows.

/// The record that asked for it; none: it is archived.
std::optional<ledger::Record> asked(const State& state, Sequence payout) {
  auto record = state.desk->records.record(payout);
  if (!record || !std::holds_alternative<ledger::PayoutAsked>(record->fact)) return std::nullopt;
  return record;
}

std::string id_of(const State& state, const ledger::Record& record) {
  return ledger::text("payout_", state.desk->records.payment_id(record));
}

SettlementOrder order_of(const State& state, const ledger::Record& record,
                         const KnownPayouts::Open& open) {
  const auto& fact = std::get<ledger::PayoutAsked>(record.fact);
  return {.id = id_of(state, record),
          .environment = open.row.environment,
          .wallet = fact.payment.payer_id,
          .amount = fact.payment.amount,
          .destination = fact.destination,
          .description = fact.payment.description,
          .status = open.row.status,
          .since = open.since,
          .asked_at = record.time};
}

/// It may have been submitted before the journal was restored from a backup that knows nothing of
/// it.
bool may_be_forgotten(const State& state, const ledger::Record& record,
                      const KnownPayouts::Open& open) {
  return record.epoch < state.desk->around.epoch && !open.never_came;
}

void ask(State& state, Sequence payout, KnownPayouts::Open& open) {
  const ledger::Time now = state.desk->clock.now();
  const auto record = asked(state, payout);
  if (!record) return state.known->look_at(payout, later(now, lost_ms));
  open.question = ++state.questions;
  ++open.looks;
  state.known->look_at(payout, later(now, answer_ms));
  const auto heard = [ear = state.ear, payout,
                      question = open.question](const SettlementReport& report) {
    ear->tell({.payout = payout, .question = question, .report = report});
  };
  Connector& connector = *state.desk->connector;
  state.silence.asked(now);
  const SettlementOrder order = order_of(state, *record, open);
  if (open.row.status == PayoutStatus::pending)
    return may_be_forgotten(state, *record, open) ? connector.status(order, heard)
                                                  : connector.authorize(order, heard);
  if (std::exchange(open.may_be_there, true)) return connector.status(order, heard);
  connector.submit(order, heard);
}

/// A record is told as UTF-8 for ever, so half a letter is none of it.
std::string kept_of(std::string_view said) {
  return std::string{ledger::whole_letters(said, reference_bytes_max)};
}

void tell_wallet(State& state, Sequence payout, const KnownPayouts::Open& open,
                 ledger::PayoutEvent event, const SettlementReport& report) {
  const auto record = asked(state, payout);
  if (!record) return;
  PayoutStep step{.act = {.payout = payout,
                          .payout_epoch = record->epoch,
                          .asked = std::get<ledger::PayoutAsked>(record->fact),
                          .event = event,
                          .said_of = open.row.status,
                          .reference = kept_of(report.reference),
                          .reason = kept_of(report.reason)},
                  .now = state.desk->clock.now()};
  state.desk->around.tell(open.row.wallet, std::move(step));
}

std::int64_t patience(std::uint32_t looks) {
  return std::min(again_ms_min << std::min(looks, doublings_max), again_ms_max);
}

void on_heard(Self self, const PayoutHeard& heard) {
  State& state = self->state;
  if (heard.report.standing != Standing::unanswered) hear_it(state);
  KnownPayouts::Open* const open = state.known->open(heard.payout);
  if (open == nullptr || open->question != heard.question) return;
  open->question = 0;
  const ledger::Time now = state.desk->clock.now();
  const SettlementStep step = step_after(open->row.status, heard.report.standing);
  if (step.submit_again) open->may_be_there = false;
  if (heard.report.standing == Standing::unknown) open->never_came = true;
  if (step.event) tell_wallet(state, heard.payout, *open, *step.event, heard.report);
  state.known->look_at(heard.payout,
                       later(now, step.event ? again_ms_max : patience(open->looks - 1)));
  wake_in_time(self);
}

// --- An alarm, and never a release.

void look_for_silence(State& state, ledger::Time now) {
  const auto silent = state.known->with_connector_since(later(now, -state.desk->settle_ms_max));
  state.desk->figures.silent.store(silent.size(), std::memory_order_relaxed);
  const std::int64_t minute = now.milliseconds / minute_ms;
  if (silent.empty() || minute <= state.told_minute) return;
  state.told_minute = minute;
  const auto record = asked(state, silent.front());
  state.desk->on_silent({.payout = record ? id_of(state, *record) : std::string{},
                         .since = state.known->open(silent.front())->since,
                         .silent = silent.size()});
}

void look_for_a_silent_connector(State& state, ledger::Time now) {
  const auto since = state.silence.longer_than(state.desk->silent_ms_max, now);
  if (!since) return;
  state.desk->figures.connector_silent_since_ms.store(since->milliseconds,
                                                      std::memory_order_relaxed);
  const std::int64_t minute = now.milliseconds / minute_ms;
  if (minute <= state.told_silence_minute) return;
  state.told_silence_minute = minute;
  state.desk->on_connector_silent({.since = *since, .open = state.known->size()});
}

void on_due(Self self) {
  State& state = self->state;
  // One that a nearer one has overtaken would bring another, and that another.
  if (state.wakes && self->clock().now() < *state.wakes) return;
  state.wakes.reset();
  const ledger::Time now = state.desk->clock.now();
  for (std::size_t looked = 0; looked < looks_together; ++looked) {
    const auto due = state.known->due(now);
    if (!due) break;
    ask(state, *due, *state.known->open(*due));
  }
  look_for_silence(state, now);
  look_for_a_silent_connector(state, now);
  wake_in_time(self);
}

Payouts::behavior_type behavior(Self self, const PayoutsDesk& desk,
                                const std::shared_ptr<KnownPayouts>& known) {
  fail_stop(self, &desk.around.on_fatal);
  self->state.desk.emplace(desk);
  self->state.known.emplace(std::move(*known));
  self->state.ear = std::make_shared<Ear>(caf::actor_cast<Payouts>(self));
  wake_in_time(self);
  return {
      [self](const Ask<PayoutCall>& ask) { on_payout(self->state, ask.call); },
      [self](const Ask<PayoutsCall>& ask) { on_payouts(self->state, ask.call); },
      [self](const PayoutOpened& opened) { on_opened(self, opened); },
      [self](const PayoutMoved& moved) { on_moved(self, moved); },
      [self](const PayoutHeard& heard) { on_heard(self, heard); },
      [self](Due) { on_due(self); },
  };
}

}  // namespace

Payouts spawn_payouts(caf::actor_system& system, const PayoutsDesk& desk, KnownPayouts known) {
  return system.spawn(behavior, desk, std::make_shared<KnownPayouts>(std::move(known)));
}

}  // namespace bursar::actors
