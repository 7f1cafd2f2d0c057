#include "ledger/webhooks.hpp"

#include "ledger/books_difference.hpp"
#include "tests/ledger/examined.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::ledger::webhooks_test {
namespace {

using namespace tests;

constexpr WebhookId hook{{4, 4}};

TEST(WebhooksTest, StatesReasonsAndEndsHaveWords) {
  EXPECT_EQ(word(WebhookStatus::removed), "deleted");
  EXPECT_EQ(word(WebhookReason::exhausted), "exhausted");
  EXPECT_EQ(word(DeliveryEnd::lost), "lost");
  EXPECT_EQ(word(DeliveryEnd::no_secret), "no_secret");
}

/// Organisation 1 has a webhook, which its wallet 6 made.
class ExaminedWebhooks : public Examined {
 protected:
  ExaminedWebhooks() {
    made_ = commit(WebhookMade{.id = hook,
                               .wallet = {6},
                               .wallet_id = {{1, 6}},
                               .permissions = org_default,
                               .terms = {.url = "https://example.com", .events = {"*"}},
                               .secret = {1}})
                .sequence;
  }

  const Record& commit(Fact fact, std::uint64_t organization = 1) {
    return world_.record({.time = world_.now,
                          .organizations = {{{.organization = {organization}}}},
                          .fact = std::move(fact)});
  }
  const Record& deliver(WebhookProgress progress) {
    return world_.record({.time = world_.now, .fact = DeliveriesMade{{std::move(progress)}}});
  }
  WebhookName name() const { return {.made = made_, .id = hook, .wallet = {6}}; }
  const Webhook& webhook() const { return world_.books.webhooks.at(made_); }
  EventPosition next() const { return webhook().progress.next; }
  EventPosition behind(EventPosition at, std::uint64_t records = 1) const {
    return {{at.sequence.value + records}, 0};
  }
  DeliveryAttempt failed(EventPosition at) const {
    return {.record = {9}, .at = at, .end = DeliveryEnd::late, .due = {5}};
  }
  template <class F, class Change>
  void expect_told(const std::string& what, Change change) {
    EXPECT_EQ(told_of<F>(change), what);
  }

  Sequence made_;
};

TEST_F(ExaminedWebhooks, AWebhookIsMadeForItsOrganisationAndHearsFromThenOn) {
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(next(), (EventPosition{{world_.books.organization_heads[1].count.value + 1}, 0}));
  EXPECT_EQ(webhook().created_at, world_.now);
  expect_told<WebhookMade>("makes a webhook of a wallet that is not there",
                           [](WebhookMade& made) { made.wallet = {99}; });
  const std::string others = "makes a webhook of another organisation's wallet";
  expect_told<WebhookMade>(others, [](WebhookMade& made) { made.wallet_id = {{1, 7}}; });
  expect_told<WebhookMade>(others, [](WebhookMade& made) {
    made.wallet = {13};
    made.wallet_id = {{2, 13}};
  });
  expect_told<WebhookMade>(others,
                           [](WebhookMade& made) { made.environment = Environment::production; });
  expect_told<WebhookMade>("makes a webhook of events that there are not",
                           [](WebhookMade& made) { made.terms.events = {"nothing"}; });
  EXPECT_EQ(told([](Record& record) { record.organizations = {}; }),
            "makes a webhook of an organisation that is not there");
  EXPECT_EQ(told([](Record& record) { record.organizations[0].organization = {99}; }),
            "makes a webhook of an organisation that is not there");
  EXPECT_EQ(told([](Record& record) { record.entries = {{.account = {5}}}; }).substr(0, 5),
            "makes");
}

TEST_F(ExaminedWebhooks, AnUnboundKeysWebhookIsOfNoWallet) {
  commit(WebhookMade{.id = {{5, 5}}, .terms = {.events = {"payment.*"}}}, 2);
  EXPECT_EQ(told(), "nothing");
}

TEST_F(ExaminedWebhooks, TermsAreChangedAnew) {
  commit(WebhookChanged{name(), {.url = "https://example.org", .events = {"payment.*"}}});
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(webhook().made.terms.url, "https://example.org");
  expect_told<WebhookChanged>("tells a webhook of events that there are not",
                              [](WebhookChanged& changed) { changed.terms.events = {"x"}; });
  expect_told<WebhookChanged>("changes a webhook that is not there",
                              [](WebhookChanged& changed) { changed.webhook.made = {1}; });
  expect_told<WebhookChanged>("calls a webhook by what is not its name",
                              [](WebhookChanged& changed) { changed.webhook.id = {{9, 9}}; });
  EXPECT_EQ(told([](Record& record) {
              record.organizations[0] = {.organization = {2}, .sequence = {2}, .previous = {3}};
            }),
            "changes a webhook of another organisation");
}

TEST_F(ExaminedWebhooks, BothSecretsAreKnownAfterARotation) {
  const Time ends{world_.now.milliseconds + day_ms};
  commit(WebhookRotated{name(), {2}, ends});
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(webhook().made.secret, std::vector<std::uint8_t>{2});
  EXPECT_EQ(webhook().previous_secret, std::vector<std::uint8_t>{1});
  EXPECT_EQ(webhook().previous_ends, ends);
}

TEST_F(ExaminedWebhooks, ItMayRestAndGoOnFromWhereItStood) {
  const EventPosition stood = next();
  commit(WebhookMarked{name(), WebhookMark::disabled, WebhookReason::exhausted});
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(webhook().status, WebhookStatus::disabled);
  EXPECT_EQ(webhook().reason, WebhookReason::exhausted);
  commit(WebhookMarked{name(), WebhookMark::enabled});
  EXPECT_EQ(webhook().status, WebhookStatus::enabled);
  EXPECT_EQ(next(), stood);
}

TEST_F(ExaminedWebhooks, OfOneThatWasRemovedNothingIsLeftToSend) {
  deliver({.webhook = made_, .next = behind(next()), .attempts = {failed(next())}});
  commit(WebhookMarked{name(), WebhookMark::removed});
  EXPECT_EQ(told(), "nothing");
  EXPECT_TRUE(webhook().progress.pending.empty());
  EXPECT_TRUE(webhook().made.secret.empty());
  EXPECT_EQ(webhook().made.terms, WebhookTerms{});
  Books removed = world_.books;
  Record again = world_.records.back();
  again.sequence.value += 1;
  EXPECT_EQ(broken_webhook(removed, again), "changes a webhook that was removed");
  // What was under way may be told late, and changes nothing.
  again.fact =
      DeliveriesMade{{{.webhook = made_, .next = behind(next()), .attempts = {failed(next())}}}};
  EXPECT_EQ(broken_webhook(removed, again), std::nullopt);
  take(removed.webhooks.at(made_), std::get<DeliveriesMade>(again.fact).webhooks.front());
  EXPECT_EQ(removed.webhooks.at(made_), webhook());
}

TEST_F(ExaminedWebhooks, ATestIsOfItsOwnRecordAndAskedForAtOnce) {
  const Record& asked = commit(WebhookAsked{.webhook = name()});
  EXPECT_EQ(told(), "nothing");
  ASSERT_EQ(webhook().progress.pending.size(), 1U);
  const PendingDelivery& wanted = webhook().progress.pending.front();
  EXPECT_TRUE(wanted.test);
  EXPECT_EQ(wanted.record, asked.sequence);
  EXPECT_EQ(wanted.at, (EventPosition{asked.organizations[0].sequence, 0}));
  EXPECT_EQ(wanted.due, world_.now);
}

TEST_F(ExaminedWebhooks, AnyEventMayBeAskedForAgain) {
  commit(WebhookAsked{.webhook = name(), .record = {2}, .at = {{1}, 3}});
  EXPECT_EQ(told(), "nothing");
  const PendingDelivery wanted{.record = {2}, .at = {{1}, 3}, .due = world_.now};
  EXPECT_EQ(webhook().progress.pending, std::vector{wanted});
}

TEST_F(ExaminedWebhooks, DeliveriesGoOnInTheOrderOfEvents) {
  const EventPosition first = next();
  deliver({.webhook = made_,
           .next = behind(first, 2),
           .attempts = {failed(first), failed(behind(first))}});
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(webhook().progress.pending.size(), 2U);
  const auto progress = [](DeliveriesMade& made) -> WebhookProgress& {
    return made.webhooks.front();
  };
  expect_told<DeliveriesMade>("delivers to a webhook that is not there",
                              [&](DeliveriesMade& made) { progress(made).webhook = {1}; });
  expect_told<DeliveriesMade>("delivers what comes before what was delivered",
                              [&](DeliveriesMade& made) { progress(made).next = {{1}, 0}; });
  expect_told<DeliveriesMade>("delivers an event that was delivered, or before its turn",
                              [&](DeliveriesMade& made) {
                                std::swap(progress(made).attempts[0], progress(made).attempts[1]);
                              });
  expect_told<DeliveriesMade>("delivers an event that it says is still to come",
                              [&](DeliveriesMade& made) { progress(made).next = behind(first); });
  expect_told<DeliveriesMade>("tells of deliveries to a webhook twice", [&](DeliveriesMade& made) {
    made.webhooks.push_back(made.webhooks.front());
  });
}

TEST_F(ExaminedWebhooks, WhatWaitsMayBeTriedAnyTimeAndNothingTwiceThatIsOver) {
  const EventPosition first = next();
  deliver({.webhook = made_, .next = behind(first), .attempts = {failed(first)}});
  DeliveryAttempt done = failed(first);
  done.end = DeliveryEnd::delivered;
  done.due = {};
  deliver({.webhook = made_, .next = next(), .attempts = {done}});
  EXPECT_EQ(told(), "nothing");
  EXPECT_TRUE(webhook().progress.pending.empty());
  expect_told<DeliveriesMade>("delivers an event that was delivered, or before its turn",
                              [&](DeliveriesMade& made) {
                                auto& attempts = made.webhooks.front().attempts;
                                attempts.push_back(attempts.front());
                              });
}

TEST_F(ExaminedWebhooks, NoRecordOfAWebhookMovesMoney) {
  const Entry nothing{.account = {5}, .balance_after = world_.books.accounts[5].balance()};
  const auto moving = [&](Record& record) {
    record.entries = {nothing};
    record.entries[0].previous = world_.books.accounts[5].last;
  };
  EXPECT_EQ(told(moving), "makes a webhook and moves money");
  commit(WebhookChanged{name(), {.events = {"*"}}});
  EXPECT_EQ(told(moving), "changes a webhook and moves money");
  commit(WebhookRotated{name(), {2}, {}});
  EXPECT_EQ(told(moving), "rotates a webhook's secret and moves money");
  commit(WebhookMarked{name()});
  EXPECT_EQ(told(moving), "marks a webhook and moves money");
  commit(WebhookAsked{.webhook = name()});
  EXPECT_EQ(told(moving), "asks for a delivery and moves money");
  deliver({.webhook = made_, .next = next()});
  EXPECT_EQ(told(moving), "tells of deliveries and moves money");
}

TEST_F(ExaminedWebhooks, BooksDifferByWhatAWebhookHasHeard) {
  Books heard = world_.books;
  EXPECT_EQ(difference(world_.books, heard), std::nullopt);
  heard.webhooks.at(made_).progress.delivered = 1;
  EXPECT_EQ(difference(world_.books, heard),
            "the webhook that was made with record " + std::to_string(made_.value));
}

}  // namespace
}  // namespace bursar::ledger::webhooks_test
