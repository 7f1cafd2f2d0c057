#pragma once

// Who a server is to its clients: a certificate, what stands between it and its authority, and its
// key. TLS 1.2 and 1.3 with forward secrecy alone; nothing is renegotiated, resumed or sent early,
// so that no key outlives its connection. May be shared by threads.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

struct ssl_ctx_st;

namespace bursar::crypto {

/// PEM, both of them. The certificate's file may hold the chain behind it, in order.
struct TlsFiles {
  std::filesystem::path certificate;
  std::filesystem::path key;
};

class TlsIdentity {
 public:
  /// Throws std::runtime_error, with one line that names the file, when one cannot be read, is not
  /// what it should be, does not belong to the other or is not valid today, or when others than the
  /// owner and its group may read the key.
  explicit TlsIdentity(const TlsFiles& files);

  /// When the first of its certificates expires, in seconds since 1970.
  std::int64_t valid_until_s() const { return valid_until_s_; }

  /// What a TLS client is to be told for whom there is no place: an alert, before any handshake.
  static constexpr std::string_view no_place{"\x15\x03\x03\x00\x02\x02\x50", 7};

 private:
  friend class TlsChannel;
  std::shared_ptr<ssl_ctx_st> context_;
  std::int64_t valid_until_s_ = 0;
};

}  // namespace bursar::crypto
