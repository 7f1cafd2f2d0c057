#pragma once

// The auditor's own books: the journal's records added up in the plainest way, beside what answers
// have told. It shares no code with the ledger's.

#include "ledger/record.hpp"
#include "tests/simulation/flow.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bursar::simulation {

struct WalletRow {
  ledger::WalletAddress address = {};
  std::optional<Money> budget = {};
  Flow durable = {};
  Flow told = {};
  std::vector<ledger::PolicyId> policies = {};  // that bound it, in order; the last does now
};

struct AccountRow {
  ledger::AccountNumber owner;  // the first system account of its organisation and environment
  Wide posted = 0;
  std::optional<WalletRow> wallet;  // none: a system account
};

struct OrganizationRow {
  ledger::OrganizationId id;
  ledger::AccountNumber sandbox_accounts;
  std::uint64_t records = 0;
  std::vector<ledger::AccountNumber> wallets;  // the first is its own
};

struct KeyRow {
  ledger::KeyMade made = {};
  ledger::OrganizationNumber organization = {};
  bool revoked = false;
  ledger::Time ends = {};  // zero: never by itself
  std::vector<ledger::Time> spoken = {};
  ledger::Time last_used = {};  // as the journal has told it

  bool speaks(ledger::Time now) const { return !revoked && (ends == ledger::Time{} || now < ends); }
};

/// Which record an idempotency key has.
struct Keyed {
  ledger::Sequence sequence;
  ledger::Time time;
};

class NaiveBooks {
 public:
  void fold(const ledger::Record& record);
  /// Everything that is durable by now has been told, or whoever would have told it has ended.
  void settle();

  WalletRow* wallet(ledger::AccountNumber account);
  const WalletRow* wallet(ledger::AccountNumber account) const;
  KeyRow* find(ledger::KeyId id);
  const KeyRow* find(ledger::KeyId id) const;
  /// Of an account that is there; or nobody's.
  ledger::AccountNumber owner(ledger::AccountNumber account) const;
  Wide posted(ledger::AccountNumber account) const;
  const Keyed* keyed(ledger::AccountNumber wallet, const std::string& key) const;
  void tell_opening(ledger::OrganizationNumber organization);

  ledger::Sequence last;
  ledger::Time last_time;
  std::vector<ledger::AccountNumber> wallets;  // as they were opened
  std::vector<OrganizationRow> organizations{1};
  std::map<ledger::PolicyId, ledger::PolicyMade> policies;
  std::vector<std::pair<ledger::PolicyId, ledger::OrganizationNumber>> policies_in_order;
  std::vector<KeyRow> keys;

 private:
  AccountRow& row(ledger::AccountNumber account);
  void open(const ledger::Record& record, const ledger::Opened& opened);
  void rotate(const ledger::KeyRotated& rotated);
  void count(const ledger::Paid& paid);

  std::vector<AccountRow> accounts_{1};
  std::map<std::pair<ledger::AccountNumber, std::string>, Keyed> keyed_;
};

/// Counts a payment among what its payer has spent.
void count_spending(Flow& flow, const ledger::Paid& paid);

}  // namespace bursar::simulation
