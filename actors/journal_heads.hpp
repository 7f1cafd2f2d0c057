#pragma once

// What the journal's writer knows at any place in the journal: the running balance and newest
// record of every account, system accounts included, and of every organisation. Only its thread
// may ask.

#include "ledger/books.hpp"
#include "ledger/record.hpp"

#include <cstdint>
#include <vector>

namespace bursar::actors {

class JournalHeads {
 public:
  struct Account {
    ledger::AccountHead head;
    bool wallet = false;  // its balance never goes below zero
    ledger::Environment environment = ledger::Environment::sandbox;  // a wallet's
    std::uint64_t entries = 0;                                       // a wallet's transaction count
  };

  JournalHeads() = default;
  /// Of a journal that stands there; every account and organisation is loaded before it goes on.
  explicit JournalHeads(const ledger::Standing& standing);
  void load(ledger::AccountNumber number, const Account& account);
  void load(ledger::OrganizationNumber number, const ledger::OrganizationHead& head);
  /// Once all are loaded: no memory for more than there are.
  void fit(ledger::AccountNumber next_account, ledger::OrganizationNumber next_organization);

  /// Fills in what the writer owes the record: its sequence and epoch, a time that never goes back,
  /// its places in its organisations, its entries' running figures. CHECKs what must hold of them.
  /// One that would take more fees than there are becomes the refusal (ledger/clearing.hpp).
  void place(ledger::Record& record);

  Account account(ledger::AccountNumber number) const;
  ledger::OrganizationHead organization(ledger::OrganizationNumber number) const;
  ledger::OrganizationNumber next_organization() const { return {organizations_.size()}; }
  ledger::Sequence last() const { return last_; }
  ledger::Time last_time() const { return last_time_; }

 private:
  void guard_fees(ledger::Record& record) const;
  void note_wallets(const ledger::Record& record);

  std::vector<Account> accounts_;
  std::vector<ledger::OrganizationHead> organizations_;
  ledger::Sequence last_ = {};
  ledger::Time last_time_ = {};
  std::uint16_t epoch_ = 0;
};

}  // namespace bursar::actors
