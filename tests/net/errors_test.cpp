#include "net/errors.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace bursar::net::errors_test {
namespace {

using ledger::Errc;

struct Row {
  int status;
  std::string code;
  std::string agentpay;
  bool retryable;
};

const std::map<Errc, Row> table = {
    {Errc::unauthenticated, {401, "UNAUTHENTICATED", "UNAUTHENTICATED", false}},
    {Errc::rate_limited, {429, "RATE_LIMITED", "AP-3002", true}},
    {Errc::forbidden, {403, "FORBIDDEN", "AP-1001", false}},
    {Errc::org_key_required, {403, "ORG_KEY_REQUIRED", "AP-1001", false}},
    {Errc::invalid_request, {400, "INVALID_REQUEST", "INVALID_REQUEST", false}},
    {Errc::invalid_amount, {400, "INVALID_AMOUNT", "INVALID_AMOUNT", false}},
    {Errc::unsupported_currency, {400, "UNSUPPORTED_CURRENCY", "UNSUPPORTED_CURRENCY", false}},
    {Errc::settlement_not_configured,
     {409, "SETTLEMENT_NOT_CONFIGURED", "SETTLEMENT_NOT_CONFIGURED", false}},
    {Errc::unsupported_requirements,
     {400, "UNSUPPORTED_REQUIREMENTS", "UNSUPPORTED_REQUIREMENTS", false}},
    {Errc::wallet_scope, {403, "WALLET_SCOPE", "AP-1001", false}},
    {Errc::environment_mismatch, {403, "ENVIRONMENT_MISMATCH", "AP-1001", false}},
    {Errc::not_found, {404, "NOT_FOUND", "AP-1001", false}},
    {Errc::unknown_payee, {404, "UNKNOWN_PAYEE", "AP-1001", false}},
    {Errc::agent_id_taken, {409, "AGENT_ID_TAKEN", "AGENT_ID_TAKEN", false}},
    {Errc::history_archived, {410, "HISTORY_ARCHIVED", "HISTORY_ARCHIVED", false}},
    {Errc::invalid_state, {409, "INVALID_STATE", "INVALID_STATE", false}},
    {Errc::refund_exceeds, {409, "REFUND_EXCEEDS_PAYMENT", "REFUND_EXCEEDS_PAYMENT", false}},
    {Errc::policy_in_use, {409, "POLICY_IN_USE", "POLICY_IN_USE", false}},
    {Errc::token_redeemed, {409, "TOKEN_REDEEMED", "TOKEN_REDEEMED", false}},
    {Errc::token_expired, {410, "TOKEN_EXPIRED", "TOKEN_EXPIRED", false}},
    {Errc::price_above_max, {402, "PRICE_ABOVE_MAX", "AP-1001", false}},
    {Errc::idempotency_conflict, {409, "IDEMPOTENCY_CONFLICT", "IDEMPOTENCY_CONFLICT", false}},
    {Errc::key_sealed, {409, "KEY_SEALED", "KEY_SEALED", false}},
    {Errc::overloaded, {503, "OVERLOADED", "OVERLOADED", true}},
    {Errc::share_taken, {503, "OVERLOADED", "OVERLOADED", true}},
    {Errc::read_only, {503, "READ_ONLY", "READ_ONLY", true}},
    {Errc::keys_full, {503, "OVERLOADED", "OVERLOADED", true}},
    {Errc::approvals_full, {503, "APPROVALS_FULL", "APPROVALS_FULL", true}},
    {Errc::tokens_full, {503, "TOKENS_FULL", "TOKENS_FULL", true}},
    {Errc::payouts_full, {503, "PAYOUTS_FULL", "PAYOUTS_FULL", true}},
    {Errc::duplicate_dispute, {409, "DUPLICATE_DISPUTE", "DUPLICATE_DISPUTE", false}},
    {Errc::dispute_too_late, {409, "INVALID_STATE", "INVALID_STATE", false}},
    {Errc::evidence_full, {409, "EVIDENCE_FULL", "EVIDENCE_FULL", false}},
    {Errc::cover_needed, {402, "INSUFFICIENT_FUNDS", "AP-1001", false}},
    {Errc::wallet_frozen, {403, "WALLET_FROZEN", "AP-1001", false}},
    {Errc::wallet_archived, {409, "WALLET_ARCHIVED", "AP-1001", false}},
    {Errc::holds_open, {409, "HOLDS_OPEN", "HOLDS_OPEN", false}},
    {Errc::balance_not_zero, {409, "BALANCE_NOT_ZERO", "BALANCE_NOT_ZERO", false}},
    {Errc::policy_denied, {403, "POLICY_DENIED", "AP-1002", false}},
    {Errc::budget_exceeded, {402, "BUDGET_EXCEEDED", "AP-1001", false}},
    {Errc::faucet_exhausted, {403, "FAUCET_EXHAUSTED", "AP-1001", false}},
    {Errc::insufficient_funds, {402, "INSUFFICIENT_FUNDS", "AP-1001", false}},
    {Errc::budget_source_short, {402, "INSUFFICIENT_FUNDS", "AP-1001", false}},
    {Errc::payee_archived, {409, "WALLET_ARCHIVED", "AP-1001", false}},
    {Errc::balance_limit, {409, "BALANCE_LIMIT", "BALANCE_LIMIT", false}},
    {Errc::outcome_unknown, {504, "OUTCOME_UNKNOWN", "OUTCOME_UNKNOWN", true}},
};

TEST(ErrorsTest, EveryRefusalHasItsRow) {
  for (int number = 1; number <= 255; ++number) {
    const auto code = static_cast<Errc>(number);
    const Outcome found = outcome(code);
    const auto row = table.find(code);
    if (row == table.end()) {
      EXPECT_TRUE(found.code.empty()) << number << " is mapped, but has no row here";
      continue;
    }
    EXPECT_EQ(found.status, row->second.status) << row->second.code;
    EXPECT_EQ(found.code, row->second.code);
    EXPECT_EQ(found.agentpay, row->second.agentpay) << row->second.code;
    EXPECT_EQ(found.retryable, row->second.retryable) << row->second.code;
    EXPECT_FALSE(found.title.empty() || found.detail.empty()) << row->second.code;
    EXPECT_EQ(found.retry_after > 0,
              found.status == 503 || found.status == 429 || found.status == 504)
        << row->second.code;
    EXPECT_EQ(refusal_name(code), row->second.code);
  }
}

TEST(ErrorsTest, AStoredRefusalAsksForANewKey) {
  for (const Errc code : {Errc::wallet_frozen, Errc::wallet_archived, Errc::policy_denied,
                          Errc::budget_exceeded, Errc::faucet_exhausted, Errc::insufficient_funds,
                          Errc::payee_archived, Errc::balance_limit})
    EXPECT_NE(outcome(code).detail.find("new idempotency key"), std::string_view::npos)
        << outcome(code).code;
}

TEST(ErrorsTest, WhoeverMeetsAFullDiskIsToldWhoCanHelp) {
  EXPECT_NE(outcome(Errc::read_only).detail.find("operator must free space"),
            std::string_view::npos);
}

TEST(ErrorsTest, FramingErrorsHaveTheirStatus) {
  const std::map<FramingError, int> others = {
      {FramingError::transfer_encoding, 501}, {FramingError::headers_too_large, 431},
      {FramingError::too_many_fields, 431},   {FramingError::uri_too_long, 414},
      {FramingError::body_too_large, 413},    {FramingError::header_timeout, 408},
      {FramingError::body_timeout, 408},      {FramingError::overloaded, 503}};
  std::set<std::string_view> details;
  for (int number = 0; number <= 255; ++number) {
    const auto error = static_cast<FramingError>(number);
    const Outcome found = outcome(error);
    if (found.code.empty()) continue;
    const auto other = others.find(error);
    EXPECT_EQ(found.status, other == others.end() ? 400 : other->second) << number;
    EXPECT_EQ(detail({.error = error}), found.detail);
    if (found.status != 400) continue;
    EXPECT_TRUE(details.insert(found.detail).second) << found.detail;
  }
  EXPECT_EQ(details.size(), 16U);
}

TEST(ErrorsTest, WhatWentPastABoundIsToldTheBoundAndTheSettingThatMovesIt) {
  EXPECT_EQ(detail({.error = FramingError::body_too_large,
                    .bound = 4'194'304,
                    .body_bytes = 1'234'567'890,
                    .setting = "http.batch_bytes_max"}),
            "The body is 1,234,567,890 bytes; at most 4,194,304 are taken here "
            "(http.batch_bytes_max).");
  EXPECT_EQ(detail({.error = FramingError::headers_too_large, .bound = 8'192}),
            "The head may take 8,192 bytes (http.header_bytes_max).");
  EXPECT_EQ(detail({.error = FramingError::too_many_fields, .bound = 64}),
            "A request may have 64 header fields.");
  EXPECT_EQ(detail({.error = FramingError::uri_too_long, .bound = 2'048}),
            "The target may take 2,048 bytes.");
  EXPECT_EQ(detail({.error = FramingError::header_timeout, .bound = 500}),
            "The head may take 500 ms (http.header_deadline_ms). Send it again on a new "
            "connection.");
}

}  // namespace
}  // namespace bursar::net::errors_test
