#include "ledger/tokens.hpp"

#include <map>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace bursar::ledger::tokens_test {
namespace {

using enum TokenStatus;

constexpr TokenStatus all_statuses[] = {issued,    verified, started, accepted,    settled,
                                        cancelled, released, expired, sla_breached};

TEST(TokensTest, EachEventLeadsFromWhereItMayToOnePlace) {
  using E = TokenEvent;
  const std::map<std::pair<TokenStatus, E>, TokenStatus> expected = {
      {{issued, E::verify}, verified},      {{issued, E::check}, verified},
      {{issued, E::settle}, settled},       {{issued, E::cancel}, cancelled},
      {{issued, E::expire}, expired},       {{verified, E::start}, started},
      {{verified, E::settle}, settled},     {{verified, E::release}, released},
      {{verified, E::expire}, expired},     {{started, E::accept}, accepted},
      {{started, E::settle}, settled},      {{started, E::release}, released},
      {{started, E::breach}, sla_breached}, {{accepted, E::complete}, settled},
      {{accepted, E::settle}, settled},     {{accepted, E::release}, released},
      {{accepted, E::breach}, sla_breached}};
  for (const TokenStatus from : all_statuses)
    for (std::size_t i = 0; i < token_events; ++i) {
      const auto event = static_cast<E>(i);
      const auto row = expected.find({from, event});
      const auto next = next_status(from, event);
      EXPECT_EQ(next, row == expected.end() ? std::nullopt : std::optional{row->second})
          << static_cast<int>(from) << ' ' << i;
      if (!next) continue;
      EXPECT_FALSE(repeats(from, event)) << "what is done again is not done once more";
      EXPECT_TRUE(still_open(from)) << "nothing leads out of an end";
    }
}

TEST(TokensTest, WhatIsAskedAgainIsSoAlreadyButForWhatHappensOnce) {
  using E = TokenEvent;
  const std::pair<TokenStatus, E> again[] = {{verified, E::check},   {started, E::check},
                                             {accepted, E::check},   {started, E::start},
                                             {accepted, E::accept},  {settled, E::complete},
                                             {cancelled, E::cancel}, {released, E::release}};
  std::size_t found = 0;
  for (const TokenStatus status : all_statuses)
    for (std::size_t i = 0; i < token_events; ++i)
      if (repeats(status, static_cast<E>(i))) ++found;
  EXPECT_EQ(found, std::size(again));
  for (const auto& [status, event] : again) EXPECT_TRUE(repeats(status, event));
}

TEST(TokensTest, ATokenIsFoundAmongThoseThatAreOpen) {
  const OpenTokens tokens{{.token = {3}}, {.token = {7}}, {.token = {9}}};
  EXPECT_EQ(find_token(tokens, {7}), &tokens[1]);
  EXPECT_EQ(find_token(tokens, {8}), nullptr);
  EXPECT_EQ(find_token(tokens, {10}), nullptr);
}

TEST(TokensTest, NoEventRepeatsItselfThatIsNone) {
  EXPECT_FALSE(repeats(verified, static_cast<TokenEvent>(token_events)));
}

TEST(TokensTest, WhatOthersPayWithIsNoneOfAWalletsTokens) {
  const OpenTokens before{{.token = {4}}};
  OpenTokens tokens = before;
  for (const Fact& fact : {Fact{TokenIssued{.payment = {.payer = {6}}}},
                           Fact{TokenAdvanced{.token = {4}, .payer = {6}}},
                           Fact{TokenEnded{.token = {4}, .payer = {6}}},
                           Fact{Paid{.payer = {6}, .settles = Settled{.token = {4}}}}})
    apply_token(tokens, Record{.sequence = {9}, .fact = fact}, {7});
  EXPECT_EQ(tokens, before);
}

TEST(TokensTest, AFactTellsWhichTokenItMoves) {
  EXPECT_FALSE(token_move(Paid{}));
  EXPECT_FALSE(token_move(TokenIssued{})) << "it begins one";
  EXPECT_EQ(token_move(TokenAdvanced{.token = {4}, .status = started})->status, started);
  const auto ended = token_move(TokenEnded{.token = {4}, .status = expired, .service = {2}});
  EXPECT_EQ(ended->status, expired);
  EXPECT_EQ(ended->service, Sequence{2});
  const auto paid = token_move(Paid{.settles = Settled{.token = {4}, .service = {2}}});
  EXPECT_EQ(paid->status, settled);
  EXPECT_EQ(paid->token, Sequence{4});
}

}  // namespace
}  // namespace bursar::ledger::tokens_test
