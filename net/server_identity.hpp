#pragma once

// Who the server is by now: its certificate may be renewed while it runs. For any thread.

#include "crypto/tls_identity.hpp"

#include <memory>
#include <mutex>

namespace bursar::net {

class ServerIdentity {
 public:
  /// None: the server speaks plain HTTP, and always will.
  explicit ServerIdentity(std::shared_ptr<const crypto::TlsIdentity> first);

  void renew(std::shared_ptr<const crypto::TlsIdentity> next);
  std::shared_ptr<const crypto::TlsIdentity> current() const;

 private:
  const bool any_;
  mutable std::mutex mutex_;
  std::shared_ptr<const crypto::TlsIdentity> current_;
};

}  // namespace bursar::net
