#include "crypto/tls_channel.hpp"

#include <cerrno>
#include <new>
#include <string>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

namespace bursar::crypto {

namespace {

// A client may ask for new keys now and then; a flood of that would be work without end inside one
// read, as no bytes come of it.
constexpr int renewals_max = 32;

// The library makes room for a greeting as soon as its length is announced, of up to 128 KiB.
constexpr std::size_t greeting_bytes_max = 16'384;
constexpr std::size_t greeting_head_bytes = 9;  // of its record, 5, and of itself

}  // namespace

// Less than there was room for was all there was: until the next arrival nobody asks the socket.
class TlsChannel::Wire {
 public:
  explicit Wire(int socket) : socket_{socket} {}

  static const BIO_METHOD* method() {
    static const BIO_METHOD* const made = [] {
      BIO_METHOD* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "wire");
      if (method == nullptr) throw std::bad_alloc{};
      BIO_meth_set_read(method, read);
      BIO_meth_set_write(method, write);
      BIO_meth_set_ctrl(method, control);
      return method;
    }();
    return made;
  }

  void arrived(bool ended) {
    empty_ = false;
    end_told_ = end_told_ || ended;
  }
  /// Bytes came of what was read.
  void yielded() { renewals_ = 0; }
  bool given_up() const { return given_up_; }

  static void heard(int sent, int, int type, const void* bytes, std::size_t size, SSL*, void* own) {
    if (sent != 0 || type != SSL3_RT_HANDSHAKE || size == 0) return;
    Wire& wire = *static_cast<Wire*>(own);
    if (*static_cast<const unsigned char*>(bytes) != SSL3_MT_KEY_UPDATE) return;
    if (++wire.renewals_ > renewals_max) wire.given_up_ = true;
  }

 private:
  static Wire& of(BIO* bio) { return *static_cast<Wire*>(BIO_get_data(bio)); }

  static int read(BIO* bio, char* room, int size) {
    Wire& wire = of(bio);
    BIO_clear_retry_flags(bio);
    if (wire.given_up_) return -1;
    const ssize_t got = wire.empty_ ? -1 : ::recv(wire.socket_, room, std::size_t(size), 0);
    if (got < 0 && (wire.empty_ || again())) BIO_set_retry_read(bio);
    wire.empty_ = !wire.end_told_ && got < size;
    wire.ended_ = got == 0;
    if (got > 0) wire.look_at_greeting({room, static_cast<std::size_t>(got)});
    return wire.given_up_ ? -1 : static_cast<int>(got);
  }

  // One that comes in pieces too small to hold its head is nobody's that wants to be served.
  void look_at_greeting(std::string_view bytes) {
    if (greeting_.size() == greeting_head_bytes) return;
    greeting_.append(bytes.substr(0, greeting_head_bytes - greeting_.size()));
    if (greeting_.size() < greeting_head_bytes) return;
    const auto byte = [this](std::size_t at) {
      return static_cast<std::size_t>(static_cast<unsigned char>(greeting_[at]));
    };
    if (byte(0) != SSL3_RT_HANDSHAKE || byte(5) != SSL3_MT_CLIENT_HELLO) return;
    given_up_ = (byte(3) << 8U | byte(4)) < greeting_head_bytes - SSL3_RT_HEADER_LENGTH ||
                (byte(6) << 16U | byte(7) << 8U | byte(8)) > greeting_bytes_max;
  }

  static int write(BIO* bio, const char* bytes, int size) {
    BIO_clear_retry_flags(bio);
    const ssize_t sent = ::send(of(bio).socket_, bytes, std::size_t(size), MSG_NOSIGNAL);
    if (sent < 0 && again()) BIO_set_retry_write(bio);
    return static_cast<int>(sent);
  }

  static long control(BIO* bio, int what, long, void*) {
    if (what == BIO_CTRL_FLUSH) return 1;  // nothing is kept here
    if (what == BIO_CTRL_EOF) return of(bio).ended_ ? 1 : 0;
    return 0;
  }

  static bool again() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

  int socket_;
  int renewals_ = 0;
  std::string greeting_;  // the head of the first record
  bool given_up_ = false;
  bool empty_ = false;
  bool end_told_ = false;
  bool ended_ = false;
};

TlsChannel::TlsChannel(const TlsIdentity& identity, int socket)
    : wire_{std::make_unique<Wire>(socket)}, state_{SSL_new(identity.context_.get())} {
  BIO* const bio = state_ == nullptr ? nullptr : BIO_new(Wire::method());
  if (bio == nullptr) {
    SSL_free(state_);
    ERR_clear_error();
    throw std::bad_alloc{};
  }
  BIO_set_data(bio, wire_.get());
  BIO_set_init(bio, 1);
  SSL_set_bio(state_, bio, bio);
  SSL_set_msg_callback(state_, Wire::heard);
  SSL_set_msg_callback_arg(state_, wire_.get());
  SSL_set_accept_state(state_);
}

TlsChannel::~TlsChannel() {
  SSL_free(state_);
}

void TlsChannel::arrived(bool ended) {
  wire_->arrived(ended);
}

TlsChannel::Outcome TlsChannel::read(std::span<char> room, std::size_t& bytes) {
  ERR_clear_error();
  const int result = SSL_read_ex(state_, room.data(), room.size(), &bytes);
  if (result == 1) wire_->yielded();
  return outcome(result);
}

TlsChannel::Outcome TlsChannel::write(std::string_view bytes, std::size_t& sent) {
  ERR_clear_error();
  return outcome(SSL_write_ex(state_, bytes.data(), bytes.size(), &sent));
}

TlsChannel::Outcome TlsChannel::outcome(int result) {
  if (result == 1) return Outcome::done;
  const int error = SSL_get_error(state_, result);
  if (error == SSL_ERROR_WANT_READ) return Outcome::wants_arrival;
  if (error == SSL_ERROR_WANT_WRITE) return Outcome::wants_room;
  if (error == SSL_ERROR_ZERO_RETURN) return Outcome::ended;
  if (error == SSL_ERROR_SYSCALL && !wire_->given_up()) return Outcome::broken;
  const bool http =
      error == SSL_ERROR_SSL && ERR_GET_REASON(ERR_peek_error()) == SSL_R_HTTP_REQUEST;
  ERR_clear_error();
  return http ? Outcome::plain_http : Outcome::failed;
}

void TlsChannel::say_goodbye() {
  if (!shaken_hands()) return;
  ERR_clear_error();
  SSL_shutdown(state_);
  ERR_clear_error();
}

bool TlsChannel::shaken_hands() const {
  return SSL_is_init_finished(state_) == 1;
}

}  // namespace bursar::crypto
