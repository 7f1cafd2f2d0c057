#pragma once

// Records with anything in them, for properties. They make no sense as books, only as bytes.

#include "tests/persistence/arbitrary.hpp"
#include "tests/persistence/arbitrary_disputes.hpp"
#include "tests/persistence/arbitrary_payouts.hpp"
#include "tests/persistence/arbitrary_services.hpp"
#include "tests/persistence/arbitrary_webhooks.hpp"

#include <vector>

namespace bursar::tests {

inline ledger::Recipients Arbitrary::recipients() {
  return {.wallets = several([] { return ledger::WalletId{bits()}; }),
          .services = several([] { return ledger::ServiceId{bits()}; }),
          .labels = several(text)};
}

template <class Make>
auto Arbitrary::maybe(Make make) {
  return yes() ? std::optional{make()} : std::nullopt;
}

inline ledger::PolicyTerms Arbitrary::terms() {
  return {.id = {bits()},
          .version = *rc::gen::arbitrary<std::uint32_t>(),
          .max_per_tx = optional_money(),
          .max_per_day = optional_money(),
          .max_per_month = optional_money(),
          .max_total = optional_money(),
          .velocity = maybe([] {
            return ledger::Velocity{static_cast<std::uint16_t>(1 + up_to(200)),
                                    *rc::gen::arbitrary<std::uint32_t>()};
          }),
          .allowed_recipients = maybe(recipients),
          .blocked_recipients = maybe(recipients),
          .allowed_categories = maybe([] { return several(text); }),
          .blocked_categories = maybe([] { return several(text); }),
          .active_hours = maybe([] { return ledger::ActiveHours{up_to(200), up_to(200), text()}; }),
          .expires_at = maybe([] { return ledger::Time{static_cast<std::int64_t>(number())}; }),
          .approval_above = optional_money(),
          .require_approval = yes()};
}

inline ledger::WalletOpened Arbitrary::wallet() {
  return {.address = {.account = {number()},
                      .id = {bits()},
                      .organization = {number()},
                      .environment = environment(),
                      .type = ledger::WalletType{up_to(1)},
                      .system_accounts = {number()}},
          .number = number(),
          .agent_id = text(),
          .label = text(),
          .name = text(),
          .agent_name = text(),
          .operator_name = text(),
          .tags = several(text),
          .metadata = text(),
          .policy = {bits()},
          .budget_limit = optional_money(),
          .agent = yes()};
}

inline ledger::KeyMade Arbitrary::key() {
  return {.id = {bits()},
          .name = text(),
          .key_class = ledger::KeyClass{up_to(4)},
          .environment = environment(),
          .permissions = {*rc::gen::arbitrary<std::uint16_t>()},
          .wallet = {bits()},
          .secret_hash = bytes<32>()};
}

inline ledger::Opened Arbitrary::opened() {
  ledger::Opened opened{
      .organization = {}, .wallets = several(wallet), .keys = several(key), .policy = {}};
  if (yes())
    opened.organization = {
        .id = {bits()}, .number = {number()}, .name = text(), .sandbox_accounts = {number()}};
  if (yes()) opened.policy = {.terms = terms(), .environment = environment(), .name = text()};
  return opened;
}

inline ledger::Paid Arbitrary::paid() {
  return {.payer = {number()},
          .payer_id = {bits()},
          .payee = {number()},
          .payee_id = {bits()},
          .payee_external = text(),
          .amount = amount(),
          .fee = money(),
          .drawn = money(),
          .policy = {bits()},
          .policy_version = *rc::gen::arbitrary<std::uint32_t>(),
          .velocity_count = *rc::gen::arbitrary<std::uint16_t>(),
          .usage_after = {.day = static_cast<std::int64_t>(number()),
                          .month = static_cast<std::int64_t>(number()),
                          .in_day = money(),
                          .in_month = money(),
                          .in_total = money()},
          .counted_at = {static_cast<std::int64_t>(number())},
          .description = text(),
          .category = text(),
          .metadata = text(),
          .as_usdc = yes(),
          .salt = number(),
          .approved = maybe([] {
            return ledger::Approved{
                {number()}, *rc::gen::arbitrary<std::uint16_t>(), {bits()}, text()};
          }),
          .settles = maybe(settled)};
}

inline ledger::PaymentHeld Arbitrary::payment_held() {
  return {.payment = paid(),
          .rule = ledger::PolicyRule{up_to(14)},
          .above = money(),
          .expires_at = {static_cast<std::int64_t>(number())}};
}

inline ledger::ApprovalEnded Arbitrary::approval_ended() {
  return {.request = {number()},
          .payer = {number()},
          .payer_id = {bits()},
          .amount = amount(),
          .held = money(),
          .counted_at = {static_cast<std::int64_t>(number())},
          .status = ledger::ApprovalStatus{up_to(3)},
          .decided_by = {bits()},
          .note = text(),
          .reason = ledger::Errc{up_to(254)}};
}

inline ledger::Funded Arbitrary::funded() {
  return {.source = ledger::FundingSource{up_to(2)},
          .wallet = {number()},
          .wallet_id = {bits()},
          .from = {number()},
          .amount = amount(),
          .faucet_day = static_cast<std::int64_t>(number()),
          .faucet_used_after = money(),
          .as_usdc = yes(),
          .salt = number(),
          .adjusts_budget = yes(),
          .topped_up_on = static_cast<std::int64_t>(number())};
}

inline ledger::TopupSet Arbitrary::topup_set() {
  return {.wallet = {number()}, .terms = maybe([] {
                                  return ledger::TopupTerms{.enabled = yes(),
                                                            .trigger_below = money(),
                                                            .amount = amount(),
                                                            .max_per_day = money(),
                                                            .from = {number()},
                                                            .from_id = {bits()}};
                                })};
}

inline ledger::BatchFunded Arbitrary::batch_funded() {
  return {.from = {number()},
          .from_id = {bits()},
          .allocations = several([] { return ledger::Allocation{{number()}, {bits()}, amount()}; }),
          .salt = number()};
}

inline ledger::Withdrawn Arbitrary::withdrawn() {
  return {.wallet = {number()},
          .wallet_id = {bits()},
          .to = {number()},
          .to_id = {bits()},
          .amount = money(),
          .adjusts_budget = yes(),
          .salt = number()};
}

inline ledger::Refunded Arbitrary::refunded() {
  return {.payment_place = {.stream = *rc::gen::arbitrary<std::uint16_t>(),
                            .epoch = *rc::gen::arbitrary<std::uint16_t>(),
                            .sequence = {number()},
                            .index = *rc::gen::arbitrary<std::uint16_t>(),
                            .salt = number()},
          .payment = {number()},
          .from = {number()},
          .from_id = {bits()},
          .from_external = text(),
          .payer = {number()},
          .payer_id = {bits()},
          .to = {number()},
          .to_id = {bits()},
          .principal = amount(),
          .drawn = money(),
          .counted_at = {static_cast<std::int64_t>(number())},
          .amount = amount(),
          .refunded_after = money(),
          .to_source = money(),
          .as_usdc = yes(),
          .salt = number()};
}

inline ledger::Refused Arbitrary::refused() {
  return {.wallet = {number()},
          .error = {.code = ledger::Errc{up_to(254)},
                    .rule = ledger::PolicyRule{up_to(14)},
                    .limit = money(),
                    .used = money(),
                    .max_allowed_now = money(),
                    .resets_at = {static_cast<std::int64_t>(number())},
                    .part = *rc::gen::arbitrary<std::uint16_t>(),
                    .of_payments = yes()},
          .request_id = text()};
}

inline ledger::Cleared Arbitrary::cleared() {
  return {.kind = ledger::Clearing{up_to(2)},
          .wallet = {number()},
          .wallet_id = {bits()},
          .organization_id = {bits()},
          .environment = environment(),
          .amount = amount(),
          .reference = text(),
          .request_id = text(),
          .salt = number()};
}

inline ledger::WalletChanged Arbitrary::wallet_changed() {
  const auto maybe = [](auto make) { return yes() ? std::optional{make()} : std::nullopt; };
  return {.wallet = {number()},
          .label = maybe(text),
          .name = maybe(text),
          .tags = maybe([] { return several(text); }),
          .metadata = maybe(text),
          .policy = maybe([] { return ledger::PolicyId{bits()}; }),
          .status = maybe([] { return ledger::WalletStatus{up_to(2)}; })};
}

inline ledger::Fact Arbitrary::fact() {
  switch (up_to(static_cast<std::uint8_t>(std::variant_size_v<ledger::Fact> - 1))) {
    case 0:
      return ledger::Genesis{bytes<32>(), bytes<16>(), bytes<32>()};
    case 1:
      return opened();
    case 2:
      return ledger::KeyRevoked{{bits()}};
    case 3:
      return ledger::PolicyAttached{{number()}, {bits()}};
    case 4:
      return paid();
    case 5:
      return funded();
    case 6:
      return refused();
    case 7:
      return ledger::Recovered{{number()}};
    case 8:
      return ledger::ClockAccepted{{static_cast<std::int64_t>(number())},
                                   {static_cast<std::int64_t>(number())}};
    case 9:
      return cleared();
    case 10:
      return ledger::Checkpointed{number(), {number()}, bytes<32>()};
    case 11:
      return ledger::KeyRotated{{bits()}, key(), {static_cast<std::int64_t>(number())}};
    case 12:
      return ledger::PolicyChanged{terms(), text()};
    case 13:
      return ledger::PolicyDeleted{{bits()}};
    case 14:
      return wallet_changed();
    case 15:
      return ledger::WalletArchived{.wallet = {number()},
                                    .wallet_id = {bits()},
                                    .agent_deleted = yes(),
                                    .swept_to = {number()},
                                    .swept_to_id = {bits()},
                                    .swept = money(),
                                    .keys = several([] { return ledger::KeyId{bits()}; })};
    case 16:
      return withdrawn();
    case 17:
      return batch_funded();
    case 18:
      return topup_set();
    case 19:
      return ledger::KeysUsed{
          several([] { return ledger::KeyUse{{bits()}, {static_cast<std::int64_t>(number())}}; })};
    case 20:
      return payment_held();
    case 21:
      return approval_ended();
    case 22:
      return service_made();
    case 23:
      return ledger::ServiceChanged{{number()}, service_terms()};
    case 24:
      return ledger::ServiceMarked{{number()}, ledger::ServiceMark{up_to(1)}};
    case 25:
      return token_issued();
    case 26:
      return token_advanced();
    case 27:
      return token_ended();
    case 28:
      return refunded();
    case 29:
      return ledger::Sealed{{number()}, {bits()}};
    case 30:
      return payout_asked();
    case 31:
      return payout_advanced();
    case 32:
      return payout_ended();
    case 33:
      return payout_completed();
    case 34:
      return dispute_opened();
    case 35:
      return evidence_added();
    case 36:
      return dispute_moved();
    case 37:
      return dispute_refunded();
    case 38:
      return receivable_repaid();
    case 39:
      return webhook_made();
    case 40:
      return ledger::WebhookChanged{webhook_name(), webhook_terms()};
    case 41:
      return webhook_rotated();
    case 42:
      return webhook_marked();
    case 43:
      return ledger::WebhookAsked{webhook_name(), {number()}, position()};
    case 44:
      return deliveries_made();
    default:
      return ledger::SessionIssued{{number()}, number(), {static_cast<std::int64_t>(number())}};
  }
}

inline ledger::Record Arbitrary::record() {
  const auto link = [] {
    return yes() ? ledger::OrganizationLink{{number()}, {number()}, {number()}}
                 : ledger::OrganizationLink{};
  };
  ledger::Record record;
  record.sequence = {number()};
  record.stream = *rc::gen::arbitrary<std::uint16_t>();
  record.epoch = *rc::gen::arbitrary<std::uint16_t>();
  record.time = {static_cast<std::int64_t>(number())};
  record.organizations = {link(), link()};
  record.previous_of_payment = {number()};
  record.answer_version = {up_to(255 - 1), up_to(255 - 1)};
  if (yes()) record.idempotency = {.wallet = {number()}, .key = text(), .content = bits()};
  record.entries =
      several([] { return ledger::Entry{{number()}, money(), money(), money(), {number()}}; });
  record.fact = fact();
  return record;
}

}  // namespace bursar::tests
