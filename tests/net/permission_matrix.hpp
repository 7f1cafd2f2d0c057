#pragma once

// Who may do what, said a second time: from a route's row alone and without net/authority.cpp.

#include "net/route.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace bursar::tests {

/// Guests of the explorer enter here with the routes that make them.
enum class Column {
  nobody,
  malformed,
  wrong_checksum,
  revoked,
  rotated,
  expired_session,
  single,  // of the organisation, with wallets:write alone
  read_only,
  other_agent,
  other_organization,
  other_environment,
  operator_,
  organization,
  agent,
  session,  // of that agent's wallet
};
inline constexpr std::size_t columns_count = static_cast<std::size_t>(Column::session) + 1;

/// What the "{id}" of a path leads to: `foreign` is of another organisation, `garbled` is no id.
/// Both are in the sandbox; elsewhere is production, where Column::other_environment is at home.
enum class Target { own, foreign, missing, garbled, own_elsewhere, foreign_elsewhere };
inline constexpr std::array targets{Target::own, Target::foreign, Target::missing, Target::garbled};

/// What a wallet's number leads to is always one's own, or nothing.
inline constexpr std::array numbers{Target::own, Target::missing, Target::garbled};

/// What a cell answers; status 200 stands for whatever is no refusal.
struct Expected {
  int status = 200;
  std::string_view code = {};
  friend bool operator==(const Expected&, const Expected&) = default;
};

/// Before a body or an id is looked at.
Expected expected_admission(const net::Route& row, Column column, bool sign_up_open = true);
/// Of a wallet named by the path, once admitted.
Expected expected_reach(Column column, Target target);
/// Of whatever a path names, once admitted. A payment of one's own is the agent's; a key stands in
/// a wallet's name space.
Expected expected_sight(net::PathId id, Column column, Target target);
/// Of anything else that a path names and that is not the caller's.
inline constexpr Expected not_there{404, "NOT_FOUND"};

}  // namespace bursar::tests
