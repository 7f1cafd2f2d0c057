#pragma once

// States that hold nothing: what a test has others say, it overrides.

#include "actors/ports.hpp"

namespace bursar::tests {

class EmptyStates : public actors::LedgerStates {
 public:
  std::optional<ledger::WalletState> load(ledger::AccountNumber) const override { return {}; }
  ledger::Sequence watermark() const override { return {}; }
  ledger::Standing standing() const override { return {}; }
  void each_system_account(
      const std::function<void(ledger::AccountNumber, const persistence::SystemAccountSnapshot&)>&)
      const override {}
  void each_wallet(const Each<persistence::WalletSnapshot>&) const override {}
  void each_profile(const Each<persistence::ProfileSnapshot>&) const override {}
  void each_organization(const Each<persistence::OrganizationSnapshot>&) const override {}
  void each_key(const Each<ledger::Key>&) const override {}
  void each_policy(const Each<ledger::Policy>&) const override {}
  void each_session(const std::function<void(ledger::AccountNumber, const ledger::WalletSession&)>&)
      const override {}
  void each_service(
      const std::function<void(ledger::Sequence, const ledger::Service&)>&) const override {}
  void each_webhook(
      const std::function<void(ledger::Sequence, const ledger::Webhook&)>&) const override {}
  std::optional<persistence::ProfileSnapshot> profile(ledger::AccountNumber) const override {
    return {};
  }
  std::optional<ledger::AccountNumber> wallet_of(ledger::WalletId) const override { return {}; }
  std::optional<ledger::AccountNumber> agent(ledger::OrganizationNumber,
                                             std::string_view) const override {
    return {};
  }
  std::optional<persistence::KeySnapshot> key(ledger::KeyId) const override { return {}; }
  std::optional<ledger::Policy> policy(ledger::PolicyId) const override { return {}; }
  std::optional<ledger::Bits128> listed(persistence::List, std::uint64_t,
                                        std::uint64_t) const override {
    return {};
  }
  std::optional<ledger::WalletSession> session(ledger::AccountNumber) const override { return {}; }
  std::optional<ledger::Approval> approval(ledger::Sequence) const override { return {}; }
  std::optional<ledger::Token> token(ledger::Sequence) const override { return {}; }
  std::optional<ledger::Payout> payout(ledger::Sequence) const override { return {}; }
  std::optional<ledger::Dispute> dispute(ledger::Sequence) const override { return {}; }
  std::optional<ledger::PaymentCourse> course(ledger::Sequence) const override { return {}; }
  std::optional<ledger::Sequence> seal(ledger::AccountNumber, std::string_view) const override {
    return {};
  }
};

}  // namespace bursar::tests
