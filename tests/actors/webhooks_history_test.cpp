// Webhooks of one organisation, as their receivers, their owner and crashes would have it.

#include "tests/actors/webhooks_world.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::actors::webhooks_history_test {
namespace {

using ledger::WebhookStatus;
using tests::FakePost;
using tests::hour_ms;
using Types = std::vector<std::string>;

bool one_in(int times) {
  return *rc::gen::inRange(0, times) == 0;
}

/// One webhook that stays, whatever is asked of it, and others that come and go.
class History : tests::WebhooksWorld {
 public:
  History() {
    post().answers = [this](const FakePost::Sent& sent) { return answer_to(sent); };
  }

  void step() {
    if (one_in(2)) pay();
    if (one_in(3)) pass(*rc::gen::inRange(1, 20'000));
    if (one_in(4)) post().answer_all(FakePost::status(500));
    if (one_in(10)) restart();
    if (one_in(8)) world->hold_the_disk();
    if (one_in(3)) world->let_the_disk_go();
    switch (*rc::gen::inRange(0, 16)) {
      case 0:
      case 1:
        return void(act(any(), TestWebhook{}));
      case 2:
      case 3:
        return redeliver();
      case 4:
        return void(act(any(), ChangeWebhook{.enabled = one_in(2)}));
      case 5:
        return void(act(any(), ChangeWebhook{.enabled = true}));
      case 6:
        return void(act(any(), ChangeWebhook{.events = one_in(2) ? wide : narrow}));
      case 7:
        return make_another();
      case 8:
        return remove_another();
      default:
        break;
    }
  }

  // Everybody is well again, and has a day and a half.
  void come_to_rest() {
    world->let_the_disk_go();
    post().answer_all(FakePost::status(500));
    well = true;
    settle();
    for (const WebhookRow& one : all()) act(one, ChangeWebhook{.enabled = true});
    for (int hours = 0; hours < 40; ++hours) pass(hour_ms);
  }

  void judge() {
    RC_ASSERT(world->fatal.empty());
    for (const ledger::Record& record : world->store->records()) {
      if (!std::holds_alternative<ledger::Paid>(record.fact)) continue;
      const std::uint64_t place = record.organizations[0].sequence.value;
      RC_ASSERT(taken.contains(place) || given_up.contains(place));
    }
    for (const WebhookRow& one : all()) {
      const ledger::Webhook shown = row(one);
      RC_ASSERT(shown.status == WebhookStatus::enabled);
      RC_ASSERT(shown.progress.pending.empty());
      RC_ASSERT(shown == world->books().webhooks.at(one.made));
    }
    RC_ASSERT(sent_in_vain == 0U);
  }

 private:
  std::optional<FakePost::Answer> answer_to(const FakePost::Sent& sent) {
    if (gone.contains(sent.webhook)) ++sent_in_vain;
    const bool first = sent.webhook == stays.webhook.made.id;
    if (!well) {
      if (one_in(8)) return std::nullopt;
      if (one_in(20)) {
        if (first) given_up.insert(sent.at.sequence.value);
        return FakePost::status(410);
      }
      if (one_in(3)) return FakePost::status(500);
    }
    if (first) taken.insert(sent.at.sequence.value);
    return FakePost::status(200);
  }

  std::vector<WebhookRow> all() const {
    std::vector<WebhookRow> rows = others;
    rows.push_back(stays);
    return rows;
  }
  WebhookRow any() const {
    const auto rows = all();
    return rows[*rc::gen::inRange<std::size_t>(0, rows.size())];
  }
  void redeliver() {
    const auto records = world->store->records();
    const std::size_t at = *rc::gen::inRange<std::size_t>(0, records.size());
    const ledger::Record& record = records[at];
    if (record.organizations[0].organization != org.principal.organization) return;
    act(any(), RedeliverEvent{record.sequence, {.sequence = record.organizations[0].sequence}});
  }
  // Whether they are there is known from then on.
  void make_another() {
    world->let_the_disk_go();
    const auto told = making({"*"}, scope());
    if (told.allowed()) others.push_back(*told.outcome());
  }
  void remove_another() {
    if (others.empty()) return;
    world->let_the_disk_go();
    const WebhookRow removed = others.back();
    const auto told = act(removed, RemoveWebhook{});
    RC_ASSERT(told.allowed());
    gone.insert(removed.webhook.made.id);
    others.pop_back();
  }

  const Types narrow{"payment.completed"};
  const Types wide{"payment.*", "wallet.*"};
  const WebhookRow stays = made(narrow);
  std::vector<WebhookRow> others;
  std::set<ledger::WebhookId> gone;
  std::set<std::uint64_t> taken;
  std::set<std::uint64_t> given_up;
  std::size_t sent_in_vain = 0;
  bool well = false;
};

// Every event that a webhook asked for comes to it or waits, unless its receiver was gone; who was
// removed hears nothing; and what is shown is what the journal says.
RC_GTEST_PROP(WebhooksHistory, NoEventIsLost, ()) {
  History history;
  for (int step = *rc::gen::inRange(5, 40); step > 0; --step) history.step();
  history.come_to_rest();
  history.judge();
}

}  // namespace
}  // namespace bursar::actors::webhooks_history_test
