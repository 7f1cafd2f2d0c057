#include "net/server_identity.hpp"

#include <utility>

namespace bursar::net {

ServerIdentity::ServerIdentity(std::shared_ptr<const crypto::TlsIdentity> first)
    : any_{first != nullptr}, current_{std::move(first)} {}

void ServerIdentity::renew(std::shared_ptr<const crypto::TlsIdentity> next) {
  const std::lock_guard lock{mutex_};
  current_.swap(next);
}

std::shared_ptr<const crypto::TlsIdentity> ServerIdentity::current() const {
  if (!any_) return nullptr;
  const std::lock_guard lock{mutex_};
  return current_;
}

}  // namespace bursar::net
