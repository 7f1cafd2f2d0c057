#pragma once

// When a wallet is given money by itself, by its organisation. The handlers serve the dialects'
// rows too, whose tables fill the same body.

#include "net/visit.hpp"

#include <optional>
#include <span>

namespace bursar::net {

struct TopupBody {
  bool enabled = false;
  ledger::Money trigger_below = {};
  ledger::Money amount = {};
  std::optional<ledger::Money> max_per_day;

  static const Schema schema;
};

void set_auto_topup(Visit& visit, TopupBody& body);
void remove_auto_topup(Visit& visit);
void show_auto_topup(Visit& visit);

std::span<const Route> auto_topup_routes();

extern const Schema topup_schema;

}  // namespace bursar::net
