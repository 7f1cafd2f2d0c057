#pragma once

// Webhooks with anything in them.

#include "tests/persistence/arbitrary.hpp"

namespace bursar::tests {

inline ledger::EventPosition Arbitrary::position() {
  return {{number()}, *rc::gen::arbitrary<std::uint16_t>()};
}

inline ledger::WebhookTerms Arbitrary::webhook_terms() {
  return {.url = text(), .events = several(text)};
}

inline ledger::WebhookName Arbitrary::webhook_name() {
  return {.made = {number()}, .id = {bits()}, .environment = environment(), .wallet = {number()}};
}

inline ledger::WebhookMade Arbitrary::webhook_made() {
  return {.id = {bits()},
          .environment = environment(),
          .wallet = {number()},
          .wallet_id = {bits()},
          .permissions = {*rc::gen::arbitrary<std::uint16_t>()},
          .terms = webhook_terms(),
          .secret = several([] { return up_to(255 - 1); })};
}

inline ledger::WebhookRotated Arbitrary::webhook_rotated() {
  return {.webhook = webhook_name(),
          .secret = several([] { return up_to(255 - 1); }),
          .previous_ends = time()};
}

inline ledger::WebhookMarked Arbitrary::webhook_marked() {
  return {.webhook = webhook_name(),
          .mark = ledger::WebhookMark{up_to(2)},
          .reason = ledger::WebhookReason{up_to(3)}};
}

inline ledger::DeliveryAttempt Arbitrary::delivery_attempt() {
  return {.record = {number()},
          .at = position(),
          .end = ledger::DeliveryEnd{up_to(9)},
          .status = *rc::gen::arbitrary<std::uint16_t>(),
          .time = time(),
          .due = time()};
}

inline ledger::DeliveriesMade Arbitrary::deliveries_made() {
  return {.webhooks = several([] {
            return ledger::WebhookProgress{
                .webhook = {number()}, .next = position(), .attempts = several(delivery_attempt)};
          })};
}

}  // namespace bursar::tests
