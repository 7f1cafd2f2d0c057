#include "commands/settlement.hpp"

#include "config/load.hpp"
#include "telemetry/log.hpp"

#include <array>
#include <future>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace bursar::commands {

namespace {

using telemetry::Level;
using telemetry::log;

// At most once a minute for each reason; the payout stays as it is.
void warn_of_answer(const net::RefusedAnswer& answer) {
  log(Level::error, "connector_answer_refused",
      {{"why", word(answer.fault)},
       {"question", std::string_view{answer.deed}},
       {"about", std::string_view{answer.about}},
       {"refused", answer.refused}});
}

net::BridgeLink::Options with_alarm(net::BridgeLink::Options options) {
  options.on_refused = warn_of_answer;
  return options;
}

}  // namespace

// The link and the connector hear nothing any more once the client is gone, which goes last: what
// it still owes, it says to what they share.
Settlement::Bridge::Bridge(BridgeOptions options, const crypto::SecretKeys& secrets,
                           const actors::Clock& clock, actors::Random& random)
    : destinations{options.destinations},
      client{std::move(options.client)},
      link{with_alarm(std::move(options.link)), client, clock, random},
      seal{secrets.destinations, secrets.key_id},
      connector{{.destinations = destinations}, link, seal} {}

Settlement::Settlement(const config::Settings& settings, std::optional<BridgeOptions> bridge,
                       const crypto::SecretKeys& secrets, const actors::Clock& clock,
                       actors::Random& random)
    : scripted_{{.settle_ms = settings.connectors.sandbox_seconds * 1'000,
                 .records_production = settings.payments.external_record_only},
                clock},
      connector_{{&scripted_, &scripted_}} {
  if (!bridge) return;
  try {
    bridge_ = std::make_unique<Bridge>(*std::move(bridge), secrets, clock, random);
  } catch (const std::runtime_error& fault) {
    throw config::BadSetting{"connectors.authorities_file: " +
                             settings.connectors.authorities_file + ": " + fault.what()};
  }
  const auto of = [this](std::size_t environment) -> actors::Connector* {
    if (elsewhere().at(environment)) return &bridge_->connector;
    return &scripted_;
  };
  connector_ = net::ConnectorByEnvironment{{of(0), of(1)}};
}

actors::Connector& Settlement::connector() {
  return connector_;
}

std::array<bool, 2> Settlement::elsewhere() const {
  if (!bridge_) return {};
  return {bridge_->destinations[0] != 0, bridge_->destinations[1] != 0};
}

std::expected<net::StatementPage, net::BridgeFault> Settlement::statement(
    const net::StatementSpan& span, const std::string& cursor) {
  using Page = std::expected<net::StatementPage, net::BridgeFault>;
  const auto promise = std::make_shared<std::promise<Page>>();
  auto answer = promise->get_future();
  bridge_->link.ask(
      {.deed = net::statement_deed,
       .about = ledger::text(span.from),
       .body = net::statement_text(span, cursor),
       .answer_bytes_max = net::statement_answer_bytes_max},
      [span, cursor, promise](const auto& body) -> std::expected<void, net::BridgeFault> {
        Page page = body ? net::page_of(span, cursor, *body) : Page{std::unexpected{body.error()}};
        const auto fault = page ? std::nullopt : std::optional{page.error()};
        promise->set_value(std::move(page));
        if (fault) return std::unexpected{*fault};
        return {};
      });
  return answer.get();
}

void Settlement::show(telemetry::Probes& probes) const {
  if (!bridge_) return;
  const net::BridgeLink& link = bridge_->link;
  probes.counter("bursar_connector_questions_total", "What the bridge was asked.",
                 [&link] { return static_cast<double>(link.figures().questions); });
  probes.counter("bursar_connector_unanswered_total", "Of these, what it did not answer.",
                 [&link] { return static_cast<double>(link.figures().unanswered); });
  probes.counter("bursar_connector_answers_refused_total",
                 "Of these, what it answered that is not to be believed.",
                 [&link] { return static_cast<double>(link.figures().refused); });
}

}  // namespace bursar::commands
