#include "crypto/tls_identity.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bursar::crypto {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_bytes_max = 1'048'576;
constexpr int chain_length_max = 16;
// A group may read a key: that is how an authority's client hands it to a server without rights.
constexpr mode_t not_for_a_key = S_IWGRP | S_IRWXO;
constexpr const char* ciphers_of_tls_1_2 = "ECDHE+AESGCM:ECDHE+CHACHA20";
// Others would let a client make us compute for milliseconds.
constexpr const char* quick_groups = "X25519:P-256:P-384";
constexpr int security_bits_of_112 = 2;

template <auto Release>
struct Releasing {
  template <class T>
  void operator()(T* owned) const {
    Release(owned);
  }
};
using Bio = std::unique_ptr<BIO, Releasing<BIO_free>>;
using Certificate = std::unique_ptr<X509, Releasing<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Releasing<EVP_PKEY_free>>;

[[noreturn]] void fail(const fs::path& path, const std::string& why) {
  ERR_clear_error();
  throw std::runtime_error{path.string() + ": " + why};
}

[[noreturn]] void fail_with(const fs::path& path, const std::string& deed, int error) {
  fail(path, deed + ": " + std::generic_category().message(error));
}

std::string reason_of_library() {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  return reason == nullptr ? "for no known reason" : reason;
}

/// A file's bytes, wiped when they go: one of them is a key.
class FileBytes {
 public:
  FileBytes(const fs::path& path, mode_t forbidden) : bytes_(file_bytes_max + 1, '\0') {
    const int file = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) fail_with(path, "cannot be opened", errno);
    const std::unique_ptr<const int, Closing> closed{&file};
    struct stat facts{};
    if (::fstat(file, &facts) != 0) fail_with(path, "cannot be examined", errno);
    if (!S_ISREG(facts.st_mode)) fail(path, "is not a plain file");
    if ((facts.st_mode & forbidden) != 0)
      fail(path, "others may read or write this key: chmod 600 it");
    ssize_t got = 1;
    while (got > 0 && size_ < bytes_.size()) {
      got = ::read(file, bytes_.data() + size_, bytes_.size() - size_);
      if (got < 0) fail_with(path, "cannot be read", errno);
      size_ += static_cast<std::size_t>(got);
    }
    if (size_ > file_bytes_max) fail(path, "is too large for a certificate or a key");
  }
  ~FileBytes() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }
  FileBytes(const FileBytes&) = delete;
  FileBytes& operator=(const FileBytes&) = delete;

  Bio reader() const { return Bio{BIO_new_mem_buf(bytes_.data(), static_cast<int>(size_))}; }

 private:
  struct Closing {
    void operator()(const int* file) const { ::close(*file); }
  };

  std::string bytes_;
  std::size_t size_ = 0;
};

std::string text(const ASN1_TIME* time) {
  const Bio memory{BIO_new(BIO_s_mem())};
  ASN1_TIME_print(memory.get(), time);
  std::array<char, 64> line{};
  const int size = BIO_read(memory.get(), line.data(), static_cast<int>(line.size()));
  return {line.data(), static_cast<std::size_t>(std::max(size, 0))};
}

Certificate next_certificate(BIO* file) {
  return Certificate{PEM_read_bio_X509(file, nullptr, nullptr, nullptr)};
}

// Throws where today is none of its days; else the last of them, in seconds since 1970.
std::int64_t last_moment(const X509* certificate, const fs::path& path) {
  const ASN1_TIME* const first = X509_get0_notBefore(certificate);
  const ASN1_TIME* const last = X509_get0_notAfter(certificate);
  if (X509_cmp_current_time(last) < 0) fail(path, "the certificate expired on " + text(last));
  if (X509_cmp_current_time(first) > 0)
    fail(path, "the certificate is not valid before " + text(first));
  std::tm utc{};
  ASN1_TIME_to_tm(last, &utc);
  return ::timegm(&utc);
}

/// When the first of them expires.
std::int64_t use_certificates(SSL_CTX* context, const fs::path& path) {
  const FileBytes bytes{path, 0};
  const Bio file = bytes.reader();
  const Certificate own = next_certificate(file.get());
  if (own == nullptr) fail(path, "holds no certificate in PEM");
  std::int64_t valid_until_s = last_moment(own.get(), path);
  if (SSL_CTX_use_certificate(context, own.get()) != 1)
    fail(path, "the certificate cannot be used: " + reason_of_library());
  int length = 0;
  while (const Certificate next = next_certificate(file.get())) {
    valid_until_s = std::min(valid_until_s, last_moment(next.get(), path));
    if (++length > chain_length_max) fail(path, "the chain of certificates is too long");
    if (SSL_CTX_add1_chain_cert(context, next.get()) != 1)
      fail(path, "the chain of certificates cannot be used: " + reason_of_library());
  }
  if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
    fail(path, "the chain of certificates is damaged: " + reason_of_library());
  ERR_clear_error();  // the end of the file is one
  return valid_until_s;
}

int no_passphrase(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

void use_key(SSL_CTX* context, const TlsFiles& files) {
  const FileBytes bytes{files.key, not_for_a_key};
  const Bio file = bytes.reader();
  bool asked = false;
  const Key key{PEM_read_bio_PrivateKey(file.get(), nullptr, no_passphrase, &asked)};
  if (asked) fail(files.key, "the key is locked by a passphrase, and nobody is there to give it");
  if (key == nullptr) fail(files.key, "holds no key in PEM");
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1 || SSL_CTX_check_private_key(context) != 1)
    fail(files.key, "is not the key of the certificate in " + files.certificate.string());
}

/// RFC 7301: who speaks other protocols only is told so at once.
// NOLINTNEXTLINE(readability-function-size): the library says how many parameters.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned offered_size, void*) {
  static constexpr std::array<unsigned char, 9> ours = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* found = nullptr;
  if (SSL_select_next_proto(&found, size, ours.data(), ours.size(), offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

void set_rules(SSL_CTX* context) {
  SSL_CTX_set_security_level(context, security_bits_of_112);
  const bool set = SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
                   SSL_CTX_set_cipher_list(context, ciphers_of_tls_1_2) == 1 &&
                   SSL_CTX_set1_groups_list(context, quick_groups) == 1;
  if (!set) throw std::runtime_error{"this OpenSSL knows no TLS 1.2 with forward secrecy"};
  // Whoever ends without a goodbye still gets its answers: no request's end rests on one.
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
                                   SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(context, 1);  // a record costs one read of the socket, not two
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
}

}  // namespace

TlsIdentity::TlsIdentity(const TlsFiles& files)
    : context_{SSL_CTX_new(TLS_server_method()), SSL_CTX_free} {
  if (context_ == nullptr) throw std::runtime_error{"TLS cannot be set up"};
  set_rules(context_.get());
  valid_until_s_ = use_certificates(context_.get(), files.certificate);
  use_key(context_.get(), files);
}

}  // namespace bursar::crypto
