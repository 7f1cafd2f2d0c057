#pragma once

// Services and tokens with anything in them.

#include "tests/persistence/arbitrary.hpp"

namespace bursar::tests {

inline ledger::Settled Arbitrary::settled() {
  return {.token = {number()},
          .token_epoch = *rc::gen::arbitrary<std::uint16_t>(),
          .reserved = money(),
          .held = money(),
          .service = {number()}};
}

inline ledger::ServiceTerms Arbitrary::service_terms() {
  return {.name = text(),
          .description = text(),
          .price = amount(),
          .category = text(),
          .endpoint_url = text(),
          .metered = yes(),
          .accept_seconds = *rc::gen::arbitrary<std::uint32_t>(),
          .complete_seconds = *rc::gen::arbitrary<std::uint32_t>()};
}

inline ledger::ServiceMade Arbitrary::service_made() {
  return {.id = {bits()},
          .slug = text(),
          .provider = {number()},
          .provider_id = {bits()},
          .environment = environment(),
          .terms = service_terms()};
}

inline ledger::TokenIssued Arbitrary::token_issued() {
  return {.payment = paid(),
          .terms = {.service = {{number()}, {bits()}},
                    .payee_organization = {number()},
                    .resource = text(),
                    .metered = yes(),
                    .accept_seconds = *rc::gen::arbitrary<std::uint32_t>(),
                    .complete_seconds = *rc::gen::arbitrary<std::uint32_t>(),
                    .expires_at = time()}};
}

inline ledger::TokenAdvanced Arbitrary::token_advanced() {
  return {.token = {number()},
          .payer = {number()},
          .payer_id = {bits()},
          .status = ledger::TokenStatus{up_to(8)},
          .deadline = time(),
          .completes_by = time()};
}

inline ledger::TokenEnded Arbitrary::token_ended() {
  return {.token = {number()},
          .payer = {number()},
          .payer_id = {bits()},
          .amount = amount(),
          .held = money(),
          .counted_at = time(),
          .status = ledger::TokenStatus{up_to(8)},
          .service = {number()}};
}

}  // namespace bursar::tests
