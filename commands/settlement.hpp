#pragma once

// Whoever settles payouts, put together as the settings say: the scripted connector, the bridge, or
// one for each environment. Alarms of the bridge are lines of the log.

#include "actors/ports.hpp"
#include "commands/bridge_options.hpp"
#include "config/settings.hpp"
#include "crypto/sealed_text.hpp"
#include "crypto/secret_file.hpp"
#include "net/bridge_statement.hpp"
#include "net/http_connector.hpp"
#include "net/sandbox_connector.hpp"
#include "telemetry/probes.hpp"

#include <expected>
#include <memory>
#include <optional>

namespace bursar::commands {

class Settlement {
 public:
  /// Throws config::BadSetting. The ports outlive it.
  Settlement(const config::Settings& settings, std::optional<BridgeOptions> bridge,
             const crypto::SecretKeys& secrets, const actors::Clock& clock, actors::Random& random);

  actors::Connector& connector();

  /// By environment, whether its payouts are settled elsewhere.
  std::array<bool, 2> elsewhere() const;
  /// A page of the bridge's statement, where there is one; waits for it. Not from a thread that
  /// serves.
  std::expected<net::StatementPage, net::BridgeFault> statement(const net::StatementSpan& span,
                                                                const std::string& cursor);

  void show(telemetry::Probes& probes) const;

 private:
  struct Bridge {
    Bridge(BridgeOptions options, const crypto::SecretKeys& secrets, const actors::Clock& clock,
           actors::Random& random);

    const std::array<std::uint8_t, 2> destinations;
    net::OutboundClient client;
    net::BridgeLink link;
    crypto::SealedTexts seal;
    net::HttpConnector connector;
  };

  net::SandboxConnector scripted_;
  std::unique_ptr<Bridge> bridge_;  // none: nothing is settled elsewhere
  net::ConnectorByEnvironment connector_;
};

}  // namespace bursar::commands
