#pragma once

// What is known by name: organisations, their wallets' profiles, keys and policies. The registry's
// own part of the books, a little ahead of the journal; no CAF.

#include "actors/commands.hpp"
#include "ledger/books.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace bursar::actors {

class RegistryBooks {
 public:
  struct Tenant {
    ledger::Organization organization;
    std::array<ledger::AccountNumber, 2> system_accounts = {};  // by environment; none: not yet
    std::array<std::uint64_t, 2> wallets = {};                  // by environment
    std::uint64_t agents = 0;
    std::unordered_set<std::string> agent_ids;
  };

  RegistryBooks() = default;
  explicit RegistryBooks(const ledger::Books& books);

  /// What was decided here and is on its way into the journal.
  void apply(const ledger::Record& record);
  /// The same once it is durable: the writer may have moved its time.
  void settle_times(const ledger::Record& record);
  void attach(ledger::AccountNumber wallet, ledger::PolicyId policy, ledger::Time now);

  const Tenant& tenant(ledger::OrganizationNumber number) const {
    return tenants_.at(number.value);
  }
  ledger::OrganizationNumber next_tenant() const { return {tenants_.size()}; }
  ledger::AccountNumber next_account() const { return next_account_; }

  /// Everything but what the wallet itself knows; none when it is not the organisation's.
  std::optional<WalletView> wallet(ledger::AccountNumber account) const;
  const ledger::WalletProfile& profile(ledger::AccountNumber account) const;
  const ledger::Key* key(ledger::KeyId id, ledger::OrganizationNumber organization) const;
  const ledger::Policy* policy(ledger::PolicyId id, ledger::OrganizationNumber organization,
                               ledger::Environment environment) const;
  KeyView view(const ledger::Key& key) const;

  // --- Lists: newest first.

  Rows<WalletView> wallets(const WalletsQuery& query) const;
  Rows<KeyView> keys(const KeysQuery& query) const;
  Rows<ledger::Policy> policies(const PoliciesQuery& query) const;

 private:
  struct NamedWallet {
    ledger::WalletProfile profile;
    std::vector<ledger::KeyId> keys;  // bound to it
  };

  void open(const ledger::Record& record, const ledger::Opened& opened);
  void open(const ledger::WalletProfile& profile);
  void make(const ledger::Key& key);
  bool listed(const ledger::WalletProfile& profile, const WalletsQuery& query) const;

  std::vector<Tenant> tenants_{1};  // the element at 0 is none
  ledger::AccountNumber next_account_ = {1};
  std::unordered_map<ledger::AccountNumber, NamedWallet> wallets_;
  std::unordered_map<ledger::WalletId, ledger::AccountNumber> accounts_;
  std::unordered_map<ledger::KeyId, ledger::Key> keys_;
  std::unordered_map<ledger::PolicyId, ledger::Policy> policies_;
};

}  // namespace bursar::actors
