#include "persistence/codec_refunds.hpp"

#include "persistence/codec_disputes.hpp"
#include "persistence/codec_values.hpp"

namespace bursar::persistence {

namespace {

using ledger::Money;

void write(const ledger::PaymentPlace& place, wire::Refunded::Builder to) {
  const auto& [stream, epoch, sequence, index, salt] = place;
  to.setPlaceStream(stream);
  to.setPlaceEpoch(epoch);
  to.setPlaceSequence(sequence.value);
  to.setPlaceIndex(index);
  to.setPlaceSalt(salt);
}

ledger::PaymentPlace read_place(wire::Refunded::Reader from) {
  return {.stream = from.getPlaceStream(),
          .epoch = from.getPlaceEpoch(),
          .sequence = {from.getPlaceSequence()},
          .index = from.getPlaceIndex(),
          .salt = from.getPlaceSalt()};
}

}  // namespace

void write_refunded(const ledger::Refunded& refunded, wire::Refunded::Builder out) {
  const auto& [place, payment, from, from_id, from_external, payer, payer_id, to, to_id, principal,
               drawn, counted_at, amount, refunded_after, to_source, as_usdc, salt] = refunded;
  write(place, out);
  out.setPayment(payment.value);
  out.setFrom(from.value);
  out.setFromIdHigh(from_id.bits.high);
  out.setFromIdLow(from_id.bits.low);
  if (!from_external.empty()) out.setFromExternal(wire_text(from_external));
  out.setPayer(payer.value);
  out.setPayerIdHigh(payer_id.bits.high);
  out.setPayerIdLow(payer_id.bits.low);
  out.setTo(to.value);
  out.setToIdHigh(to_id.bits.high);
  out.setToIdLow(to_id.bits.low);
  out.setPrincipal(principal.money().units());
  out.setDrawn(drawn.units());
  out.setCountedAt(counted_at.milliseconds);
  out.setAmount(amount.money().units());
  out.setRefundedAfter(refunded_after.units());
  out.setToSource(to_source.units());
  out.setAsUsdc(as_usdc);
  out.setSalt(salt);
}

ledger::Refunded read_refunded(wire::Refunded::Reader from) {
  return {.payment_place = read_place(from),
          .payment = {from.getPayment()},
          .from = {from.getFrom()},
          .from_id = {{from.getFromIdHigh(), from.getFromIdLow()}},
          .from_external = text(from.getFromExternal()),
          .payer = {from.getPayer()},
          .payer_id = {{from.getPayerIdHigh(), from.getPayerIdLow()}},
          .to = {from.getTo()},
          .to_id = {{from.getToIdHigh(), from.getToIdLow()}},
          .principal = amount(from.getPrincipal()),
          .drawn = Money::units(from.getDrawn()),
          .counted_at = {from.getCountedAt()},
          .amount = amount(from.getAmount()),
          .refunded_after = Money::units(from.getRefundedAfter()),
          .to_source = Money::units(from.getToSource()),
          .as_usdc = from.getAsUsdc(),
          .salt = from.getSalt()};
}

void write_sealed(const ledger::Sealed& sealed, wire::Sealed::Builder to) {
  const auto& [wallet, wallet_id] = sealed;
  to.setWallet(wallet.value);
  to.setWalletIdHigh(wallet_id.bits.high);
  to.setWalletIdLow(wallet_id.bits.low);
}

ledger::Sealed read_sealed(wire::Sealed::Reader from) {
  return {.wallet = {from.getWallet()},
          .wallet_id = {{from.getWalletIdHigh(), from.getWalletIdLow()}}};
}

void write(const CourseSum& sum, wire::CourseSum::Builder to) {
  const auto& [payment, course] = sum;
  const auto& [principal, refunded, last, dispute] = course;
  to.setPayment(payment.value);
  to.setPrincipal(principal.units());
  to.setRefunded(refunded.units());
  to.setLast(last.value);
  persistence::write(dispute, to);
}

CourseSum read(wire::CourseSum::Reader from) {
  return {.payment = {from.getPayment()},
          .course = {.principal = Money::units(from.getPrincipal()),
                     .refunded = Money::units(from.getRefunded()),
                     .last = {from.getLast()},
                     .dispute = read_dispute_course(from)}};
}

void write(const SealSum& sum, wire::SealSum::Builder to) {
  const auto& [wallet, key, by] = sum;
  to.setWallet(wallet.value);
  to.setKey(wire_text(key));
  to.setBy(by.value);
}

SealSum read(wire::SealSum::Reader from) {
  return {.wallet = {from.getWallet()}, .key = text(from.getKey()), .by = {from.getBy()}};
}

}  // namespace bursar::persistence
