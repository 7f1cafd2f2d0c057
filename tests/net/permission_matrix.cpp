#include "tests/net/permission_matrix.hpp"

namespace bursar::tests {

using ledger::KeyClass;
using ledger::Permission;

namespace {

bool is_of_own_wallet(Column column) {
  return column == Column::agent || column == Column::session;
}

bool is_agent(Column column) {
  return is_of_own_wallet(column) || column == Column::other_agent;
}

KeyClass class_of(Column column) {
  if (column == Column::session) return KeyClass::session;
  if (is_agent(column)) return KeyClass::agent;
  return column == Column::operator_ ? KeyClass::operator_ : KeyClass::org;
}

bool has(Column column, Permission asked) {
  const bool reads = asked == Permission::wallets_read || asked == Permission::payments_read;
  if (column == Column::single) return asked == Permission::wallets_write;
  if (column == Column::read_only) return reads;
  if (is_agent(column))
    return reads || asked == Permission::wallets_write || asked == Permission::payments_write;
  return column == Column::operator_ || asked != Permission::treasury_write;
}

Expected expected_of_organizations(Column column, Target target) {
  if (target == Target::missing || target == Target::garbled) return not_there;
  if (column == Column::operator_) return {};
  const bool theirs = target == Target::foreign || target == Target::foreign_elsewhere;
  if (theirs != (column == Column::other_organization)) return not_there;
  const bool elsewhere = target == Target::own_elsewhere || target == Target::foreign_elsewhere;
  const bool at_home = elsewhere == (column == Column::other_environment);
  return at_home ? Expected{} : Expected{403, "ENVIRONMENT_MISMATCH"};
}

}  // namespace

Expected expected_admission(const net::Route& row, Column column, bool sign_up_open) {
  constexpr Expected unauthenticated{401, "UNAUTHENTICATED"};
  constexpr Expected forbidden{403, "FORBIDDEN"};
  if (column == Column::nobody)
    return row.who.anyone || (row.who.sign_up && sign_up_open) ? Expected{} : unauthenticated;
  if (column < Column::single) return unauthenticated;
  if (!row.who.hears(class_of(column)))
    return is_agent(column) && row.who.hears(KeyClass::org) ? Expected{403, "ORG_KEY_REQUIRED"}
                                                            : forbidden;
  if (row.permission && !has(column, *row.permission)) return forbidden;
  if (row.and_permission && !has(column, *row.and_permission)) return forbidden;
  // Whoever is let in asks for the statement of a bridge, and here is none.
  if (row.name == "reconcile_connector") return {409, "SETTLEMENT_NOT_CONFIGURED"};
  return {};
}

Expected expected_reach(Column column, Target target) {
  if (!is_agent(column)) return expected_of_organizations(column, target);
  const bool its_own = is_of_own_wallet(column) && target == Target::own;
  return its_own ? Expected{} : Expected{403, "WALLET_SCOPE"};
}

Expected expected_of_numbers(Column column, Target target) {
  if (column == Column::other_agent) return {403, "WALLET_SCOPE"};
  if (target == Target::own) return {};
  return is_agent(column) ? Expected{403, "WALLET_SCOPE"} : not_there;
}

Expected expected_sight(net::PathId id, Column column, Target target) {
  if (id == net::PathId::wallet_number) return expected_of_numbers(column, target);
  if (id == net::PathId::wallet || id == net::PathId::idempotency_key)
    return expected_reach(column, target);
  if (id == net::PathId::service || id == net::PathId::token || id == net::PathId::payout ||
      id == net::PathId::dispute || id == net::PathId::evidence || id == net::PathId::webhook ||
      id == net::PathId::delivery)
    return not_there;
  if (!is_agent(column)) return expected_of_organizations(column, target);
  return is_of_own_wallet(column) && target == Target::own ? Expected{} : not_there;
}

}  // namespace bursar::tests
