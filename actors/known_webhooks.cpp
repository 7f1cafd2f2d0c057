#include "actors/known_webhooks.hpp"

#include "actors/receiver_rest.hpp"
#include "ledger/check.hpp"

#include <algorithm>
#include <utility>

namespace bursar::actors {
namespace {

using ledger::EventPosition;
using ledger::Sequence;
using ledger::Time;
using ledger::WebhookStatus;

constexpr std::size_t others_under_way_max = 2;
constexpr std::size_t organization_part = 4;
constexpr std::size_t doubtful_part = 2;
constexpr std::size_t unrecorded_max = 8'192;
constexpr std::size_t recorded_together_max = 256;
// How far a webhook that hears nothing goes on before that is recorded.
constexpr std::uint64_t unheard_max = 4'096;
// An attempt that takes so long holds a place as one that hangs does.
constexpr std::int64_t slow_ms = 2'000;

bool seen(const WebhookScope& scope, const ledger::Webhook& webhook) {
  return webhook.organization == scope.organization &&
         (scope.only.none() || webhook.made.wallet == scope.only);
}

}  // namespace

bool KnownWebhooks::Entry::first_under_way() const {
  return std::ranges::any_of(under_way, &Attempt::first);
}

bool KnownWebhooks::Entry::under_way_at(EventPosition at) const {
  return std::ranges::any_of(under_way, [at](const Attempt& one) { return one.before.at == at; });
}

void KnownWebhooks::Entry::ask_again(EventPosition at) {
  for (Attempt& attempt : under_way)
    if (attempt.before.at == at) {
      attempt.before = {.record = attempt.before.record, .at = at};
      attempt.asked_again = true;
    }
  for (ledger::WebhookProgress& more : held_back)
    for (ledger::DeliveryAttempt& attempt : more.attempts)
      if (attempt.at == at) ledger::ask_again(attempt);
}

void KnownWebhooks::Entry::find_next_due() {
  next_due = {};
  for (const ledger::PendingDelivery& one : ahead.pending)
    if (!under_way_at(one.at) && (next_due == Time{} || one.due < next_due)) next_due = one.due;
}

// --- What the journal says.

void KnownWebhooks::add(Sequence made, ledger::Webhook webhook) {
  if (webhook.status == WebhookStatus::removed) return;
  ids_[webhook.made.id] = made;
  Entry entry;
  entry.terms = webhook.made.terms;
  entry.status = webhook.status;
  entry.ahead = webhook.progress;
  entry.recorded = webhook.progress.next;
  const auto& recent = webhook.progress.recent;
  entry.doubtful = recent.empty() || recent.back().attempt.end != ledger::DeliveryEnd::delivered;
  entry.kept = std::move(webhook);
  entry.find_next_due();
  turns_.look_at(made, entry.doubtful);
  entries_[made] = std::move(entry);
}

void KnownWebhooks::take(const ledger::Record& record) {
  if (const auto* made = std::get_if<ledger::WebhookMade>(&record.fact))
    return add(record.sequence, ledger::first_state(record, *made));
  const auto name = ledger::webhook_named(record.fact);
  Entry* const changed = name ? entry(name->made) : nullptr;
  if (changed == nullptr) return;
  change(changed->kept, record);
  if (changed->kept.status == WebhookStatus::removed) return forget(name->made);
  turns_.look_at(name->made, changed->doubtful);
  // What comes next may be another event now.
  changed->coming.clear();
  for (Attempt& attempt : changed->under_way)
    attempt.behind = {attempt.before.at.sequence,
                      static_cast<std::uint16_t>(attempt.before.at.index + 1)};
  const auto* const asked = std::get_if<ledger::WebhookAsked>(&record.fact);
  if (asked == nullptr && !std::holds_alternative<ledger::WebhookChanged>(record.fact)) return;
  const EventPosition own{.sequence = record.organizations[0].sequence};
  if (asked != nullptr)
    if (const auto* wanted = changed->kept.progress.find(asked->test() ? own : asked->at))
      changed->ahead.ask(*wanted);
  if (--changed->asking == 0)
    for (const auto& more : std::exchange(changed->held_back, {}))
      // Behind the record that removes it nothing is told of it.
      if (changed->status != WebhookStatus::removed) apply(*changed, more);
  changed->find_next_due();
}

void KnownWebhooks::take(const ledger::DeliveriesMade& recorded) {
  for (const ledger::WebhookProgress& one : recorded.webhooks) {
    in_the_line_ -= std::min(in_the_line_, one.attempts.size());
    if (Entry* const known = entry(one.webhook)) ledger::take(known->kept, one);
  }
}

void KnownWebhooks::forget(Sequence made) {
  Entry& gone = entries_.at(made);
  for (const Attempt& one : gone.under_way) {
    gone_[{made, one.before.at}] = gone.kept.organization;
    doubtful_in_flight_ += trusted_.erase({one.began, made, one.before.at});
  }
  unrecorded_ -= gone.unrecorded.size();
  to_record_.erase(made);
  turns_.forget(made);
  give_up(gone.kept.organization);
  ids_.erase(gone.kept.made.id);
  entries_.erase(made);
}

// --- What callers see.

KnownWebhooks::Entry* KnownWebhooks::entry(Sequence made) {
  const auto found = entries_.find(made);
  return found == entries_.end() ? nullptr : &found->second;
}

ledger::Result<Sequence> KnownWebhooks::find(const WebhookScope& scope,
                                             ledger::WebhookId id) const {
  const auto found = ids_.find(id);
  if (found == ids_.end()) return ledger::refuse(ledger::Errc::not_found);
  const ledger::Webhook& webhook = entries_.at(found->second).kept;
  if (!seen(scope, webhook)) return ledger::refuse(ledger::Errc::not_found);
  if (webhook.made.environment != scope.environment)
    return ledger::refuse(ledger::Errc::environment_mismatch);
  return found->second;
}

WebhookRow KnownWebhooks::row(Sequence made) const {
  return {.made = made, .webhook = entries_.at(made).kept};
}

Rows<WebhookRow> KnownWebhooks::list(const WebhooksQuery& query) const {
  Rows<WebhookRow> page;
  auto at =
      query.page.before == 0 ? entries_.end() : entries_.lower_bound(Sequence{query.page.before});
  while (at != entries_.begin()) {
    --at;
    const ledger::Webhook& webhook = at->second.kept;
    if (!seen(query.scope, webhook) || webhook.made.environment != query.scope.environment)
      continue;
    if (page.rows.size() == query.page.limit) {
      page.next = page.rows.back().made.value;
      break;
    }
    page.rows.push_back(row(at->first));
  }
  return page;
}

bool KnownWebhooks::reserve(ledger::OrganizationNumber organization) {
  std::size_t& count = counts_[organization];
  if (count >= bounds_.per_organization_max) return false;
  ++count;
  return true;
}

// --- What is to be sent.

std::size_t KnownWebhooks::part_of_all(std::size_t part) const {
  return std::max<std::size_t>(bounds_.in_flight_max / part, 1);
}

bool KnownWebhooks::has_place(const Entry& entry) const {
  if (in_flight_ >= bounds_.in_flight_max || unrecorded_ + in_the_line_ >= unrecorded_max)
    return false;
  const auto its = in_flights_.find(entry.kept.organization);
  return its == in_flights_.end() || its->second < part_of_all(organization_part);
}

std::optional<KnownWebhooks::Turn> KnownWebhooks::next(Time now, const ReadOn& read_on) {
  doubt_the_slow(now);
  if (in_flight_ >= bounds_.in_flight_max) return std::nullopt;
  std::optional<Turn> turn;
  turns_.go_round(doubtful_in_flight_ < part_of_all(doubtful_part), [&](Sequence made) {
    Entry& entry = entries_.at(made);
    if (!has_place(entry)) return TurnLook::has_no_place;
    turn = turn_of(made, entry, now, read_on);
    if (turn) return TurnLook::served;
    see_due(entry, now);
    return TurnLook::has_nothing;
  });
  return turn;
}

void KnownWebhooks::look_at_all(Time now, const std::function<bool(const Entry& entry)>& has_news) {
  nearest_.reset();
  for (const auto& [made, entry] : entries_) {
    if (entry.status != WebhookStatus::enabled) continue;
    const bool due = entry.next_due != Time{} && entry.next_due <= now;
    if (due || !entry.coming.empty() || has_news(entry)) turns_.look_at(made, entry.doubtful);
    see_due(entry, now);
  }
}

void KnownWebhooks::see_due(const Entry& entry, Time now) {
  if (entry.status != WebhookStatus::enabled) return;
  for (const Time then : {entry.next_due, entry.rests_until, entry.held_until})
    if (then > now) nearest_ = std::min(nearest_.value_or(then), then);
}

std::optional<KnownWebhooks::Turn> KnownWebhooks::turn_of(Sequence made, Entry& entry, Time now,
                                                          const ReadOn& read_on) {
  const bool enabled =
      entry.status == WebhookStatus::enabled && entry.kept.status == WebhookStatus::enabled;
  if (!enabled || entry.asking > 0) return std::nullopt;
  if (entry.held_until > now) return std::nullopt;
  const bool rests = entry.rests_until > now;
  const bool first_under_way = entry.first_under_way();
  const std::size_t others = entry.under_way.size() - (first_under_way ? 1 : 0);
  if (entry.next_due != Time{} && entry.next_due <= now && others < others_under_way_max)
    for (const ledger::PendingDelivery& one : entry.ahead.pending)
      if (one.due <= now && (!rests || one.attempts == 0) && !entry.under_way_at(one.at))
        return begin(entry, {.made = made, .attempt = {.before = one}}, now);
  if (rests || first_under_way || !entry.ahead.may_go_on()) return std::nullopt;
  if (entry.coming.empty()) read_on(made, entry);
  if (entry.coming.empty()) return std::nullopt;
  Turn turn{.made = made, .attempt = {}, .event = std::move(entry.coming.front())};
  entry.coming.pop_front();
  const EventRow& row = *turn.event;
  turn.attempt = {.before = {.record = row.record->sequence, .at = row.at}, .first = true};
  turn.attempt.behind = {row.at.sequence, static_cast<std::uint16_t>(row.at.index + 1)};
  if (entry.coming.empty()) turn.attempt.behind = std::max(turn.attempt.behind, entry.read);
  return begin(entry, std::move(turn), now);
}

std::optional<KnownWebhooks::Turn> KnownWebhooks::begin(Entry& entry, Turn turn, Time now) {
  turn.attempt.began = now;
  turn.attempt.doubtful = entry.doubtful;
  entry.under_way.push_back(turn.attempt);
  count(entry.kept.organization, true);
  if (entry.doubtful)
    ++doubtful_in_flight_;
  else
    trusted_.insert({now, turn.made, turn.attempt.before.at});
  entry.find_next_due();
  return turn;
}

// Who answers in the end, and late every time, is to take no more places than who never does.
void KnownWebhooks::doubt_the_slow(Time now) {
  while (!trusted_.empty()) {
    const auto [began, made, at] = *trusted_.begin();
    if (now.milliseconds - began.milliseconds < slow_ms) return;
    trusted_.erase(trusted_.begin());
    Entry& entry = entries_.at(made);
    std::ranges::find(entry.under_way, at, [](const Attempt& one) {
      return one.before.at;
    })->doubtful = true;
    entry.doubtful = true;
    turns_.look_at(made, true);
    ++doubtful_in_flight_;
  }
}

void KnownWebhooks::count(ledger::OrganizationNumber organization, bool more) {
  std::size_t& its = in_flights_[organization];
  its = more ? its + 1 : its - 1;
  in_flight_ = more ? in_flight_ + 1 : in_flight_ - 1;
  if (its == 0) in_flights_.erase(organization);
}

void KnownWebhooks::end_of_gone(Sequence made, EventPosition at) {
  const auto found = gone_.find({made, at});
  if (found == gone_.end()) return;
  count(found->second, false);
  --doubtful_in_flight_;
  gone_.erase(found);
}

KnownWebhooks::Attempt KnownWebhooks::leave(Sequence made, Entry& entry, EventPosition at) {
  const auto found = std::ranges::find_if(entry.under_way,
                                          [at](const Attempt& one) { return one.before.at == at; });
  CHECK(found != entry.under_way.end());
  const Attempt left = *found;
  entry.under_way.erase(found);
  count(entry.kept.organization, false);
  if (left.doubtful)
    --doubtful_in_flight_;
  else
    trusted_.erase({left.began, made, at});
  return left;
}

const KnownWebhooks::Attempt* KnownWebhooks::under_way(Sequence made, EventPosition at) const {
  const auto found = entries_.find(made);
  if (found == entries_.end()) return nullptr;
  for (const Attempt& one : found->second.under_way)
    if (one.before.at == at) return &one;
  return nullptr;
}

void KnownWebhooks::end(Sequence made, const ledger::DeliveryAttempt& over,
                        const ledger::DeliveryAnswer& answer) {
  Entry& entry = entries_.at(made);
  const Attempt left = leave(made, entry, over.at);
  if (entry.status == WebhookStatus::removed) return;  // which may be in the journal already
  const bool failed = over.end != ledger::DeliveryEnd::delivered;
  entry.doubtful = failed || over.time.milliseconds - left.began.milliseconds >= slow_ms;
  entry.failed_in_row = failed ? entry.failed_in_row + 1 : 0;
  if (failed) {
    entry.rests_until =
        std::max(entry.rests_until, rests_until(entry.failed_in_row, answer, over.time));
    entry.told_to_rest = entry.told_to_rest || ledger::throttles(answer);
  } else if (!entry.told_to_rest || entry.rests_until <= over.time) {
    entry.rests_until = {};
    entry.told_to_rest = false;
  }
  turns_.look_at(made, entry.doubtful);
  const ledger::WebhookProgress more{
      .webhook = made, .next = left.first ? left.behind : entry.ahead.next, .attempts = {over}};
  if (entry.asking > 0)
    entry.held_back.push_back(more);
  else
    apply(entry, more);
}

void KnownWebhooks::disable(Sequence made, ledger::WebhookReason reason) {
  Entry& entry = entries_.at(made);
  entry.status = WebhookStatus::disabled;
  entry.disabled_for = reason;
}

void KnownWebhooks::apply(Entry& entry, const ledger::WebhookProgress& more) {
  ledger::WebhookProgress taken = more;
  taken.next = std::max(more.next, entry.ahead.next);
  entry.ahead.take(taken);
  entry.unrecorded.insert(entry.unrecorded.end(), more.attempts.begin(), more.attempts.end());
  unrecorded_ += more.attempts.size();
  to_record_.insert(more.webhook);
  entry.find_next_due();
}

void KnownWebhooks::take_back(Sequence made, EventPosition at, Time held_until) {
  Entry& entry = entries_.at(made);
  if (leave(made, entry, at).first) entry.coming.clear();
  entry.held_until = std::max(entry.held_until, held_until);
  entry.find_next_due();
  turns_.look_at(made, entry.doubtful);
}

std::optional<Time> KnownWebhooks::next_due(Time now) const {
  return nearest_ > now ? nearest_ : std::nullopt;
}

// --- What is to be recorded.

std::optional<KnownWebhooks::Heard> KnownWebhooks::unrecorded() {
  Heard heard;
  auto& told = heard.deliveries.webhooks;
  while (!to_record_.empty() && told.size() < recorded_together_max) {
    const Sequence webhook = *to_record_.begin();
    to_record_.erase(to_record_.begin());
    Entry& entry = entries_.at(webhook);
    unrecorded_ -= entry.unrecorded.size();
    in_the_line_ += entry.unrecorded.size();
    entry.recorded = entry.ahead.next;
    told.push_back({.webhook = webhook,
                    .next = entry.ahead.next,
                    .attempts = std::exchange(entry.unrecorded, {})});
    if (const auto why = std::exchange(entry.disabled_for, std::nullopt))
      heard.disabled.emplace_back(
          entry.kept.organization,
          ledger::WebhookMarked{entry.kept.name(webhook), ledger::WebhookMark::disabled, *why});
  }
  if (told.empty()) return std::nullopt;
  return heard;
}

bool KnownWebhooks::settled() const {
  return in_flight_ == gone_.size() && std::ranges::all_of(entries_, [](const auto& one) {
           return one.second.held_back.empty();
         });
}

void KnownWebhooks::go_on(Sequence made, Entry& entry, EventPosition next) {
  entry.ahead.next = std::max(entry.ahead.next, next);
  if (entry.ahead.next.sequence.value - entry.recorded.sequence.value >= unheard_max)
    to_record_.insert(made);
}

}  // namespace bursar::actors
