#pragma once

// The books as other states have them, counting how many rows were asked for by name.

#include "actors/ports.hpp"

namespace bursar::tests {

class CountedStates final : public actors::LedgerStates {
 public:
  explicit CountedStates(const actors::LedgerStates& states) : states_{states} {}

  std::size_t reads() const { return reads_; }

  std::optional<ledger::WalletState> load(ledger::AccountNumber wallet) const override {
    return counted().load(wallet);
  }
  ledger::Sequence watermark() const override { return states_.watermark(); }
  ledger::Standing standing() const override { return states_.standing(); }
  void each_system_account(
      const std::function<void(ledger::AccountNumber, const persistence::SystemAccountSnapshot&)>&
          each) const override {
    states_.each_system_account(each);
  }
  void each_wallet(const Each<persistence::WalletSnapshot>& each) const override {
    states_.each_wallet(each);
  }
  void each_profile(const Each<persistence::ProfileSnapshot>& each) const override {
    states_.each_profile(each);
  }
  void each_organization(const Each<persistence::OrganizationSnapshot>& each) const override {
    states_.each_organization(each);
  }
  void each_key(const Each<ledger::Key>& each) const override { states_.each_key(each); }
  void each_policy(const Each<ledger::Policy>& each) const override { states_.each_policy(each); }
  void each_session(const std::function<void(ledger::AccountNumber, const ledger::WalletSession&)>&
                        each) const override {
    states_.each_session(each);
  }
  std::optional<persistence::ProfileSnapshot> profile(ledger::AccountNumber wallet) const override {
    return counted().profile(wallet);
  }
  std::optional<ledger::AccountNumber> wallet_of(ledger::WalletId id) const override {
    return counted().wallet_of(id);
  }
  std::optional<ledger::AccountNumber> agent(ledger::OrganizationNumber organization,
                                             std::string_view agent_id) const override {
    return counted().agent(organization, agent_id);
  }
  std::optional<persistence::KeySnapshot> key(ledger::KeyId id) const override {
    return counted().key(id);
  }
  std::optional<ledger::Policy> policy(ledger::PolicyId id) const override {
    return counted().policy(id);
  }
  std::optional<ledger::Bits128> listed(persistence::List list, std::uint64_t owner,
                                        std::uint64_t n) const override {
    return counted().listed(list, owner, n);
  }
  void each_service(
      const std::function<void(ledger::Sequence, const ledger::Service&)>& each) const override {
    states_.each_service(each);
  }
  void each_webhook(
      const std::function<void(ledger::Sequence, const ledger::Webhook&)>& each) const override {
    states_.each_webhook(each);
  }
  std::optional<ledger::Payout> payout(ledger::Sequence asked) const override {
    return counted().payout(asked);
  }
  std::optional<ledger::Token> token(ledger::Sequence issued) const override {
    return counted().token(issued);
  }
  std::optional<ledger::Dispute> dispute(ledger::Sequence opened) const override {
    return counted().dispute(opened);
  }
  std::optional<ledger::PaymentCourse> course(ledger::Sequence payment) const override {
    return counted().course(payment);
  }
  std::optional<ledger::Sequence> seal(ledger::AccountNumber wallet,
                                       std::string_view key) const override {
    return counted().seal(wallet, key);
  }
  std::optional<ledger::Approval> approval(ledger::Sequence request) const override {
    return counted().approval(request);
  }
  std::optional<ledger::WalletSession> session(ledger::AccountNumber wallet) const override {
    return counted().session(wallet);
  }

 private:
  const actors::LedgerStates& counted() const {
    ++reads_;
    return states_;
  }

  const actors::LedgerStates& states_;
  mutable std::size_t reads_ = 0;
};

}  // namespace bursar::tests
