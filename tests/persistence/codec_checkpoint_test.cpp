#include "persistence/codec_checkpoint.hpp"

#include "persistence/errors.hpp"
#include "tests/support/amounts.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::persistence::codec_checkpoint_test {
namespace {

using namespace bursar;
using persistence::CheckpointRow;
using tests::money;

std::vector<std::byte> encoded(const CheckpointRow& row) {
  std::vector<std::byte> bytes;
  encode_row(row, bytes);
  EXPECT_EQ(bytes.size() % 8, 0U);
  return bytes;
}

/// Every field another value.
ledger::WalletOpened wallet() {
  return {.address = {.account = {5},
                      .id = {{6, 7}},
                      .organization = {8},
                      .environment = ledger::Environment::production,
                      .type = ledger::WalletType::org,
                      .system_accounts = {9}},
          .number = 10,
          .agent_id = "agent",
          .label = "label",
          .name = std::string(20'000, 'n'),  // more than one segment would hold at first
          .agent_name = "agent name",
          .operator_name = "operator",
          .tags = {"one", "", "three"},
          .metadata = "{}",
          .policy = {{11, 12}},
          .budget_limit = money(15),
          .agent = true};
}

ledger::Usage usage(std::int64_t from) {
  return {.day = from,
          .month = from + 1,
          .in_day = money(from + 2),
          .in_month = money(from + 3),
          .in_total = money(from + 4)};
}

TEST(CodecCheckpointTest, EveryKindOfRowReadsAsItWasWritten) {
  persistence::WalletSum full{
      .profile = {.opened = wallet(), .policy = {{16, 17}}, .created_at = {18}, .updated_at = {19}},
      .state = {.address = wallet().address,
                .status = ledger::WalletStatus::archived,
                .posted = money(20),
                .held = money(21),
                .policy = {{22, 23}},
                .usage = usage(25),
                .recent = {{24}, 17, {1, 2, 4'294'967'295}},
                .faucet_day = 30,
                .faucet_used = money(31),
                .budget_limit = money(32),
                .total_spent = money(33),
                .total_drawn = money(34),
                .transaction_count = 35,
                .last_transaction_at = {36},
                .last_time = {37},
                .ever_held_money = true,
                .holds = {{.request = {40},
                           .held = money(41),
                           .amount = money(42),
                           .counted_at = {43},
                           .expires_at = {44}},
                          {.request = {45}}},
                .seals = 46},
      .last = {38},
      .peak = usage(39)};
  const CheckpointRow rows[] = {
      persistence::CheckpointHead{.segment = 1,
                                  .chain_hash = {2},
                                  .standing = {.genesis = {.permutation_key = {3},
                                                           .idempotency_key = {4},
                                                           .secrets_fingerprint = {5}},
                                               .last = {6},
                                               .last_time = {7},
                                               .clock = {8},
                                               .epoch = 9},
                                  .organizations = 10,
                                  .accounts = 11,
                                  .keys = 12,
                                  .policies = 13,
                                  .sessions = 14,
                                  .approvals = 15,
                                  .courses = 16,
                                  .seals = 17,
                                  .payouts = 18,
                                  .webhooks = 19},
      persistence::OrganizationSum{
          .opened = {.id = {{1, 2}}, .number = {3}, .name = "Acme", .sandbox_accounts = {4}},
          .created_at = {5},
          .head = {.count = {6}, .last = {7}}},
      persistence::SystemAccountSum{.account = {1},
                                    .owner = {2},
                                    .head = {.posted = -(static_cast<ledger::Wide>(3) << 70) + 4,
                                             .held = money(5),
                                             .last = {6}}},
      full,
      persistence::WalletSum{},
      ledger::Key{.made = {.id = {{1, 2}},
                           .name = "key",
                           .key_class = ledger::KeyClass::agent,
                           .environment = ledger::Environment::production,
                           .permissions = {7},
                           .wallet = {{3, 4}},
                           .secret_hash = {5}},
                  .organization = {6},
                  .created_at = {7},
                  .revoked = true,
                  .ends = {8},
                  .last_used = {9}},
      ledger::Policy{.made = {.terms = {.id = {{1, 2}}, .version = 3},
                              .environment = ledger::Environment::production,
                              .name = "policy"},
                     .organization = {4},
                     .created_at = {5},
                     .updated_at = {6},
                     .deleted = true},
      persistence::WebhookSum{
          .record = {1},
          .webhook = {.made = {.id = {{2, 3}},
                               .environment = ledger::Environment::production,
                               .wallet = {4},
                               .wallet_id = {{5, 6}},
                               .permissions = {7},
                               .terms = {.url = "https://example.com", .events = {"*"}},
                               .secret = {8}},
                      .organization = {9},
                      .created_at = {10},
                      .updated_at = {11},
                      .status = ledger::WebhookStatus::disabled,
                      .reason = ledger::WebhookReason::exhausted,
                      .previous_secret = {12},
                      .previous_ends = {13},
                      .progress = {.next = {{14}, 15},
                                   .pending = {{.record = {16},
                                                .at = {{17}, 18},
                                                .attempts = 19,
                                                .test = true,
                                                .due = {20}}},
                                   .recent = {{{.record = {21},
                                                .at = {{22}, 23},
                                                .end = ledger::DeliveryEnd::no_secret,
                                                .status = 24,
                                                .time = {25},
                                                .due = {26}},
                                               27}},
                                   .delivered = 28,
                                   .failed = 29}}},
      persistence::SessionSum{.account = {1}, .session = {.generation = 2, .expires = {3}}},
      persistence::ApprovalSum{.request = {1},
                               .approval = {.organization = {2},
                                            .environment = ledger::Environment::production,
                                            .wallet = {3},
                                            .status = ledger::ApprovalStatus::expired,
                                            .ended = {4}}},
      persistence::CourseSum{.payment = {1},
                             .course = {.principal = money(5),
                                        .refunded = money(2),
                                        .last = {3},
                                        .dispute = {.opened = {4},
                                                    .status = ledger::DisputeStatus::withdrawn,
                                                    .evidence_of_payer = 5,
                                                    .evidence_of_payee = 7,
                                                    .newest_evidence = {8},
                                                    .last = {6}}}},
      persistence::DisputeSum{.opened = {1},
                              .dispute = {.organizations = {{{2}, {3}}},
                                          .environment = ledger::Environment::production,
                                          .wallets = {{{4}, {5}}},
                                          .payment = {6},
                                          .service = {7},
                                          .by_payee = true}},
      persistence::SealSum{.wallet = {1}, .key = "k", .by = {2}},
  };
  for (const CheckpointRow& row : rows)
    EXPECT_EQ(persistence::decode_row(encoded(row)), row) << row.index();
}

TEST(CodecCheckpointTest, WhatIsNoRowIsRefused) {
  auto bytes = encoded(ledger::Key{});
  EXPECT_THROW(persistence::decode_row({}), persistence::Corrupt);
  EXPECT_THROW(persistence::decode_row(std::span{bytes}.first(16)), persistence::Corrupt);
  bytes[8] = std::byte{99};  // which member of the union it is
  EXPECT_THROW(persistence::decode_row(bytes), persistence::Corrupt);
}

}  // namespace
}  // namespace bursar::persistence::codec_checkpoint_test
