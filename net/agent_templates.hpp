#pragma once

// Templates: what an agent of a kind usually may spend, and agents made from them.

#include "ledger/identity.hpp"
#include "ledger/money.hpp"
#include "net/visit.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

// The handlers serve the dialects' rows too, whose tables fill the same body.

struct FromTemplateBody {
  std::string name;
  std::string template_id;
  std::string operator_name;
  std::vector<std::string> tags;
  std::string metadata;

  static const Schema schema;
};

/// The ids of all, as a field's only words.
constexpr std::string_view template_ids =
    "customer-support|procurement|research|trading|expense-tracker|invoice-collector|"
    "budget-guardian|payroll-agent|revenue-reporter|subscription-manager";

void list_templates(Visit& visit);
void open_from_template(Visit& visit, FromTemplateBody& body);

std::span<const Route> agent_template_routes();

}  // namespace bursar::net
