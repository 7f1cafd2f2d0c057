#include "persistence/key_chain.hpp"

namespace bursar::persistence {

KeyChains::KeyChains(const ledger::Books& books) {
  std::unordered_map<ledger::WalletId, ledger::AccountNumber> accounts;
  for (const auto& [account, profile] : books.profiles)
    accounts.emplace(profile.opened.address.id, account);
  const auto links_of = [this](ledger::KeyId id) -> KeyLinks& { return links_[id]; };
  for (const ledger::Organization& organization : books.organizations)
    for (const ledger::KeyId id : organization.keys)
      if (const ledger::Key& key = books.keys.at(id); !key.made.wallet.bits.none() && key.current())
        join_chain(newest_[accounts.at(key.made.wallet)], id, links_of);
}

ledger::KeyId KeyChains::newest(ledger::AccountNumber wallet) const {
  const auto found = newest_.find(wallet);
  return found == newest_.end() ? ledger::KeyId{} : found->second;
}

KeySnapshot KeyChains::row(const ledger::Key& key) const {
  const auto found = links_.find(key.made.id);
  return {.key = key, .links = found == links_.end() ? KeyLinks{} : found->second};
}

}  // namespace bursar::persistence
