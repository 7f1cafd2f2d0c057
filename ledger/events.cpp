#include "ledger/events.hpp"

#include "ledger/check.hpp"
#include "ledger/payouts.hpp"
#include "ledger/tokens.hpp"

#include <algorithm>
#include <utility>

namespace bursar::ledger {

namespace {

constexpr std::array<std::string_view, event_types_count> event_words = {
    "payment.completed",     "payment.refunded",  "payment.denied",    "payment.pending_approval",
    "approval.approved",     "approval.rejected", "approval.expired",  "token.issued",
    "token.verified",        "token.started",     "token.accepted",    "token.settled",
    "token.cancelled",       "token.released",    "token.expired",     "token.sla_breached",
    "wallet.created",        "wallet.updated",    "wallet.frozen",     "wallet.unfrozen",
    "wallet.archived",       "wallet.funded",     "wallet.withdrawn",  "wallet.deposited",
    "wallet.fees_withdrawn", "wallet.refused",    "wallet.topup_set",  "wallet.session_issued",
    "wallet.key_sealed",     "agent.created",     "agent.deleted",     "key.created",
    "key.rotated",           "key.revoked",       "policy.created",    "policy.updated",
    "policy.deleted",        "policy.attached",   "policy.detached",   "service.created",
    "service.updated",       "service.verified",  "service.deleted",   "organization.created",
    "payout.created",        "payout.submitted",  "payout.settling",   "payout.completed",
    "payout.failed",         "payout.cancelled",  "dispute.opened",    "dispute.evidence_added",
    "dispute.under_review",  "dispute.resolved",  "dispute.withdrawn", "wallet.receivable_repaid",
    "webhook.created",       "webhook.updated",   "webhook.rotated",   "webhook.enabled",
    "webhook.disabled",      "webhook.deleted",   "webhook.tested",
};

using Wallets = std::array<AccountNumber, 2>;

EventType of_status(TokenStatus status) {
  const auto first = static_cast<unsigned>(EventType::token_issued);
  return static_cast<EventType>(first + static_cast<unsigned>(status));
}

EventType of_status(PayoutStatus status) {
  const auto first = static_cast<unsigned>(EventType::payout_created);
  return static_cast<EventType>(first + static_cast<unsigned>(status));
}

EventType of_status(DisputeStatus status) {
  if (status == DisputeStatus::under_review) return EventType::dispute_under_review;
  return status == DisputeStatus::withdrawn ? EventType::dispute_withdrawn
                                            : EventType::dispute_resolved;
}

/// Visits a fact, and tells what it means to one of its record's organisations.
class Telling {
 public:
  Telling(const Record& record, bool as_other) : record_{record}, as_other_{as_other} {}

  std::vector<Event> told() {
    std::visit(*this, record_.fact);
    return std::move(events_);
  }

  void operator()(const Genesis&) {}
  void operator()(const Recovered&) {}
  void operator()(const ClockAccepted&) {}
  void operator()(const Checkpointed&) {}
  void operator()(const KeysUsed&) {}
  void operator()(const DeliveriesMade&) {}

  void operator()(const Opened& opened) {
    if (opened.organization) tell(EventType::organization_created, {}, Environment::sandbox);
    if (opened.policy) tell(EventType::policy_created, {}, opened.policy->environment);
    for (std::size_t i = 0; i < opened.wallets.size(); ++i) {
      const WalletOpened& wallet = opened.wallets[i];
      const auto& [account, id, organization, environment, type, accounts] = wallet.address;
      tell(EventType::wallet_created, {account}, environment, i);
      if (wallet.agent) tell(EventType::agent_created, {account}, environment, i);
    }
    for (std::size_t i = 0; i < opened.keys.size(); ++i)
      tell(EventType::key_created, {}, opened.keys[i].id, i);
  }
  void operator()(const KeyRevoked& revoked) { tell(EventType::key_revoked, {}, revoked.id); }
  void operator()(const KeyRotated& rotated) { tell(EventType::key_rotated, {}, rotated.id); }

  void operator()(const PolicyAttached& attached) { bind(attached.wallet, attached.policy); }
  void operator()(const PolicyChanged& changed) {
    tell(EventType::policy_updated, {}, changed.terms.id);
  }
  void operator()(const PolicyDeleted& deleted) { tell(EventType::policy_deleted, {}, deleted.id); }

  void operator()(const Paid& paid) {
    const Wallets wallets = sides(paid.payer, paid.payee);
    if (paid.approved && !as_other_) tell(EventType::approval_approved, {paid.payer});
    if (paid.settles) tell(EventType::token_settled, wallets);
    tell(EventType::payment_completed, wallets);
  }
  void operator()(const PaymentHeld& held) {
    tell(EventType::payment_pending_approval, {held.payment.payer});
  }
  void operator()(const ApprovalEnded& ended) {
    const bool expired = ended.status == ApprovalStatus::expired;
    tell(expired ? EventType::approval_expired : EventType::approval_rejected, {ended.payer});
  }
  void operator()(const Refunded& refunded) {
    const AccountNumber giver = refunded.from.none() ? refunded.payer : refunded.from;
    tell(EventType::payment_refunded, sides(giver, refunded.to));
  }
  void operator()(const Refused& refused) {
    const bool denied =
        refused.error.code == Errc::policy_denied || refused.error.code == Errc::budget_exceeded;
    tell(denied ? EventType::payment_denied : EventType::wallet_refused, {refused.wallet});
  }

  void operator()(const TokenIssued& issued) {
    tell(EventType::token_issued, {issued.payment.payer});
  }
  void operator()(const TokenAdvanced& advanced) {
    tell(of_status(advanced.status), {advanced.payer});
  }
  void operator()(const TokenEnded& ended) { tell(of_status(ended.status), {ended.payer}); }

  void operator()(const PayoutAsked& asked) {
    tell(EventType::payout_created, {asked.payment.payer});
  }
  void operator()(const PayoutAdvanced& advanced) {
    tell(of_status(advanced.status), {advanced.payer});
  }
  void operator()(const PayoutEnded& ended) { tell(of_status(ended.status), {ended.payer}); }
  void operator()(const PayoutCompleted& completed) {
    tell(EventType::payout_completed, {completed.payer});
  }

  void operator()(const DisputeOpened& opened) {
    tell(EventType::dispute_opened, sides(opened.of));
  }
  void operator()(const EvidenceAdded& added) {
    tell(EventType::dispute_evidence_added, sides(added.of));
  }
  void operator()(const DisputeMoved& moved) { tell(of_status(moved.status), sides(moved.of)); }
  void operator()(const DisputeRefunded& resolved) {
    (*this)(resolved.refund);
    const Refunded& refund = resolved.refund;
    tell(EventType::dispute_resolved, sides(refund.from, refund.payer));
  }
  void operator()(const ReceivableRepaid& repaid) {
    tell(EventType::wallet_receivable_repaid, {repaid.wallet});
  }

  void operator()(const Funded& funded) {
    const bool given = funded.source == FundingSource::organization;
    tell(EventType::wallet_funded, {funded.wallet, given ? funded.from : AccountNumber{}});
  }
  void operator()(const BatchFunded& batch) {
    for (std::size_t i = 0; i < batch.allocations.size(); ++i)
      tell(EventType::wallet_funded, {batch.allocations[i].wallet, batch.from}, {}, i);
  }
  void operator()(const Withdrawn& withdrawn) {
    tell(EventType::wallet_withdrawn, {withdrawn.wallet, withdrawn.to});
  }
  void operator()(const Cleared& cleared) {
    const bool in = cleared.kind == Clearing::deposit;
    const bool fees = cleared.kind == Clearing::fees_withdrawal;
    tell(in     ? EventType::wallet_deposited
         : fees ? EventType::wallet_fees_withdrawn
                : EventType::wallet_withdrawn,
         {cleared.wallet});
  }

  void operator()(const SessionIssued& issued) {
    tell(EventType::wallet_session_issued, {issued.wallet});
  }
  void operator()(const WalletChanged& changed) {
    if (changed.status) {
      const bool frozen = *changed.status == WalletStatus::frozen;
      tell(frozen ? EventType::wallet_frozen : EventType::wallet_unfrozen, {changed.wallet});
    }
    if (changed.policy) bind(changed.wallet, *changed.policy);
    if (changed.label || changed.name || changed.tags || changed.metadata || events_.empty())
      tell(EventType::wallet_updated, {changed.wallet});
  }
  void operator()(const WalletArchived& archived) {
    if (archived.agent_deleted)
      tell(EventType::agent_deleted, {archived.wallet, archived.swept_to});
    tell(EventType::wallet_archived, {archived.wallet, archived.swept_to});
  }
  void operator()(const TopupSet& set) { tell(EventType::wallet_topup_set, {set.wallet}); }
  void operator()(const Sealed& sealed) { tell(EventType::wallet_key_sealed, {sealed.wallet}); }

  void operator()(const ServiceMade& made) { tell(EventType::service_created, {made.provider}); }
  void operator()(const ServiceChanged& changed) {
    tell(EventType::service_updated, {}, changed.service);
  }
  void operator()(const ServiceMarked& marked) {
    const bool verified = marked.mark == ServiceMark::verified;
    tell(verified ? EventType::service_verified : EventType::service_deleted, {}, marked.service);
  }

  void operator()(const WebhookMade& made) {
    tell(EventType::webhook_created, {made.wallet}, made.environment);
  }
  void operator()(const WebhookChanged& changed) {
    tell(EventType::webhook_updated, changed.webhook);
  }
  void operator()(const WebhookRotated& rotated) {
    tell(EventType::webhook_rotated, rotated.webhook);
  }
  void operator()(const WebhookMarked& marked) {
    const auto first = static_cast<unsigned>(EventType::webhook_enabled);
    tell(static_cast<EventType>(first + static_cast<unsigned>(marked.mark)), marked.webhook);
  }
  void operator()(const WebhookAsked& asked) {
    if (asked.test()) tell(EventType::webhook_tested, asked.webhook);
  }

 private:
  void tell(EventType type, const WebhookName& webhook) {
    tell(type, {webhook.wallet}, webhook.environment);
  }
  void tell(EventType type, Wallets wallets, EventPlace place = {}, std::size_t part = 0) {
    events_.push_back({type, wallets, static_cast<std::uint16_t>(part), place});
  }
  void bind(AccountNumber wallet, PolicyId policy) {
    const bool none = policy.bits.none();
    tell(none ? EventType::policy_detached : EventType::policy_attached, {wallet});
  }
  Wallets sides(const Disputed& of) const { return sides(of.payee, of.payer); }
  /// Of two parties those that the reader's organisation has.
  Wallets sides(AccountNumber decider, AccountNumber other) const {
    if (record_.organizations[1].organization.none()) return {decider, other};
    return {as_other_ ? other : decider};
  }

  const Record& record_;
  const bool as_other_;
  std::vector<Event> events_;
};

}  // namespace

std::string_view word(EventType type) {
  return event_words.at(static_cast<std::size_t>(type));
}

EventTypes event_types(std::string_view word) {
  EventTypes types;
  const bool family = word.ends_with(".*");
  if (family) word.remove_suffix(1);  // its dot stays
  for (std::size_t i = 0; i < event_words.size(); ++i)
    types[i] = family ? event_words[i].starts_with(word) : event_words[i] == word;
  return types;
}

EventTypes heard_by(Permissions permissions, bool bound) {
  struct Guarded {
    std::string_view family;
    Permission by;
  };
  static constexpr std::array guarded = {Guarded{"payment.*", Permission::payments_read},
                                         Guarded{"payout.*", Permission::payments_read},
                                         Guarded{"dispute.*", Permission::payments_read},
                                         Guarded{"approval.*", Permission::payments_read},
                                         Guarded{"service.*", Permission::payments_read},
                                         Guarded{"wallet.*", Permission::wallets_read},
                                         Guarded{"agent.*", Permission::wallets_read},
                                         Guarded{"policy.*", Permission::wallets_read},
                                         Guarded{"organization.*", Permission::wallets_read},
                                         Guarded{"key.*", Permission::keys_write},
                                         Guarded{"webhook.*", Permission::webhooks_write},
                                         Guarded{"token.*", Permission::payments_write}};
  EventTypes heard;
  heard.set();
  for (const auto& [family, by] : guarded)
    if (!permissions.has(by)) heard &= ~event_types(family);
  if (bound) heard |= event_types("key.*");
  return heard;
}

std::vector<Event> events_of(const Record& record, OrganizationNumber organization) {
  for (std::size_t side = 0; side < record.organizations.size(); ++side)
    if (record.organizations[side].organization == organization && !organization.none()) {
      auto events = Telling{record, side == 1}.told();
      CHECK(events.size() <= record_events_max);
      return events;
    }
  return {};
}

}  // namespace bursar::ledger
