#pragma once

// The books as the views have them.

#include "actors/ports.hpp"
#include "persistence/views.hpp"

#include <optional>

namespace bursar::actors {

class ViewsStates final : public LedgerStates {
 public:
  explicit ViewsStates(const persistence::Views& views) : views_{views} {}

  std::optional<ledger::WalletState> load(ledger::AccountNumber wallet) const override {
    const auto found = views_.wallet(wallet);
    if (!found) return std::nullopt;
    return found->state;
  }
  std::optional<KeptState> milestone(ledger::AccountNumber wallet, std::uint64_t n) const override {
    static_assert(milestone_entries == persistence::milestone_entries);
    const auto found = views_.milestone(wallet, n);
    if (!found) return std::nullopt;
    return KeptState{found->state, found->last};
  }
  ledger::Sequence watermark() const override { return views_.watermark(); }

  ledger::Standing standing() const override { return views_.standing(); }
  void each_system_account(
      const std::function<void(ledger::AccountNumber, const persistence::SystemAccountSnapshot&)>&
          each) const override {
    views_.each_system_account(each);
  }
  void each_wallet(const Each<persistence::WalletSnapshot>& each) const override {
    views_.each_wallet(each);
  }
  void each_profile(const Each<persistence::ProfileSnapshot>& each) const override {
    views_.each_profile(each);
  }
  void each_organization(const Each<persistence::OrganizationSnapshot>& each) const override {
    views_.each_organization(each);
  }
  void each_key(const Each<ledger::Key>& each) const override { views_.each_key(each); }
  void each_policy(const Each<ledger::Policy>& each) const override { views_.each_policy(each); }
  void each_session(const std::function<void(ledger::AccountNumber, const ledger::WalletSession&)>&
                        each) const override {
    views_.each_session(each);
  }

  void each_service(
      const std::function<void(ledger::Sequence, const ledger::Service&)>& each) const override {
    views_.each_service(each);
  }
  void each_webhook(
      const std::function<void(ledger::Sequence, const ledger::Webhook&)>& each) const override {
    views_.each_webhook(each);
  }

  std::optional<persistence::ProfileSnapshot> profile(ledger::AccountNumber wallet) const override {
    return views_.profile(wallet);
  }
  std::optional<ledger::AccountNumber> wallet_of(ledger::WalletId id) const override {
    return views_.wallet_of(id);
  }
  std::optional<ledger::AccountNumber> agent(ledger::OrganizationNumber organization,
                                             std::string_view agent_id) const override {
    return views_.agent(organization, agent_id);
  }
  std::optional<persistence::KeySnapshot> key(ledger::KeyId id) const override {
    return views_.key(id);
  }
  std::optional<ledger::Policy> policy(ledger::PolicyId id) const override {
    return views_.policy(id);
  }
  std::optional<ledger::Bits128> listed(persistence::List list, std::uint64_t owner,
                                        std::uint64_t n) const override {
    return views_.listed(list, owner, n);
  }
  std::optional<ledger::WalletSession> session(ledger::AccountNumber wallet) const override {
    return views_.session(wallet);
  }
  std::optional<ledger::Approval> approval(ledger::Sequence request) const override {
    return views_.approval(request);
  }
  std::optional<ledger::Payout> payout(ledger::Sequence asked) const override {
    return views_.payout(asked);
  }
  std::optional<ledger::Dispute> dispute(ledger::Sequence opened) const override {
    return views_.dispute(opened);
  }
  std::optional<ledger::Token> token(ledger::Sequence issued) const override {
    return views_.token(issued);
  }
  std::optional<ledger::Service> service(ledger::Sequence made) const override {
    return views_.service(made);
  }
  std::optional<ledger::PaymentCourse> course(ledger::Sequence payment) const override {
    return views_.course(payment);
  }
  std::optional<ledger::Sequence> seal(ledger::AccountNumber wallet,
                                       std::string_view key) const override {
    return views_.seal(wallet, key);
  }

 private:
  const persistence::Views& views_;
};

}  // namespace bursar::actors
