// Sessions within TLS: what is served, and how it ends, is as without it.

#include "net/session_stream.hpp"

#include "tests/net/sockets.hpp"
#include "tests/support/certificate.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/tls_client.hpp"

#include <stdexcept>
#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace bursar::net::session_stream_test {
namespace {

using std::chrono::milliseconds;
using tests::TlsClient;

constexpr std::size_t long_bytes = std::size_t{8} << 20;

std::shared_ptr<const crypto::TlsIdentity> identity(const std::string& name) {
  const tests::TemporaryDirectory directory;
  const tests::Certificate certificate{{.name = name}};
  const crypto::TlsFiles files{.certificate = directory.path() / "cert.pem",
                               .key = directory.path() / "key.pem"};
  tests::write_private(files.certificate, certificate.pem());
  tests::write_private(files.key, certificate.key_pem());
  return std::make_shared<const crypto::TlsIdentity>(files);
}

Server::Options with_tls(Server::Options options = {}) {
  options.tls = identity("first");
  return options;
}

/// A client that has shaken hands.
struct Sealed {
  explicit Sealed(std::uint16_t port, const TlsClient::Form& form = {}, int receive_bytes = 0)
      : client{port, receive_bytes}, tls{client.socket(), form} {
    if (!tls.shake_hands()) throw std::runtime_error{"no handshake"};
  }
  Answer answer() {
    Answer answer;
    while (!answer.head.ends_with("\r\n\r\n")) {
      const std::string one = tls.receive(1);
      if (one.empty()) return answer;
      answer.head += one;
    }
    answer.status = std::atoi(answer.head.c_str() + 9);
    const auto length = answer.head.find("Content-Length: ");
    answer.body = tls.receive(std::strtoull(answer.head.c_str() + length + 16, nullptr, 10));
    return answer;
  }
  bool ended_with_goodbye() { return tls.receive(1).empty() && tls.told_goodbye(); }

  Client client;
  TlsClient tls;
};

TEST(SessionStreamTest, RequestsInARowAreAnsweredInTheirOrder) {
  Serving serving{with_tls()};
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    Sealed client{serving.port(), {.version = version}};
    std::string requests;
    for (int i = 0; i < 100; ++i) requests += get("/echo/" + std::to_string(i));
    client.tls.send(requests);
    for (int i = 0; i < 100; ++i)
      EXPECT_EQ(client.answer().body, "GET /echo/" + std::to_string(i) + "? ");
  }
}

TEST(SessionStreamTest, ARequestMayComeInManyRecordsAndManyRequestsInOne) {
  Serving serving{with_tls()};
  Sealed client{serving.port()};
  const std::string request = post("/echo", "body");
  for (const char byte : request) client.tls.send(std::string(1, byte));
  EXPECT_EQ(client.answer().body, "POST /echo? body");
  client.tls.send(request + request + request.substr(0, 20));
  client.tls.send(request.substr(20));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.answer().body, "POST /echo? body");
}

TEST(SessionStreamTest, LargeBodiesAndLargeAnswersPassWhole) {
  Serving serving{with_tls()};
  Sealed client{serving.port(), {}, 4'096};
  const std::string body(1'000'000, 'b');
  client.tls.send(post("/large", body) + get("/long") + get("/shared") + get("/echo"));
  EXPECT_TRUE(client.answer().body == "POST /large? " + body);
  EXPECT_TRUE(client.answer().body == std::string(long_bytes, 'x'));
  EXPECT_TRUE(client.answer().body == std::string(long_bytes, 's'));
  EXPECT_EQ(client.answer().status, 200);
}

TEST(SessionStreamTest, AnAnswerThatComesLaterIsSent) {
  Serving serving{with_tls()};
  Sealed client{serving.port()};
  client.tls.send(get("/later/1"));
  ASSERT_TRUE(serving.service.held(1));
  client.tls.send(get("/later/2"));
  ASSERT_TRUE(serving.service.held(2));
  serving.answer("/later/2", "two");
  serving.answer("/later/1", "one");
  EXPECT_EQ(client.answer().body, "one");
  EXPECT_EQ(client.answer().body, "two");
}

TEST(SessionStreamTest, KeysMayBeRenewedOnTheWay) {
  Serving serving{with_tls()};
  Sealed client{serving.port()};
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(client.tls.renew_keys());
    client.tls.send(get("/medium"));
    EXPECT_EQ(client.answer().body.size(), 65'536U);
  }
}

TEST(SessionStreamTest, TheServerNeverEndsWithoutAGoodbye) {
  Serving serving{with_tls({.idle_deadline = milliseconds{20}})};
  Sealed asks{serving.port()};
  asks.tls.send(get("/echo", "Connection: close\r\n"));
  EXPECT_EQ(asks.answer().status, 200);
  EXPECT_TRUE(asks.ended_with_goodbye());
  Sealed idles{serving.port()};
  idles.tls.send(get("/echo"));
  EXPECT_EQ(idles.answer().status, 200);
  EXPECT_TRUE(idles.ended_with_goodbye());
  Sealed errs{serving.port()};
  errs.tls.send("nonsense\r\n\r\n");
  EXPECT_EQ(errs.answer().status, 400);
  EXPECT_TRUE(errs.ended_with_goodbye());
}

TEST(SessionStreamTest, ABrowserIsToldToStayWithTls) {
  Serving serving{with_tls()};
  Sealed client{serving.port()};
  client.tls.send(get("/echo"));
  EXPECT_NE(client.answer().head.find("\r\nStrict-Transport-Security: max-age="),
            std::string::npos);
}

TEST(SessionStreamTest, NothingIsSaidInTheClearBehindNonsense) {
  Serving serving{with_tls()};
  Sealed client{serving.port()};
  client.tls.send(
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
      "Content-Length: 5\r\n\r\n");
  client.client.send(std::string(200, '\x17'));
  EXPECT_EQ(client.client.receive(10'000).find("HTTP"), std::string::npos);
}

TEST(SessionStreamTest, WhoSendsNoMoreStillGetsItsAnswer) {
  Serving serving{with_tls()};
  for (const bool polite : {true, false}) {
    Sealed client{serving.port()};
    client.tls.send(get("/later"));
    if (polite) client.tls.say_goodbye();
    client.client.finish_sending();
    ASSERT_TRUE(serving.service.held(1));
    serving.answer("/later", "answer");
    EXPECT_EQ(client.answer().body, "answer");
    EXPECT_TRUE(client.ended_with_goodbye());
  }
}

TEST(SessionStreamTest, AHandshakeHasTheTimeOfAHead) {
  Serving serving{with_tls({.header_deadline = milliseconds{20}})};
  Client silent{serving.port()};
  EXPECT_TRUE(silent.closed());
  Client halfway{serving.port()};
  halfway.send(std::string_view{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", 9});
  EXPECT_TRUE(halfway.closed());
}

TEST(SessionStreamTest, AfterAHandshakeTheFirstRequestHasNoMoreTime) {
  Serving serving{with_tls({.header_deadline = milliseconds{1'000}})};
  Sealed shaken{serving.port()};
  EXPECT_TRUE(shaken.ended_with_goodbye());
}

TEST(SessionStreamTest, PlainHttpIsToldWhatIsSpokenHere) {
  Serving serving{with_tls()};
  Client client{serving.port()};
  client.send(get("/echo"));
  const Answer answer = client.answer();
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body, "refused");
  EXPECT_TRUE(client.closed());
  EXPECT_FALSE(client.was_reset());
  EXPECT_TRUE(serving.service.served().empty());
}

TEST(SessionStreamTest, NonsenseEndsTheConnectionAndDisturbsNobody) {
  Serving serving{with_tls()};
  Sealed other{serving.port()};
  Client client{serving.port()};
  client.send(std::string(60'000, '\x7f'));
  EXPECT_TRUE(client.closed());
  Client nearly{serving.port()};
  nearly.send(std::string("\x16\x03\x01\x01\x01\x01\x00\x00\xfd", 9) + std::string(60'000, '\x01'));
  const std::string alert = nearly.receive(7);
  ASSERT_EQ(alert.size(), 7U);
  EXPECT_EQ(alert[0], '\x15');
  EXPECT_TRUE(nearly.closed());
  Client announces_too_much{serving.port()};
  announces_too_much.send("\x16\x03\x01\x01" + std::string(60'000, '\x01'));
  EXPECT_TRUE(announces_too_much.closed());
  other.tls.send(get("/echo"));
  EXPECT_EQ(other.answer().status, 200);
}

TEST(SessionStreamTest, NonsenseBehindAHandshakeEndsTheConnection) {
  Serving serving{with_tls()};
  Sealed client{serving.port()};
  client.tls.send(get("/later"));
  ASSERT_TRUE(serving.service.held(1));
  client.client.send(std::string(200, '\x17'));
  EXPECT_EQ(client.answer().status, 0);  // it does not wait for the call
  serving.answer("/later", "nobody hears this");
}

TEST(SessionStreamTest, ForWhomThereIsNoPlaceHearsAnAlert) {
  Serving serving{with_tls({.connections_max = 1})};
  const Sealed first{serving.port()};
  Client second{serving.port()};
  EXPECT_EQ(second.receive(7), crypto::TlsIdentity::no_place);
  EXPECT_TRUE(second.closed());
}

TEST(SessionStreamTest, WhoComesAfterARenewalMeetsTheNewCertificate) {
  Serving serving{with_tls()};
  Sealed before{serving.port()};
  EXPECT_EQ(before.tls.peer(), "/CN=first");
  serving.server.renew(identity("second"));
  const Sealed after{serving.port()};
  EXPECT_EQ(after.tls.peer(), "/CN=second");
  before.tls.send(get("/echo"));
  EXPECT_EQ(before.answer().status, 200);
}

TEST(SessionStreamTest, AStopAnswersWhatIsUnderWay) {
  Serving serving{with_tls()};
  Sealed client{serving.port()};
  Sealed idle{serving.port()};
  client.tls.send(get("/later"));
  ASSERT_TRUE(serving.service.held(1));
  std::thread stopping{[&] { serving.server.stop(std::chrono::seconds{10}); }};
  EXPECT_TRUE(idle.ended_with_goodbye());
  serving.answer("/later", "answer");
  EXPECT_EQ(client.answer().body, "answer");
  EXPECT_TRUE(client.ended_with_goodbye());
  stopping.join();
}

}  // namespace
}  // namespace bursar::net::session_stream_test
