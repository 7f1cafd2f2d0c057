#include "actors/tables.hpp"

#include "ledger/check.hpp"

namespace bursar::actors {

std::optional<ledger::Principal> Tables::principal(const SecretHash& secret,
                                                   ledger::Time now) const {
  const auto holder = keys_.find(secret);
  if (!holder || holder->ended(now)) return std::nullopt;
  return principal(*holder);
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
  if (!holder.wallet.none()) principal.wallet = *addresses_.find(holder.wallet.value);
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
  const auto account = accounts_.find(id);
  if (!account) return std::nullopt;
  return *addresses_.find(account->value);
}

// One of which a record tells has been there since before that record, but for its own opening.
std::optional<ledger::WalletAddress> Tables::wallet(ledger::AccountNumber account) const {
  const ledger::WalletAddress* const row = addresses_.find(account.value);
  if (row == nullptr || account.none() || row->account != account) return std::nullopt;
  return *row;
}

std::optional<ledger::WalletAddress> Tables::org_wallet(const ledger::WalletAddress& wallet) const {
  const auto account = org_wallets_.find(wallet.system_accounts);
  if (!account) return std::nullopt;
  return *addresses_.find(account->value);
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
  *addresses_.find(wallet.account.value) = wallet;
  if (wallet.type == ledger::WalletType::org)
    org_wallets_.put(wallet.system_accounts, wallet.account);
  accounts_.put(wallet.id, wallet.account);
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

void Tables::put(const KeyRow& key) {
  KeyHolder holder = key.second;
  holder.number = next_number(holder.key);
  keys_.put(key.first, holder);
}

void Tables::load(std::vector<KeyRow> keys) {
  for (auto& [secret, holder] : keys) holder.number = next_number(holder.key);
  keys_.load(std::move(keys));
}

void Tables::rotate(const SecretHash& old, const KeyRow& key, ledger::Time ends) {
  put(key);
  if (ends == ledger::Time{}) return erase(old);
  auto holder = keys_.find(old);
  if (!holder) return;
  holder->ends = ends;
  keys_.put(old, *holder);
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
  std::vector<std::pair<ledger::WalletId, ledger::AccountNumber>> rows;
  std::vector<std::pair<ledger::AccountNumber, ledger::AccountNumber>> own;
  rows.reserve(wallets.size());
  for (const ledger::WalletAddress& wallet : wallets) {
    addresses_.grow_to(wallet.account.value);
    *addresses_.find(wallet.account.value) = wallet;
    rows.emplace_back(wallet.id, wallet.account);
    if (wallet.type == ledger::WalletType::org)
      own.emplace_back(wallet.system_accounts, wallet.account);
  }
  org_wallets_.load(std::move(own));
  accounts_.load(std::move(rows));
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
