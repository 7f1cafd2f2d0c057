#include "net/server_addresses.hpp"

#include "ledger/check.hpp"

namespace bursar::net {

bool ServerAddresses::take(const ClientAddress& network) {
  const std::lock_guard lock{mutex_};
  const auto [row, fresh] = connections_.try_emplace(network, 0);
  if (row->second >= connections_max_) return false;
  ++row->second;
  return true;
}

void ServerAddresses::give_back(const ClientAddress& network) {
  const std::lock_guard lock{mutex_};
  const auto row = connections_.find(network);
  CHECK(row != connections_.end());
  if (--row->second == 0) connections_.erase(row);
}

}  // namespace bursar::net
