#include "net/authority.hpp"

#include <array>

namespace bursar::net {

using ledger::Errc;
using ledger::FundingSource;
using ledger::KeyClass;
using ledger::Permission;
using ledger::Permissions;
using ledger::refuse;
using ledger::Result;

namespace {

constexpr std::string_view bearer = "bearer ";

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool has_bearer_scheme(std::string_view field) {
  if (field.size() <= bearer.size()) return false;
  for (std::size_t at = 0; at < bearer.size(); ++at)
    if (lower(field[at]) != bearer[at]) return false;
  return true;
}

bool scoped(KeyClass one) {
  return one == KeyClass::agent || one == KeyClass::session;
}

Permissions without(Permissions all, Permission one) {
  return {static_cast<std::uint16_t>(all.bits & ~static_cast<std::uint16_t>(one))};
}

}  // namespace

Credential credential(const Request& request) {
  Credential found{.secret = {}, .ambiguous = request.repeated_credential};
  std::string_view authorization = request.authorization;
  if (present(authorization)) {
    if (!has_bearer_scheme(authorization)) return {.secret = authorization, .ambiguous = true};
    authorization.remove_prefix(bearer.size());
    authorization.remove_prefix(
        std::min(authorization.find_first_not_of(' '), authorization.size()));
  }
  for (const std::string_view given :
       {authorization, request.x_api_key, request.x_trove_key, request.x_explorer_access}) {
    if (!present(given)) continue;
    // What is sent empty was meant to be a key: nobody is let in for having lost it.
    if (given.empty() || (!found.secret.empty() && found.secret != given)) found.ambiguous = true;
    found.secret = given;
  }
  return found;
}

std::optional<Permission> lacking(const Route& route, const ledger::Principal& principal) {
  for (const auto& needed : {route.permission, route.and_permission})
    if (needed && !principal.permissions.has(*needed)) return needed;
  return std::nullopt;
}

Result<void> admit(const Route& route, const Caller& caller, bool sign_up_open) {
  if (caller.credential.ambiguous) return refuse(Errc::unauthenticated);
  if (caller.principal == nullptr) {
    if (!caller.credential.secret.empty()) return refuse(Errc::unauthenticated);
    const bool enters = route.who.anyone || (route.who.sign_up && sign_up_open);
    return enters ? Result<void>{} : refuse(Errc::unauthenticated);
  }
  const ledger::Principal& principal = *caller.principal;
  if (!route.who.hears(principal.key_class)) {
    const bool org_would_do = scoped(principal.key_class) && route.who.hears(KeyClass::org);
    return refuse(org_would_do ? Errc::org_key_required : Errc::forbidden);
  }
  if (!caller.operator_acts && principal.key_class == KeyClass::operator_ &&
      route.verb != Verb::get)
    return refuse(Errc::forbidden);
  if (!caller.production && principal.environment == ledger::Environment::production &&
      !route.who.anyone)
    return refuse(Errc::forbidden);
  if (lacking(route, principal)) return refuse(Errc::forbidden);
  return {};
}

Result<void> reach(const ledger::Principal& principal, ledger::WalletId asked,
                   const std::optional<ledger::WalletAddress>& found) {
  if (principal.key_class == KeyClass::operator_)
    return found ? Result<void>{} : refuse(Errc::not_found);
  if (principal.wallet && asked != principal.wallet->id) return refuse(Errc::wallet_scope);
  if (!found || found->organization != principal.organization) return refuse(Errc::not_found);
  if (found->environment != principal.environment) return refuse(Errc::environment_mismatch);
  return {};
}

Permissions grantable(const ledger::Principal& maker) {
  if (maker.key_class == KeyClass::operator_) return maker.permissions;
  return without(maker.permissions, Permission::treasury_write);
}

Result<Permissions> grant(Permissions makers, std::optional<Permissions> asked, Permissions usual,
                          bool bound) {
  if (!asked) {
    Permissions rest{static_cast<std::uint16_t>(usual.bits & makers.bits)};
    return bound ? without(rest, Permission::keys_write) : rest;
  }
  if (!makers.includes(*asked)) return refuse(Errc::forbidden);
  if (bound && asked->has(Permission::keys_write)) return refuse(Errc::forbidden);
  return *asked;
}

Result<Funding> fund_from(const ledger::Principal& principal, FundingSource source) {
  if (principal.key_class == KeyClass::operator_) {
    if (source != FundingSource::treasury) return refuse(Errc::forbidden);
    return Funding{};
  }
  const bool sandbox = principal.environment == ledger::Environment::sandbox;
  if (scoped(principal.key_class)) {
    if (source != FundingSource::test_faucet || !sandbox) return refuse(Errc::org_key_required);
    return Funding{.limited = true};
  }
  switch (source) {
    case FundingSource::organization:
      return Funding{};
    case FundingSource::treasury:
      if (sandbox || principal.permissions.has(Permission::treasury_write)) return Funding{};
      return refuse(Errc::forbidden);
    case FundingSource::test_faucet:
      if (sandbox) return Funding{};
      return refuse(Errc::forbidden);
  }
  return refuse(Errc::forbidden);
}

}  // namespace bursar::net
