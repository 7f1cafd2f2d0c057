#pragma once

// Some records of the journal folded onto the rows of the views that they touch: the rows are read
// as they are, every record is applied, and one commit writes what they came to, in the order of
// their keys. A wallet comes out as ledger::Books would have it, as both use its own apply().

#include "persistence/views_tables.hpp"

#include <cstdint>
#include <map>
#include <unordered_map>

namespace bursar::persistence {

class Projection {
 public:
  /// Goes on from `meta`, which is what the views say. Nobody else writes them meanwhile.
  Projection(const LmdbEnv& env, const ViewsTables& tables, const ViewsMeta& meta);

  /// The record after the last one. Throws Corrupt where the rows are not what the records before
  /// it come to: then the views are worth nothing.
  void apply(const ledger::Record& record);

  /// Once, when all are applied: the checksum that the journal has of the last one.
  void finish(std::uint64_t checksum) { meta_.checksum = checksum; }
  /// May be called again, when a commit has to be tried again.
  void write(LmdbWrite& write) const;

  const ViewsMeta& meta() const { return meta_; }

 private:
  struct WalletRow {
    ledger::Wallet wallet;
    ledger::Sequence last = {};
  };

  void open(const ledger::Record& record, const ledger::Opened& opened);
  void open_wallet(const ledger::Record& record, const ledger::WalletOpened& opened);
  void make_key(const ledger::Record& record, const ledger::KeyMade& made);
  void revoke(const ledger::KeyId& id);
  void rotate(const ledger::Record& record, const ledger::KeyRotated& rotated);
  void leave(const ledger::Key& gone);
  void change(const ledger::WalletChanged& changed, ledger::Time at);
  void end(const ledger::WalletArchived& archived, ledger::Time at);
  void ask(const ledger::Record& record, const ledger::PaymentHeld& held);
  void decide(const ledger::ApprovalDecision& decision, ledger::Sequence by);
  void apply_service(const ledger::Record& record);
  void apply_token(const ledger::Record& record);
  void apply_payout(const ledger::Record& record);
  void apply_dispute(const ledger::Record& record);
  void apply_webhooks(const ledger::Record& record);
  void go_on(ledger::Sequence payment, const ledger::Record& record);
  void seal(const ledger::Record& record, const ledger::Sealed& sealed);
  void bind(const ledger::PolicyId& before, const ledger::PolicyId& after);
  void open_system_accounts(ledger::AccountNumber first);
  void post(const ledger::Record& record, const ledger::Entry& entry);
  void link(const ledger::Record& record);
  void tell_wallets(const ledger::Record& record);

  WalletRow* wallet(std::uint64_t account);
  ledger::WalletAddress payer(ledger::AccountNumber account);
  void list(List which, ledger::OrganizationNumber owner, std::uint64_t n, ledger::Sequence row);
  SystemAccountSnapshot& system_account(std::uint64_t account);
  ProfileSnapshot& profile(std::uint64_t account);
  OrganizationSnapshot& organization(std::uint64_t number);
  /// Of the wallet that a key is bound to.
  ProfileSnapshot& profile(const ledger::WalletId& id);
  KeySnapshot& key(const ledger::KeyId& id);
  ledger::Policy& policy(const ledger::PolicyId& id);
  ledger::Service& service(ledger::Sequence made);

  const LmdbEnv& env_;
  const ViewsTables& tables_;
  ViewsMeta meta_;

  std::unordered_map<std::uint64_t, SystemAccountSnapshot> system_accounts_;
  std::unordered_map<std::uint64_t, WalletRow> wallets_;
  std::map<WordKey, WalletSnapshot> milestones_;
  std::unordered_map<std::uint64_t, ProfileSnapshot> profiles_;
  std::unordered_map<std::uint64_t, OrganizationSnapshot> organizations_;
  std::map<WordKey, KeySnapshot> keys_;
  std::map<WordKey, ledger::Policy> policies_;
  std::map<WordKey, ledger::AccountNumber> wallet_ids_;
  std::map<WordKey, ledger::AccountNumber> agent_ids_;
  std::map<WordKey, ledger::Bits128> lists_;
  std::unordered_map<std::uint64_t, ledger::WalletSession> sessions_;
  std::unordered_map<std::uint64_t, ledger::Approval> approvals_;
  std::unordered_map<std::uint64_t, ledger::Service> services_;
  std::unordered_map<std::uint64_t, ledger::Token> tokens_;
  std::unordered_map<std::uint64_t, ledger::Payout> payouts_;
  std::unordered_map<std::uint64_t, ledger::Dispute> disputes_;
  std::unordered_map<std::uint64_t, ledger::Webhook> webhooks_;
  std::unordered_map<std::uint64_t, ledger::PaymentCourse> courses_;
  std::map<WordKey, SealSnapshot> seals_;
};

}  // namespace bursar::persistence
