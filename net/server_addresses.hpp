#pragma once

// How many connections each address has, so that nobody takes all places. Holds only addresses that
// have one, so the bound on connections is its bound. For any thread.

#include "net/client_address.hpp"

#include <cstddef>
#include <map>
#include <mutex>

namespace bursar::net {

class ServerAddresses {
 public:
  /// 0: nobody counts.
  explicit ServerAddresses(std::size_t connections_max) : connections_max_{connections_max} {}

  bool counts() const { return connections_max_ > 0; }
  /// False: it has as many as it may, and nothing was taken.
  bool take(const ClientAddress& network);
  void give_back(const ClientAddress& network);

 private:
  const std::size_t connections_max_;
  std::mutex mutex_;
  std::map<ClientAddress, std::size_t> connections_;
};

}  // namespace bursar::net
