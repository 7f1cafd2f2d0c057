#include "commands/webhook_office.hpp"

#include "config/load.hpp"
#include "ledger/webhooks.hpp"
#include "net/outbound_url.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace bursar::commands {

namespace {

using std::chrono::milliseconds;

void check_allowed(const std::vector<std::string>& allowed) {
  for (const std::string& place : allowed) {
    const auto read =
        net::parse_outbound_url("http://" + place + "/", {.allow = {place}, .own = {}});
    if (!read || !read->listed)
      throw config::BadSetting{"webhooks.allow: '" + place +
                               "' is no host:port in lower case, such as hooks.local:8080"};
  }
}

net::OutboundClient::Options outbound_options(const config::Settings& settings) {
  check_allowed(settings.webhooks.allow);
  return {.rules = {.allow = settings.webhooks.allow, .own = settings.http.hosts},
          .connect_deadline = milliseconds{settings.webhooks.connect_deadline_ms},
          .deadline = milliseconds{settings.webhooks.deadline_ms},
          .attempts_max = settings.webhooks.in_flight_max,
          .judgments_max = actors::webhooks_judged_max};
}

}  // namespace

WebhookOffice::WebhookOffice(const config::Settings& settings, const crypto::SecretKeys& secrets)
    : outbound_{outbound_options(settings)},
      sender_{outbound_,
              [this](std::string url, actors::Outbound::Then then) {
                outbound_.judge(std::move(url), std::move(then));
              },
              secrets.webhooks, secrets.key_id} {}

void show_webhooks(telemetry::Probes& probes, const actors::Engine& engine) {
  using Counts = actors::Engine::WebhookCounts;
  const auto show = [&](const char* name, const char* help, auto part) {
    probes.gauge(name, help, [&engine, part] {
      const Counts counts = engine.webhook_counts();
      return static_cast<double>(part(counts));
    });
  };
  show("bursar_webhooks", "Webhooks that there are.", [](const Counts& c) { return c.webhooks; });
  show("bursar_webhooks_disabled", "Those that are disabled.",
       [](const Counts& c) { return c.disabled; });
  show("bursar_webhook_retries_pending", "Events that wait for another attempt.",
       [](const Counts& c) { return c.pending; });
  show("bursar_webhook_attempts_in_flight", "Attempts that are under way.",
       [](const Counts& c) { return c.in_flight; });
  show("bursar_webhook_lag_records", "Records that the webhook furthest behind has not heard.",
       [](const Counts& c) { return c.lag; });
  probes.counter("bursar_webhook_deliveries_total", "Attempts that were taken.",
                 [&engine] { return engine.webhook_attempts(ledger::DeliveryEnd::delivered); });
  probes.counter("bursar_webhook_failures_answered_total", "Attempts that were answered otherwise.",
                 [&engine] { return engine.webhook_attempts(ledger::DeliveryEnd::answered); });
  probes.counter("bursar_webhook_failures_late_total", "Attempts without an answer in their time.",
                 [&engine] { return engine.webhook_attempts(ledger::DeliveryEnd::late); });
  probes.counter("bursar_webhook_failures_other_total",
                 "Attempts that came to nothing before an answer.", [&engine] {
                   using enum ledger::DeliveryEnd;
                   std::uint64_t sum = 0;
                   for (const auto end : {refused, unresolved, forbidden, unreachable, untrusted,
                                          malformed, lost, no_secret})
                     sum += engine.webhook_attempts(end);
                   return sum;
                 });
}

}  // namespace bursar::commands
