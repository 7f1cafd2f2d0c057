#include "persistence/codec_payouts.hpp"

#include "persistence/codec_payments.hpp"
#include "persistence/codec_values.hpp"

namespace bursar::persistence {

using ledger::DestinationType;
using ledger::Money;
using ledger::PayoutStatus;

void write(const ledger::PayoutAsked& asked, wire::PayoutAsked::Builder to) {
  const auto& [payment, destination, arrives_on, submit_at] = asked;
  const auto& [type, masked, sealed] = destination;
  write_paid(payment, to.initPayment());
  to.setType(static_cast<std::uint8_t>(type));
  if (!masked.empty()) to.setMasked(wire_text(masked));
  if (!sealed.empty()) to.setSealed({sealed.data(), sealed.size()});
  to.setArrivesOn(arrives_on);
  to.setSubmitAt(submit_at.milliseconds);
}

ledger::PayoutAsked read(wire::PayoutAsked::Reader from) {
  return {.payment = read_paid(from.getPayment()),
          .destination = {.type = enumerator(from.getType(), DestinationType::stripe),
                          .masked = text(from.getMasked()),
                          .sealed = {from.getSealed().begin(), from.getSealed().end()}},
          .arrives_on = from.getArrivesOn(),
          .submit_at = {from.getSubmitAt()}};
}

void write(const ledger::PayoutAdvanced& advanced, wire::PayoutAdvanced::Builder to) {
  const auto& [payout, payer, payer_id, status, reference, at] = advanced;
  to.setPayout(payout.value);
  to.setPayer(payer.value);
  to.setPayerIdHigh(payer_id.bits.high);
  to.setPayerIdLow(payer_id.bits.low);
  to.setStatus(static_cast<std::uint8_t>(status));
  if (!reference.empty()) to.setReference(wire_text(reference));
  to.setAt(at.milliseconds);
}

ledger::PayoutAdvanced read(wire::PayoutAdvanced::Reader from) {
  return {.payout = {from.getPayout()},
          .payer = {from.getPayer()},
          .payer_id = {{from.getPayerIdHigh(), from.getPayerIdLow()}},
          .status = enumerator(from.getStatus(), PayoutStatus::cancelled),
          .reference = text(from.getReference()),
          .at = {from.getAt()}};
}

void write(const ledger::PayoutEnded& ended, wire::PayoutEnded::Builder to) {
  const auto& [payout, payer, payer_id, amount, held, counted_at, status, reason] = ended;
  to.setPayout(payout.value);
  to.setPayer(payer.value);
  to.setPayerIdHigh(payer_id.bits.high);
  to.setPayerIdLow(payer_id.bits.low);
  to.setAmount(amount.money().units());
  to.setHeld(held.units());
  to.setCountedAt(counted_at.milliseconds);
  to.setStatus(static_cast<std::uint8_t>(status));
  if (!reason.empty()) to.setReason(wire_text(reason));
}

ledger::PayoutEnded read(wire::PayoutEnded::Reader from) {
  return {.payout = {from.getPayout()},
          .payer = {from.getPayer()},
          .payer_id = {{from.getPayerIdHigh(), from.getPayerIdLow()}},
          .amount = amount(from.getAmount()),
          .held = Money::units(from.getHeld()),
          .counted_at = {from.getCountedAt()},
          .status = enumerator(from.getStatus(), PayoutStatus::cancelled),
          .reason = text(from.getReason())};
}

void write(const ledger::PayoutCompleted& completed, wire::PayoutCompleted::Builder to) {
  const auto& [payout, payout_epoch, payer, payer_id, amount, drawn, counted_at, type, masked,
               description, reference, as_usdc, salt] = completed;
  to.setPayout(payout.value);
  to.setPayoutEpoch(payout_epoch);
  to.setPayer(payer.value);
  to.setPayerIdHigh(payer_id.bits.high);
  to.setPayerIdLow(payer_id.bits.low);
  to.setAmount(amount.money().units());
  to.setDrawn(drawn.units());
  to.setCountedAt(counted_at.milliseconds);
  to.setType(static_cast<std::uint8_t>(type));
  if (!masked.empty()) to.setMasked(wire_text(masked));
  if (!description.empty()) to.setDescription(wire_text(description));
  if (!reference.empty()) to.setReference(wire_text(reference));
  to.setAsUsdc(as_usdc);
  to.setSalt(salt);
}

ledger::PayoutCompleted read(wire::PayoutCompleted::Reader from) {
  return {.payout = {from.getPayout()},
          .payout_epoch = from.getPayoutEpoch(),
          .payer = {from.getPayer()},
          .payer_id = {{from.getPayerIdHigh(), from.getPayerIdLow()}},
          .amount = amount(from.getAmount()),
          .drawn = Money::units(from.getDrawn()),
          .counted_at = {from.getCountedAt()},
          .type = enumerator(from.getType(), DestinationType::stripe),
          .masked = text(from.getMasked()),
          .description = text(from.getDescription()),
          .reference = text(from.getReference()),
          .as_usdc = from.getAsUsdc(),
          .salt = from.getSalt()};
}

void write(const ledger::OpenPayouts& payouts, wire::WalletSum::Builder to) {
  if (payouts.empty()) return;
  auto list = to.initPayouts(static_cast<unsigned>(payouts.size()));
  for (unsigned i = 0; i < list.size(); ++i) {
    const auto& [payout, held, amount, counted_at, status, submit_at, since] = payouts[i];
    list[i].setPayout(payout.value);
    list[i].setHeld(held.units());
    list[i].setAmount(amount.units());
    list[i].setCountedAt(counted_at.milliseconds);
    list[i].setStatus(static_cast<std::uint8_t>(status));
    list[i].setSubmitAt(submit_at.milliseconds);
    list[i].setSince(since.milliseconds);
  }
}

ledger::OpenPayouts read_payouts(wire::WalletSum::Reader from) {
  ledger::OpenPayouts payouts;
  payouts.reserve(from.getPayouts().size());
  for (const auto payout : from.getPayouts())
    payouts.push_back({.payout = {payout.getPayout()},
                       .held = Money::units(payout.getHeld()),
                       .amount = Money::units(payout.getAmount()),
                       .counted_at = {payout.getCountedAt()},
                       .status = enumerator(payout.getStatus(), PayoutStatus::settling),
                       .submit_at = {payout.getSubmitAt()},
                       .since = {payout.getSince()}});
  return payouts;
}

void write(const PayoutSum& sum, wire::PayoutSum::Builder to) {
  const auto& [asked, payout] = sum;
  const auto& [organization, environment, wallet, status, last] = payout;
  to.setAsked(asked.value);
  to.setOrganization(organization.value);
  to.setEnvironment(static_cast<std::uint8_t>(environment));
  to.setWallet(wallet.value);
  to.setStatus(static_cast<std::uint8_t>(status));
  to.setLast(last.value);
}

PayoutSum read(wire::PayoutSum::Reader from) {
  return {
      .asked = {from.getAsked()},
      .payout = {.organization = {from.getOrganization()},
                 .environment = enumerator(from.getEnvironment(), ledger::Environment::production),
                 .wallet = {from.getWallet()},
                 .status = enumerator(from.getStatus(), PayoutStatus::cancelled),
                 .last = {from.getLast()}}};
}

}  // namespace bursar::persistence
