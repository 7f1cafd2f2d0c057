#include "ledger/books.hpp"

#include "ledger/check.hpp"
#include "ledger/promises.hpp"

#include <string>
#include <variant>

namespace bursar::ledger {

namespace {

[[noreturn]] void broken(const Record& record, const Fault& fault) {
  const std::string what = "record " + std::to_string(record.sequence.value) + ' ' + fault;
  check_failed(what.c_str(), __FILE__, __LINE__);
}

}  // namespace

void Standing::apply(const Record& record) {
  if (const auto* begun = std::get_if<Genesis>(&record.fact)) genesis = *begun;
  last = record.sequence;
  if (record.time > last_time) clock = record.time;
  if (const auto* accepted = std::get_if<ClockAccepted>(&record.fact)) clock = accepted->to;
  last_time = record.time;
  epoch = record.epoch;
}

std::optional<ApprovalDecision> decision_of(const Fact& fact) {
  if (const auto* ended = std::get_if<ApprovalEnded>(&fact))
    return ApprovalDecision{ended->request, ended->status};
  if (const auto* paid = std::get_if<Paid>(&fact); paid && paid->approved)
    return ApprovalDecision{paid->approved->request, ApprovalStatus::approved};
  return std::nullopt;
}

void PaymentCourse::take(const Record& record) {
  if (const Refunded* const back = refund_of(record.fact)) take(*back, record.sequence);
  if (const Disputed* const of = disputed_by(record.fact)) {
    principal = of->principal.money();
    refunded = of->refunded;
    last = record.sequence;
  }
  const auto move = dispute_move(record.fact);
  if (!move) return;
  dispute.last = record.sequence;
  if (move->dispute.none()) dispute.opened = record.sequence;
  if (!move->evidence) {
    dispute.status = move->status;
    return;
  }
  const bool of_payee = std::get<EvidenceAdded>(record.fact).by_payee;
  ++(of_payee ? dispute.evidence_of_payee : dispute.evidence_of_payer);
  dispute.newest_evidence = record.sequence;
}

Dispute dispute_row(const DisputeOpened& opened, const WalletAddress& payee,
                    const WalletAddress& payer) {
  Dispute row{.organizations = {payee.organization},
              .environment = payee.environment,
              .wallets = {payee.account, payer.account},
              .payment = opened.of.payment,
              .service = opened.service,
              .by_payee = opened.by_payee};
  if (payer.organization != payee.organization) row.organizations[1] = payer.organization;
  return row;
}

void WalletProfile::change(const WalletChanged& changed, Time at) {
  if (changed.label) opened.label = *changed.label;
  if (changed.name) opened.name = *changed.name;
  // An agent has one name, whichever of the two it is asked by.
  if (changed.name && opened.agent) opened.agent_name = *changed.name;
  if (changed.tags) opened.tags = *changed.tags;
  if (changed.metadata) opened.metadata = *changed.metadata;
  if (changed.policy) policy = *changed.policy;
  updated_at = at;
}

void Books::apply(const Record& record) {
  if (const auto fault = broken_promise(*this, record)) broken(record, *fault);
  fold(record);
}

void Books::fold(const Record& record) {
  // What a record opens has to be there before its own entries and links can point to it.
  if (const auto* opened = std::get_if<Opened>(&record.fact)) apply_fact(record, *opened);
  if (const auto* revoked = std::get_if<KeyRevoked>(&record.fact)) apply_fact(record, *revoked);
  if (const auto* rotated = std::get_if<KeyRotated>(&record.fact)) apply_fact(record, *rotated);
  if (const auto* used = std::get_if<KeysUsed>(&record.fact)) apply_fact(record, *used);
  if (const auto* attached = std::get_if<PolicyAttached>(&record.fact))
    apply_fact(record, *attached);
  if (const auto* changed = std::get_if<PolicyChanged>(&record.fact)) apply_fact(record, *changed);
  if (const auto* deleted = std::get_if<PolicyDeleted>(&record.fact)) apply_fact(record, *deleted);
  if (const auto* issued = std::get_if<SessionIssued>(&record.fact)) apply_fact(record, *issued);
  if (const auto* changed = std::get_if<WalletChanged>(&record.fact)) apply_fact(record, *changed);
  if (const auto* archived = std::get_if<WalletArchived>(&record.fact))
    apply_fact(record, *archived);
  if (const auto* held = std::get_if<PaymentHeld>(&record.fact)) apply_fact(record, *held);
  if (const auto payment = payment_of(record.fact)) courses[*payment].take(record);
  if (const auto* sealed = std::get_if<Sealed>(&record.fact))
    seals.emplace(std::pair{sealed->wallet, record.idempotency->key}, record.sequence);
  decide_approval(record);
  apply_service(record);
  apply_token(record);
  apply_payout(record);
  apply_dispute(record);
  apply_webhooks(record);
  apply_entries(record);
  apply_links(record);
  tell_wallets(record);

  standing_.apply(record);
}

void Books::apply_entries(const Record& record) {
  for (const Entry& entry : record.entries) {
    AccountHead& head = accounts[entry.account.value];
    head.posted += entry.amount.units();
    head.held = head.held + held_change(record.fact, entry.account);
    head.last = record.sequence;
  }
}

void Books::apply_links(const Record& record) {
  for (const OrganizationLink& link : record.organizations) {
    if (link.organization.none()) continue;
    organization_heads[link.organization.value] = {.count = link.sequence, .last = record.sequence};
  }
}

void Books::tell_wallets(const Record& record) {
  for (const Entry& entry : record.entries)
    if (const auto wallet = wallets.find(entry.account); wallet != wallets.end())
      wallet->second.apply(record);
  // These are told of records without an entry of theirs.
  if (const auto* opened = std::get_if<Opened>(&record.fact))
    for (const WalletOpened& one : opened->wallets)
      if (accounts[one.address.account.value].last != record.sequence)
        wallets.at(one.address.account).apply(record);
  if (const auto* attached = std::get_if<PolicyAttached>(&record.fact))
    wallets.at(attached->wallet).apply(record);
  if (const auto* changed = std::get_if<WalletChanged>(&record.fact))
    wallets.at(changed->wallet).apply(record);
  if (const auto* set = std::get_if<TopupSet>(&record.fact)) wallets.at(set->wallet).apply(record);
  if (const auto* archived = std::get_if<WalletArchived>(&record.fact);
      archived && accounts[archived->wallet.value].last != record.sequence)
    wallets.at(archived->wallet).apply(record);
  if (const auto* refused = std::get_if<Refused>(&record.fact))
    wallets.at(refused->wallet).apply(record);
  if (const auto* sealed = std::get_if<Sealed>(&record.fact))
    wallets.at(sealed->wallet).apply(record);
  if (const AccountNumber decider = dispute_decider(record.fact);
      !decider.none() && accounts[decider.value].last != record.sequence)
    wallets.at(decider).apply(record);
}

void Books::open_system_accounts(AccountNumber first) {
  accounts.resize(accounts.size() + system_accounts_count);
  owners.resize(accounts.size(), first);
}

void Books::open_wallet(const Record& record, const WalletOpened& opened) {
  const WalletAddress& address = opened.address;
  // An organisation brings those of its sandbox; production's come with its first wallet there.
  if (address.system_accounts.value == accounts.size())
    open_system_accounts(address.system_accounts);
  accounts.emplace_back();
  owners.push_back(address.system_accounts);
  organizations[address.organization.value].wallets.push_back(address.account);
  wallets.emplace(address.account, Wallet{first_state(opened)});
  profiles.emplace(address.account, WalletProfile{.opened = opened,
                                                  .policy = opened.policy,
                                                  .created_at = record.time,
                                                  .updated_at = record.time});
  bind({}, opened.policy);
}

void Books::apply_fact(const Record& record, const Opened& opened) {
  const OrganizationNumber number = record.organizations[0].organization;
  if (const auto& made = opened.organization) {
    Organization& begun = organizations.emplace_back();
    begun.opened = *made;
    begun.created_at = record.time;
    organization_heads.emplace_back();
    open_system_accounts(made->sandbox_accounts);
  }
  Organization& organization = organizations[number.value];
  if (const auto& made = opened.policy) {
    policies.emplace(made->terms.id, Policy{*made, number, record.time, record.time});
    organization.policies.push_back(made->terms.id);
  }
  for (const WalletOpened& wallet : opened.wallets) open_wallet(record, wallet);
  for (const KeyMade& made : opened.keys) {
    keys.emplace(made.id, Key{made, number, record.time});
    organization.keys.push_back(made.id);
  }
}

void Books::apply_fact(const Record&, const KeyRevoked& revoked) {
  keys.at(revoked.id).revoked = true;
}

void Books::apply_fact(const Record& record, const KeyRotated& rotated) {
  Key& old = keys.at(rotated.id);
  old.rotate(rotated.ends);
  organizations[old.organization.value].keys.push_back(rotated.made.id);
  keys.emplace(rotated.made.id, Key{rotated.made, old.organization, record.time});
}

void Books::apply_fact(const Record&, const KeysUsed& used) {
  for (const KeyUse& use : used.uses) keys.at(use.id).use(use.at);
}

void Books::apply_fact(const Record& record, const PolicyAttached& attached) {
  WalletProfile& profile = profiles.at(attached.wallet);
  bind(profile.policy, attached.policy);
  profile.policy = attached.policy;
  profile.updated_at = record.time;
}

void Books::apply_fact(const Record& record, const PolicyChanged& changed) {
  policies.at(changed.terms.id).change(changed, record.time);
}

void Books::apply_fact(const Record& record, const PolicyDeleted& deleted) {
  policies.at(deleted.id).remove(record.time);
}

void Books::bind(PolicyId before, PolicyId after) {
  if (!before.bits.none()) --policies.at(before).wallets;
  if (!after.bits.none()) ++policies.at(after).wallets;
}

void Books::apply_fact(const Record&, const SessionIssued& issued) {
  sessions[issued.wallet] = {.generation = issued.generation, .expires = issued.expires};
}

void Books::apply_fact(const Record& record, const WalletChanged& changed) {
  WalletProfile& profile = profiles.at(changed.wallet);
  if (changed.policy) bind(profile.policy, *changed.policy);
  profile.change(changed, record.time);
}

void Books::apply_fact(const Record& record, const WalletArchived& archived) {
  WalletProfile& profile = profiles.at(archived.wallet);
  bind(profile.policy, {});
  profile.end(record.time);
  if (const auto last = sessions.find(archived.wallet); last != sessions.end())
    last->second.expires = {};
  for (const KeyId& id : archived.keys) keys.at(id).revoked = true;
}

bool own_wallet_beside(const Books& books, const WalletAddress& wallet, AccountNumber own,
                       WalletId own_id) {
  const auto profile = books.profiles.find(own);
  if (profile == books.profiles.end()) return false;
  const WalletAddress& address = profile->second.opened.address;
  return address.type == WalletType::org && address.system_accounts == wallet.system_accounts &&
         address.id == own_id;
}

void Books::apply_fact(const Record& record, const PaymentHeld& held) {
  const WalletAddress& payer = wallets.at(held.payment.payer).state().address;
  approvals.emplace(record.sequence, Approval{.organization = payer.organization,
                                              .environment = payer.environment,
                                              .wallet = payer.account});
}

void Books::decide_approval(const Record& record) {
  const auto decision = decision_of(record.fact);
  if (!decision) return;
  Approval& decided = approvals.at(decision->request);
  decided.status = decision->status;
  decided.ended = record.sequence;
}

void Books::apply_payout(const Record& record) {
  if (const auto* asked = std::get_if<PayoutAsked>(&record.fact)) {
    const WalletAddress& payer = wallets.at(asked->payment.payer).state().address;
    payouts.emplace(record.sequence, Payout{.organization = payer.organization,
                                            .environment = payer.environment,
                                            .wallet = payer.account,
                                            .last = record.sequence});
  }
  const auto move = payout_move(record.fact);
  if (!move) return;
  Payout& payout = payouts.at(move->payout);
  payout.status = move->status;
  payout.last = record.sequence;
}

void Books::apply_dispute(const Record& record) {
  if (const auto* opened = std::get_if<DisputeOpened>(&record.fact)) {
    const auto address = [&](AccountNumber wallet) { return wallets.at(wallet).state().address; };
    disputes.emplace(record.sequence,
                     dispute_row(*opened, address(opened->of.payee), address(opened->of.payer)));
  }
  const auto move = dispute_move(record.fact);
  if (move && !move->service.none()) services.at(move->service).trust.count(move->status);
}

void Books::apply_webhooks(const Record& record) {
  if (const auto* made = std::get_if<WebhookMade>(&record.fact))
    webhooks.emplace(record.sequence, first_state(record, *made));
  change_webhooks(record, [this](Sequence made) -> Webhook& { return webhooks.at(made); });
}

void Books::apply_service(const Record& record) {
  if (const auto* made = std::get_if<ServiceMade>(&record.fact))
    services.emplace(record.sequence, Service{.made = *made,
                                              .organization = record.organizations[0].organization,
                                              .created_at = record.time,
                                              .updated_at = record.time});
  if (const auto* changed = std::get_if<ServiceChanged>(&record.fact))
    services.at(changed->service).change(changed->terms, record.time);
  if (const auto* marked = std::get_if<ServiceMarked>(&record.fact))
    services.at(marked->service).mark(marked->mark, record.time);
}

void Books::apply_token(const Record& record) {
  if (const auto* issued = std::get_if<TokenIssued>(&record.fact)) {
    const WalletAddress& payer = wallets.at(issued->payment.payer).state().address;
    tokens.emplace(record.sequence, Token{.organization = payer.organization,
                                          .environment = payer.environment,
                                          .payer = payer.account,
                                          .last = record.sequence});
  }
  const auto move = token_move(record.fact);
  if (!move) return;
  Token& token = tokens.at(move->token);
  token.status = move->status;
  token.last = record.sequence;
  if (!move->service.none()) services.at(move->service).trust.count(move->status);
}

}  // namespace bursar::ledger
