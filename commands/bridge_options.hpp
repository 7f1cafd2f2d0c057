#pragma once

// The bridge that payouts are settled through, as the settings name it: read and judged before
// anything is started.

#include "config/settings.hpp"
#include "net/bridge_link.hpp"
#include "net/client_outbound.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace bursar::commands {

struct BridgeOptions {
  net::OutboundClient::Options client = {};
  net::BridgeLink::Options link = {};
  std::array<std::uint8_t, 2> destinations = {};  // by environment, as a Connector has them
};

/// None: nothing is settled elsewhere. Throws config::BadSetting.
std::optional<BridgeOptions> bridge_options(const config::Settings& settings);

}  // namespace bursar::commands
