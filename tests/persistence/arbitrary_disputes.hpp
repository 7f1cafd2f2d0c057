#pragma once

// Disputes with anything in them.

#include "tests/persistence/arbitrary.hpp"

namespace bursar::tests {

inline ledger::Disputed Arbitrary::disputed() {
  return {.payment = {number()},
          .payer = {number()},
          .payer_id = {bits()},
          .payee = {number()},
          .payee_id = {bits()},
          .principal = amount(),
          .refunded = money()};
}

inline ledger::DisputeOpened Arbitrary::dispute_opened() {
  return {.of = disputed(),
          .payment_place = {.stream = *rc::gen::arbitrary<std::uint16_t>(),
                            .epoch = *rc::gen::arbitrary<std::uint16_t>(),
                            .sequence = {number()},
                            .index = *rc::gen::arbitrary<std::uint16_t>(),
                            .salt = number()},
          .environment = environment(),
          .paid_at = time(),
          .service = {number()},
          .by_payee = yes(),
          .opened_by = {bits()},
          .reason = text(),
          .description = text(),
          .salt = number()};
}

inline ledger::EvidenceAdded Arbitrary::evidence_added() {
  return {.dispute = {number()},
          .of = disputed(),
          .by_payee = yes(),
          .added_by = {bits()},
          .type = text(),
          .sha256 = bytes<32>(),
          .bytes = *rc::gen::arbitrary<std::uint32_t>(),
          .salt = number(),
          .previous = {number()}};
}

inline ledger::DisputeMoved Arbitrary::dispute_moved() {
  return {.dispute = {number()},
          .of = disputed(),
          .status = ledger::DisputeStatus{up_to(5)},
          .by = {bits()},
          .note = text(),
          .service = {number()}};
}

inline ledger::DisputeRefunded Arbitrary::dispute_refunded() {
  return {.dispute = {number()},
          .refund = refunded(),
          .covered = money(),
          .note = text(),
          .service = {number()}};
}

inline ledger::ReceivableRepaid Arbitrary::receivable_repaid() {
  return {.wallet = {number()}, .wallet_id = {bits()}, .amount = amount(), .owed_after = money()};
}

}  // namespace bursar::tests
