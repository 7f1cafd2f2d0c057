#include "tests/simulation/naive_books.hpp"

#include "tests/simulation/calendar.hpp"

#include <algorithm>

namespace bursar::simulation {

using ledger::AccountNumber;

std::uint64_t salt_of(const ledger::Record& record) {
  if (const ledger::Paid* paid = judged(record)) return paid->salt;
  if (const auto* funded = std::get_if<ledger::Funded>(&record.fact))
    return funded->topped_up_on == 0 ? funded->salt : 0;
  if (const auto* cleared = std::get_if<ledger::Cleared>(&record.fact)) return cleared->salt;
  if (const auto* withdrawn = std::get_if<ledger::Withdrawn>(&record.fact)) return withdrawn->salt;
  if (const auto* batch = std::get_if<ledger::BatchFunded>(&record.fact)) return batch->salt;
  if (const auto* refunded = std::get_if<ledger::Refunded>(&record.fact)) return refunded->salt;
  return 0;
}

const ledger::Paid* judged(const ledger::Record& record) {
  if (const auto* held = std::get_if<ledger::PaymentHeld>(&record.fact)) return &held->payment;
  const auto* paid = std::get_if<ledger::Paid>(&record.fact);
  return paid != nullptr && !paid->approved ? paid : nullptr;
}

void add_cost(Flow& flow, const ledger::Paid& paid) {
  flow.paid = flow.paid + paid.amount.money() + paid.fee;
  flow.drawn = flow.drawn + paid.drawn;
}

void count_spending(Flow& flow, const ledger::Paid& paid) {
  const Money amount = paid.amount.money();
  const ledger::Usage& claimed = paid.usage_after;
  const std::int64_t month = month_of_day(claimed.day);
  flow.spent = flow.spent + amount;
  flow.spent_claimed_max = std::max(flow.spent_claimed_max, claimed.in_total);
  flow.days.count(claimed.day, amount, claimed.in_day);
  flow.months.count(month, amount, claimed.in_month);
}

void NaiveBooks::post(const ledger::Record& record) {
  if (is_of_approval(record)) return reach_with(record);
  for (const ledger::Entry& entry : record.entries) {
    AccountRow& account = row(entry.account);
    account.posted += entry.amount.units();
    sum_up(entry);
    if (!account.wallet) continue;
    account.wallet->durable.pass(entry.amount.units());
    account.wallet->reach(record.time);
    Steps<Course::Moved>& moved = account.wallet->course.moved;
    moved.add(record.sequence, {record.time, moved.last().ever_held || account.posted > 0});
  }
}

// Of a record that moves nothing, and is in its wallet's chain all the same.
void NaiveBooks::reach_with(const ledger::Record& record) {
  for (const ledger::Entry& entry : record.entries)
    if (WalletRow* own = wallet(entry.account)) own->reach(record.time);
}

void NaiveBooks::pay(const ledger::Record& record) {
  if (const ledger::Paid* counted = judged(record))
    if (WalletRow* payer = wallet(counted->payer)) {
      count_spending(payer->durable, *counted);
      payer->counted.push_back({counted->counted_at, counted->policy, counted->policy_version});
    }
  if (const auto* paid = std::get_if<ledger::Paid>(&record.fact))
    if (WalletRow* payer = wallet(paid->payer)) {
      add_cost(payer->durable, *paid);
      ++payer->payments;
      payments.emplace(record.sequence, PaymentRow{.record = record, .newest = record.sequence});
    }
  if (const auto* held = std::get_if<ledger::PaymentHeld>(&record.fact)) {
    approvals.emplace(record.sequence, ApprovalRow{.request = record});
    if (WalletRow* payer = wallet(held->payment.payer)) {
      payer->durable.held += held_by(*held);
      ++payer->waiting;
    }
  }
}

void NaiveBooks::end_approval(const ledger::Record& record) {
  const auto end = end_of_approval(record);
  if (!end) return;
  const auto known = approvals.find(end->request);
  if (known == approvals.end()) return;
  ApprovalRow& row = known->second;
  row.status = end->status;
  row.ended = record.sequence;
  const ledger::PaymentHeld& held = row.held();
  WalletRow* payer = wallet(held.payment.payer);
  if (payer == nullptr) return;
  payer->durable.freed += held_by(held);
  --payer->waiting;
  if (end->status != ledger::ApprovalStatus::approved)
    payer->durable.give_back(held.payment.amount.money(), held.payment.counted_at);
}

// What a payment counted is given back to its payer, not to whoever gets it in his place.
void NaiveBooks::refund(const ledger::Record& record) {
  const auto* refunded = std::get_if<ledger::Refunded>(&record.fact);
  if (refunded == nullptr) return;
  const auto payment = payments.find(refunded->payment);
  if (payment == payments.end()) return;
  PaymentRow& row = payment->second;
  row.refunded += refunded->amount.money().units();
  row.newest = record.sequence;
  if (WalletRow* payer = wallet(row.paid().payer); payer && refunded->to == row.paid().payer)
    payer->durable.give_back(refunded->amount.money(), row.paid().counted_at);
}

void NaiveBooks::use_key(const ledger::Record& record) {
  const auto& key = record.idempotency;
  if (!key) return;
  keyed_[{key->wallet, key->key}] = {record.sequence, record.time};
  ++keyed_records;
  if (std::holds_alternative<ledger::Sealed>(record.fact))
    sealed_[{key->wallet, key->key}] = record.sequence;
}

void NaiveBooks::count_hour() {
  constexpr std::int64_t hour_ms = 3'600'000;
  if (last_time.milliseconds - hour_began_.milliseconds < hour_ms) return;
  hour_began_ = last_time;
  ++hours;
}

void NaiveBooks::fold(const ledger::Record& record) {
  last = record.sequence;
  last_time = record.time;
  count_hour();
  salts_.push_back(salt_of(record));
  for (const ledger::OrganizationLink& link : record.organizations) {
    if (link.organization.none()) continue;
    if (link.organization.value == organizations.size()) organizations.emplace_back();
    ++organizations[link.organization.value].records;
  }
  begin_sheets(record);
  if (const auto* opened = std::get_if<ledger::Opened>(&record.fact)) open(record, *opened);
  post(record);
  pay(record);
  end_approval(record);
  refund(record);
  if (const auto* revoked = std::get_if<ledger::KeyRevoked>(&record.fact)) revoke(*revoked);
  if (const auto* rotated = std::get_if<ledger::KeyRotated>(&record.fact)) rotate(*rotated);
  if (const auto* changed = std::get_if<ledger::PolicyChanged>(&record.fact))
    change(record, *changed);
  if (const auto* deleted = std::get_if<ledger::PolicyDeleted>(&record.fact))
    remove(record, *deleted);
  if (const auto* clock = std::get_if<ledger::ClockAccepted>(&record.fact))
    clocks_accepted.push_back(*clock);
  if (const auto* attached = std::get_if<ledger::PolicyAttached>(&record.fact))
    if (WalletRow* bound = wallet(attached->wallet)) {
      bound->policies.push_back(attached->policy);
      bound->reach(record.time);
    }
  if (const auto* set = std::get_if<ledger::TopupSet>(&record.fact))
    if (WalletRow* own = wallet(set->wallet)) {
      own->topup = set->terms;
      own->reach(record.time);
    }
  if (const auto* funded = std::get_if<ledger::Funded>(&record.fact);
      funded && funded->topped_up_on != 0)
    if (WalletRow* own = wallet(funded->wallet)) {
      own->topped_up[funded->topped_up_on] += funded->amount.money().units();
      ++own->topups;
    }
  if (const auto* issued = std::get_if<ledger::SessionIssued>(&record.fact))
    if (WalletRow* speaker = wallet(issued->wallet)) speaker->sessions.push_back(*issued);
  if (const auto* changed = std::get_if<ledger::WalletChanged>(&record.fact))
    change(record, *changed);
  if (const auto* archived = std::get_if<ledger::WalletArchived>(&record.fact))
    end(record, *archived);
  if (const auto* refused = std::get_if<ledger::Refused>(&record.fact))
    if (WalletRow* decider = wallet(refused->wallet)) decider->reach(record.time);
  if (const auto* sealed = std::get_if<ledger::Sealed>(&record.fact))
    if (WalletRow* own = wallet(sealed->wallet)) own->reach(record.time);
  if (const auto* used = std::get_if<ledger::KeysUsed>(&record.fact))
    for (const ledger::KeyUse& use : used->uses)
      if (KeyRow* key = find(use.id)) key->last_used = std::max(key->last_used, use.at);
  use_key(record);
}

void NaiveBooks::open(const ledger::Record& record, const ledger::Opened& opened) {
  const ledger::OrganizationNumber number = record.organizations[0].organization;
  OrganizationRow& organization = organizations[number.value];
  if (opened.organization) {
    organization.id = opened.organization->id;
    organization.sandbox_accounts = opened.organization->sandbox_accounts;
  }
  for (const ledger::WalletOpened& one : opened.wallets) {
    const ledger::WalletAddress& address = one.address;
    for (std::uint64_t i = 0; i < ledger::system_accounts_count; ++i)
      row({address.system_accounts.value + i}).owner = address.system_accounts;
    AccountRow& account = row(address.account);
    account.owner = address.system_accounts;
    account.wallet = WalletRow{.address = address,
                               .budget = one.budget_limit,
                               .policies = {one.policy},
                               .agent = one.agent};
    account.wallet->reach(record.time);
    account.wallet->course.moved.add(record.sequence, {});
    account.wallet->course.tags.add(record.sequence, one.tags);
    account.wallet->course.statuses.add(record.sequence, ledger::WalletStatus::active);
    asked_to_bind.insert(one.policy);
    wallets.push_back(address.account);
    organization.wallets.push_back(address.account);
    organization.wallets_listed.push_back({address.id.bits, address.environment});
    sides_[address.system_accounts] = {number, address.environment};
    ++organization.sheets.back()[static_cast<std::size_t>(address.environment)].wallets_count;
  }
  for (const ledger::KeyMade& made : opened.keys) make_key(made, number);
  if (const auto& made = opened.policy) {
    policies.emplace(made->terms.id, *made);
    histories[made->terms.id].versions.push_back({*made, record.sequence});
    policies_in_order.emplace_back(made->terms.id, number);
    organization.policies_listed.push_back({made->terms.id.bits, made->environment});
  }
}

void NaiveBooks::change(const ledger::Record& record, const ledger::PolicyChanged& changed) {
  ledger::PolicyMade& made = policies.at(changed.terms.id);
  made.terms = changed.terms;
  made.name = changed.name;
  histories[changed.terms.id].versions.push_back({made, record.sequence});
}

void NaiveBooks::remove(const ledger::Record& record, const ledger::PolicyDeleted& deleted) {
  histories[deleted.id].deleted = record.sequence;
  for (OrganizationRow& organization : organizations)
    for (Listed& listed : organization.policies_listed)
      if (listed.id == deleted.id.bits) listed.gone = record.sequence;
}

void NaiveBooks::change(const ledger::Record& record, const ledger::WalletChanged& changed) {
  WalletRow* const going_on = wallet(changed.wallet);
  if (going_on == nullptr) return;
  if (changed.policy) going_on->policies.push_back(*changed.policy);
  if (changed.status) {
    going_on->statuses.push_back(*changed.status);
    going_on->course.statuses.add(record.sequence, *changed.status);
  }
  if (changed.tags) going_on->course.tags.add(record.sequence, *changed.tags);
  going_on->reach(record.time);
}

// Every key of a deleted agent's ends, whichever the record names; one whose grace was over by then
// has ended already.
void NaiveBooks::end(const ledger::Record& record, const ledger::WalletArchived& archived) {
  WalletRow* const ended = wallet(archived.wallet);
  if (ended == nullptr) return;
  ended->statuses.push_back(ledger::WalletStatus::archived);
  ended->course.statuses.add(record.sequence, ledger::WalletStatus::archived);
  ended->topup.reset();
  ended->policies.push_back({});
  ended->reach(record.time);
  if (!archived.agent_deleted) return;
  for (KeyRow& key : keys) {
    const bool named = std::ranges::find(archived.keys, key.made.id) != archived.keys.end();
    if (key.made.wallet != ended->address.id || key.revoked) continue;
    if (key.ends != ledger::Time{} && !named) continue;
    key.revoked = true;
    key.changed = last;
  }
}

// One for each record, that from before it copied.
void NaiveBooks::begin_sheets(const ledger::Record& record) {
  for (const ledger::OrganizationLink& link : record.organizations) {
    if (link.organization.none()) continue;
    std::vector<Sheets>& sheets = organizations[link.organization.value].sheets;
    sheets.push_back(Sheets{sheets.back()});
  }
}

void NaiveBooks::sum_up(const ledger::Entry& entry) {
  const AccountNumber first = owner(entry.account);
  const auto side = sides_.find(first);
  if (side == sides_.end()) return;
  Sheets& sheets = organizations[side->second.organization.value].sheets.back();
  Sheet& sheet = sheets[static_cast<std::size_t>(side->second.environment)];
  const std::uint64_t place = entry.account.value - first.value;
  (place < sheet.system.size() ? sheet.system[place] : sheet.wallets) += entry.amount.units();
}

void NaiveBooks::make_key(const ledger::KeyMade& made, ledger::OrganizationNumber organization) {
  keys.push_back({made, organization});
  organizations[organization.value].keys_listed.push_back({made.id.bits, made.environment});
}

void NaiveBooks::revoke(const ledger::KeyRevoked& revoked) {
  for (KeyRow& key : keys) {
    if (key.made.id != revoked.id) continue;
    key.revoked = true;
    key.changed = last;
  }
}

void NaiveBooks::rotate(const ledger::KeyRotated& rotated) {
  ledger::OrganizationNumber organization;
  for (KeyRow& key : keys) {
    if (key.made.id != rotated.id) continue;
    organization = key.organization;
    key.ends = rotated.ends;
    key.revoked = key.revoked || rotated.ends == ledger::Time{};
    key.changed = last;
  }
  make_key(rotated.made, organization);
}

void NaiveBooks::settle() {
  for (const AccountNumber account : wallets) {
    WalletRow& settled = *wallet(account);
    settled.told = settled.durable;
  }
}

void NaiveBooks::tell_opening(ledger::OrganizationNumber organization) {
  // Nobody names the wallet before its sign-up is answered: all that has passed is its beginning.
  WalletRow& own = *wallet(organizations.at(organization.value).wallets.front());
  own.told = own.durable;
}

KeyRow* NaiveBooks::find(ledger::KeyId id) {
  const auto found = std::ranges::find(keys, id, [](const KeyRow& key) { return key.made.id; });
  return found == keys.end() ? nullptr : &*found;
}

const KeyRow* NaiveBooks::find(ledger::KeyId id) const {
  return const_cast<NaiveBooks*>(this)->find(id);
}

WalletRow* NaiveBooks::wallet(AccountNumber account) {
  if (account.value >= accounts_.size() || !accounts_[account.value].wallet) return nullptr;
  return &*accounts_[account.value].wallet;
}

const WalletRow* NaiveBooks::wallet(AccountNumber account) const {
  if (account.value >= accounts_.size() || !accounts_[account.value].wallet) return nullptr;
  return &*accounts_[account.value].wallet;
}

AccountNumber NaiveBooks::owner(AccountNumber account) const {
  return account.value < accounts_.size() ? accounts_[account.value].owner : AccountNumber{};
}

const OrganizationRow* NaiveBooks::organization(ledger::OrganizationNumber number) const {
  return number.value < organizations.size() ? &organizations[number.value] : nullptr;
}

Wide NaiveBooks::posted(AccountNumber account) const {
  return account.value < accounts_.size() ? accounts_[account.value].posted : 0;
}

const Keyed* NaiveBooks::keyed(AccountNumber account, const std::string& key) const {
  const auto found = keyed_.find({account, key});
  return found == keyed_.end() ? nullptr : &found->second;
}

ledger::Sequence NaiveBooks::sealed(AccountNumber account, const std::string& key) const {
  const auto found = sealed_.find({account, key});
  return found == sealed_.end() ? ledger::Sequence{} : found->second;
}

AccountRow& NaiveBooks::row(AccountNumber account) {
  if (account.value >= accounts_.size()) accounts_.resize(account.value + 1);
  return accounts_[account.value];
}

}  // namespace bursar::simulation
