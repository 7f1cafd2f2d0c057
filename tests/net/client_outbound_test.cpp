#include "net/client_outbound.hpp"

#include "crypto/tls_identity.hpp"
#include "tests/net/sockets.hpp"
#include "tests/support/certificate.hpp"
#include "tests/support/temporary_directory.hpp"

#include <array>
#include <atomic>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bursar::net::client_outbound_test {
namespace {

using actors::OutboundAnswer;
using actors::OutboundEnd;
using actors::OutboundRequest;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view fine = "HTTP/1.1 204 No Content\r\n\r\n";

/// Takes connections one after the other, and says the same to each.
class Receiver {
 public:
  explicit Receiver(std::string says = std::string{fine}, const char* at = "127.0.0.1",
                    std::uint16_t port = 0)
      : says_{std::move(says)}, listener_{::socket(AF_INET, SOCK_STREAM, 0)} {
    const int on = 1;
    ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    ::inet_pton(AF_INET, at, &address.sin_addr);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
        ::listen(listener_, 16) != 0)
      throw std::runtime_error{"no place to listen"};
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread{[this] { run(); }};
  }
  ~Receiver() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }

  std::uint16_t port() const { return port_; }
  std::string place() const { return "127.0.0.1:" + std::to_string(port_); }
  std::vector<std::string> heard() {
    const std::lock_guard lock{mutex_};
    return heard_;
  }

 private:
  void run() {
    for (int one = 0; (one = ::accept(listener_, nullptr, nullptr)) >= 0; ::close(one)) {
      std::string request;
      std::array<char, 4'096> bytes;
      while (!request.ends_with("}")) {
        const auto size = ::recv(one, bytes.data(), bytes.size(), 0);
        if (size <= 0) break;
        request.append(bytes.data(), static_cast<std::size_t>(size));
      }
      {
        const std::lock_guard lock{mutex_};
        heard_.push_back(request);
      }
      for (std::size_t sent = 0; sent < says_.size();) {
        const auto size = ::send(one, says_.data() + sent, says_.size() - sent, MSG_NOSIGNAL);
        if (size <= 0) break;
        sent += static_cast<std::size_t>(size);
      }
      // What says nothing keeps the connection until its client gives up.
      if (says_.empty()) ::recv(one, bytes.data(), bytes.size(), 0);
    }
  }

  const std::string says_;
  const int listener_;
  std::uint16_t port_ = 0;
  std::mutex mutex_;
  std::vector<std::string> heard_;
  std::thread thread_;
};

std::future<OutboundAnswer> post(OutboundClient& client, std::string url) {
  auto told = std::make_shared<std::promise<OutboundAnswer>>();
  auto answer = told->get_future();
  client.post({.url = std::move(url), .fields = {{"webhook-id", "evt_1"}}, .body = R"({"a":1})"},
              [told](const OutboundAnswer& heard) { told->set_value(heard); });
  return answer;
}
OutboundEnd end_of(OutboundClient& client, std::string url) {
  return post(client, std::move(url)).get().end;
}
std::vector<OutboundAddress> addresses(std::initializer_list<std::string_view> written) {
  std::vector<OutboundAddress> all;
  for (const std::string_view one : written) all.push_back(parse_outbound_address(one).value());
  return all;
}

TEST(OutboundClientTest, WhatIsSentArrivesAsItIs) {
  Receiver receiver;
  OutboundClient client{{.rules = {.allow = {receiver.place()}}}};
  const auto answer = post(client, "http://" + receiver.place() + "/hook?a=b").get();
  EXPECT_EQ(answer, (OutboundAnswer{.end = OutboundEnd::answered, .status = 204}));
  ASSERT_EQ(receiver.heard().size(), 1U);
  const std::string heard = receiver.heard()[0];
  EXPECT_TRUE(heard.starts_with("POST /hook?a=b HTTP/1.1\r\nHost: " + receiver.place() + "\r\n"));
  EXPECT_NE(heard.find("\r\nwebhook-id: evt_1\r\n"), std::string::npos);
  EXPECT_NE(heard.find("\r\nContent-Type: application/json\r\n"), std::string::npos);
  EXPECT_TRUE(heard.ends_with("\r\n\r\n{\"a\":1}"));
}

TEST(OutboundClientTest, WhatIsAnsweredIsTold) {
  for (const auto& [says, status, retry] :
       {std::tuple{"HTTP/1.1 500 Oh\r\nContent-Length: 3\r\n\r\nno!", 500, -1},
        std::tuple{"HTTP/1.1 429 Slow\r\nRetry-After: 17\r\n\r\n", 429, 17},
        std::tuple{"HTTP/1.1 503 Slow\r\nRetry-After: tomorrow\r\n\r\n", 503, -1},
        std::tuple{"HTTP/1.1 503 Slow\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                   "Retry-After: Sun, 06 Nov 1994 08:50:07 GMT\r\n\r\n",
                   503, 30},
        std::tuple{"HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", 200, -1},
        std::tuple{"HTTP/1.1 410 Gone\r\n\r\n", 410, -1}}) {
    Receiver receiver{says};
    OutboundClient client{{.rules = {.allow = {receiver.place()}}}};
    const auto answer = post(client, "http://" + receiver.place()).get();
    EXPECT_EQ(answer.end, OutboundEnd::answered) << says;
    EXPECT_EQ(answer.status, status) << says;
    EXPECT_EQ(answer.retry_after_s.value_or(-1), retry) << says;
  }
}

TEST(OutboundClientTest, ARedirectIsNotFollowed) {
  Receiver there;
  Receiver here{"HTTP/1.1 302 Found\r\nLocation: http://" + there.place() + "/\r\n\r\n"};
  OutboundClient client{{.rules = {.allow = {here.place(), there.place()}}}};
  EXPECT_EQ(post(client, "http://" + here.place()).get().status, 302);
  EXPECT_TRUE(there.heard().empty());
}

TEST(OutboundClientTest, NothingIsSentToWhatIsNotOfThePublicNetwork) {
  Receiver receiver;
  const std::string port = ":" + std::to_string(receiver.port()) + "/";
  OutboundClient client{{}};
  for (const std::string& url : {"http://127.0.0.1" + port, "https://127.0.0.1" + port,
                                 std::string{"https://127.0.0.1/"}, std::string{"https://[::1]/"},
                                 std::string{"https://169.254.169.254/"}, std::string{"nonsense"}})
    EXPECT_EQ(end_of(client, url), OutboundEnd::refused) << url;
  EXPECT_TRUE(receiver.heard().empty());
}

TEST(OutboundClientTest, ANameIsRefusedForAnyOfItsAddresses) {
  std::vector<OutboundAddress> found;
  OutboundClient client{{.resolve = [&](const std::string&) { return found; }}};
  const auto end = [&](std::initializer_list<std::string_view> of) {
    found = addresses(of);
    return end_of(client, "https://hooks.example.com/");
  };
  EXPECT_EQ(end({}), OutboundEnd::unresolved);
  EXPECT_EQ(end({"127.0.0.1"}), OutboundEnd::forbidden);
  EXPECT_EQ(end({"10.0.0.1"}), OutboundEnd::forbidden);
  EXPECT_EQ(end({"::1"}), OutboundEnd::forbidden);
  EXPECT_EQ(end({"8.8.8.8", "169.254.169.254"}), OutboundEnd::forbidden);
  EXPECT_EQ(end({"2606:4700::1111", "::ffff:192.168.0.1"}), OutboundEnd::forbidden);
}

// Here 127.0.0.2 stands for the public network, and 127.0.0.1 for what must not be reached.
TEST(OutboundClientTest, ANameThatChangesItsMindReachesNothingElse) {
  Receiver within{std::string{fine}, "127.0.0.1", 0};
  std::atomic<int> asked = 0;
  std::vector<OutboundAddress> judged;
  OutboundClient client{{.connect_deadline = milliseconds{200},
                         .resolve =
                             [&](const std::string&) {
                               return ++asked % 2 == 1 ? addresses({"127.0.0.2"})
                                                       : addresses({"127.0.0.1"});
                             },
                         .may_reach =
                             [&](const OutboundAddress& address) {
                               judged.push_back(address);
                               return text(address) == "127.0.0.2";
                             }}};
  EXPECT_EQ(end_of(client, "https://hooks.example.com/"), OutboundEnd::unreachable)
      << "nobody listens there";
  EXPECT_EQ(asked, 1) << "it is asked once for an attempt";
  EXPECT_EQ(end_of(client, "https://hooks.example.com/"), OutboundEnd::forbidden);
  EXPECT_EQ(asked, 2);
  EXPECT_EQ(judged, addresses({"127.0.0.2", "127.0.0.1"}));
  EXPECT_TRUE(within.heard().empty());
}

TEST(OutboundClientTest, TheConnectionGoesToTheAddressThatWasJudged) {
  Receiver public_one{std::string{fine}, "127.0.0.2", 0};
  Receiver within{std::string{fine}, "127.0.0.1", public_one.port()};
  const std::string place = "hooks.test:" + std::to_string(public_one.port());
  int asked = 0;
  OutboundClient client{{.rules = {.allow = {place}}, .resolve = [&](const std::string&) {
                           return ++asked == 1 ? addresses({"127.0.0.2"})
                                               : addresses({"127.0.0.1"});
                         }}};
  EXPECT_EQ(post(client, "http://" + place).get().status, 204);
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(public_one.heard().size(), 1U);
  EXPECT_TRUE(within.heard().empty());
}

struct SealedReceiver {
  explicit SealedReceiver(const std::string& name) : certificate{{.name = name}} {
    tests::write_private(directory.path() / "cert.pem", certificate.pem());
    tests::write_private(directory.path() / "key.pem", certificate.key_pem());
    Server::Options options;
    options.tls = std::make_shared<const crypto::TlsIdentity>(
        crypto::TlsFiles{.certificate = (directory.path() / "cert.pem").string(),
                         .key = (directory.path() / "key.pem").string()});
    serving = std::make_unique<Serving>(options);
  }
  std::string place(const std::string& name) const {
    return name + ":" + std::to_string(serving->port());
  }
  OutboundClient::Options trusting(const std::string& name) const {
    return {.rules = {.allow = {place(name)}},
            .trusted_file = (directory.path() / "cert.pem").string(),
            .resolve = [](const std::string&) { return addresses({"127.0.0.1"}); }};
  }

  tests::TemporaryDirectory directory;
  tests::Certificate certificate;
  std::unique_ptr<Serving> serving;
};

TEST(OutboundClientTest, TlsIsSpokenWithWhoeverItShouldBeAlone) {
  SealedReceiver receiver{"hooks.test"};
  OutboundClient right{receiver.trusting("hooks.test")};
  EXPECT_EQ(post(right, "https://" + receiver.place("hooks.test") + "/echo").get().status, 200);
  OutboundClient wrong_name{receiver.trusting("other.test")};
  EXPECT_EQ(end_of(wrong_name, "https://" + receiver.place("other.test") + "/echo"),
            OutboundEnd::untrusted);
  auto unknown = receiver.trusting("hooks.test");
  unknown.trusted_file.clear();
  OutboundClient strangers{unknown};
  EXPECT_EQ(end_of(strangers, "https://" + receiver.place("hooks.test") + "/echo"),
            OutboundEnd::untrusted);
  EXPECT_EQ(receiver.serving->service.served().size(), 1U);
}

TEST(OutboundClientTest, WhatIsNoAnswerOrTooLongIsMalformed) {
  const std::string long_head = "HTTP/1.1 200 OK\r\nX: " + std::string(1'000'000, 'x') + "\r\n\r\n";
  std::string many;
  for (int i = 0; i < 10; ++i) many += "HTTP/1.1 103 Early\r\n\r\n";
  for (const std::string& says :
       {std::string{"nonsense\r\n\r\n"}, long_head, many, std::string{"HTTP/1.1 200"}}) {
    Receiver receiver{says};
    OutboundClient client{{.rules = {.allow = {receiver.place()}}}};
    EXPECT_EQ(end_of(client, "http://" + receiver.place()), OutboundEnd::malformed)
        << says.substr(0, 40);
  }
}

TEST(OutboundClientTest, ALongBodyIsNotRead) {
  Receiver receiver{"HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n" +
                    std::string(1'000'000, 'x')};
  OutboundClient client{{.rules = {.allow = {receiver.place()}}}};
  EXPECT_EQ(post(client, "http://" + receiver.place()).get().status, 200);
}

TEST(OutboundClientTest, WhoeverSaysNothingIsLate) {
  Receiver silent{""};
  OutboundClient client{{.rules = {.allow = {silent.place()}}, .deadline = milliseconds{50}}};
  EXPECT_EQ(end_of(client, "http://" + silent.place()), OutboundEnd::late);
}

TEST(OutboundClientTest, ANameThatIsNotFoundInTimeIsLate) {
  std::promise<void> go;
  std::shared_future<void> gone = go.get_future().share();
  OutboundClient client{{.deadline = milliseconds{50}, .resolve = [gone](const std::string&) {
                           gone.wait();
                           return addresses({"8.8.8.8"});
                         }}};
  EXPECT_EQ(end_of(client, "https://hooks.example.com/"), OutboundEnd::late);
  go.set_value();
}

TEST(OutboundClientTest, NobodyIsKeptWaitingByOthers) {
  Receiver silent{""};
  Receiver receiver;
  OutboundClient client{
      {.rules = {.allow = {silent.place(), receiver.place()}}, .deadline = seconds{30}}};
  std::vector<std::future<OutboundAnswer>> waiting;
  for (int i = 0; i < 10; ++i) waiting.push_back(post(client, "http://" + silent.place()));
  EXPECT_EQ(post(client, "http://" + receiver.place()).get().status, 204);
}

TEST(OutboundClientTest, PastItsBoundNothingIsTried) {
  Receiver silent{""};
  OutboundClient client{{.rules = {.allow = {silent.place()}}, .attempts_max = 2}};
  auto first = post(client, "http://" + silent.place());
  auto second = post(client, "http://" + silent.place());
  EXPECT_EQ(end_of(client, "http://" + silent.place()), OutboundEnd::busy);
}

TEST(OutboundClientTest, WhoeverWaitsWhenItEndsHearsOfIt) {
  Receiver silent{""};
  std::future<OutboundAnswer> waiting;
  {
    OutboundClient client{{.rules = {.allow = {silent.place()}}, .deadline = seconds{30}}};
    waiting = post(client, "http://" + silent.place());
  }
  EXPECT_EQ(waiting.get().end, OutboundEnd::late);
}

OutboundAnswer ask(OutboundClient& client, const Receiver& receiver, std::size_t bytes_max) {
  auto told = std::make_shared<std::promise<OutboundAnswer>>();
  auto answer = told->get_future();
  client.post({.url = "http://" + receiver.place(),
               .fields = {},
               .body = R"({"a":1})",
               .answer_bytes_max = bytes_max},
              [told](const OutboundAnswer& heard) { told->set_value(heard); });
  return answer.get();
}

TEST(OutboundClientTest, WhoeverAsksForTheBodyHasItWithTheHead) {
  for (const char* says :
       {"HTTP/1.1 200 OK\r\nWebhook-Id: ans_1\r\nContent-Length: 7\r\n\r\n{\"b\":2}",
        "HTTP/1.1 200 OK\r\nWEBHOOK-ID: ans_1\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\n{\"b\r\n4\r\n\":2}\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nwebhook-id: ans_1\r\n\r\n{\"b\":2}"}) {
    Receiver receiver{says};
    OutboundClient client{{.rules = {.allow = {receiver.place()}}}};
    const auto answer = ask(client, receiver, 7);
    EXPECT_EQ(answer.end, OutboundEnd::answered) << says;
    EXPECT_EQ(answer.body, R"({"b":2})") << says;
    EXPECT_EQ(answer.field("webhook-id"), "ans_1") << says;
    EXPECT_EQ(answer.field("webhook-timestamp"), std::nullopt);
    EXPECT_EQ(ask(client, receiver, 6).end, OutboundEnd::malformed) << says;
    EXPECT_TRUE(ask(client, receiver, 0).body.empty()) << says;
  }
}

TEST(OutboundClientTest, AFieldThatIsThereTwiceIsNone) {
  Receiver receiver{"HTTP/1.1 200 OK\r\nwebhook-id: a\r\nwebhook-id: b\r\n\r\n"};
  OutboundClient client{{.rules = {.allow = {receiver.place()}}}};
  EXPECT_EQ(ask(client, receiver, 6).field("webhook-id"), std::nullopt);
}

TEST(OutboundClientTest, ABodyOfTenMegabytesIsNotTaken) {
  Receiver receiver{"HTTP/1.1 200 OK\r\n\r\n" + std::string(10'000'000, 'x')};
  OutboundClient client{{.rules = {.allow = {receiver.place()}}}};
  const auto answer = ask(client, receiver, 16'384);
  EXPECT_EQ(answer.end, OutboundEnd::malformed);
  EXPECT_TRUE(answer.body.empty());
}

TEST(OutboundClientTest, OneThatIsCutShortIsNone) {
  Receiver receiver{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"b\":2}"};
  OutboundClient client{{.rules = {.allow = {receiver.place()}}}};
  EXPECT_EQ(ask(client, receiver, 16'384).end, OutboundEnd::malformed);
}

TEST(OutboundClientTest, EveryEndHasAWord) {
  EXPECT_EQ(word(OutboundEnd::answered), "answered");
  EXPECT_EQ(word(OutboundEnd::busy), "busy");
  EXPECT_EQ(word(OutboundEnd::refused), "refused");
  EXPECT_EQ(word(OutboundEnd::unresolved), "unresolved");
  EXPECT_EQ(word(OutboundEnd::forbidden), "forbidden");
  EXPECT_EQ(word(OutboundEnd::unreachable), "unreachable");
  EXPECT_EQ(word(OutboundEnd::untrusted), "untrusted");
  EXPECT_EQ(word(OutboundEnd::malformed), "malformed");
  EXPECT_EQ(word(OutboundEnd::late), "late");
}

}  // namespace
}  // namespace bursar::net::client_outbound_test
