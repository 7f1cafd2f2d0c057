#pragma once

// Agents. The handlers serve the dialects' rows too, whose tables fill the same body.

#include "ledger/identity.hpp"
#include "net/visit.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace bursar::net {

struct AgentBody {
  std::string name;
  std::string operator_name;
  std::optional<ledger::Permissions> permissions;
  ledger::PolicyId policy = {};
  std::vector<std::string> tags;
  std::string metadata;
  std::optional<ledger::Money> budget_limit;

  static const Schema schema;
};

void open_agent(Visit& visit, AgentBody& body);
void show_agent(Visit& visit);

std::span<const Route> agent_routes();

}  // namespace bursar::net
