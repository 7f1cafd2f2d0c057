#include "net/wallet_scope.hpp"

#include "net/authority.hpp"
#include "net/json_values.hpp"
#include "net/named_organization.hpp"

namespace bursar::net {

std::optional<WalletScope> wallet_scope(Visit& visit) {
  const ledger::Principal& caller = visit.caller();
  if (!visit.query.wallet.empty()) {
    const ledger::WalletId named{
        ledger::parse_id(visit.query.wallet, wallet_prefixes).value_or(names_nothing)};
    const auto found = visit.edge.engine.find_wallet(named);
    if (const auto reached = reach(caller, named, found); !reached) {
      refuse(visit, reached.error());
      return std::nullopt;
    }
    return WalletScope{found->organization, found->environment, found->account};
  }
  if (caller.wallet)
    return WalletScope{caller.organization, caller.environment, caller.wallet->account};
  const auto of = scope(visit);
  if (!of) return std::nullopt;
  return WalletScope{of->organization, of->environment, {}};
}

}  // namespace bursar::net
