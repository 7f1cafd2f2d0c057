// Names as the outbound client looks them up: some of them hang.

#include "net/client_outbound.hpp"

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::net::client_outbound_names_test {
namespace {

using actors::OutboundAnswer;
using actors::OutboundEnd;
using std::chrono::milliseconds;

std::future<OutboundEnd> judged(OutboundClient& client, std::string url) {
  auto told = std::make_shared<std::promise<OutboundEnd>>();
  auto answer = told->get_future();
  client.judge(std::move(url), [told](const OutboundAnswer& heard) { told->set_value(heard.end); });
  return answer;
}
std::vector<OutboundAddress> at(std::string_view address) {
  return {parse_outbound_address(address).value()};
}

TEST(OutboundNamesTest, AUrlIsJudgedWithoutBeingAsked) {
  std::vector<OutboundAddress> found;
  OutboundClient client{{.rules = {.allow = {"127.0.0.1:4050"}, .own = {"engine.example.com"}},
                         .resolve = [&](const std::string&) { return found; }}};
  const auto end = [&](const char* url) { return judged(client, url).get(); };
  EXPECT_EQ(end("https://hooks.example.com/"), OutboundEnd::unresolved);
  found = at("10.0.0.1");
  EXPECT_EQ(end("https://hooks.example.com/"), OutboundEnd::forbidden);
  found = at("8.8.8.8");
  EXPECT_EQ(end("https://hooks.example.com/"), OutboundEnd::answered);
  EXPECT_EQ(end("https://engine.example.com/"), OutboundEnd::refused);
  EXPECT_EQ(end("http://hooks.example.com/"), OutboundEnd::refused);
  EXPECT_EQ(end("https://10.0.0.1/"), OutboundEnd::refused);
  EXPECT_EQ(end("http://127.0.0.1:4050/"), OutboundEnd::answered);
}

/// Names that begin with "hang" are looked up until the end.
struct HangingNames {
  std::vector<OutboundAddress> operator()(const std::string& name) {
    if (!name.starts_with("hang")) return at("8.8.8.8");
    ++hanging;
    released.wait();
    return {};
  }

  std::promise<void> release;
  std::shared_future<void> released = release.get_future().share();
  std::atomic<int> hanging = 0;
};

TEST(OutboundNamesTest, NamesThatHangAreNoMatterToThoseThatAnswer) {
  HangingNames names;
  {
    OutboundClient client{{.deadline = milliseconds{1'000},
                           .resolvers = 2,
                           .resolve = [&](const std::string& name) { return names(name); }}};
    EXPECT_EQ(judged(client, "https://good.example.com/").get(), OutboundEnd::answered);
    std::vector<std::future<OutboundEnd>> hanging;
    for (int i = 0; i < 20; ++i)
      hanging.push_back(judged(client, "https://hang" + std::to_string(i) + ".example.com/"));
    for (auto& one : hanging) EXPECT_EQ(one.get(), OutboundEnd::late);
    EXPECT_EQ(judged(client, "https://good.example.com/").get(), OutboundEnd::answered);
    EXPECT_LE(names.hanging, 2);
    names.release.set_value();
  }
}

std::future<OutboundEnd> sent(OutboundClient& client, std::string url) {
  auto told = std::make_shared<std::promise<OutboundEnd>>();
  auto answer = told->get_future();
  client.post({.url = std::move(url), .fields = {}, .body = "{}"},
              [told](const OutboundAnswer& heard) { told->set_value(heard.end); });
  return answer;
}

TEST(OutboundNamesTest, WhatIsJudgedTakesNoPlaceOfAnAttempt) {
  HangingNames names;
  {
    OutboundClient client{{.attempts_max = 1,
                           .judgments_max = 8,
                           .resolvers = 4,
                           .resolve = [&](const std::string& name) {
                             return name.starts_with("none") ? std::vector<OutboundAddress>{}
                                                             : names(name);
                           }}};
    std::vector<std::future<OutboundEnd>> hanging;
    for (int i = 0; i < 8; ++i)
      hanging.push_back(judged(client, "https://hang" + std::to_string(i) + ".example.com/"));
    EXPECT_EQ(judged(client, "https://good.example.com/").get(), OutboundEnd::busy);
    EXPECT_EQ(sent(client, "https://none.example.com/").get(), OutboundEnd::unresolved);
    names.release.set_value();
    for (auto& one : hanging) EXPECT_EQ(one.get(), OutboundEnd::unresolved);
  }
}

TEST(OutboundNamesTest, WhatIsWrongWithAUrlIsTold) {
  OutboundClient client{{.resolve = [](const std::string&) { return at("10.0.0.1"); }}};
  const auto wrong = [&](const char* url) {
    std::promise<std::string> told;
    client.judge(
        url, [&](const OutboundAnswer& heard) { told.set_value(std::string{heard.wrong_url}); });
    return told.get_future().get();
  };
  EXPECT_EQ(wrong("https://example.com:444/"),
            "Its port must be 443, unless it is listed in webhooks.allow.");
  EXPECT_EQ(wrong("https://example.com/#x"), "It must not have a fragment.");
  EXPECT_NE(wrong("https://example.com/").find("not one of the public network"), std::string::npos);
}

TEST(OutboundNamesTest, ANameIsLookedUpOnceAtATimeWhoeverAsks) {
  HangingNames names;
  {
    OutboundClient client{{.deadline = milliseconds{1'000},
                           .resolve = [&](const std::string& name) { return names(name); }}};
    std::vector<std::future<OutboundEnd>> all;
    for (int i = 0; i < 10; ++i) all.push_back(judged(client, "https://hang.example.com/"));
    for (auto& one : all) EXPECT_EQ(one.get(), OutboundEnd::late);
    EXPECT_EQ(names.hanging, 1);
    names.release.set_value();
  }
}

}  // namespace
}  // namespace bursar::net::client_outbound_names_test
