#include "crypto/tls_identity.hpp"

#include "tests/support/certificate.hpp"
#include "tests/support/temporary_directory.hpp"

#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::crypto::tls_identity_test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using tests::Certificate;

class TlsIdentityTest : public ::testing::Test {
 protected:
  void write(const Certificate& certificate) {
    tests::write_private(files.certificate, certificate.pem());
    tests::write_private(files.key, certificate.key_pem());
  }

  /// The line that somebody reads who starts with these files; empty when all is well.
  std::string complaint() const {
    try {
      const TlsIdentity identity{files};
      return {};
    } catch (const std::runtime_error& error) {
      EXPECT_EQ(std::string{error.what()}.find('\n'), std::string::npos);
      return error.what();
    }
  }

  tests::TemporaryDirectory directory;
  TlsFiles files{.certificate = directory.path() / "cert.pem", .key = directory.path() / "key.pem"};
};

TEST_F(TlsIdentityTest, ACertificateAndItsKeyAreTaken) {
  write(Certificate{});
  EXPECT_EQ(complaint(), "");
  write(Certificate{{.rsa_bits = 2'048}});
  EXPECT_EQ(complaint(), "");
}

TEST_F(TlsIdentityTest, TheChainStandsBehindTheCertificate) {
  const Certificate own;
  const Certificate authority{{.name = "authority"}};
  write(own);
  tests::write_private(files.certificate, own.pem() + authority.pem());
  EXPECT_EQ(complaint(), "");
  const Certificate old{{.name = "old", .valid_until_seconds = -60}};
  tests::write_private(files.certificate, own.pem() + old.pem());
  EXPECT_THAT(complaint(), HasSubstr("expired on "));
}

TEST_F(TlsIdentityTest, AChainThatIsDamagedIsRefused) {
  const Certificate own;
  const std::string authority = Certificate{{.name = "authority"}}.pem();
  write(own);
  tests::write_private(files.certificate, own.pem() + authority.substr(0, authority.size() / 2));
  EXPECT_THAT(complaint(), HasSubstr("the chain of certificates is damaged"));
  std::string spoilt = authority;
  spoilt[spoilt.size() / 2] = '!';
  tests::write_private(files.certificate, own.pem() + spoilt);
  EXPECT_THAT(complaint(), HasSubstr("the chain of certificates is damaged"));
  tests::write_private(files.certificate, own.pem() + authority + "\n# and a remark\n");
  EXPECT_EQ(complaint(), "");
}

TEST_F(TlsIdentityTest, TheFirstCertificateToExpireSaysHowLongAllAreValid) {
  const Certificate own{{.valid_until_seconds = 7'200}};
  const Certificate authority{{.name = "authority", .valid_until_seconds = 3'600}};
  write(own);
  const std::int64_t alone = TlsIdentity{files}.valid_until_s();
  tests::write_private(files.certificate, own.pem() + authority.pem());
  const std::int64_t both = TlsIdentity{files}.valid_until_s();
  EXPECT_NEAR(static_cast<double>(alone - both), 3'600, 60);
  EXPECT_NEAR(static_cast<double>(alone - std::time(nullptr)), 7'200, 60);
}

TEST_F(TlsIdentityTest, AFileThatIsMissingIsNamed) {
  write(Certificate{});
  fs::remove(files.key);
  EXPECT_EQ(complaint(), files.key.string() + ": cannot be opened: No such file or directory");
  fs::remove(files.certificate);
  EXPECT_EQ(complaint(),
            files.certificate.string() + ": cannot be opened: No such file or directory");
  fs::create_directory(files.certificate);
  EXPECT_EQ(complaint(), files.certificate.string() + ": is not a plain file");
}

TEST_F(TlsIdentityTest, WhatIsNeitherCertificateNorKeyIsRefused) {
  write(Certificate{});
  tests::write_private(files.certificate, "nothing\n");
  EXPECT_EQ(complaint(), files.certificate.string() + ": holds no certificate in PEM");
  write(Certificate{});
  tests::write_private(files.key, "");
  EXPECT_EQ(complaint(), files.key.string() + ": holds no key in PEM");
  tests::write_private(files.key, std::string(2'000'000, 'k'));
  EXPECT_THAT(complaint(), HasSubstr("is too large"));
}

TEST_F(TlsIdentityTest, AKeyOfAnotherCertificateIsRefused) {
  write(Certificate{});
  tests::write_private(files.key, Certificate{}.key_pem());
  EXPECT_EQ(complaint(), files.key.string() + ": is not the key of the certificate in " +
                             files.certificate.string());
}

TEST_F(TlsIdentityTest, AKeyUnderAPassphraseIsRefusedWithoutAsking) {
  const Certificate certificate;
  write(certificate);
  tests::write_private(files.key, certificate.key_pem("secret"));
  EXPECT_THAT(complaint(), HasSubstr("locked by a passphrase"));
}

TEST_F(TlsIdentityTest, ACertificateCountsOnItsDaysAlone) {
  write(Certificate{{.valid_until_seconds = -60}});
  EXPECT_THAT(complaint(), StartsWith(files.certificate.string() + ": the certificate expired on"));
  write(Certificate{{.valid_from_seconds = 600}});
  EXPECT_THAT(complaint(), HasSubstr("is not valid before"));
}

TEST_F(TlsIdentityTest, AKeyThatEverybodyMayReadIsRefused) {
  write(Certificate{});
  fs::permissions(files.key, fs::perms::group_read, fs::perm_options::add);
  EXPECT_EQ(complaint(), "");
  fs::permissions(files.key, fs::perms::others_read, fs::perm_options::add);
  EXPECT_EQ(complaint(), files.key.string() + ": others may read or write this key: chmod 600 it");
}

TEST_F(TlsIdentityTest, AKeyThatIsTooWeakIsRefused) {
  write(Certificate{{.rsa_bits = 1'024}});
  EXPECT_THAT(complaint(), HasSubstr("cannot be used"));
}

}  // namespace
}  // namespace bursar::crypto::tls_identity_test
