#include "actors/tables.hpp"

#include "ledger/check.hpp"

#include <algorithm>

namespace bursar::actors {
namespace {

SecretMark mark_of(const SecretHash& secret) {
  SecretMark mark;
  std::copy_n(secret.begin(), mark.size(), mark.begin());
  return mark;
}

}  // namespace

std::optional<ledger::Principal> Tables::principal(const SecretHash& secret,
                                                   ledger::Time now) const {
  const auto found = holder(mark_of(secret));
  if (!found || found->ended(now)) return std::nullopt;
  return principal(*found);
}

// An end is there before the row that says so, and longer: without it the key is gone.
std::optional<KeyHolder> Tables::holder(const SecretMark& mark) const {
  const auto row = keys_.find(mark);
  if (!row) return std::nullopt;
  ledger::Time ends = {};
  if (row->ends()) {
    const auto end = ends_.find(row->number());
    if (!end) return std::nullopt;
    ends = *end;
  }
  return row->holder(tally(row->number()).key, ends);
}

ledger::Principal Tables::principal(const KeyHolder& holder) const {
  ledger::Principal principal{.key = holder.key,
                              .key_class = holder.key_class,
                              .organization = holder.organization,
                              .organization_id = {},
                              .environment = holder.environment,
                              .permissions = holder.permissions,
                              .wallet = {},
                              .number = holder.number};
  if (!holder.organization.none())
    principal.organization_id = *organizations_.find(holder.organization.value);
  if (!holder.wallet.none())
    principal.wallet = addresses_.find(holder.wallet.value)->at(holder.wallet);
  return principal;
}

// In a journal that came back from a backup another session may have got the generation again; it
// ends at another time.
std::optional<ledger::Principal> Tables::principal(ledger::WalletId id,
                                                   const ledger::WalletSession& session,
                                                   ledger::Time now) const {
  const auto address = wallet(id);
  const auto holder = address ? sessions_.find(address->account) : std::nullopt;
  if (!holder || holder->session != session || session.expires <= now) return std::nullopt;
  return principal(KeyHolder{.organization = address->organization,
                             .wallet = address->account,
                             .number = holder->number,
                             .permissions = ledger::agent_default,
                             .key_class = ledger::KeyClass::session,
                             .environment = address->environment});
}

std::optional<ledger::Principal> Tables::authenticate(const SecretHash& secret,
                                                      ledger::Time now) const {
  auto known = principal(secret, now);
  if (known) tally(known->number).speak(now);
  return known;
}

std::optional<ledger::WalletAddress> Tables::wallet(ledger::WalletId id) const {
  const auto account = accounts_.find(
      id.bits, [&](std::uint32_t number) { return addresses_.find(number)->id() == id; });
  if (!account) return std::nullopt;
  return addresses_.find(*account)->at({*account});
}

// One of which a record tells has been there since before that record, but for its own opening.
std::optional<ledger::WalletAddress> Tables::wallet(ledger::AccountNumber account) const {
  const AddressRow* const row = addresses_.find(account.value);
  if (row == nullptr || account.none() || row->none()) return std::nullopt;
  return row->at(account);
}

std::optional<ledger::WalletAddress> Tables::org_wallet(const ledger::WalletAddress& wallet) const {
  const auto account = org_wallets_.find(wallet.system_accounts);
  if (!account) return std::nullopt;
  return addresses_.find(account->value)->at(*account);
}

std::optional<ledger::OrganizationNumber> Tables::organization(ledger::OrganizationId id) const {
  return organization_numbers_.find(id);
}

void Tables::put(ledger::OrganizationNumber number, ledger::OrganizationId id) {
  organizations_.grow_to(number.value);
  *organizations_.find(number.value) = id;
  organization_numbers_.put(id, number);
}

void Tables::put(const ledger::WalletAddress& wallet) {
  addresses_.grow_to(wallet.account.value);
  *addresses_.find(wallet.account.value) = AddressRow{wallet};
  if (wallet.type == ledger::WalletType::org)
    org_wallets_.put(wallet.system_accounts, wallet.account);
  accounts_.put(wallet.id.bits, row_number(wallet.account.value));
}

// Nobody speaks by a key before it is put into the table, after this.
std::uint64_t Tables::next_number(ledger::KeyId key) {
  const std::uint64_t number = tallies_.size();
  tallies_.grow_to(number);
  tallies_.find(number)->key = key;
  return number;
}

KeyTally& Tables::tally(std::uint64_t number) const {
  KeyTally* const found = tallies_.find(number);
  CHECK(found != nullptr);
  return *found;
}

HeldKey Tables::kept(const KeyHolder& holder) {
  const std::uint64_t number = next_number(holder.key);
  if (holder.ends != ledger::Time{}) ends_.put(number, holder.ends);
  return {holder, number};
}

void Tables::put(const KeyRow& key) {
  keys_.put(mark_of(key.first), kept(key.second));
}

void Tables::load(const std::vector<KeyRow>& keys) {
  std::vector<std::pair<SecretMark, HeldKey>> rows;
  rows.reserve(keys.size());
  for (const auto& [secret, holder] : keys) rows.emplace_back(mark_of(secret), kept(holder));
  keys_.load(std::move(rows));
}

void Tables::erase(const SecretHash& secret) {
  const SecretMark mark = mark_of(secret);
  const auto row = keys_.find(mark);
  keys_.erase(mark);
  if (row && row->ends()) ends_.erase(row->number());
}

void Tables::rotate(const SecretHash& old, const KeyRow& key, ledger::Time ends) {
  put(key);
  if (ends == ledger::Time{}) return erase(old);
  const SecretMark mark = mark_of(old);
  auto left = holder(mark);
  if (!left) return;
  left->ends = ends;
  ends_.put(left->number, ends);
  keys_.put(mark, {*left, left->number});
}

// A wallet's sessions share one tally: whoever rotates gets no new bucket of requests.
void Tables::put(const ledger::SessionIssued& session) {
  const auto before = sessions_.find(session.wallet);
  sessions_.put(session.wallet,
                {.session = {.generation = session.generation, .expires = session.expires},
                 .number = before ? before->number : next_number({})});
}

void Tables::end_session(ledger::AccountNumber wallet) {
  auto holder = sessions_.find(wallet);
  if (!holder) return;
  holder->session.expires = {};
  sessions_.put(wallet, *holder);
}

void Tables::load(const std::vector<ledger::SessionIssued>& sessions) {
  std::vector<std::pair<ledger::AccountNumber, SessionHolder>> rows;
  rows.reserve(sessions.size());
  for (const auto& [wallet, generation, expires] : sessions)
    rows.emplace_back(wallet,
                      SessionHolder{.session = {.generation = generation, .expires = expires},
                                    .number = next_number({})});
  sessions_.load(std::move(rows));
}

void Tables::load(const std::vector<ledger::WalletAddress>& wallets) {
  std::vector<IdIndex::Numbered> rows;
  std::vector<std::pair<ledger::AccountNumber, ledger::AccountNumber>> own;
  rows.reserve(wallets.size());
  for (const ledger::WalletAddress& wallet : wallets) {
    addresses_.grow_to(wallet.account.value);
    *addresses_.find(wallet.account.value) = AddressRow{wallet};
    rows.emplace_back(wallet.id.bits, row_number(wallet.account.value));
    if (wallet.type == ledger::WalletType::org)
      own.emplace_back(wallet.system_accounts, wallet.account);
  }
  org_wallets_.load(std::move(own));
  accounts_.load(rows);
}

void Tables::load(const std::vector<ledger::OrganizationId>& organizations) {
  std::vector<std::pair<ledger::OrganizationId, ledger::OrganizationNumber>> rows;
  rows.reserve(organizations.size());
  for (std::uint64_t number = 1; number < organizations.size(); ++number) {
    organizations_.grow_to(number);
    *organizations_.find(number) = organizations[number];
    rows.emplace_back(organizations[number], number);
  }
  organization_numbers_.load(std::move(rows));
}

}  // namespace bursar::actors
