#include "tests/net/permission_matrix.hpp"

namespace bursar::tests {

using ledger::KeyClass;
using ledger::Permission;

namespace {

bool is_agent(Column column) {
  return column == Column::agent || column == Column::other_agent;
}

KeyClass class_of(Column column) {
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

}  // namespace

Expected expected_admission(const net::Route& row, Column column) {
  constexpr Expected unauthenticated{401, "UNAUTHENTICATED"};
  constexpr Expected forbidden{403, "FORBIDDEN"};
  if (column == Column::nobody)
    return row.who.anyone || row.who.sign_up ? Expected{} : unauthenticated;
  if (column < Column::single) return unauthenticated;
  if (!row.who.hears(class_of(column)))
    return is_agent(column) && row.who.hears(KeyClass::org) ? Expected{403, "ORG_KEY_REQUIRED"}
                                                            : forbidden;
  if (row.permission && !has(column, *row.permission)) return forbidden;
  if (row.and_permission && !has(column, *row.and_permission)) return forbidden;
  return {};
}

Expected expected_reach(Column column, Target target) {
  const bool own = target == Target::own;
  const bool there = own || target == Target::foreign;
  if (column == Column::operator_) return there ? Expected{} : not_there;
  if (column == Column::other_agent) return {403, "WALLET_SCOPE"};
  if (column == Column::agent) return own ? Expected{} : Expected{403, "WALLET_SCOPE"};
  if (column == Column::other_organization)
    return target == Target::foreign ? Expected{} : not_there;
  if (!own) return not_there;
  return column == Column::other_environment ? Expected{403, "ENVIRONMENT_MISMATCH"} : Expected{};
}

}  // namespace bursar::tests
