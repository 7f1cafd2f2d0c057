#pragma once

// Certificates for tests, made on the spot: each is its own authority.

#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

namespace bursar::tests {

class Certificate {
 public:
  struct Form {
    std::string name = "localhost";
    long valid_from_seconds = -3'600;  // from now
    long valid_until_seconds = 3'600;
    int rsa_bits = 0;  // else P-256
  };

  explicit Certificate(const Form& form)
      : key_{made_key(form.rsa_bits)}, own_{X509_new(), X509_free} {
    ASN1_INTEGER_set(X509_get_serialNumber(own_.get()), 1);
    X509_set_version(own_.get(), 2);
    X509_gmtime_adj(X509_getm_notBefore(own_.get()), form.valid_from_seconds);
    X509_gmtime_adj(X509_getm_notAfter(own_.get()), form.valid_until_seconds);
    X509_set_pubkey(own_.get(), key_.get());
    X509_NAME* const name = X509_get_subject_name(own_.get());
    const auto* const text = reinterpret_cast<const unsigned char*>(form.name.c_str());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
    X509_set_issuer_name(own_.get(), name);
    X509_sign(own_.get(), key_.get(), EVP_sha256());
  }
  Certificate() : Certificate{Form{}} {}

  std::string pem() const {
    return text_of([this](BIO* bio) { PEM_write_bio_X509(bio, own_.get()); });
  }
  std::string key_pem(const char* passphrase = nullptr) const {
    return text_of([&](BIO* bio) {
      PEM_write_bio_PKCS8PrivateKey(bio, key_.get(),
                                    passphrase == nullptr ? nullptr : EVP_aes_256_cbc(), nullptr, 0,
                                    nullptr, const_cast<char*>(passphrase));
    });
  }

 private:
  using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

  static Key made_key(int rsa_bits) {
    return {rsa_bits > 0 ? EVP_RSA_gen(static_cast<unsigned>(rsa_bits)) : EVP_EC_gen("P-256"),
            EVP_PKEY_free};
  }

  template <class Write>
  static std::string text_of(Write write) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio{BIO_new(BIO_s_mem()), BIO_free};
    write(bio.get());
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
  }

  Key key_;
  std::unique_ptr<X509, decltype(&X509_free)> own_;
};

/// Readable by its owner alone.
inline void write_private(const std::filesystem::path& path, const std::string& text) {
  std::ofstream{path} << text;
  std::filesystem::permissions(
      path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

}  // namespace bursar::tests
