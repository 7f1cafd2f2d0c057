#pragma once

// What records are made of, with anything in it. Whoever wants a record includes arbitrary_record.

#include "ledger/record.hpp"

#include <optional>
#include <string>
#include <vector>

#include <rapidcheck.h>

namespace bursar::tests {

/// Draws values while a property runs.
class Arbitrary {
 public:
  static std::uint64_t number() { return *rc::gen::arbitrary<std::uint64_t>(); }
  static ledger::Money money() { return ledger::Money::units(*rc::gen::arbitrary<std::int64_t>()); }
  static ledger::Record record();

 private:
  static bool yes() { return *rc::gen::arbitrary<bool>(); }
  static std::string text() { return *rc::gen::string<std::string>(); }
  static std::uint8_t up_to(std::uint8_t last) {
    return *rc::gen::inRange<std::uint8_t>(0, static_cast<std::uint8_t>(last + 1));
  }
  static ledger::Bits128 bits() { return {number(), number()}; }
  static ledger::Environment environment() { return ledger::Environment{up_to(1)}; }
  static std::optional<ledger::Money> optional_money() {
    return yes() ? std::optional{money()} : std::nullopt;
  }
  static ledger::Amount amount() {
    return *ledger::Amount::of(
        ledger::Money::units(*rc::gen::inRange<std::int64_t>(1, ledger::amount_max.units() + 1)));
  }
  template <std::size_t N>
  static std::array<std::uint8_t, N> bytes() {
    std::array<std::uint8_t, N> drawn;
    for (auto& byte : drawn) byte = *rc::gen::arbitrary<std::uint8_t>();
    return drawn;
  }
  template <class Make>
  static auto several(Make make) {
    std::vector<decltype(make())> made(up_to(3));
    for (auto& one : made) one = make();
    return made;
  }

  template <class Make>
  static auto maybe(Make make);
  static ledger::Recipients recipients();
  static ledger::PolicyTerms terms();
  static ledger::WalletOpened wallet();
  static ledger::KeyMade key();
  static ledger::Opened opened();
  static ledger::Paid paid();
  static ledger::PaymentHeld payment_held();
  static ledger::ApprovalEnded approval_ended();
  static ledger::Time time() { return {static_cast<std::int64_t>(number())}; }
  static ledger::Settled settled();
  static ledger::ServiceTerms service_terms();
  static ledger::ServiceMade service_made();
  static ledger::TokenIssued token_issued();
  static ledger::TokenAdvanced token_advanced();
  static ledger::TokenEnded token_ended();
  static ledger::Funded funded();
  static ledger::PayoutAsked payout_asked();
  static ledger::PayoutAdvanced payout_advanced();
  static ledger::PayoutEnded payout_ended();
  static ledger::PayoutCompleted payout_completed();
  static ledger::Disputed disputed();
  static ledger::DisputeOpened dispute_opened();
  static ledger::EvidenceAdded evidence_added();
  static ledger::DisputeMoved dispute_moved();
  static ledger::DisputeRefunded dispute_refunded();
  static ledger::ReceivableRepaid receivable_repaid();
  static ledger::EventPosition position();
  static ledger::WebhookTerms webhook_terms();
  static ledger::WebhookName webhook_name();
  static ledger::WebhookMade webhook_made();
  static ledger::WebhookRotated webhook_rotated();
  static ledger::WebhookMarked webhook_marked();
  static ledger::DeliveryAttempt delivery_attempt();
  static ledger::DeliveriesMade deliveries_made();
  static ledger::TopupSet topup_set();
  static ledger::BatchFunded batch_funded();
  static ledger::Withdrawn withdrawn();
  static ledger::Refunded refunded();
  static ledger::Refused refused();
  static ledger::Cleared cleared();
  static ledger::WalletChanged wallet_changed();
  static ledger::Fact fact();
};

}  // namespace bursar::tests
