#pragma once

// Objects made as one unit: collects them, gives them ids and numbers, and writes them down as one
// record. Changes nothing by itself; no CAF.

#include "actors/ports.hpp"
#include "actors/registry_books.hpp"
#include "actors/tables.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace bursar::actors {

class Opening {
 public:
  /// In the name of `owner`; where that is no organisation yet, one is made, with its org wallet.
  Opening(const RegistryBooks& books, Random& random, const Owner& owner);

  /// Goes on in another environment, which the organisation gets, with its org wallet there, where
  /// it does not have it yet.
  void enter(ledger::Environment environment);

  /// Overwrites the address and the number. In an environment that the organisation does not have
  /// yet, its own wallet comes before it.
  const ledger::WalletOpened& wallet(ledger::WalletOpened wanted, ledger::WalletType type);

  struct Wanted {
    std::string name;
    ledger::Permissions permissions = {};
    std::string prefix;
    const ledger::WalletAddress* wallet = nullptr;  // none: the organisation's
  };
  /// Answers the secret, which nobody keeps.
  std::string key(const Wanted& wanted);

  const ledger::PolicyMade& policy(ledger::PolicyMade wanted);

  std::string secret(const std::string& prefix);
  ledger::OrganizationNumber organization() const { return organization_; }
  ledger::OrganizationId organization_id() const { return organization_id_; }
  const ledger::Opened& opened() const { return opened_; }
  /// Whom the new keys will speak for.
  std::vector<Tables::KeyRow> key_rows() { return std::move(key_rows_); }
  std::shared_ptr<Draft> draft(ledger::Time now) &&;

 private:
  template <class T>
  T make_id();
  void found(const Owner& owner);
  const ledger::WalletOpened& own_wallet();
  ledger::AccountNumber system_accounts();

  const RegistryBooks& books_;
  Random& random_;
  ledger::Environment environment_;
  ledger::OrganizationNumber organization_;
  ledger::OrganizationId organization_id_;
  std::string organization_name_;
  ledger::AccountNumber next_account_;
  ledger::AccountNumber system_accounts_ = {};  // none: not opened yet
  std::uint64_t wallets_ = 0;                   // of the organisation in this environment
  ledger::Opened opened_;
  std::vector<ledger::Entry> entries_;
  std::vector<Tables::KeyRow> key_rows_;
};

/// Of a wallet that the record opens.
ledger::WalletState state_after(const ledger::WalletOpened& opened, const ledger::Record& record);

}  // namespace bursar::actors
