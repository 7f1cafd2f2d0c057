#pragma once

// The auditor's own books: the journal's records added up in the plainest way, beside what answers
// have told. It shares no code with the ledger's.

#include "ledger/record.hpp"
#include "tests/simulation/approvals.hpp"
#include "tests/simulation/flow.hpp"
#include "tests/simulation/policies.hpp"
#include "tests/simulation/refunds.hpp"
#include "tests/simulation/wallet_course.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bursar::simulation {

struct WalletRow {
  ledger::WalletAddress address = {};
  std::optional<Money> budget = {};
  Flow durable = {};
  Flow told = {};
  /// The latest of what it was asked and of its records: no wallet has come further.
  ledger::Time reached = {};
  std::vector<ledger::PolicyId> policies = {};       // that bound it, in order; the last does now
  std::vector<CountedPayment> counted = {};          // in the order of their records
  std::vector<ledger::SessionIssued> sessions = {};  // in order; the last may be heard
  bool agent = false;
  std::optional<ledger::TopupTerms> topup = {};  // as it is set
  std::map<std::int64_t, Wide> topped_up = {};   // by the UTC day that each says it counts in
  std::uint64_t topups = 0;
  std::uint64_t payments = 0;  // that were made
  std::size_t waiting = 0;     // that wait for approval
  std::vector<ledger::WalletStatus> statuses = {ledger::WalletStatus::active};  // likewise
  Course course = {};

  ledger::WalletStatus status() const { return statuses.back(); }

  void reach(ledger::Time time) { reached = std::max(reached, time); }
};

struct AccountRow {
  ledger::AccountNumber owner;  // the first system account of its organisation and environment
  Wide posted = 0;
  std::optional<WalletRow> wallet;  // none: a system account
};

/// What an organisation has of a kind, in the order of its making.
struct Listed {
  ledger::Bits128 id;
  ledger::Environment environment;
  ledger::Sequence gone = {};  // the record since which it is not; zero: it is there
};

/// The balances of one environment's books, when its organisation had so many records.
struct Sheet {
  std::array<Wide, ledger::system_accounts_count> system = {};
  Wide wallets = 0;
  std::uint64_t wallets_count = 0;
};
using Sheets = std::array<Sheet, 2>;  // by environment

struct OrganizationRow {
  ledger::OrganizationId id;
  ledger::AccountNumber sandbox_accounts;
  std::uint64_t records = 0;
  std::vector<ledger::AccountNumber> wallets;  // the first is its own
  std::vector<Listed> wallets_listed;
  std::vector<Listed> keys_listed;
  std::vector<Listed> policies_listed;
  std::vector<Sheets> sheets{1};  // by its records
};

struct KeyRow {
  ledger::KeyMade made = {};
  ledger::OrganizationNumber organization = {};
  bool revoked = false;
  ledger::Time ends = {};         // zero: never by itself
  ledger::Sequence changed = {};  // the last record of the two
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
  const OrganizationRow* organization(ledger::OrganizationNumber number) const;
  Wide posted(ledger::AccountNumber account) const;
  const Keyed* keyed(ledger::AccountNumber wallet, const std::string& key) const;
  /// Which record sealed a key; zero: none did.
  ledger::Sequence sealed(ledger::AccountNumber wallet, const std::string& key) const;
  /// Of the movement that a record is of; 0: of none.
  std::uint64_t salt(ledger::Sequence record) const { return salts_[record.value]; }
  void tell_opening(ledger::OrganizationNumber organization);

  ledger::Sequence last;
  ledger::Time last_time;
  std::size_t keyed_records = 0;
  std::size_t hours = 0;  // begun by a record, each when the one before it was over
  std::vector<ledger::AccountNumber> wallets;  // as they were opened
  std::vector<OrganizationRow> organizations{1};
  std::map<ledger::PolicyId, ledger::PolicyMade> policies;  // as they are
  std::map<ledger::PolicyId, PolicyHistory> histories;
  std::vector<std::pair<ledger::PolicyId, std::uint32_t>> changes_told;  // versions
  std::set<ledger::PolicyId> asked_to_bind;                              // a wallet, ever
  std::vector<std::pair<ledger::PolicyId, ledger::OrganizationNumber>> policies_in_order;
  std::vector<KeyRow> keys;
  std::map<ledger::Sequence, ApprovalRow> approvals;  // by the records that asked for them
  std::map<ledger::Sequence, PaymentRow> payments;    // by the records that made them
  std::vector<ledger::ClockAccepted> clocks_accepted;

 private:
  AccountRow& row(ledger::AccountNumber account);
  void count_hour();
  void post(const ledger::Record& record);
  void reach_with(const ledger::Record& record);
  void pay(const ledger::Record& record);
  void end_approval(const ledger::Record& record);
  void refund(const ledger::Record& record);
  void use_key(const ledger::Record& record);
  void open(const ledger::Record& record, const ledger::Opened& opened);
  void make_key(const ledger::KeyMade& made, ledger::OrganizationNumber organization);
  void revoke(const ledger::KeyRevoked& revoked);
  void rotate(const ledger::KeyRotated& rotated);
  void change(const ledger::Record& record, const ledger::PolicyChanged& changed);
  void remove(const ledger::Record& record, const ledger::PolicyDeleted& deleted);
  void change(const ledger::Record& record, const ledger::WalletChanged& changed);
  void end(const ledger::Record& record, const ledger::WalletArchived& archived);
  void begin_sheets(const ledger::Record& record);
  void sum_up(const ledger::Entry& entry);

  /// Whose books a group of system accounts belongs to.
  struct Side {
    ledger::OrganizationNumber organization;
    ledger::Environment environment;
  };

  ledger::Time hour_began_;
  std::vector<std::uint64_t> salts_{0};  // by record
  std::vector<AccountRow> accounts_{1};
  std::map<ledger::AccountNumber, Side> sides_;  // by the first of its system accounts
  std::map<std::pair<ledger::AccountNumber, std::string>, Keyed> keyed_;
  std::map<std::pair<ledger::AccountNumber, std::string>, ledger::Sequence> sealed_;
};

/// Which movement a record is of; 0: of none. What approves a payment is of none: the record that
/// asked for it was.
std::uint64_t salt_of(const ledger::Record& record);

/// The payment that was judged for this record, and counts from it on. None: it judges none; one
/// that was approved was judged when it was asked for.
const ledger::Paid* judged(const ledger::Record& record);

/// Counts a payment among what its payer has spent.
void count_spending(Flow& flow, const ledger::Paid& paid);
/// Adds up what payments that are made have cost.
void add_cost(Flow& flow, const ledger::Paid& paid);

}  // namespace bursar::simulation
