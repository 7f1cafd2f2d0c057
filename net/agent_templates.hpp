#pragma once

// Templates: what an agent of a kind usually may spend, and agents made from them.

#include "ledger/identity.hpp"
#include "ledger/money.hpp"
#include "net/route.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace bursar::net {

struct AgentTemplate {
  std::string_view id;
  std::string_view name;
  std::string_view doc;
  std::int64_t max_per_tx = 0;   // dollars; 0: it watches and reports, and pays nothing
  std::int64_t max_per_day = 0;  // dollars
  bool require_approval = false;

  constexpr bool reads_only() const { return max_per_tx == 0; }
};

std::span<const AgentTemplate> agent_templates();

std::span<const Route> agent_template_routes();

}  // namespace bursar::net
