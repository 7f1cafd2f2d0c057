#include "net/named_organization.hpp"

#include <array>
#include <string>

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

std::optional<Scope> scope(Visit& visit) {
  const ledger::Principal& caller = visit.caller();
  const Query& query = visit.query;
  const bool named = !query.organization.empty();
  if (caller.key_class != ledger::KeyClass::operator_) {
    if (!named && !query.environment)
      return Scope{caller.organization, caller.organization_id, caller.environment};
    malformed(visit, named ? "?organization_id" : "?environment",
              "is for the operator to name: a key reads where it is");
    return std::nullopt;
  }
  if (!named) {
    malformed(visit, "?organization_id", "is required of the operator");
    return std::nullopt;
  }
  const auto number = named_organization(visit, query.organization);
  if (!number) {
    refuse(visit, number.error());
    return std::nullopt;
  }
  return Scope{*number, visit.edge.engine.organization_id(*number),
               query.environment.value_or(ledger::Environment::sandbox)};
}

actors::Owner owner(const Visit& visit, std::string_view new_organization_name) {
  if (visit.signed_in())
    return {.organization = visit.caller().organization,
            .environment = visit.caller().environment,
            .new_organization_name = {},
            .new_organization_balance = {}};
  return {.organization = std::nullopt,
          .new_organization_name = std::string{new_organization_name},
          .new_organization_balance = visit.edge.options.org_initial_balance};
}

ledger::OrganizationId organization_of_path(const Visit& visit) {
  const ledger::Principal& caller = visit.caller();
  if (caller.key_class != ledger::KeyClass::operator_) return caller.organization_id;
  return visit.edge.engine.organization_id(visit.path_wallet().organization);
}

bool serves(Visit& visit, ledger::Environment environment) {
  if (environment == ledger::Environment::sandbox || visit.edge.options.production) return true;
  malformed(visit, "#/environment", "is not served here: production.enabled is off");
  return false;
}

}  // namespace bursar::net
