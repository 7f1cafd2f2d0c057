#pragma once

// The books as the engine found them at its start, in memory: states for an engine that has no
// views. What changes later stays with whoever changed it, as the watermark never moves.

#include "actors/ports.hpp"
#include "ledger/books.hpp"
#include "persistence/key_chain.hpp"

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bursar::actors {

class BooksStates : public LedgerStates {
 public:
  explicit BooksStates(ledger::Books books);

  std::optional<ledger::WalletState> load(ledger::AccountNumber wallet) const override;
  ledger::Sequence watermark() const override { return books_.last(); }

  ledger::Standing standing() const override { return books_.standing(); }
  void each_system_account(
      const std::function<void(ledger::AccountNumber, const persistence::SystemAccountSnapshot&)>&
          each) const override;
  void each_wallet(const Each<persistence::WalletSnapshot>& each) const override;
  void each_profile(const Each<persistence::ProfileSnapshot>& each) const override;
  void each_organization(const Each<persistence::OrganizationSnapshot>& each) const override;
  void each_key(const Each<ledger::Key>& each) const override;
  void each_policy(const Each<ledger::Policy>& each) const override;
  void each_session(const std::function<void(ledger::AccountNumber, const ledger::WalletSession&)>&
                        each) const override;

  void each_service(
      const std::function<void(ledger::Sequence, const ledger::Service&)>& each) const override;
  void each_webhook(
      const std::function<void(ledger::Sequence, const ledger::Webhook&)>& each) const override;

  std::optional<persistence::ProfileSnapshot> profile(ledger::AccountNumber wallet) const override;
  std::optional<ledger::AccountNumber> wallet_of(ledger::WalletId id) const override;
  std::optional<ledger::AccountNumber> agent(ledger::OrganizationNumber organization,
                                             std::string_view agent_id) const override;
  std::optional<persistence::KeySnapshot> key(ledger::KeyId id) const override;
  std::optional<ledger::Policy> policy(ledger::PolicyId id) const override;
  std::optional<ledger::Bits128> listed(persistence::List list, std::uint64_t owner,
                                        std::uint64_t n) const override;
  std::optional<ledger::WalletSession> session(ledger::AccountNumber wallet) const override;
  std::optional<ledger::Approval> approval(ledger::Sequence request) const override;
  std::optional<ledger::Payout> payout(ledger::Sequence asked) const override;
  std::optional<ledger::Dispute> dispute(ledger::Sequence opened) const override;
  std::optional<ledger::Token> token(ledger::Sequence issued) const override;
  std::optional<ledger::Service> service(ledger::Sequence made) const override;
  std::optional<ledger::PaymentCourse> course(ledger::Sequence payment) const override;
  std::optional<ledger::Sequence> seal(ledger::AccountNumber wallet,
                                       std::string_view key) const override;

 private:
  std::uint64_t count(std::uint64_t owner, persistence::List list) const;

  const ledger::Books books_;
  std::unordered_map<ledger::WalletId, ledger::AccountNumber> accounts_;
  std::map<std::pair<std::uint64_t, std::string>, ledger::AccountNumber> agents_;
  // Approvals and payouts of an organisation and environment, in the order of their asking.
  std::map<std::pair<std::uint64_t, persistence::List>, std::vector<ledger::Sequence>> asked_;
  const persistence::KeyChains key_chains_;
};

}  // namespace bursar::actors
