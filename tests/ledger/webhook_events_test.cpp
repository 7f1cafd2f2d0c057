#include "ledger/webhook_events.hpp"

#include <optional>

#include <gtest/gtest.h>

namespace bursar::ledger::webhook_events_test {
namespace {

TEST(WebhookEventsTest, WordsAskForTypesFamiliesOrEverything) {
  EXPECT_EQ(event_types_of({"payment.completed", "payout.*"}),
            event_types("payment.completed") | event_types("payout.*"));
  EXPECT_EQ(event_types_of({"*"}), EventTypes{}.set());
  EXPECT_EQ(event_types_of({"payment.completed", "payments"}), std::nullopt);
  EXPECT_EQ(event_types_of({}), EventTypes{});
}

TEST(WebhookEventsTest, AWebhookHearsWhatItsMakerMightReadAndNoTests) {
  WebhookMade made{.permissions = org_default, .terms = {.events = {"*"}}};
  const EventTypes test = event_types("webhook.tested");
  EXPECT_EQ(events_wanted(made), EventTypes{}.set() & ~test);
  made.permissions = agent_default;
  EXPECT_EQ(events_wanted(made) & event_types("key.*"), EventTypes{});
  EXPECT_EQ(events_wanted(made) & event_types("webhook.*"), EventTypes{});
  made.wallet = {6};
  EXPECT_EQ(events_wanted(made) & event_types("key.*"), event_types("key.*"));
  made.terms.events = {"payment.*"};
  EXPECT_EQ(events_wanted(made), event_types("payment.*"));
  made.terms.events = {"none"};
  EXPECT_EQ(events_wanted(made), EventTypes{});
}

}  // namespace
}  // namespace bursar::ledger::webhook_events_test
