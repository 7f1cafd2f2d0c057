#pragma once

// One connection's TLS, on the server's side, over a socket that does not block and that stays its
// owner's. Takes from the socket as it is read from, gives to it as it is written to, and keeps of
// either a record at most.

#include "crypto/tls_identity.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

struct ssl_st;
struct bio_st;

namespace bursar::crypto {

class TlsChannel {
 public:
  enum class Outcome : std::uint8_t {
    done,
    wants_arrival,  // nothing more before something arrives
    wants_room,     // nothing more before the socket takes bytes
    ended,          // the client sends no more
    plain_http,     // it never spoke TLS; nothing was sent to it
    failed,         // no longer usable; the client was told why, where TLS can say it
    broken,         // the socket itself failed
  };

  /// Throws std::bad_alloc.
  TlsChannel(const TlsIdentity& identity, int socket);
  ~TlsChannel();
  TlsChannel(const TlsChannel&) = delete;
  TlsChannel& operator=(const TlsChannel&) = delete;

  /// Something has come to the socket; with `ended`, nothing will be told of it again.
  void arrived(bool ended);

  /// `bytes` says how many, when done. Shakes hands first.
  Outcome read(std::span<char> room, std::size_t& bytes);
  /// After wants_room, offer the same bytes again, or more behind them.
  Outcome write(std::string_view bytes, std::size_t& sent);
  /// Says, where that can be said, that nothing more will be sent.
  void say_goodbye();

  bool shaken_hands() const;

 private:
  class Wire;  // the socket, as the library sees it

  Outcome outcome(int result);

  std::unique_ptr<Wire> wire_;
  ssl_st* state_;
};

}  // namespace bursar::crypto
