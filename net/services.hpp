#pragma once

// Services: what is sold by the call.

#include "ledger/money.hpp"
#include "net/route.hpp"
#include "net/visit.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace bursar::net {

struct SlaBody {
  std::optional<std::int64_t> accept_seconds;
  std::optional<std::int64_t> complete_seconds;

  static const Schema schema;
};

struct ServiceBody {
  std::optional<std::string> name;
  std::optional<std::string> description;
  std::optional<ledger::Money> price;
  bool as_usdc = false;
  std::optional<std::string> category;
  std::optional<std::string> endpoint_url;
  std::optional<ledger::WalletId> wallet;
  std::optional<bool> metered;
  std::optional<SlaBody> sla;

  static const Schema schema;
};

void make_service(Visit& visit, ServiceBody& body);
void list_services(Visit& visit);

std::span<const Route> service_routes();

}  // namespace bursar::net
