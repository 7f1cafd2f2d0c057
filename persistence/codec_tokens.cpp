#include "persistence/codec_tokens.hpp"

#include "persistence/codec_payments.hpp"
#include "persistence/codec_values.hpp"

namespace bursar::persistence {

using ledger::Money;
using ledger::TokenStatus;

void write(const ledger::Settled& settled, wire::Settled::Builder to) {
  const auto& [token, token_epoch, reserved, held, service] = settled;
  to.setToken(token.value);
  to.setTokenEpoch(token_epoch);
  to.setReserved(reserved.units());
  to.setHeld(held.units());
  to.setService(service.value);
}

ledger::Settled read(wire::Settled::Reader from) {
  return {.token = {from.getToken()},
          .token_epoch = from.getTokenEpoch(),
          .reserved = Money::units(from.getReserved()),
          .held = Money::units(from.getHeld()),
          .service = {from.getService()}};
}

void write(const ledger::TokenIssued& issued, wire::TokenIssued::Builder to) {
  const auto& [payment, terms] = issued;
  const auto& [service, payee_organization, resource, metered, accept_seconds, complete_seconds,
               expires_at] = terms;
  write_paid(payment, to.initPayment());
  to.setService(service.service.value);
  to.setServiceIdHigh(service.id.bits.high);
  to.setServiceIdLow(service.id.bits.low);
  to.setPayeeOrganization(payee_organization.value);
  if (!resource.empty()) to.setResource(wire_text(resource));
  to.setMetered(metered);
  to.setAcceptSeconds(accept_seconds);
  to.setCompleteSeconds(complete_seconds);
  to.setExpiresAt(expires_at.milliseconds);
}

ledger::TokenIssued read(wire::TokenIssued::Reader from) {
  return {.payment = read_paid(from.getPayment()),
          .terms = {.service = {.service = {from.getService()},
                                .id = {{from.getServiceIdHigh(), from.getServiceIdLow()}}},
                    .payee_organization = {from.getPayeeOrganization()},
                    .resource = text(from.getResource()),
                    .metered = from.getMetered(),
                    .accept_seconds = from.getAcceptSeconds(),
                    .complete_seconds = from.getCompleteSeconds(),
                    .expires_at = {from.getExpiresAt()}}};
}

void write(const ledger::TokenAdvanced& advanced, wire::TokenAdvanced::Builder to) {
  const auto& [token, payer, payer_id, status, deadline, completes_by] = advanced;
  to.setToken(token.value);
  to.setPayer(payer.value);
  to.setPayerIdHigh(payer_id.bits.high);
  to.setPayerIdLow(payer_id.bits.low);
  to.setStatus(static_cast<std::uint8_t>(status));
  to.setDeadline(deadline.milliseconds);
  to.setCompletesBy(completes_by.milliseconds);
}

ledger::TokenAdvanced read(wire::TokenAdvanced::Reader from) {
  return {.token = {from.getToken()},
          .payer = {from.getPayer()},
          .payer_id = {{from.getPayerIdHigh(), from.getPayerIdLow()}},
          .status = enumerator(from.getStatus(), TokenStatus::sla_breached),
          .deadline = {from.getDeadline()},
          .completes_by = {from.getCompletesBy()}};
}

void write(const ledger::TokenEnded& ended, wire::TokenEnded::Builder to) {
  const auto& [token, payer, payer_id, amount, held, counted_at, status, service] = ended;
  to.setToken(token.value);
  to.setPayer(payer.value);
  to.setPayerIdHigh(payer_id.bits.high);
  to.setPayerIdLow(payer_id.bits.low);
  to.setAmount(amount.money().units());
  to.setHeld(held.units());
  to.setCountedAt(counted_at.milliseconds);
  to.setStatus(static_cast<std::uint8_t>(status));
  to.setService(service.value);
}

ledger::TokenEnded read(wire::TokenEnded::Reader from) {
  return {.token = {from.getToken()},
          .payer = {from.getPayer()},
          .payer_id = {{from.getPayerIdHigh(), from.getPayerIdLow()}},
          .amount = amount(from.getAmount()),
          .held = Money::units(from.getHeld()),
          .counted_at = {from.getCountedAt()},
          .status = enumerator(from.getStatus(), TokenStatus::sla_breached),
          .service = {from.getService()}};
}

}  // namespace bursar::persistence
