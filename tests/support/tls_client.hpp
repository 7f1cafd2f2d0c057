#pragma once

// The client's side of TLS over a connected socket that blocks; trusts whomever it meets.

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

namespace bursar::tests {

class TlsClient {
 public:
  struct Form {
    int version = TLS1_3_VERSION;
    const char* groups = "X25519:P-256";
    std::string_view protocols = {};  // of ALPN, as its wire has them
  };

  TlsClient(int socket, const Form& form)
      : context_{SSL_CTX_new(TLS_client_method()), SSL_CTX_free} {
    SSL_CTX_set_security_level(context_.get(), 0);  // so that what is old can be asked for
    SSL_CTX_set_min_proto_version(context_.get(), form.version);
    SSL_CTX_set_max_proto_version(context_.get(), form.version);
    SSL_CTX_set1_groups_list(context_.get(), form.groups);
    state_.reset(SSL_new(context_.get()));
    SSL_set_fd(state_.get(), socket);
    if (!form.protocols.empty())
      SSL_set_alpn_protos(state_.get(),
                          reinterpret_cast<const unsigned char*>(form.protocols.data()),
                          static_cast<unsigned>(form.protocols.size()));
  }
  explicit TlsClient(int socket) : TlsClient{socket, Form{}} {}

  bool shake_hands() { return SSL_connect(state_.get()) == 1; }
  bool send(std::string_view bytes) {
    return SSL_write(state_.get(), bytes.data(), static_cast<int>(bytes.size())) ==
           static_cast<int>(bytes.size());
  }
  /// The next `bytes` bytes, fewer when the peer says goodbye or breaks off.
  std::string receive(std::size_t bytes) {
    std::string all;
    std::array<char, 16'384> some{};
    while (all.size() < bytes) {
      const auto wanted = std::min(some.size(), bytes - all.size());
      const int got = SSL_read(state_.get(), some.data(), static_cast<int>(wanted));
      if (got <= 0) break;
      all.append(some.data(), static_cast<std::size_t>(got));
    }
    return all;
  }
  /// Whether the peer ended by saying so.
  bool told_goodbye() const {
    return (SSL_get_shutdown(state_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
  }
  void say_goodbye() { SSL_shutdown(state_.get()); }
  bool renegotiate() {
    return SSL_renegotiate(state_.get()) == 1 && SSL_do_handshake(state_.get()) == 1;
  }
  bool renew_keys() {
    return SSL_key_update(state_.get(), SSL_KEY_UPDATE_REQUESTED) == 1 &&
           SSL_do_handshake(state_.get()) == 1;
  }
  /// The name on the certificate that was shown.
  std::string peer() const {
    const std::unique_ptr<X509, decltype(&X509_free)> shown{SSL_get1_peer_certificate(state_.get()),
                                                            X509_free};
    std::array<char, 200> name{};
    return X509_NAME_oneline(X509_get_subject_name(shown.get()), name.data(), name.size());
  }
  std::string protocol() const {
    const unsigned char* chosen = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(state_.get(), &chosen, &size);
    return {reinterpret_cast<const char*>(chosen), size};
  }

 private:
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::unique_ptr<SSL, decltype(&SSL_free)> state_{nullptr, SSL_free};
};

}  // namespace bursar::tests
