#include "persistence/codec_payments.hpp"

#include "persistence/codec_tokens.hpp"
#include "persistence/codec_values.hpp"

#include <bit>
#include <optional>

namespace bursar::persistence {

namespace {

using ledger::Money;

void write(const ledger::Approved& approved, wire::Approved::Builder to) {
  const auto& [request, request_epoch, decided_by, note] = approved;
  to.setRequest(request.value);
  to.setRequestEpoch(request_epoch);
  to.setDecidedByHigh(decided_by.bits.high);
  to.setDecidedByLow(decided_by.bits.low);
  if (!note.empty()) to.setNote(wire_text(note));
}

ledger::Approved read(wire::Approved::Reader from) {
  return {.request = {from.getRequest()},
          .request_epoch = from.getRequestEpoch(),
          .decided_by = {{from.getDecidedByHigh(), from.getDecidedByLow()}},
          .note = text(from.getNote())};
}

}  // namespace

void write_paid(const ledger::Paid& paid, wire::Paid::Builder to) {
  const auto& [payer, payer_id, payee, payee_id, payee_external, amount, fee, drawn, policy,
               policy_version, velocity_count, usage_after, counted_at, description, category,
               metadata, as_usdc, salt, approved, settles] = paid;
  to.setPayer(payer.value);
  to.setPayerIdHigh(payer_id.bits.high);
  to.setPayerIdLow(payer_id.bits.low);
  to.setPayee(payee.value);
  to.setPayeeIdHigh(payee_id.bits.high);
  to.setPayeeIdLow(payee_id.bits.low);
  if (!payee_external.empty()) to.setPayeeExternal(wire_text(payee_external));
  to.setAmount(amount.money().units());
  to.setFee(fee.units());
  to.setDrawn(drawn.units());
  to.setPolicyHigh(policy.bits.high);
  to.setPolicyLow(policy.bits.low);
  to.setPolicyVersion(policy_version);
  to.setVelocityCount(velocity_count);
  write_usage(usage_after, to.getUsageAfter());
  to.setCountedAt(counted_at.milliseconds);
  if (!description.empty()) to.setDescription(wire_text(description));
  if (!category.empty()) to.setCategory(wire_text(category));
  if (!metadata.empty()) to.setMetadata(wire_text(metadata));
  to.setAsUsdc(as_usdc);
  to.setSalt(salt);
  if (approved) write(*approved, to.initApproved());
  if (settles) persistence::write(*settles, to.initSettles());
}

ledger::Paid read_paid(wire::Paid::Reader from) {
  return {.payer = {from.getPayer()},
          .payer_id = {{from.getPayerIdHigh(), from.getPayerIdLow()}},
          .payee = {from.getPayee()},
          .payee_id = {{from.getPayeeIdHigh(), from.getPayeeIdLow()}},
          .payee_external = text(from.getPayeeExternal()),
          .amount = amount(from.getAmount()),
          .fee = Money::units(from.getFee()),
          .drawn = Money::units(from.getDrawn()),
          .policy = {{from.getPolicyHigh(), from.getPolicyLow()}},
          .policy_version = from.getPolicyVersion(),
          .velocity_count = from.getVelocityCount(),
          .usage_after = read_usage(from.getUsageAfter()),
          .counted_at = {from.getCountedAt()},
          .description = text(from.getDescription()),
          .category = text(from.getCategory()),
          .metadata = text(from.getMetadata()),
          .as_usdc = from.getAsUsdc(),
          .salt = from.getSalt(),
          .approved = from.hasApproved() ? std::optional{read(from.getApproved())} : std::nullopt,
          .settles = from.hasSettles() ? std::optional{persistence::read(from.getSettles())}
                                       : std::nullopt};
}

void write_payment_held(const ledger::PaymentHeld& held, wire::PaymentHeld::Builder to) {
  const auto& [payment, rule, above, expires_at] = held;
  write_paid(payment, to.initPayment());
  to.setRule(static_cast<std::uint8_t>(rule));
  to.setAbove(above.units());
  to.setExpiresAt(expires_at.milliseconds);
}

ledger::PaymentHeld read_payment_held(wire::PaymentHeld::Reader from) {
  return {.payment = read_paid(from.getPayment()),
          .rule = enumerator(from.getRule(), ledger::PolicyRule::require_approval),
          .above = Money::units(from.getAbove()),
          .expires_at = {from.getExpiresAt()}};
}

void write_approval_ended(const ledger::ApprovalEnded& ended, wire::ApprovalEnded::Builder to) {
  const auto& [request, payer, payer_id, amount, held, counted_at, status, decided_by, note,
               reason] = ended;
  to.setRequest(request.value);
  to.setPayer(payer.value);
  to.setPayerIdHigh(payer_id.bits.high);
  to.setPayerIdLow(payer_id.bits.low);
  to.setAmount(amount.money().units());
  to.setHeld(held.units());
  to.setCountedAt(counted_at.milliseconds);
  to.setStatus(static_cast<std::uint8_t>(status));
  to.setDecidedByHigh(decided_by.bits.high);
  to.setDecidedByLow(decided_by.bits.low);
  if (!note.empty()) to.setNote(wire_text(note));
  to.setReason(static_cast<std::uint8_t>(reason));
}

ledger::ApprovalEnded read_approval_ended(wire::ApprovalEnded::Reader from) {
  return {.request = {from.getRequest()},
          .payer = {from.getPayer()},
          .payer_id = {{from.getPayerIdHigh(), from.getPayerIdLow()}},
          .amount = amount(from.getAmount()),
          .held = Money::units(from.getHeld()),
          .counted_at = {from.getCountedAt()},
          .status = enumerator(from.getStatus(), ledger::ApprovalStatus::expired),
          .decided_by = {{from.getDecidedByHigh(), from.getDecidedByLow()}},
          .note = text(from.getNote()),
          .reason = std::bit_cast<ledger::Errc>(from.getReason())};
}

}  // namespace bursar::persistence
