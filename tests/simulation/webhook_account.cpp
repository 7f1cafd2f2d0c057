#include "tests/simulation/webhook_account.hpp"

#include "crypto/webhook_signature.hpp"
#include "tests/simulation/delivery_terms.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

namespace bursar::simulation {

using ledger::DeliveryEnd;
using ledger::Event;
using ledger::Record;
using ledger::Sequence;
using ledger::Time;
using ledger::WebhookReason;
using ledger::WebhookStatus;

namespace {

bool is_in(std::string_view word, std::string_view type) {
  if (word == "*" || word == type) return true;
  return word.ends_with(".*") && type.starts_with(word.substr(0, word.size() - 1));
}

}  // namespace

WebhookAccount::WebhookAccount(const Record& record, const ledger::WebhookMade& made,
                               const ToldEvents& events, Findings& findings)
    : by_{record.sequence},
      made_{made},
      organization_{record.organizations[0].organization},
      events_{events},
      findings_{findings},
      versions_{{.terms = made.terms, .secret = made.secret}},
      next_{.sequence = {record.organizations[0].sequence.value + 1}} {}

void WebhookAccount::report(std::string_view sentence, At at) const {
  findings_.report(sentence, "webhook " + std::to_string(by_.value) + ", event " +
                                 std::to_string(at.sequence.value) + '.' +
                                 std::to_string(at.index));
}

// --- What it may hear, and asks for.

bool WebhookAccount::covers(const Event& event) const {
  const auto* const named = std::get_if<ledger::Environment>(&event.place);
  if ((named ? *named : ledger::Environment::sandbox) != made_.environment) return false;
  const bool bound = !made_.wallet.none();
  if (bound && !event.about(made_.wallet)) return false;
  return ledger::heard_by(made_.permissions, bound)[static_cast<std::size_t>(event.type)];
}

bool WebhookAccount::asked_for(const Version& version, const Event& event) const {
  if (event.type == ledger::EventType::webhook_tested || !covers(event)) return false;
  return std::ranges::any_of(version.terms.events,
                             [&](const std::string& one) { return is_in(one, word(event.type)); });
}

// Whether the engine may go by it, for an event of that record.
bool WebhookAccount::may_hold(const Version& version, Sequence record) const {
  const auto index = static_cast<std::size_t>(&version - versions_.data());
  return index >= sure_ || version.until.none() || version.until > record;
}

// --- What the journal says.

void WebhookAccount::take(At at, const ToldEvent& told) {
  if (live() && at >= next_ && asked_for(versions_.back(), told.event)) owed_.insert(at);
}

void WebhookAccount::change(const Record& record) {
  if (const auto* asked = std::get_if<ledger::WebhookAsked>(&record.fact))
    return ask(record, *asked);
  if (const auto* marked = std::get_if<ledger::WebhookMarked>(&record.fact))
    return mark(record, *marked);
  Version next = versions_.back();
  versions_.back().until = record.sequence;
  if (const auto* changed = std::get_if<ledger::WebhookChanged>(&record.fact)) {
    next.terms = changed->terms;
    std::erase_if(owed_, [&](At at) {
      return !waiting_.contains(at) && !asked_for(next, events_.at(at).event);
    });
  }
  if (const auto* rotated = std::get_if<ledger::WebhookRotated>(&record.fact)) {
    next.previous = std::exchange(next.secret, rotated->secret);
    next.previous_ends = rotated->previous_ends;
  }
  versions_.push_back(std::move(next));
}

void WebhookAccount::mark(const Record& record, const ledger::WebhookMarked& marked) {
  status_ = static_cast<WebhookStatus>(marked.mark);
  reason_ = marked.reason;
  marked_at_ = record.time;
  given_up_ = false;
  if (enabled()) rest_said_ = rests_until_ = {};
  if (marked.reason == WebhookReason::gone && !said_gone_)
    report("A webhook is disabled only by its written rule", next_);
  if (marked.reason == WebhookReason::exhausted &&
      std::ranges::none_of(failures_, [](const auto& one) { return one.second >= attempts_max; }))
    report("A webhook is disabled only by its written rule", next_);
  if (live()) return;
  tries_.clear();
  answers_.clear();
  waiting_.clear();
  owed_.clear();
  wanted_.clear();
}

void WebhookAccount::ask(const Record& record, const ledger::WebhookAsked& asked) {
  const At at = asked.test() ? At{.sequence = record.organizations[0].sequence} : asked.at;
  waiting_[at] = {.test = asked.test(), .due = record.time};
  asked_.insert(at);
  wanted_.insert(at);
  for (Answer& one : answers_) one.overtaken = one.overtaken || one.at == at;
  const auto tried = tries_.find(at);
  if (tried == tries_.end()) return;
  if (!tried->second.under_way) return void(tries_.erase(tried));
  tried->second.first = false;  // as it goes on, it is what was asked for
  tried->second.attempts = 0;
}

void WebhookAccount::take(const ledger::WebhookProgress& more) {
  if (!live()) return report("Nothing is recorded of a webhook that was removed", more.next);
  At first = next_;
  for (const ledger::DeliveryAttempt& attempt : more.attempts) {
    if (!waiting_.contains(attempt.at)) {
      if (attempt.at < first || attempt.at >= more.next)
        report("First attempts are recorded in the order of events", attempt.at);
      first = attempt.at;
      ++first.index;
    }
    take(attempt);
  }
  if (more.next < next_) report("A webhook never goes back", more.next);
  next_ = more.next;
  for (const At at : owed_)
    if (at < next_ && !waiting_.contains(at))
      report("Nothing that a webhook asked for is passed over", at);
}

void WebhookAccount::take(const ledger::DeliveryAttempt& attempt) {
  Waiting& waits = waiting_[attempt.at];
  ++waits.attempts;
  waits.due = attempt.due;
  const auto told = events_.find(attempt.at);
  const bool lost = attempt.end == DeliveryEnd::lost;
  const auto heard = std::ranges::find(answers_, attempt.at, &Answer::at);
  if (lost) {
    if (attempt.due != Time{} || told == events_.end() || covers(told->second.event))
      report("Nothing is called lost that its webhook may hear", attempt.at);
    failed_last_ = failed_since_quiet_ = true;
  } else if (heard == answers_.end() || heard->end != attempt.end ||
             heard->status != attempt.status || heard->time > attempt.time) {
    report("What is recorded of an attempt is what its receiver said", attempt.at);
  } else {
    judge_due(attempt, *heard);
  }
  const bool test = heard != answers_.end() && heard->test;
  const bool failed = !lost && attempt.end != DeliveryEnd::delivered;
  ++(attempt.end == DeliveryEnd::delivered ? delivered_ : failed_);
  if (heard != answers_.end()) answers_.erase(heard);
  if (attempt.due != Time{}) return;
  wanted_.erase(attempt.at);
  if (failed && (!test || attempt.status == 410) && attempt.time > marked_at_) given_up_ = true;
  waiting_.erase(attempt.at);
  owed_.erase(attempt.at);
}

void WebhookAccount::judge_due(const ledger::DeliveryAttempt& attempt, const Answer& answer) {
  // One that had begun before its event was asked for is not the end of that.
  if (answer.overtaken && attempt.status != 410) {
    if (attempt.due == Time{}) report("What is asked for again is sent again", attempt.at);
    return;
  }
  const bool last = attempt.end == DeliveryEnd::delivered || attempt.status == 410 || answer.test;
  // Of what was asked for again meanwhile, which attempt it was is the engine's.
  const bool counted = !asked_.contains(attempt.at);
  const bool never = attempt.due == Time{};
  const bool must = last || (counted && answer.number >= attempts_max);
  const bool may = must || (!counted && failures_[attempt.at] >= attempts_max);
  if (never ? !may : must)
    return report("An event is tried until it is taken, ten times at most", attempt.at);
  if (never) return;
  const std::int64_t pause = attempt.due.milliseconds - attempt.time.milliseconds;
  const std::uint8_t number = answer.number;
  const std::int64_t soonest = soonest_ms(counted ? number : 1, answer.retry_after_s);
  const std::int64_t longest = counted ? pauses_s.at(number - 1U) : pauses_s.back();
  if (pause < soonest || pause > std::max(longest * 1'200, soonest))
    report("A retry waits as its number says, and its receiver", attempt.at);
}

// --- What its receiver hears and says.

void WebhookAccount::sent(const actors::WebhookDelivery& delivery) {
  const At at = delivery.event.at;
  judge_source(delivery);
  judge_signature(delivery);
  judge_turn(at, delivery.now);
  Try& now = tries_[at];
  const auto waits = waiting_.find(at);
  wanted_.erase(at);
  if (now.number == 0) {
    now.first = waits == waiting_.end();
    now.attempts = now.first ? 0 : waits->second.attempts;
  }
  now.test = waits != waiting_.end() && waits->second.test;
  now.number = static_cast<std::uint8_t>(now.attempts + 1);
  now.under_way = true;
}

// Its own of a kind that it asked for, or that was asked for it, and as the journal has it.
void WebhookAccount::judge_source(const actors::WebhookDelivery& delivery) {
  const At at = delivery.event.at;
  const auto told = events_.find(at);
  if (told == events_.end() || delivery.organization != organization_ ||
      delivery.event.record->sequence != told->second.record ||
      delivery.event.event != told->second.event)
    return report("What is sent is an event of the journal", at);
  if (!covers(told->second.event))
    report("A webhook hears nothing that its maker may not read", at);
  if (asked_.contains(at) || waiting_.contains(at) || tries_.contains(at)) return;
  if (std::ranges::none_of(versions_, [&](const Version& one) {
        return may_hold(one, told->second.record) && asked_for(one, told->second.event);
      }))
    report("A webhook hears what it asked for", at);
}

void WebhookAccount::judge_signature(const actors::WebhookDelivery& delivery) {
  const std::string id = std::to_string(delivery.event.at.sequence.value);
  const std::string body{word(delivery.event.event.type)};
  const crypto::WebhookMessage message{
      .id = id, .timestamp = delivery.now.milliseconds / 1'000, .body = body};
  std::vector<crypto::ByteView> keys{delivery.webhook.secret};
  if (!delivery.previous_secret.empty()) keys.emplace_back(delivery.previous_secret);
  const std::string signatures = crypto::webhook_signature(keys, message);
  const auto verifies = [&](const Version& one) {
    const std::vector<crypto::ByteView> newest{one.secret};
    const std::vector<crypto::ByteView> before{one.previous};
    const bool both = !one.previous.empty() && one.previous_ends > delivery.now;
    if (delivery.webhook.terms.url != one.terms.url) return false;
    if (!crypto::signed_by(newest, message, signatures)) return false;
    return both ? crypto::signed_by(before, message, signatures) : delivery.previous_secret.empty();
  };
  if (std::none_of(versions_.begin() + static_cast<std::ptrdiff_t>(sure_), versions_.end(),
                   verifies))
    report("What is sent goes where it should, signed by the secrets that are valid then",
           delivery.event.at);
}

void WebhookAccount::judge_turn(At at, Time now) {
  const auto tried = tries_.find(at);
  const auto waits = waiting_.find(at);
  if (tried != tries_.end() && tried->second.under_way)
    report("No event is under way twice to one webhook", at);
  if (asked_.contains(at)) {
    if (tried == tries_.end() && waits == waiting_.end())
      report("What is over is not sent again", at);
    return;
  }
  if (now < rests_until_) report("A receiver that has too much to do is left alone", at);
  if (tried != tries_.end()) {
    if (tried->second.taken) report("What was taken is not sent again", at);
    if (now < tried->second.not_before)
      report("A retry waits as its number says, and its receiver", at);
  } else if (waits != waiting_.end()) {
    if (now < waits->second.due) report("A retry waits as its number says, and its receiver", at);
  } else {
    judge_first(at);
  }
}

void WebhookAccount::judge_first(At at) {
  if (at < next_) return report("What is over is not sent again", at);
  for (const auto& [other, one] : tries_)
    if (one.first && (other > at || (one.under_way && one.attempts == 0)))
      report("First attempts come one by one, in the order of events", at);
  if (const auto left_out = untried(); left_out && *left_out < at)
    report("First attempts leave nothing out", *left_out);
}

void WebhookAccount::answered(At at, const actors::OutboundAnswer& answer, Time now) {
  const auto found = tries_.find(at);
  if (found == tries_.end() || !found->second.under_way) return;
  Try& tried = found->second;
  if (answer.end == actors::OutboundEnd::busy) {
    failed_last_ = failed_since_quiet_ = true;
    if (tried.first && tried.attempts == 0) return void(tries_.erase(found));
    tried.under_way = false;
    return;
  }
  const DeliveryEnd end = end_of(answer);
  answers_.push_back({.at = at,
                      .end = end,
                      .status = answer.status,
                      .retry_after_s = answer.retry_after_s,
                      .number = tried.number,
                      .test = tried.test,
                      .time = now,
                      .overtaken = wanted_.contains(at)});
  tried.under_way = false;
  tried.taken = end == DeliveryEnd::delivered;
  ++tried.attempts;
  failed_last_ = !tried.taken;
  if (tried.taken) return;
  failed_since_quiet_ = true;
  ++failures_[at];
  said_gone_ = said_gone_ || answer.status == 410;
  if (tried.number < attempts_max)
    tried.not_before = {now.milliseconds + soonest_ms(tried.number, answer.retry_after_s)};
  if (throttles(answer)) {
    const std::int64_t wanted =
        std::clamp(answer.retry_after_s.value_or(0), rest_s_min, rest_s_max);
    rest_said_ = std::max(rest_said_, Time{now.milliseconds + wanted * 1'000});
  }
}

void WebhookAccount::begin_life() {
  tries_.clear();
  answers_.clear();
  asked_.clear();
  for (const auto& [at, one] : waiting_)
    if (one.attempts == 0) asked_.insert(at);
  failed_last_ = failed_since_quiet_ = false;
  calm_from_ = rest_said_ = rests_until_ = {};
  sure_ = versions_.size() - 1;
}

// What was answered counts from when it was heard, which is before this.
void WebhookAccount::be_quiet(Time now) {
  sure_ = versions_.size() - 1;
  rests_until_ = rest_said_;
  if (std::exchange(failed_since_quiet_, false))
    calm_from_ = {now.milliseconds + rest_s_max * 1'000};
}

// --- What there is to be seen.

std::size_t WebhookAccount::under_way() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(tries_, [](const auto& one) { return one.second.under_way; }));
}

bool WebhookAccount::answers_well(Time now) const {
  return !failed_last_ && !failed_since_quiet_ && under_way() == 0 && now >= calm_from_;
}

std::optional<Time> WebhookAccount::last_due() const {
  std::optional<Time> last;
  for (const auto& [at, one] : waiting_) last = std::max(last.value_or(one.due), one.due);
  return last;
}

std::optional<WebhookAccount::At> WebhookAccount::untried() const {
  for (const At at : owed_)
    if (!tries_.contains(at) && !waiting_.contains(at)) return at;
  return std::nullopt;
}

bool WebhookAccount::has_secret(const actors::WebhookKeyBytes& key) const {
  return std::ranges::any_of(
      versions_, [&](const Version& one) { return std::ranges::equal(one.secret, key); });
}

bool WebhookAccount::had_terms(const ledger::WebhookTerms& terms) const {
  return std::ranges::find(versions_, terms, &Version::terms) != versions_.end();
}

void WebhookAccount::compare(const ledger::Webhook& shown) const {
  bool same = shown.status == status_ && shown.reason == reason_ &&
              shown.made.terms == versions_.back().terms &&
              shown.made.secret == versions_.back().secret && shown.progress.next == next_ &&
              shown.progress.delivered == delivered_ && shown.progress.failed == failed_ &&
              shown.progress.pending.size() == waiting_.size();
  for (const ledger::PendingDelivery& one : shown.progress.pending) {
    const auto known = waiting_.find(one.at);
    same = same && known != waiting_.end() && known->second.due == one.due &&
           known->second.attempts == one.attempts;
  }
  if (!same) report("A webhook is shown as the journal has it", next_);
}

}  // namespace bursar::simulation
