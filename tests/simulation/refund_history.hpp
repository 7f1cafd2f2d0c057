#pragma once

// One history of payments that are made alone or together, refunded by several at once, and of keys
// that are sealed meanwhile, all of it from one seed, while wallets freeze, rest and end and the
// machine is cut off. Beside it a plain account of the journal says what must have come of it.

#include "tests/simulation/disputes_seen.hpp"
#include "tests/simulation/history.hpp"
#include "tests/simulation/payments_made.hpp"

namespace bursar::simulation {

class RefundHistory final : public History {
 public:
  struct Figures {
    std::uint64_t paid = 0;
    std::uint64_t refunded = 0;
    std::uint64_t sealed = 0;
    std::uint64_t batches = 0;
    std::uint64_t disputes = 0;
    std::uint64_t covered = 0;
    std::uint64_t repaid = 0;
  };

  RefundHistory(std::uint64_t seed, Place& place);

  const Figures& figures() const { return figures_; }

 private:
  static actors::Engine::Options options_of(std::uint64_t seed);
  struct Paying {
    Key key;
    tests::Told<actors::PayCall> told;
  };
  struct Together {
    std::vector<Key> keys;
    tests::Told<actors::PayBatchCall> told;
  };
  struct Refunding {
    Key key;  // of whoever gives
    ledger::Sequence payment = {};
    tests::Told<actors::RefundCall> told;
  };
  struct Disputing {
    Key key;  // of whoever gives, where it has one
    tests::Told<actors::DisputeCall> told;
  };
  struct Sealing {
    Key key;
    tests::Told<actors::SealCall> told;
  };
  struct Asking {
    Key key;
    bool told_before = false;  // of something under the key, when this was asked
    tests::Told<actors::OutcomeCall> told;
  };

  void begin();
  ledger::WalletAddress open(const World::Signed& by, std::string_view dollars, bool budget);

  // Moves.
  void move() override;
  void pay();
  void pay_together();
  void refund();
  void race();
  void refund_again();
  void dispute();
  void go_on_with_dispute();
  void resolve_beside_refunds();
  void empty_a_payee();
  void seal();
  void seal_what_is_under_way();
  void ask_for_outcome();
  void freeze();
  void end_payer();
  void cut_off();
  void start_again();

  void refund(ledger::Sequence payment, std::optional<ledger::Money> money, std::string key);
  void act_on_dispute(ledger::Sequence payment, ledger::DisputeEvent event);
  void seal(Key key);
  const ledger::WalletAddress& of(const Key& key) const;
  Key any_key();
  std::optional<ledger::Sequence> any_payment();
  ledger::Money any_part();
  std::string fresh_key() { return "k" + std::to_string(++keys_made_); }

  void hear_answers() override;
  template <class Call>
  void hear_receipt(const Key& key, const tests::Told<Call>& told);
  void hear_sealed(const Sealing& one);
  void hear_outcome(const Asking& one);
  void hear_together(const Together& one);
  void follow(const ledger::Record& record) override;
  void batches_are_whole();
  void audit() override;
  void audit_lists();

  Figures figures_;
  World::Signed owner_;
  World::Signed stranger_;
  std::vector<ledger::WalletAddress> payers_;
  std::vector<ledger::WalletAddress> payees_;
  Awaited<Paying> paying_{awaited(), "pay"};
  Awaited<Together> together_{awaited(), "pay together"};
  Awaited<Refunding> refunding_{awaited(), "refund"};
  Awaited<Disputing> disputing_{awaited(), "dispute"};
  Awaited<Sealing> sealing_{awaited(), "seal"};
  Awaited<Asking> asking_{awaited(), "ask for an outcome"};
  std::uint64_t keys_made_ = 0;
  std::vector<Key> keys_;                  // that were ever used
  std::vector<std::vector<Key>> batches_;  // of what was to be made together
  PaymentsMade payments_;
  DisputesSeen disputes_;
  std::set<Key> told_;  // of which somebody was told
};

}  // namespace bursar::simulation
