#pragma once

// Who is at the other end of a connection: whoever opened it, or, for a request that came through
// trusted proxies, whom the outermost of them saw.

#include "net/client_address.hpp"
#include "net/request.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace bursar::net {

/// What X-Forwarded-For says of a request that came through so many proxies, each of which writes
/// behind what is there whom it was asked by. What stands before the last `hops` places was said by
/// the client and is not looked at; with fewer places than hops, the first is meant. None when the
/// field is missing or that place holds no address. `head`: the whole, found well-formed.
std::optional<ClientAddress> forwarded_address(std::string_view head, std::size_t hops);

class SessionPeer {
 public:
  /// `address` is the connection's own.
  SessionPeer(std::string address, std::size_t trusted_hops, Door door = Door::front)
      : address_{std::move(address)}, trusted_hops_{trusted_hops}, door_{door} {}

  Door door() const { return door_; }

  /// Good until the next call.
  std::string_view of(std::string_view head) {
    return trusted_hops_ == 0 ? std::string_view{address_} : behind_proxies(head);
  }
  /// What its connection is counted under.
  ClientAddress network() const;

 private:
  std::string_view behind_proxies(std::string_view head);

  const std::string address_;
  const std::size_t trusted_hops_;
  const Door door_;
  std::string forwarded_;
};

}  // namespace bursar::net
