#include "net/named_organization.hpp"

#include <array>

namespace bursar::net {

namespace {

constexpr std::array<std::string_view, 1> organization_prefixes = {"org_"};

}  // namespace

ledger::Result<ledger::OrganizationNumber> named_organization(const Visit& visit,
                                                              std::string_view id) {
  const auto bits = ledger::parse_id(id, organization_prefixes);
  if (!bits) return ledger::refuse(ledger::Errc::not_found);
  const auto number = visit.edge.engine.find_organization({*bits});
  if (!number) return ledger::refuse(ledger::Errc::not_found);
  return *number;
}

bool serves(Visit& visit, ledger::Environment environment) {
  if (environment == ledger::Environment::sandbox || visit.edge.options.production) return true;
  malformed(visit, "#/environment", "is not served here: production.enabled is off");
  return false;
}

}  // namespace bursar::net
