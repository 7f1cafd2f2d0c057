#include "persistence/codec_facts.hpp"

#include "persistence/codec_disputes.hpp"
#include "persistence/codec_funding.hpp"
#include "persistence/codec_opened.hpp"
#include "persistence/codec_payments.hpp"
#include "persistence/codec_payouts.hpp"
#include "persistence/codec_policy.hpp"
#include "persistence/codec_refunds.hpp"
#include "persistence/codec_services.hpp"
#include "persistence/codec_tokens.hpp"
#include "persistence/codec_values.hpp"
#include "persistence/codec_wallet_life.hpp"
#include "persistence/codec_webhooks.hpp"

#include <bit>
#include <variant>

namespace bursar::persistence {

namespace {

using ledger::Money;

void write(const ledger::KeyRevoked& revoked, wire::KeyRevoked::Builder to) {
  const auto& [id] = revoked;
  to.setIdHigh(id.bits.high);
  to.setIdLow(id.bits.low);
}

ledger::KeyRevoked read(wire::KeyRevoked::Reader from) {
  return {.id = {{from.getIdHigh(), from.getIdLow()}}};
}

void write(const ledger::Refused& refused, wire::Refused::Builder to) {
  const auto& [wallet, error, request_id] = refused;
  const auto& [code, rule, limit, used, max_allowed_now, resets_at, part, of_payments] = error;
  to.setWallet(wallet.value);
  to.setCode(static_cast<std::uint8_t>(code));
  to.setRule(static_cast<std::uint8_t>(rule));
  to.setLimit(limit.units());
  to.setUsed(used.units());
  to.setMaxAllowedNow(max_allowed_now.units());
  to.setResetsAt(resets_at.milliseconds);
  if (!request_id.empty()) to.setRequestId(wire_text(request_id));
  to.setPart(part);
  to.setOfPayments(of_payments);
}

ledger::Refused read(wire::Refused::Reader from) {
  return {.wallet = {from.getWallet()},
          .error = {.code = std::bit_cast<ledger::Errc>(from.getCode()),
                    .rule = enumerator(from.getRule(), ledger::PolicyRule::require_approval),
                    .limit = Money::units(from.getLimit()),
                    .used = Money::units(from.getUsed()),
                    .max_allowed_now = Money::units(from.getMaxAllowedNow()),
                    .resets_at = {from.getResetsAt()},
                    .part = from.getPart(),
                    .of_payments = from.getOfPayments()},
          .request_id = text(from.getRequestId())};
}

void write(const ledger::ClockAccepted& accepted, wire::ClockAccepted::Builder to_wire) {
  const auto& [from, to] = accepted;
  to_wire.setFrom(from.milliseconds);
  to_wire.setTo(to.milliseconds);
}

ledger::ClockAccepted read(wire::ClockAccepted::Reader from) {
  return {.from = {from.getFrom()}, .to = {from.getTo()}};
}

void write(const ledger::Checkpointed& checkpointed, wire::Checkpointed::Builder to) {
  const auto& [segment, through, file_hash] = checkpointed;
  to.setSegment(segment);
  to.setThrough(through.value);
  to.setFileHash(wire_data(file_hash));
}

ledger::Checkpointed read(wire::Checkpointed::Reader from) {
  return {.segment = from.getSegment(),
          .through = {from.getThrough()},
          .file_hash = data<32>(from.getFileHash())};
}

void write(const ledger::KeyRotated& rotated, wire::KeyRotated::Builder to) {
  const auto& [id, made, ends] = rotated;
  to.setIdHigh(id.bits.high);
  to.setIdLow(id.bits.low);
  write_key(made, to.initMade());
  to.setEnds(ends.milliseconds);
}

ledger::KeyRotated read(wire::KeyRotated::Reader from) {
  return {.id = {{from.getIdHigh(), from.getIdLow()}},
          .made = read_key(from.getMade()),
          .ends = {from.getEnds()}};
}

void write(const ledger::KeysUsed& used, wire::KeysUsed::Builder to) {
  const auto& [uses] = used;
  auto list = to.initUses(static_cast<unsigned>(uses.size()));
  for (unsigned i = 0; i < list.size(); ++i) {
    const auto& [id, at] = uses[i];
    list[i].setIdHigh(id.bits.high);
    list[i].setIdLow(id.bits.low);
    list[i].setAt(at.milliseconds);
  }
}

ledger::KeysUsed read(wire::KeysUsed::Reader from) {
  ledger::KeysUsed used;
  used.uses.reserve(from.getUses().size());
  for (const auto use : from.getUses())
    used.uses.push_back({.id = {{use.getIdHigh(), use.getIdLow()}}, .at = {use.getAt()}});
  return used;
}

void write(const ledger::SessionIssued& issued, wire::SessionIssued::Builder to) {
  const auto& [wallet, generation, expires] = issued;
  to.setWallet(wallet.value);
  to.setGeneration(generation);
  to.setExpires(expires.milliseconds);
}

ledger::SessionIssued read(wire::SessionIssued::Reader from) {
  return {.wallet = {from.getWallet()},
          .generation = from.getGeneration(),
          .expires = {from.getExpires()}};
}

/// Chooses the union's member that belongs to a fact's type.
struct Writer {
  wire::Record::Fact::Builder to;

  void operator()(const ledger::Genesis& fact) { write_genesis(fact, to.initGenesis()); }
  void operator()(const ledger::Opened& fact) { write_opened(fact, to.initOpened()); }
  void operator()(const ledger::KeyRevoked& fact) { write(fact, to.initKeyRevoked()); }
  void operator()(const ledger::PolicyAttached& fact) {
    persistence::write(fact, to.initPolicyAttached());
  }
  void operator()(const ledger::Paid& fact) { write_paid(fact, to.initPaid()); }
  void operator()(const ledger::Funded& fact) { persistence::write(fact, to.initFunded()); }
  void operator()(const ledger::Refused& fact) { write(fact, to.initRefused()); }
  void operator()(const ledger::Recovered& fact) {
    const auto& [verified_from] = fact;
    to.initRecovered().setVerifiedFrom(verified_from.value);
  }
  void operator()(const ledger::ClockAccepted& fact) { write(fact, to.initClockAccepted()); }
  void operator()(const ledger::Checkpointed& fact) { write(fact, to.initCheckpointed()); }
  void operator()(const ledger::Cleared& fact) { persistence::write(fact, to.initCleared()); }
  void operator()(const ledger::KeyRotated& fact) { write(fact, to.initKeyRotated()); }
  void operator()(const ledger::KeysUsed& fact) { write(fact, to.initKeysUsed()); }
  void operator()(const ledger::PolicyChanged& fact) {
    persistence::write(fact, to.initPolicyChanged());
  }
  void operator()(const ledger::PolicyDeleted& fact) {
    persistence::write(fact, to.initPolicyDeleted());
  }
  void operator()(const ledger::SessionIssued& fact) { write(fact, to.initSessionIssued()); }
  void operator()(const ledger::WalletChanged& fact) {
    write_wallet_changed(fact, to.initWalletChanged());
  }
  void operator()(const ledger::WalletArchived& fact) {
    write_wallet_archived(fact, to.initWalletArchived());
  }
  void operator()(const ledger::BatchFunded& fact) {
    persistence::write(fact, to.initBatchFunded());
  }
  void operator()(const ledger::TopupSet& fact) { persistence::write(fact, to.initTopupSet()); }
  void operator()(const ledger::Withdrawn& fact) { persistence::write(fact, to.initWithdrawn()); }
  void operator()(const ledger::PaymentHeld& fact) {
    write_payment_held(fact, to.initPaymentHeld());
  }
  void operator()(const ledger::ApprovalEnded& fact) {
    write_approval_ended(fact, to.initApprovalEnded());
  }
  void operator()(const ledger::ServiceMade& fact) {
    persistence::write(fact, to.initServiceMade());
  }
  void operator()(const ledger::ServiceChanged& fact) {
    persistence::write(fact, to.initServiceChanged());
  }
  void operator()(const ledger::ServiceMarked& fact) {
    persistence::write(fact, to.initServiceMarked());
  }
  void operator()(const ledger::TokenIssued& fact) {
    persistence::write(fact, to.initTokenIssued());
  }
  void operator()(const ledger::TokenAdvanced& fact) {
    persistence::write(fact, to.initTokenAdvanced());
  }
  void operator()(const ledger::TokenEnded& fact) { persistence::write(fact, to.initTokenEnded()); }
  void operator()(const ledger::Refunded& fact) { write_refunded(fact, to.initRefunded()); }
  void operator()(const ledger::Sealed& fact) { write_sealed(fact, to.initSealed()); }
  void operator()(const ledger::PayoutAsked& fact) {
    persistence::write(fact, to.initPayoutAsked());
  }
  void operator()(const ledger::PayoutAdvanced& fact) {
    persistence::write(fact, to.initPayoutAdvanced());
  }
  void operator()(const ledger::PayoutEnded& fact) {
    persistence::write(fact, to.initPayoutEnded());
  }
  void operator()(const ledger::PayoutCompleted& fact) {
    persistence::write(fact, to.initPayoutCompleted());
  }
  void operator()(const ledger::DisputeOpened& fact) {
    persistence::write(fact, to.initDisputeOpened());
  }
  void operator()(const ledger::EvidenceAdded& fact) {
    persistence::write(fact, to.initEvidenceAdded());
  }
  void operator()(const ledger::DisputeMoved& fact) {
    persistence::write(fact, to.initDisputeMoved());
  }
  void operator()(const ledger::DisputeRefunded& fact) {
    persistence::write(fact, to.initDisputeRefunded());
  }
  void operator()(const ledger::ReceivableRepaid& fact) {
    persistence::write(fact, to.initReceivableRepaid());
  }
  void operator()(const ledger::WebhookMade& fact) {
    persistence::write(fact, to.initWebhookMade());
  }
  void operator()(const ledger::WebhookChanged& fact) {
    persistence::write(fact, to.initWebhookChanged());
  }
  void operator()(const ledger::WebhookRotated& fact) {
    persistence::write(fact, to.initWebhookRotated());
  }
  void operator()(const ledger::WebhookMarked& fact) {
    persistence::write(fact, to.initWebhookMarked());
  }
  void operator()(const ledger::WebhookAsked& fact) {
    persistence::write(fact, to.initWebhookAsked());
  }
  void operator()(const ledger::DeliveriesMade& fact) {
    persistence::write(fact, to.initDeliveriesMade());
  }
};

}  // namespace

void write_genesis(const ledger::Genesis& genesis, wire::Genesis::Builder to) {
  const auto& [permutation_key, idempotency_key, secrets_fingerprint] = genesis;
  to.setPermutationKey(wire_data(permutation_key));
  to.setIdempotencyKey(wire_data(idempotency_key));
  to.setSecretsFingerprint(wire_data(secrets_fingerprint));
}

ledger::Genesis read_genesis(wire::Genesis::Reader from) {
  return {.permutation_key = data<32>(from.getPermutationKey()),
          .idempotency_key = data<16>(from.getIdempotencyKey()),
          .secrets_fingerprint = data<32>(from.getSecretsFingerprint())};
}

void write_fact(const ledger::Fact& fact, wire::Record::Fact::Builder to) {
  std::visit(Writer{to}, fact);
}

ledger::Fact read_fact(wire::Record::Fact::Reader from) {
  switch (from.which()) {
    case wire::Record::Fact::GENESIS:
      return read_genesis(from.getGenesis());
    case wire::Record::Fact::OPENED:
      return read_opened(from.getOpened());
    case wire::Record::Fact::KEY_REVOKED:
      return read(from.getKeyRevoked());
    case wire::Record::Fact::POLICY_ATTACHED:
      return persistence::read(from.getPolicyAttached());
    case wire::Record::Fact::PAID:
      return read_paid(from.getPaid());
    case wire::Record::Fact::FUNDED:
      return persistence::read(from.getFunded());
    case wire::Record::Fact::REFUSED:
      return read(from.getRefused());
    case wire::Record::Fact::RECOVERED:
      return ledger::Recovered{.verified_from = {from.getRecovered().getVerifiedFrom()}};
    case wire::Record::Fact::CLOCK_ACCEPTED:
      return read(from.getClockAccepted());
    case wire::Record::Fact::CHECKPOINTED:
      return read(from.getCheckpointed());
    case wire::Record::Fact::CLEARED:
      return persistence::read(from.getCleared());
    case wire::Record::Fact::KEY_ROTATED:
      return read(from.getKeyRotated());
    case wire::Record::Fact::KEYS_USED:
      return read(from.getKeysUsed());
    case wire::Record::Fact::POLICY_CHANGED:
      return persistence::read(from.getPolicyChanged());
    case wire::Record::Fact::POLICY_DELETED:
      return persistence::read(from.getPolicyDeleted());
    case wire::Record::Fact::SESSION_ISSUED:
      return read(from.getSessionIssued());
    case wire::Record::Fact::WALLET_CHANGED:
      return read_wallet_changed(from.getWalletChanged());
    case wire::Record::Fact::WALLET_ARCHIVED:
      return read_wallet_archived(from.getWalletArchived());
    case wire::Record::Fact::BATCH_FUNDED:
      return persistence::read(from.getBatchFunded());
    case wire::Record::Fact::TOPUP_SET:
      return persistence::read(from.getTopupSet());
    case wire::Record::Fact::WITHDRAWN:
      return persistence::read(from.getWithdrawn());
    case wire::Record::Fact::PAYMENT_HELD:
      return read_payment_held(from.getPaymentHeld());
    case wire::Record::Fact::APPROVAL_ENDED:
      return read_approval_ended(from.getApprovalEnded());
    case wire::Record::Fact::SERVICE_MADE:
      return persistence::read(from.getServiceMade());
    case wire::Record::Fact::SERVICE_CHANGED:
      return persistence::read(from.getServiceChanged());
    case wire::Record::Fact::SERVICE_MARKED:
      return persistence::read(from.getServiceMarked());
    case wire::Record::Fact::TOKEN_ISSUED:
      return persistence::read(from.getTokenIssued());
    case wire::Record::Fact::TOKEN_ADVANCED:
      return persistence::read(from.getTokenAdvanced());
    case wire::Record::Fact::TOKEN_ENDED:
      return persistence::read(from.getTokenEnded());
    case wire::Record::Fact::REFUNDED:
      return read_refunded(from.getRefunded());
    case wire::Record::Fact::SEALED:
      return read_sealed(from.getSealed());
    case wire::Record::Fact::PAYOUT_ASKED:
      return persistence::read(from.getPayoutAsked());
    case wire::Record::Fact::PAYOUT_ADVANCED:
      return persistence::read(from.getPayoutAdvanced());
    case wire::Record::Fact::PAYOUT_ENDED:
      return persistence::read(from.getPayoutEnded());
    case wire::Record::Fact::PAYOUT_COMPLETED:
      return persistence::read(from.getPayoutCompleted());
    case wire::Record::Fact::DISPUTE_OPENED:
      return persistence::read(from.getDisputeOpened());
    case wire::Record::Fact::EVIDENCE_ADDED:
      return persistence::read(from.getEvidenceAdded());
    case wire::Record::Fact::DISPUTE_MOVED:
      return persistence::read(from.getDisputeMoved());
    case wire::Record::Fact::DISPUTE_REFUNDED:
      return persistence::read(from.getDisputeRefunded());
    case wire::Record::Fact::RECEIVABLE_REPAID:
      return persistence::read(from.getReceivableRepaid());
    case wire::Record::Fact::WEBHOOK_MADE:
      return persistence::read(from.getWebhookMade());
    case wire::Record::Fact::WEBHOOK_CHANGED:
      return persistence::read(from.getWebhookChanged());
    case wire::Record::Fact::WEBHOOK_ROTATED:
      return persistence::read(from.getWebhookRotated());
    case wire::Record::Fact::WEBHOOK_MARKED:
      return persistence::read(from.getWebhookMarked());
    case wire::Record::Fact::WEBHOOK_ASKED:
      return persistence::read(from.getWebhookAsked());
    case wire::Record::Fact::DELIVERIES_MADE:
      return persistence::read(from.getDeliveriesMade());
  }
  throw Corrupt{"a fact is of a kind unknown to this version"};
}

}  // namespace bursar::persistence
