#pragma once

// One history of payments that are made alone or together, refunded by several at once, and of keys
// that are sealed meanwhile, all of it from one seed, while wallets freeze, rest and end and the
// machine is cut off. Beside it a plain account of the journal says what must have come of it.

#include "tests/simulation/findings.hpp"
#include "tests/simulation/machine.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bursar::simulation {

class RefundHistory {
 public:
  struct Place {
    std::uint64_t seed = 0;
    std::uint64_t step = 0;  // from 1; 0: its beginning
    std::string_view move;
  };
  struct Figures {
    std::uint64_t paid = 0;
    std::uint64_t refunded = 0;
    std::uint64_t sealed = 0;
    std::uint64_t batches = 0;
    std::uint64_t restarts = 0;
  };

  RefundHistory(std::uint64_t seed, Place& place);

  /// Steps until so many are done or something is found; none: everything held.
  std::optional<Finding> run(std::uint64_t steps);
  const Figures& figures() const { return figures_; }

 private:
  using Key = std::pair<ledger::AccountNumber, std::string>;
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
  struct Sealing {
    Key key;
    tests::Told<actors::SealCall> told;
  };
  struct Asking {
    Key key;
    bool told_before = false;  // of something under the key, when this was asked
    tests::Told<actors::OutcomeCall> told;
  };
  /// What the journal says of a payment, read in the plainest way.
  struct Payment {
    ledger::Record record;
    ledger::Wide refunded = 0;
    ledger::Wide to_source = 0;
    ledger::Sequence newest = {};
  };
  struct Sums {
    ledger::Wide posted = 0;
    ledger::Wide used = 0;
  };

  void begin();
  ledger::WalletAddress open(const World::Signed& by, std::string_view dollars, bool budget);

  // Moves.
  void pay();
  void pay_together();
  void refund();
  void race();
  void refund_again();
  void seal();
  void seal_what_is_under_way();
  void ask_for_outcome();
  void freeze();
  void end_payer();
  void run_some();
  void pass();
  void hold_disk();
  void let_disk_go();
  void lag();
  void rest_wallets();
  void cut_off();
  void start_again();

  void refund(ledger::Sequence payment, std::optional<ledger::Money> money, std::string key);
  void seal(Key key);
  Key any_key();
  std::optional<ledger::Sequence> any_payment();
  ledger::Money any_part();
  std::string fresh_key() { return "k" + std::to_string(++keys_made_); }

  void hear();
  template <class Call>
  void hear_receipt(const Key& key, const tests::Told<Call>& told);
  void hear_sealed(const Sealing& one);
  void hear_outcome(const Asking& one);
  void hear_together(const Together& one);
  void is_durable(const ledger::Record& record);
  void forget_who_asked();
  void follow();
  void follow(const ledger::Record& record);
  void follow(const ledger::Record& record, const ledger::Refunded& refunded);
  void batches_are_whole();
  void audit();
  void audit_wallet(const ledger::WalletAddress& wallet);
  void audit_lists();
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  bool one_in(std::uint64_t times) { return below(times) == 0; }
  World& world() { return machine_.world(); }

  Findings findings_;
  Place& place_;
  std::mt19937_64 random_;
  Machine machine_;
  Figures figures_;
  World::Signed owner_;
  World::Signed stranger_;
  std::vector<ledger::WalletAddress> payers_;
  std::vector<ledger::WalletAddress> payees_;
  std::vector<Paying> paying_;
  std::vector<Together> together_;
  std::vector<Refunding> refunding_;
  std::vector<Sealing> sealing_;
  std::vector<Asking> asking_;
  std::uint64_t keys_made_ = 0;
  std::vector<Key> keys_;                  // that were ever used
  std::vector<std::vector<Key>> batches_;  // of what was to be made together
  std::map<ledger::Sequence, Payment> payments_;
  std::map<Key, ledger::Sequence> recorded_;  // under which record a key stands
  std::set<Key> told_;                        // of which somebody was told
  std::map<ledger::AccountNumber, Sums> sums_;
  ledger::Sequence followed_ = {};

  friend struct RefundMoves;
};

}  // namespace bursar::simulation
