// Webhooks as they are told, asked, changed, disabled and removed, while what is recorded of that
// becomes durable later, a record at a time.

#include "ledger/books.hpp"
#include "ledger/webhooks.hpp"
#include "tests/actors/receivers.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::actors::known_webhooks_history_test {
namespace {

using ledger::DeliveryEnd;
using ledger::EventPosition;
using ledger::OrganizationNumber;
using ledger::Sequence;
using ledger::WebhookMark;
using ledger::WebhookStatus;
using tests::Receivers;
using Entry = KnownWebhooks::Entry;
using Turn = KnownWebhooks::Turn;

bool one_in(int times) {
  return *rc::gen::inRange(0, times) == 0;
}

/// Receivers, and the journal, which an examiner reads behind them.
struct Told {
  // Behind all events that are told, so that a test has a place of its own.
  static constexpr std::uint64_t tests_from = 500'000;

  Told() {
    for (std::uint64_t i = 0; i < 4; ++i) {
      const Sequence made = receivers.add(1 + i % 2);
      books.webhooks.emplace(made, entry(made)->kept);
      expected[made] = 1;
    }
    last = receivers.records;
  }

  Entry* entry(Sequence made) { return receivers.known.entry(made); }
  std::optional<Sequence> any() {
    std::vector<Sequence> live;
    for (const auto& [made, webhook] : books.webhooks)
      if (entry(made) != nullptr && entry(made)->status != WebhookStatus::removed)
        live.push_back(made);
    if (live.empty()) return std::nullopt;
    return live[*rc::gen::inRange<std::size_t>(0, live.size())];
  }

  // --- What is asked, as whoever owns webhooks decides it.

  void append(ledger::Fact fact, OrganizationNumber organization = {}) {
    ledger::Record record{.sequence = {++last}, .time = receivers.now, .fact = std::move(fact)};
    record.organizations[0] = {.organization = organization, .sequence = {tests_from + last}};
    line.push_back(std::move(record));
  }
  void record() {
    while (auto heard = receivers.known.unrecorded()) {
      append(std::move(heard->deliveries));
      for (const auto& [organization, marked] : heard->disabled) append(marked, organization);
    }
  }
  void mark(Sequence made, WebhookMark mark) {
    Entry& marked = *entry(made);
    if (mark == WebhookMark::removed) record();
    marked.status = WebhookStatus{static_cast<std::uint8_t>(mark)};
    marked.disabled_for.reset();
    append(ledger::WebhookMarked{marked.kept.name(made), mark, ledger::WebhookReason::none},
           marked.kept.organization);
  }
  void change(Sequence made) {
    Entry& changed = *entry(made);
    ++changed.asking;
    append(ledger::WebhookChanged{changed.kept.name(made), {.events = {"payment.*"}}},
           changed.kept.organization);
  }
  void ask(Sequence made, Sequence of, EventPosition at) {
    Entry& asked = *entry(made);
    const bool to_come = !of.none() && at >= asked.ahead.next && !asked.ahead.tried(at);
    if (asked.status != WebhookStatus::enabled || !asked.ahead.may_go_on() || to_come) return;
    receivers.known.record_place(made);
    record();
    ++asked.asking;
    if (!of.none()) asked.ask_again(at);
    append(ledger::WebhookAsked{asked.kept.name(made), of, at}, asked.kept.organization);
  }
  void redeliver(Sequence made) {
    const ledger::DeliveryProgress& ahead = entry(made)->ahead;
    if (!ahead.recent.empty() && one_in(2)) {
      const auto& past = ahead.recent[*rc::gen::inRange<std::size_t>(0, ahead.recent.size())];
      return ask(made, past.attempt.record, past.attempt.at);
    }
    const auto place = *rc::gen::inRange<std::uint64_t>(1, ahead.next.sequence.value + 2);
    ask(made, {place}, {{place}, 0});
  }

  // --- What becomes durable.

  void keep_one() {
    if (line.empty()) return;
    const ledger::Record kept = std::move(line.front());
    line.pop_front();
    RC_ASSERT(ledger::broken_webhook(books, kept) == std::nullopt);
    ledger::change_webhooks(
        kept, [this](Sequence made) -> ledger::Webhook& { return books.webhooks.at(made); });
    if (const auto* asked = std::get_if<ledger::WebhookAsked>(&kept.fact)) {
      const EventPosition own{.sequence = kept.organizations[0].sequence};
      wanted.insert({asked->webhook.made, asked->test() ? own : asked->at});
    }
    if (const auto* made = std::get_if<ledger::DeliveriesMade>(&kept.fact))
      return receivers.known.take(*made);
    receivers.known.take(kept);
  }
  void keep_all() {
    while (!line.empty()) keep_one();
  }

  // --- What is sent and heard.

  bool send_one(bool time_has_passed) {
    auto turn = time_has_passed ? receivers.next() : receivers.next_heard();
    if (!turn) return false;
    const EventPosition at = turn->attempt.before.at;
    wanted.erase({turn->made, at});
    // First attempts come in the order of events, and none is left out.
    if (turn->attempt.first) RC_ASSERT(at.sequence.value == expected[turn->made]++);
    under_way.emplace_back(turn->made, at);
    return true;
  }
  void end(std::size_t which, DeliveryEnd end, std::uint16_t status) {
    const auto [made, at] = under_way[which];
    under_way.erase(under_way.begin() + static_cast<std::ptrdiff_t>(which));
    const KnownWebhooks::Attempt* const left = receivers.known.under_way(made, at);
    if (left == nullptr) return receivers.known.end_of_gone(made, at);
    const KnownWebhooks::Attempt ended = *left;
    const ledger::DeliveryAnswer answer{.end = end, .status = status};
    auto attempt = ledger::attempt_of(ended.before, answer, receivers.now, 0);
    if (ended.asked_again) ledger::ask_again(attempt);
    receivers.known.end(made, attempt, answer);
    const auto reason = ledger::disables(attempt, ended.before.test);
    if (attempt.due == ledger::Time{} && end != DeliveryEnd::delivered) wanted.erase({made, at});
    if (!reason || entry(made)->status != WebhookStatus::enabled) return;
    receivers.known.disable(made, *reason);
    record();
  }
  void take_back(std::size_t which) {
    const auto [made, at] = under_way[which];
    under_way.erase(under_way.begin() + static_cast<std::ptrdiff_t>(which));
    const KnownWebhooks::Attempt* const left = receivers.known.under_way(made, at);
    if (left == nullptr) return receivers.known.end_of_gone(made, at);
    if (left->first) --expected[made];
    receivers.known.take_back(made, at, {receivers.now.milliseconds + 1'000});
  }
  void end_any() {
    if (under_way.empty()) return;
    const auto which = *rc::gen::inRange<std::size_t>(0, under_way.size());
    if (one_in(12)) return take_back(which);
    if (one_in(20)) return end(which, DeliveryEnd::answered, 410);
    end(which, *rc::gen::element(DeliveryEnd::delivered, DeliveryEnd::late), 0);
  }

  void step() {
    send_one(one_in(2));
    if (!one_in(3)) end_any();
    if (one_in(6)) record();
    if (one_in(2)) keep_one();
    receivers.now.milliseconds += *rc::gen::inRange(0, 10'000);
    if (!one_in(3)) return;
    const auto made = any();
    if (!made) return;
    switch (*rc::gen::inRange(0, 12)) {
      case 0:
        return mark(*made, WebhookMark::removed);
      case 1:
        return mark(*made, WebhookMark::disabled);
      case 2:
      case 3:
        return mark(*made, WebhookMark::enabled);
      case 4:
      case 5:
        return change(*made);
      case 6:
      case 7:
        return ask(*made, {}, {});
      default:
        return redeliver(*made);
    }
  }
  bool waits() const {
    return std::ranges::any_of(books.webhooks, [](const auto& one) {
      const ledger::Webhook& webhook = one.second;
      return webhook.status == WebhookStatus::enabled && !webhook.progress.pending.empty();
    });
  }
  /// Everybody answers, until nothing but what comes next is left to be sent.
  void come_to_rest() {
    for (int rounds = 0; rounds < 2 || (waits() && rounds < 400); ++rounds) {
      while (!under_way.empty()) end(0, DeliveryEnd::delivered, 200);
      record();
      keep_all();
      record();
      keep_all();
      receivers.now.milliseconds += 2 * ledger::day_ms;
      while (send_one(true)) {
      }
    }
    while (!under_way.empty()) end(0, DeliveryEnd::delivered, 200);
    record();
    keep_all();
  }

  Receivers receivers{{.per_organization_max = 100, .in_flight_max = 8}};
  ledger::Books books;
  std::deque<ledger::Record> line;  // that are not durable yet
  std::uint64_t last = 0;
  std::vector<std::pair<Sequence, EventPosition>> under_way;
  std::map<Sequence, std::uint64_t> expected;           // the next first attempt of each
  std::set<std::pair<Sequence, EventPosition>> wanted;  // asked for, and not sent since
};

// Whatever is heard and asked, in any order: an examiner finds nothing wrong with the journal, what
// is recorded is what was heard, and whatever was asked for is sent from then on.
RC_GTEST_PROP(KnownWebhooksHistory, WhatIsRecordedIsWhatWasHeard, ()) {
  Told told;
  for (int step = *rc::gen::inRange(1, 200); step > 0; --step) told.step();
  told.come_to_rest();
  RC_ASSERT(told.receivers.known.settled());
  RC_ASSERT(told.receivers.known.in_flight() == 0U);
  RC_ASSERT(told.receivers.known.unrecorded_attempts() == 0U);
  for (const auto& [made, webhook] : told.books.webhooks) {
    const Entry* const known = told.entry(made);
    RC_ASSERT((known == nullptr) == (webhook.status == WebhookStatus::removed));
    if (known == nullptr) continue;
    RC_ASSERT(known->kept == webhook);
    RC_ASSERT(known->status == webhook.status);
    RC_ASSERT(known->ahead == webhook.progress);
    if (webhook.status != WebhookStatus::enabled) continue;
    RC_ASSERT(webhook.progress.pending.empty());
    for (const auto& [of, at] : told.wanted) RC_ASSERT(of != made);
  }
}

}  // namespace
}  // namespace bursar::actors::known_webhooks_history_test
