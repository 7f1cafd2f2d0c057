#pragma once

// Payouts with anything in them.

#include "tests/persistence/arbitrary.hpp"

namespace bursar::tests {

inline ledger::PayoutAsked Arbitrary::payout_asked() {
  return {.payment = paid(),
          .destination = {.type = ledger::DestinationType{up_to(2)},
                          .masked = text(),
                          .sealed = several([] { return up_to(255 - 1); })},
          .arrives_on = static_cast<std::int64_t>(number()),
          .submit_at = time()};
}

inline ledger::PayoutAdvanced Arbitrary::payout_advanced() {
  return {.payout = {number()},
          .payer = {number()},
          .payer_id = {bits()},
          .status = ledger::PayoutStatus{up_to(5)},
          .reference = text(),
          .at = time()};
}

inline ledger::PayoutEnded Arbitrary::payout_ended() {
  return {.payout = {number()},
          .payer = {number()},
          .payer_id = {bits()},
          .amount = amount(),
          .held = money(),
          .counted_at = time(),
          .status = ledger::PayoutStatus{up_to(5)},
          .reason = text()};
}

inline ledger::PayoutCompleted Arbitrary::payout_completed() {
  return {.payout = {number()},
          .payout_epoch = *rc::gen::arbitrary<std::uint16_t>(),
          .payer = {number()},
          .payer_id = {bits()},
          .amount = amount(),
          .drawn = money(),
          .counted_at = time(),
          .type = ledger::DestinationType{up_to(2)},
          .masked = text(),
          .description = text(),
          .reference = text(),
          .as_usdc = yes(),
          .salt = number()};
}

}  // namespace bursar::tests
