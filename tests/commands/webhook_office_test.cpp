#include "commands/webhook_office.hpp"

#include "config/load.hpp"
#include "crypto/hash.hpp"
#include "tests/support/simulated_ports.hpp"
#include "tests/support/simulated_store.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/telemetry/figures.hpp"

#include <future>
#include <string>

#include <gtest/gtest.h>

namespace bursar::commands::webhook_office_test {
namespace {

using actors::OutboundEnd;

OutboundEnd judged(WebhookOffice& office, const std::string& url) {
  std::promise<OutboundEnd> told;
  office.post().judge(url, [&](const actors::OutboundAnswer& heard) { told.set_value(heard.end); });
  return told.get_future().get();
}

TEST(WebhookOfficeTest, ReceiversOfOnesOwnAreThoseThatAreListed) {
  crypto::start();
  config::Settings settings;
  settings.webhooks.allow = {"127.0.0.1:4050"};
  settings.http.hosts = {"engine.example.com"};
  WebhookOffice office{settings, {}};
  EXPECT_EQ(judged(office, "http://127.0.0.1:4050/hook"), OutboundEnd::answered);
  EXPECT_EQ(judged(office, "http://127.0.0.1:4051/hook"), OutboundEnd::refused);
  EXPECT_EQ(judged(office, "https://engine.example.com/"), OutboundEnd::refused);
}

TEST(WebhookOfficeTest, WhatIsNoPlaceIsNoReceiverOfOnesOwn) {
  for (const std::string place : {"foo", "Hooks.local:80", "hooks.local:0", "", "http://a:1"}) {
    config::Settings settings;
    settings.webhooks.allow = {place};
    EXPECT_THROW((WebhookOffice{settings, {}}), config::BadSetting) << place;
  }
}

TEST(WebhookOfficeTest, UntilItIsOpenNothingIsSent) {
  crypto::start();
  WebhookOffice office{{}, {}};
  OutboundEnd heard = OutboundEnd::late;
  office.post().deliver({}, [&](const actors::OutboundAnswer& answer) { heard = answer.end; });
  EXPECT_EQ(heard, OutboundEnd::busy);
}

TEST(WebhookOfficeTest, AnEngineThatHasToldNobodyShowsNothing) {
  crypto::start();
  const tests::TemporaryDirectory place;
  tests::SimulatedStore store;
  tests::SimulatedClock clock;
  tests::SeededRandom random{1};
  const actors::Engine engine{{.keys_directory = place.path() / "keys"},
                              {store, store, clock, random},
                              ledger::Books{},
                              {}};
  telemetry::Probes probes;
  show_webhooks(probes, engine);
  for (const char* name :
       {"bursar_webhooks", "bursar_webhooks_disabled", "bursar_webhook_retries_pending",
        "bursar_webhook_attempts_in_flight", "bursar_webhook_lag_records",
        "bursar_webhook_deliveries_total", "bursar_webhook_failures_answered_total",
        "bursar_webhook_failures_late_total", "bursar_webhook_failures_other_total"})
    EXPECT_EQ(tests::figure(probes, name), 0.0) << name;
}

}  // namespace
}  // namespace bursar::commands::webhook_office_test
