#pragma once

// Who may do what: the one place where a credential meets an endpoint and a wallet. Pure; what it
// refuses is told in the order of API.md 1: credential, class and permission, then reach.

#include "ledger/identity.hpp"
#include "ledger/record.hpp"
#include "ledger/result.hpp"
#include "net/request.hpp"
#include "net/route.hpp"

#include <optional>
#include <string_view>

namespace bursar::net {

/// What a request carries to prove who sends it.
struct Credential {
  std::string_view secret;  // empty: none
  bool ambiguous = false;   // one that is empty, two that differ, or a scheme that is not ours
};
Credential credential(const Request& request);

/// What was found about the caller: no principal beside a secret is a wrong credential.
struct Caller {
  Credential credential;
  const ledger::Principal* principal = nullptr;
  bool production = true;     // whether that environment is served: its keys do nothing elsewhere
  bool operator_acts = true;  // whether this is a door for what the operator does; reads are at any
};

/// What the endpoint needs and this principal has not; none: it has all of it.
std::optional<ledger::Permission> lacking(const Route& route, const ledger::Principal& principal);

/// May this caller use this endpoint at all? An agent on an organisation's route is told so before
/// its permissions are looked at: whatever they say, the route is not for it.
ledger::Result<void> admit(const Route& route, const Caller& caller, bool sign_up_open);

/// May this principal name this wallet as its own? `found` is what the id led to. The operator may
/// name every one, where an endpoint hears it.
ledger::Result<void> reach(const ledger::Principal& principal, ledger::WalletId asked,
                           const std::optional<ledger::WalletAddress>& found);

/// What a principal may hand on: its own permissions, but treasury:write comes from the operator
/// alone.
ledger::Permissions grantable(const ledger::Principal& maker);

/// The permissions that a new key gets when `asked` for: never more than the maker's, and never
/// keys:write for a key that is bound to a wallet. Without `asked`, what is left of `usual`.
ledger::Result<ledger::Permissions> grant(ledger::Permissions makers,
                                          std::optional<ledger::Permissions> asked,
                                          ledger::Permissions usual, bool bound);

/// May this principal fund from this source? The operator funds from the treasury alone. `limited`
/// says that the faucet's daily bound holds.
struct Funding {
  bool limited = false;
};
ledger::Result<Funding> fund_from(const ledger::Principal& principal, ledger::FundingSource source);

}  // namespace bursar::net
