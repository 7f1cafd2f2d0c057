#include "net/client.hpp"

#include "crypto/tls_identity.hpp"
#include "tests/net/sockets.hpp"
#include "tests/support/certificate.hpp"
#include "tests/support/temporary_directory.hpp"

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace bursar::net::client_test {
namespace {

using std::chrono::milliseconds;

ClientRequest request_to(std::uint16_t port, std::string path) {
  return {.host = "127.0.0.1", .port = port, .path = std::move(path), .credential = {}};
}

std::string refusal(const ClientRequest& wanted) {
  try {
    fetch(wanted);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

TEST(ClientTest, SendsWhatItIsToldAndGivesBackTheAnswer) {
  Serving serving;
  std::string authorization;
  std::string host;
  serving.service.look = [&](const Request& request) {
    authorization = request.authorization;
    host = request.host;
  };
  ClientRequest wanted = request_to(serving.port(), "/echo/1");
  wanted.method = "POST";
  wanted.credential = "secret";
  wanted.body = "{}";
  const ClientAnswer answer = fetch(wanted);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "POST /echo/1? {}");
  EXPECT_EQ(authorization, "Bearer secret");
  EXPECT_EQ(host, "127.0.0.1:" + std::to_string(serving.port()));
}

TEST(ClientTest, SendsNoBodyAndNoCredentialWhereThereIsNone) {
  Serving serving;
  serving.service.look = [](const Request& request) {
    EXPECT_FALSE(present(request.authorization));
    EXPECT_TRUE(request.content_type.empty());
  };
  EXPECT_EQ(fetch(request_to(serving.port(), "/echo/2")).body, "GET /echo/2? ");
}

TEST(ClientTest, SpeaksTlsToWhoeverShowsTheCertificateItWasTold) {
  const tests::TemporaryDirectory directory;
  const crypto::TlsFiles files{.certificate = directory.path() / "cert.pem",
                               .key = directory.path() / "key.pem"};
  const tests::Certificate certificate;
  tests::write_private(files.certificate, certificate.pem());
  tests::write_private(files.key, certificate.key_pem());
  Serving serving{{.tls = std::make_shared<const crypto::TlsIdentity>(files)}};
  ClientRequest wanted = request_to(serving.port(), "/shared");
  wanted.certificate = files.certificate;
  EXPECT_EQ(fetch(wanted).body.size(), std::size_t{8} << 20);

  wanted.credential = "secret";
  serving.service.look = [](const Request&) { ADD_FAILURE() << "a stranger is told the secret"; };
  tests::write_private(files.certificate, tests::Certificate{}.pem());
  EXPECT_NE(refusal(wanted).find("it does not show the certificate in"), std::string::npos);
  std::filesystem::remove(files.certificate);
  EXPECT_NE(refusal(wanted).find("cannot be read"), std::string::npos);
  wanted.certificate.clear();
  EXPECT_EQ(fetch(wanted).status, 400);
}

TEST(ClientTest, NobodyThereIsOneClearLine) {
  std::uint16_t port = 0;
  {
    Serving serving;
    port = serving.port();
  }
  const std::string told = refusal(request_to(port, "/echo/3"));
  EXPECT_TRUE(told.starts_with("no answer from 127.0.0.1:" + std::to_string(port) + ": ")) << told;
}

TEST(ClientTest, WaitsNoLongerThanItsPatience) {
  Serving serving;
  ClientRequest wanted = request_to(serving.port(), "/later/1");
  wanted.patience = milliseconds{50};
  const std::string told = refusal(wanted);
  EXPECT_TRUE(told.starts_with("no answer from ")) << told;
}

}  // namespace
}  // namespace bursar::net::client_test
