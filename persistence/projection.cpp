#include "persistence/projection.hpp"

#include "persistence/key_chain.hpp"
#include "persistence/touched_rows.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace bursar::persistence {

namespace {

using ledger::Record;

[[noreturn]] void disagree(const Record& record) {
  throw Corrupt{"the views are not what the records before " +
                std::to_string(record.sequence.value) + " come to"};
}

/// Sorted, pages are visited once each and in their order.
template <class Rows, class Table, class ValueOf>
void write_sorted(RowsOut& out, Table table, const Rows& rows, ValueOf value_of) {
  std::vector<const typename Rows::value_type*> sorted;
  sorted.reserve(rows.size());
  for (const auto& row : rows) sorted.push_back(&row);
  std::ranges::sort(sorted, {}, [](const auto* row) { return row->first; });
  for (const auto* row : sorted) out.put(table, row->first, value_of(row->second));
}

}  // namespace

Projection::Projection(const LmdbEnv& env, const ViewsTables& tables, const ViewsMeta& meta)
    : env_{env}, tables_{tables}, meta_{meta} {}

void Projection::apply(const Record& record) {
  if (record.sequence.value != meta_.standing.last.value + 1) disagree(record);
  if (const auto* opened = std::get_if<ledger::Opened>(&record.fact)) open(record, *opened);
  if (const auto* revoked = std::get_if<ledger::KeyRevoked>(&record.fact)) revoke(revoked->id);
  if (const auto* rotated = std::get_if<ledger::KeyRotated>(&record.fact)) rotate(record, *rotated);
  if (const auto* used = std::get_if<ledger::KeysUsed>(&record.fact))
    for (const ledger::KeyUse& use : used->uses) key(use.id).key.use(use.at);
  if (const auto* attached = std::get_if<ledger::PolicyAttached>(&record.fact)) {
    ledger::WalletProfile& changed = profile(attached->wallet.value).profile;
    bind(changed.policy, attached->policy);
    changed.policy = attached->policy;
    changed.updated_at = record.time;
  }
  if (const auto* changed = std::get_if<ledger::PolicyChanged>(&record.fact))
    policy(changed->terms.id).change(*changed, record.time);
  if (const auto* deleted = std::get_if<ledger::PolicyDeleted>(&record.fact))
    policy(deleted->id).remove(record.time);
  if (const auto* issued = std::get_if<ledger::SessionIssued>(&record.fact))
    sessions_[issued->wallet.value] = {.generation = issued->generation,
                                       .expires = issued->expires};
  if (const auto* changed = std::get_if<ledger::WalletChanged>(&record.fact))
    change(*changed, record.time);
  if (const auto* archived = std::get_if<ledger::WalletArchived>(&record.fact)) {
    end(*archived, record.time);
    for (const ledger::KeyId& id : archived->keys) revoke(id);
  }
  if (const auto* held = std::get_if<ledger::PaymentHeld>(&record.fact)) ask(record, *held);
  if (const auto decision = ledger::decision_of(record.fact)) decide(*decision, record.sequence);
  apply_service(record);
  apply_token(record);
  apply_payout(record);
  apply_dispute(record);
  apply_webhooks(record);
  if (const auto payment = ledger::payment_of(record.fact)) go_on(*payment, record);
  if (const auto* sealed = std::get_if<ledger::Sealed>(&record.fact)) seal(record, *sealed);
  for (const ledger::Entry& entry : record.entries) post(record, entry);
  link(record);
  tell_wallets(record);
  meta_.standing.apply(record);
}

void Projection::open(const Record& record, const ledger::Opened& opened) {
  const std::uint64_t number = record.organizations[0].organization.value;
  if (const auto& made = opened.organization) {
    OrganizationSnapshot begun{.opened = *made, .created_at = record.time};
    begun.system_accounts[index(ledger::Environment::sandbox)] = made->sandbox_accounts;
    organizations_.emplace(number, begun);
    open_system_accounts(made->sandbox_accounts);
  }
  if (const auto& made = opened.policy) {
    const ledger::Bits128& id = made->terms.id.bits;
    policies_.emplace(id_key(id), ledger::Policy{*made, {number}, record.time, record.time});
    lists_.emplace(
        list_key(List::policies_of_organization, number, ++organization(number).policies), id);
  }
  for (const ledger::WalletOpened& wallet : opened.wallets) open_wallet(record, wallet);
  for (const ledger::KeyMade& made : opened.keys) make_key(record, made);
}

void Projection::open_wallet(const Record& record, const ledger::WalletOpened& opened) {
  const auto& [account, id, number, environment, type, system_accounts] = opened.address;
  OrganizationSnapshot& owner = organization(number.value);
  // An organisation brings those of its sandbox; production's come with its first wallet there.
  if (auto& of_owner = owner.system_accounts[index(environment)]; of_owner.none()) {
    of_owner = system_accounts;
    open_system_accounts(system_accounts);
  }
  ++owner.wallets[index(environment)];
  if (opened.agent) ++owner.agents;
  wallets_.emplace(account.value, WalletRow{ledger::Wallet{first_state(opened)}});
  profiles_.emplace(account.value, ProfileSnapshot{{.opened = opened,
                                                    .policy = opened.policy,
                                                    .created_at = record.time,
                                                    .updated_at = record.time}});
  bind({}, opened.policy);
  wallet_ids_.emplace(id_key(id.bits), account);
  if (!opened.agent_id.empty()) agent_ids_.emplace(agent_id_key(number, opened.agent_id), account);
  lists_.emplace(list_key(List::wallets_of_organization, number.value, owner.all_wallets()),
                 ledger::Bits128{.low = account.value});
}

void Projection::make_key(const Record& record, const ledger::KeyMade& made) {
  const ledger::OrganizationNumber number = record.organizations[0].organization;
  keys_.emplace(id_key(made.id.bits), KeySnapshot{.key = {made, number, record.time}});
  lists_.emplace(
      list_key(List::keys_of_organization, number.value, ++organization(number.value).keys),
      made.id.bits);
  if (made.wallet.bits.none()) return;
  join_chain(profile(made.wallet).newest_key, made.id,
             [this](const ledger::KeyId& id) -> KeyLinks& { return key(id).links; });
}

void Projection::revoke(const ledger::KeyId& id) {
  ledger::Key& revoked = key(id).key;
  if (revoked.current()) leave(revoked);
  revoked.revoked = true;
}

void Projection::rotate(const Record& record, const ledger::KeyRotated& rotated) {
  ledger::Key& old = key(rotated.id).key;
  if (old.current()) leave(old);
  old.rotate(rotated.ends);
  make_key(record, rotated.made);
}

void Projection::leave(const ledger::Key& gone) {
  if (gone.made.wallet.bits.none()) return;
  leave_chain(profile(gone.made.wallet).newest_key, gone.made.id,
              [this](const ledger::KeyId& other) -> KeyLinks& { return key(other).links; });
}

void Projection::change(const ledger::WalletChanged& changed, ledger::Time at) {
  ledger::WalletProfile& changing = profile(changed.wallet.value).profile;
  if (changed.policy) bind(changing.policy, *changed.policy);
  changing.change(changed, at);
}

void Projection::end(const ledger::WalletArchived& archived, ledger::Time at) {
  ledger::WalletProfile& ended = profile(archived.wallet.value).profile;
  bind(ended.policy, {});
  ended.end(at);
  ledger::WalletSession* const last =
      touched(sessions_, env_, tables_.sessions, archived.wallet.value, as_it_is);
  if (last != nullptr) last->expires = {};
}

void Projection::ask(const Record& record, const ledger::PaymentHeld& held) {
  const ledger::WalletAddress address = payer(held.payment.payer);
  approvals_.emplace(record.sequence.value, ledger::Approval{.organization = address.organization,
                                                             .environment = address.environment,
                                                             .wallet = address.account});
  list(approvals_of_organization(address.environment), address.organization,
       ++organization(address.organization.value).approvals[index(address.environment)],
       record.sequence);
}

void Projection::decide(const ledger::ApprovalDecision& decision, ledger::Sequence by) {
  ledger::Approval& decided =
      required(touched(approvals_, env_, tables_.approvals, decision.request.value, as_it_is),
               "an approval");
  decided.status = decision.status;
  decided.ended = by;
}

void Projection::seal(const Record& record, const ledger::Sealed& sealed) {
  const std::string& key = record.idempotency->key;
  seals_.emplace(seal_key(sealed.wallet, key), SealSnapshot{sealed.wallet, key, record.sequence});
}

void Projection::bind(const ledger::PolicyId& before, const ledger::PolicyId& after) {
  if (!before.bits.none()) --policy(before).wallets;
  if (!after.bits.none()) ++policy(after).wallets;
}

void Projection::open_system_accounts(ledger::AccountNumber first) {
  for (std::uint64_t i = 0; i < ledger::system_accounts_count; ++i)
    system_accounts_.emplace(first.value + i, SystemAccountSnapshot{.owner = first});
}

void Projection::post(const Record& record, const ledger::Entry& entry) {
  const std::uint64_t account = entry.account.value;
  // Nearly every record is of the same few system accounts: no table is asked for a wallet of them.
  if (WalletRow* const row = system_accounts_.contains(account) ? nullptr : wallet(account)) {
    if (entry.previous != row->last) disagree(record);
    row->wallet.apply(record);
    row->last = record.sequence;
    const ledger::WalletState& state = row->wallet.state();
    if (state.posted != entry.balance_after || state.held != entry.held_after) disagree(record);
    if (transacts(record.fact) && milestone(state))
      milestones_.emplace(milestone_key(state), WalletSnapshot{state, row->last});
    return;
  }
  ledger::AccountHead& head = system_account(account).head;
  if (entry.previous != head.last) disagree(record);
  head.posted += entry.amount.units();
  head.last = record.sequence;
  if (head.balance() != entry.balance_after) disagree(record);
}

void Projection::link(const Record& record) {
  for (const ledger::OrganizationLink& link : record.organizations) {
    if (link.organization.none()) continue;
    ledger::OrganizationHead& head = organization(link.organization.value).head;
    if (link.previous != head.last) disagree(record);
    head = {.count = link.sequence, .last = record.sequence};
    if (marked(link.sequence))
      lists_.emplace(list_key(List::marks_of_organization, link.organization.value,
                              link.sequence.value / marked_records),
                     ledger::Bits128{.low = record.sequence.value});
  }
}

// Those with an entry have been told with it; these hear of records without one.
void Projection::tell_wallets(const Record& record) {
  const auto tell = [&](ledger::AccountNumber account) {
    WalletRow& row = required(wallet(account.value), "a wallet");
    if (row.last != record.sequence) row.wallet.apply(record);
  };
  if (const auto* opened = std::get_if<ledger::Opened>(&record.fact))
    for (const ledger::WalletOpened& one : opened->wallets) tell(one.address.account);
  if (const auto* attached = std::get_if<ledger::PolicyAttached>(&record.fact))
    tell(attached->wallet);
  if (const auto* changed = std::get_if<ledger::WalletChanged>(&record.fact)) tell(changed->wallet);
  if (const auto* set = std::get_if<ledger::TopupSet>(&record.fact)) tell(set->wallet);
  if (const auto* archived = std::get_if<ledger::WalletArchived>(&record.fact))
    tell(archived->wallet);
  if (const auto* refused = std::get_if<ledger::Refused>(&record.fact)) tell(refused->wallet);
  if (const auto* sealed = std::get_if<ledger::Sealed>(&record.fact)) tell(sealed->wallet);
  if (const ledger::AccountNumber decider = ledger::dispute_decider(record.fact); !decider.none())
    tell(decider);
}

Projection::WalletRow* Projection::wallet(std::uint64_t account) {
  return touched(wallets_, env_, tables_.wallets, account, [](const WalletSnapshot& row) {
    return WalletRow{ledger::Wallet{row.state}, row.last};
  });
}

ledger::WalletAddress Projection::payer(ledger::AccountNumber account) {
  return required(wallet(account.value), "the payer of what is held").wallet.state().address;
}

void Projection::list(List which, ledger::OrganizationNumber owner, std::uint64_t n,
                      ledger::Sequence row) {
  lists_.emplace(list_key(which, owner.value, n), ledger::Bits128{.low = row.value});
}

SystemAccountSnapshot& Projection::system_account(std::uint64_t account) {
  return required(touched(system_accounts_, env_, tables_.system_accounts, account, as_it_is),
                  "a system account");
}

ProfileSnapshot& Projection::profile(std::uint64_t account) {
  return required(touched(profiles_, env_, tables_.profiles, account, as_it_is),
                  "a wallet's profile");
}

ProfileSnapshot& Projection::profile(const ledger::WalletId& id) {
  const auto* account = touched(wallet_ids_, env_, tables_.wallet_ids, id_key(id.bits), as_it_is);
  return profile(required(account, "the wallet of a key").value);
}

OrganizationSnapshot& Projection::organization(std::uint64_t number) {
  return required(touched(organizations_, env_, tables_.organizations, number, as_it_is),
                  "an organisation");
}

KeySnapshot& Projection::key(const ledger::KeyId& id) {
  return required(touched(keys_, env_, tables_.keys, id_key(id.bits), as_it_is), "a key");
}

ledger::Policy& Projection::policy(const ledger::PolicyId& id) {
  return required(touched(policies_, env_, tables_.policies, id_key(id.bits), as_it_is),
                  "a policy");
}

void Projection::write(LmdbWrite& write) const {
  RowsOut out{write, RowsOut::Into::place};
  const auto itself = [](const auto& row) -> const auto& { return row; };
  write_sorted(out, tables_.system_accounts, system_accounts_, itself);
  write_sorted(out, tables_.wallets, wallets_,
               [](const WalletRow& row) { return WalletSnapshot{row.wallet.state(), row.last}; });
  write_sorted(out, tables_.milestones, milestones_, itself);
  write_sorted(out, tables_.profiles, profiles_, itself);
  write_sorted(out, tables_.organizations, organizations_, itself);
  write_sorted(out, tables_.keys, keys_, itself);
  write_sorted(out, tables_.policies, policies_, itself);
  write_sorted(out, tables_.wallet_ids, wallet_ids_, itself);
  write_sorted(out, tables_.agent_ids, agent_ids_, itself);
  write_sorted(out, tables_.lists, lists_, itself);
  write_sorted(out, tables_.sessions, sessions_, itself);
  write_sorted(out, tables_.approvals, approvals_, itself);
  write_sorted(out, tables_.services, services_, itself);
  write_sorted(out, tables_.tokens, tokens_, itself);
  write_sorted(out, tables_.payouts, payouts_, itself);
  write_sorted(out, tables_.disputes, disputes_, itself);
  write_sorted(out, tables_.webhooks, webhooks_, itself);
  write_sorted(out, tables_.courses, courses_, itself);
  write_sorted(out, tables_.seals, seals_, itself);
  write_meta(write, tables_, meta_);
}

}  // namespace bursar::persistence
