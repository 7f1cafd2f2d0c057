#include "net/path_policy.hpp"

#include <array>
#include <string_view>

namespace bursar::net {

ledger::Result<std::shared_ptr<const ledger::PolicyInForce>> path_policy(const Visit& visit) {
  constexpr std::array<std::string_view, 1> prefixes = {"pol_"};
  const auto id = ledger::parse_id(visit.id, prefixes);
  const auto row = id ? visit.edge.engine.policies().row({*id}) : std::nullopt;
  if (!row || row->organization != visit.caller().organization)
    return ledger::refuse(ledger::Errc::not_found);
  if (row->environment != visit.caller().environment)
    return ledger::refuse(ledger::Errc::environment_mismatch);
  return row->policy;
}

}  // namespace bursar::net
