#include "net/bridge_link.hpp"

#include "crypto/bytes.hpp"
#include "crypto/hash.hpp"
#include "tests/support/fake_outbound.hpp"
#include "tests/support/simulated_ports.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::net::bridge_link_test {
namespace {

using actors::OutboundAnswer;
using actors::OutboundEnd;
using tests::BridgeSays;
using tests::FakeOutbound;

const std::vector<std::uint8_t> shared(32, 7);
const std::vector<std::uint8_t> another(32, 8);

class BridgeLinkTest : public testing::Test {
 protected:
  BridgeLinkTest() { crypto::start(); }

  std::int64_t now() const { return clock.now().milliseconds / 1'000; }
  BridgeSays says(std::string body = R"({"a":1})") const {
    return {.body = std::move(body), .seconds = now(), .keys = {shared}};
  }
  void answers(const BridgeSays& said) {
    outbound.says = [said](const auto& request) { return said.to(request); };
  }
  using Heard = std::expected<std::string, BridgeFault>;
  Heard ask(std::expected<void, BridgeFault> judged = {}) {
    std::optional<Heard> heard;
    link.ask({.deed = "status", .about = "payout_1", .body = R"({"q":1})", .answer_bytes_max = 99},
             [&](const std::expected<std::string_view, BridgeFault>& body) {
               heard = body ? Heard{std::string{*body}} : Heard{std::unexpected{body.error()}};
               return judged;
             });
    EXPECT_TRUE(heard.has_value());
    return heard.value_or(Heard{});
  }
  std::string fault() {
    const Heard heard = ask();
    return heard ? "none" : std::string{word(heard.error())};
  }

  FakeOutbound outbound;
  tests::SimulatedClock clock;
  tests::SeededRandom random{1};
  std::vector<RefusedAnswer> told;
  BridgeLink link{{.url = "https://bridge.example.com/bursar",
                   .keys = {shared},
                   .on_refused = [this](const RefusedAnswer& one) { told.push_back(one); }},
                  outbound,
                  clock,
                  random};
};

TEST_F(BridgeLinkTest, EveryQuestionIsSignedAndHasAnIdOfItsOwn) {
  answers(says());
  ask();
  ask();
  ASSERT_EQ(outbound.asked.size(), 2U);
  std::set<std::string> ids;
  for (const auto& request : outbound.asked) {
    EXPECT_EQ(request.url, "https://bridge.example.com/bursar/status");
    EXPECT_EQ(request.body, R"({"q":1})");
    EXPECT_EQ(request.answer_bytes_max, 99U);
    const std::string id = FakeOutbound::field(request, "webhook-id");
    EXPECT_TRUE(id.starts_with("req_"));
    EXPECT_EQ(id.size(), 30U);
    ids.insert(id);
    EXPECT_EQ(FakeOutbound::field(request, "webhook-timestamp"), std::to_string(now()));
    const std::vector<crypto::ByteView> keys{shared};
    EXPECT_TRUE(crypto::signed_by(keys, {.id = id, .timestamp = now(), .body = request.body},
                                  FakeOutbound::field(request, "webhook-signature")));
  }
  EXPECT_EQ(ids.size(), 2U);
}

TEST_F(BridgeLinkTest, AnAnswerThatCountsIsHeardAndNobodyIsAlarmed) {
  answers(says());
  EXPECT_EQ(ask().value(), R"({"a":1})");
  EXPECT_TRUE(told.empty());
  const auto figures = link.figures();
  EXPECT_EQ(figures.questions, 1U);
  EXPECT_EQ(figures.unanswered, 0U);
  EXPECT_EQ(figures.refused, 0U);
}

TEST_F(BridgeLinkTest, WhatIsNotProvenIsNotHeard) {
  const auto spoilt = [&](auto spoil) {
    outbound.says = [this, spoil](const auto& request) {
      OutboundAnswer answer = says().to(request);
      spoil(answer);
      return answer;
    };
    return fault();
  };
  for (const char* name : {"webhook-id", "webhook-timestamp", "webhook-signature"}) {
    EXPECT_EQ(spoilt([&](OutboundAnswer& answer) {
                std::erase_if(answer.fields,
                              [&](const auto& field) { return field.first == name; });
              }),
              "unsigned")
        << name;
    EXPECT_EQ(spoilt([&](OutboundAnswer& answer) {
                answer.fields.emplace_back(name, *answer.field(name));
              }),
              "unsigned")
        << name << " twice";
  }
  EXPECT_EQ(spoilt([](OutboundAnswer& answer) { answer.fields[1].second = "soon"; }), "unsigned");
  EXPECT_EQ(spoilt([](OutboundAnswer& answer) { answer.fields[1].second += "1"; }), "forged");
  EXPECT_EQ(spoilt([](OutboundAnswer& answer) { answer.body[2] = 'b'; }), "forged");
  EXPECT_EQ(spoilt([](OutboundAnswer& answer) { answer.fields[0].second[7] ^= 1; }), "forged");
  BridgeSays said = says();
  said.keys = {another};
  answers(said);
  EXPECT_EQ(fault(), "forged");
}

TEST_F(BridgeLinkTest, AnAnswerIsAsFreshAsItsClocksAllow) {
  BridgeSays said = says();
  for (const auto& [apart, expected] : std::map<std::int64_t, std::string>{
           {-301, "stale"}, {-300, "none"}, {300, "none"}, {301, "stale"}}) {
    said.seconds = now() + apart;
    answers(said);
    EXPECT_EQ(fault(), expected) << apart;
  }
}

TEST_F(BridgeLinkTest, AnAnswerToAnotherQuestionIsNone) {
  BridgeSays said = says();
  said.id = "ans_00000000000000000000000001";
  answers(said);
  EXPECT_EQ(fault(), "misplaced");
  // The question itself, sent back as it came.
  outbound.says = [](const auto& request) {
    return OutboundAnswer{.end = OutboundEnd::answered,
                          .status = 200,
                          .fields = request.fields,
                          .body = request.body};
  };
  EXPECT_EQ(fault(), "misplaced");
}

TEST_F(BridgeLinkTest, WhatWasNotSaidIsSilence) {
  for (const auto& [end, expected] :
       std::map<OutboundEnd, std::string>{{OutboundEnd::busy, "busy"},
                                          {OutboundEnd::refused, "unreachable"},
                                          {OutboundEnd::unresolved, "unreachable"},
                                          {OutboundEnd::forbidden, "unreachable"},
                                          {OutboundEnd::unreachable, "unreachable"},
                                          {OutboundEnd::late, "late"}}) {
    outbound.says = [end](const auto&) { return OutboundAnswer{.end = end}; };
    EXPECT_EQ(fault(), expected) << word(end);
  }
  for (const int status : {100, 201, 204, 302, 400, 401, 409, 429, 500, 503}) {
    BridgeSays said = says();
    said.status = status;
    answers(said);
    EXPECT_EQ(fault(), "unwilling") << status;
  }
  EXPECT_TRUE(told.empty());
  EXPECT_EQ(link.figures().unanswered, 16U);
  EXPECT_EQ(link.figures().refused, 0U);
}

TEST_F(BridgeLinkTest, WhatIsNoAnswerAtAllIsToldOf) {
  for (const auto& [end, expected] : std::map<OutboundEnd, std::string>{
           {OutboundEnd::untrusted, "untrusted"}, {OutboundEnd::malformed, "malformed"}}) {
    outbound.says = [end](const auto&) { return OutboundAnswer{.end = end}; };
    EXPECT_EQ(fault(), expected) << word(end);
  }
  EXPECT_EQ(told.size(), 2U);
  EXPECT_EQ(link.figures().refused, 2U);
}

TEST_F(BridgeLinkTest, AnAlarmIsToldOnceAMinuteForEachReason) {
  answers(says());
  const auto judged = [&](BridgeFault fault) { ask(std::unexpected{fault}); };
  judged(BridgeFault::other_amount);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].fault, BridgeFault::other_amount);
  EXPECT_EQ(told[0].deed, "status");
  EXPECT_EQ(told[0].about, "payout_1");
  EXPECT_EQ(told[0].refused, 1U);
  judged(BridgeFault::other_amount);
  judged(BridgeFault::contradiction);
  EXPECT_EQ(told.size(), 2U);
  clock.advance(60'000);
  answers(says());
  judged(BridgeFault::other_amount);
  ASSERT_EQ(told.size(), 3U);
  EXPECT_EQ(told[2].refused, 3U);
  EXPECT_EQ(link.figures().refused, 4U);
}

TEST_F(BridgeLinkTest, WhileASecretIsChangedEitherWillDo) {
  BridgeLink both{
      {.url = "https://bridge.example.com", .keys = {another, shared}}, outbound, clock, random};
  for (const auto& key : {shared, another}) {
    BridgeSays said = says();
    said.keys = {key};
    answers(said);
    bool heard = false;
    both.ask({.deed = "status", .about = "", .body = "{}", .answer_bytes_max = 9},
             [&](const auto& body) -> std::expected<void, BridgeFault> {
               heard = body.has_value();
               return {};
             });
    EXPECT_TRUE(heard);
    const std::vector<crypto::ByteView> keys{key};
    const auto& request = outbound.asked.back();
    EXPECT_TRUE(crypto::signed_by(keys,
                                  {.id = FakeOutbound::field(request, "webhook-id"),
                                   .timestamp = now(),
                                   .body = request.body},
                                  FakeOutbound::field(request, "webhook-signature")));
  }
}

TEST_F(BridgeLinkTest, AnAnswerMayOutliveTheLink) {
  outbound.holds = true;
  answers(says());
  bool heard = false;
  {
    BridgeLink gone{
        {.url = "https://bridge.example.com", .keys = {shared}}, outbound, clock, random};
    gone.ask({.deed = "status", .about = "", .body = "{}", .answer_bytes_max = 9},
             [&](const auto& body) -> std::expected<void, BridgeFault> {
               heard = body.has_value();
               return {};
             });
  }
  outbound.let_go();
  EXPECT_TRUE(heard);
}

TEST_F(BridgeLinkTest, EveryFaultHasAWordOfItsOwn) {
  std::set<std::string_view> words;
  for (std::size_t i = 0; i < bridge_faults; ++i) words.insert(word(static_cast<BridgeFault>(i)));
  EXPECT_EQ(words.size(), bridge_faults);
  EXPECT_FALSE(words.contains(""));
}

}  // namespace
}  // namespace bursar::net::bridge_link_test
