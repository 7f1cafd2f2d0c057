#include "net/client.hpp"

#include "tests/net/sockets.hpp"

#include <stdexcept>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace bursar::net {
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
}  // namespace bursar::net
