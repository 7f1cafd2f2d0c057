#include "persistence/codec_disputes.hpp"

#include "persistence/codec_refunds.hpp"
#include "persistence/codec_values.hpp"

namespace bursar::persistence {

namespace {

using ledger::Money;

constexpr auto last_dispute_status = ledger::DisputeStatus::withdrawn;

void write_disputed(const ledger::Disputed& of, wire::Disputed::Builder to) {
  const auto& [payment, payer, payer_id, payee, payee_id, principal, refunded] = of;
  to.setPayment(payment.value);
  to.setPayer(payer.value);
  to.setPayerIdHigh(payer_id.bits.high);
  to.setPayerIdLow(payer_id.bits.low);
  to.setPayee(payee.value);
  to.setPayeeIdHigh(payee_id.bits.high);
  to.setPayeeIdLow(payee_id.bits.low);
  to.setPrincipal(principal.money().units());
  to.setRefunded(refunded.units());
}

ledger::Disputed read_disputed(wire::Disputed::Reader from) {
  return {.payment = {from.getPayment()},
          .payer = {from.getPayer()},
          .payer_id = {{from.getPayerIdHigh(), from.getPayerIdLow()}},
          .payee = {from.getPayee()},
          .payee_id = {{from.getPayeeIdHigh(), from.getPayeeIdLow()}},
          .principal = amount(from.getPrincipal()),
          .refunded = Money::units(from.getRefunded())};
}

}  // namespace

void write(const ledger::DisputeOpened& opened, wire::DisputeOpened::Builder to) {
  const auto& [of, place, environment, paid_at, service, by_payee, opened_by, reason, description,
               salt] = opened;
  write_disputed(of, to.initOf());
  to.setPlaceStream(place.stream);
  to.setPlaceEpoch(place.epoch);
  to.setPlaceSequence(place.sequence.value);
  to.setPlaceIndex(place.index);
  to.setPlaceSalt(place.salt);
  to.setEnvironment(static_cast<std::uint8_t>(environment));
  to.setPaidAt(paid_at.milliseconds);
  to.setService(service.value);
  to.setByPayee(by_payee);
  to.setOpenedByHigh(opened_by.bits.high);
  to.setOpenedByLow(opened_by.bits.low);
  to.setReason(wire_text(reason));
  if (!description.empty()) to.setDescription(wire_text(description));
  to.setSalt(salt);
}

ledger::DisputeOpened read(wire::DisputeOpened::Reader from) {
  return {.of = read_disputed(from.getOf()),
          .payment_place = {.stream = from.getPlaceStream(),
                            .epoch = from.getPlaceEpoch(),
                            .sequence = {from.getPlaceSequence()},
                            .index = from.getPlaceIndex(),
                            .salt = from.getPlaceSalt()},
          .environment = enumerator(from.getEnvironment(), ledger::Environment::production),
          .paid_at = {from.getPaidAt()},
          .service = {from.getService()},
          .by_payee = from.getByPayee(),
          .opened_by = {{from.getOpenedByHigh(), from.getOpenedByLow()}},
          .reason = text(from.getReason()),
          .description = text(from.getDescription()),
          .salt = from.getSalt()};
}

void write(const ledger::EvidenceAdded& added, wire::EvidenceAdded::Builder to) {
  const auto& [dispute, of, by_payee, added_by, type, sha256, bytes, salt, previous] = added;
  to.setDispute(dispute.value);
  write_disputed(of, to.initOf());
  to.setByPayee(by_payee);
  to.setAddedByHigh(added_by.bits.high);
  to.setAddedByLow(added_by.bits.low);
  to.setType(wire_text(type));
  to.setSha256(wire_data(sha256));
  to.setBytes(bytes);
  to.setSalt(salt);
  to.setPrevious(previous.value);
}

ledger::EvidenceAdded read(wire::EvidenceAdded::Reader from) {
  return {.dispute = {from.getDispute()},
          .of = read_disputed(from.getOf()),
          .by_payee = from.getByPayee(),
          .added_by = {{from.getAddedByHigh(), from.getAddedByLow()}},
          .type = text(from.getType()),
          .sha256 = data<32>(from.getSha256()),
          .bytes = from.getBytes(),
          .salt = from.getSalt(),
          .previous = {from.getPrevious()}};
}

void write(const ledger::DisputeMoved& moved, wire::DisputeMoved::Builder to) {
  const auto& [dispute, of, status, by, note, service] = moved;
  to.setDispute(dispute.value);
  write_disputed(of, to.initOf());
  to.setStatus(static_cast<std::uint8_t>(status));
  to.setByHigh(by.bits.high);
  to.setByLow(by.bits.low);
  if (!note.empty()) to.setNote(wire_text(note));
  to.setService(service.value);
}

ledger::DisputeMoved read(wire::DisputeMoved::Reader from) {
  return {.dispute = {from.getDispute()},
          .of = read_disputed(from.getOf()),
          .status = enumerator(from.getStatus(), last_dispute_status),
          .by = {{from.getByHigh(), from.getByLow()}},
          .note = text(from.getNote()),
          .service = {from.getService()}};
}

void write(const ledger::DisputeRefunded& refunded, wire::DisputeRefunded::Builder to) {
  const auto& [dispute, refund, covered, note, service] = refunded;
  to.setDispute(dispute.value);
  write_refunded(refund, to.initRefund());
  to.setCovered(covered.units());
  if (!note.empty()) to.setNote(wire_text(note));
  to.setService(service.value);
}

ledger::DisputeRefunded read(wire::DisputeRefunded::Reader from) {
  return {.dispute = {from.getDispute()},
          .refund = read_refunded(from.getRefund()),
          .covered = Money::units(from.getCovered()),
          .note = text(from.getNote()),
          .service = {from.getService()}};
}

void write(const ledger::ReceivableRepaid& repaid, wire::ReceivableRepaid::Builder to) {
  const auto& [wallet, wallet_id, amount, owed_after] = repaid;
  to.setWallet(wallet.value);
  to.setWalletIdHigh(wallet_id.bits.high);
  to.setWalletIdLow(wallet_id.bits.low);
  to.setAmount(amount.money().units());
  to.setOwedAfter(owed_after.units());
}

ledger::ReceivableRepaid read(wire::ReceivableRepaid::Reader from) {
  return {.wallet = {from.getWallet()},
          .wallet_id = {{from.getWalletIdHigh(), from.getWalletIdLow()}},
          .amount = amount(from.getAmount()),
          .owed_after = Money::units(from.getOwedAfter())};
}

void write(const DisputeSum& sum, wire::DisputeSum::Builder to) {
  const auto& [opened, dispute] = sum;
  const auto& [organizations, environment, wallets, payment, service, by_payee] = dispute;
  to.setOpened(opened.value);
  to.setPayeeOrganization(organizations[0].value);
  to.setPayerOrganization(organizations[1].value);
  to.setEnvironment(static_cast<std::uint8_t>(environment));
  to.setPayee(wallets[0].value);
  to.setPayer(wallets[1].value);
  to.setPayment(payment.value);
  to.setService(service.value);
  to.setByPayee(by_payee);
}

DisputeSum read(wire::DisputeSum::Reader from) {
  return {
      .opened = {from.getOpened()},
      .dispute = {.organizations = {{{from.getPayeeOrganization()}, {from.getPayerOrganization()}}},
                  .environment = enumerator(from.getEnvironment(), ledger::Environment::production),
                  .wallets = {{{from.getPayee()}, {from.getPayer()}}},
                  .payment = {from.getPayment()},
                  .service = {from.getService()},
                  .by_payee = from.getByPayee()}};
}

void write(const ledger::DisputeCourse& course, wire::CourseSum::Builder to) {
  const auto& [opened, status, of_payer, of_payee, newest, last] = course;
  to.setDispute(opened.value);
  to.setDisputeStatus(static_cast<std::uint8_t>(status));
  to.setEvidenceOfPayer(of_payer);
  to.setEvidenceOfPayee(of_payee);
  to.setNewestEvidence(newest.value);
  to.setDisputeLast(last.value);
}

ledger::DisputeCourse read_dispute_course(wire::CourseSum::Reader from) {
  return {.opened = {from.getDispute()},
          .status = enumerator(from.getDisputeStatus(), last_dispute_status),
          .evidence_of_payer = from.getEvidenceOfPayer(),
          .evidence_of_payee = from.getEvidenceOfPayee(),
          .newest_evidence = {from.getNewestEvidence()},
          .last = {from.getDisputeLast()}};
}

}  // namespace bursar::persistence
