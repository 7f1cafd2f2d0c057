#pragma once

// One history of payouts, all of it from one seed: asked for, cancelled, submitted to a bank that
// takes its time, loses words, refuses or falls silent, while wallets freeze and end and the
// machine is cut off. The bank remembers what reached it, as banks do, and a plain account of the
// journal says what must have come of it: what arrived there has left a wallet, once.

#include "tests/simulation/history.hpp"

#include <functional>
#include <memory>

namespace bursar::simulation {

class PayoutHistory final : public History {
 public:
  struct Figures {
    std::uint64_t asked = 0;
    std::uint64_t completed = 0;
    std::uint64_t failed = 0;
    std::uint64_t cancelled = 0;
  };

  PayoutHistory(std::uint64_t seed, Place& place);
  ~PayoutHistory() override;

  const Figures& figures() const { return figures_; }

 private:
  using Status = ledger::PayoutStatus;
  using Bank = tests::FakeConnector;
  static constexpr std::int64_t pending_ms = 5'000;
  static constexpr std::int64_t silence_ms = 120'000;
  static actors::Engine::Options options_of(std::uint64_t seed);
  struct Asking {
    Key key;  // without a text: none
    tests::Told<actors::PayOutCall> told;
  };
  struct Cancelling {
    ledger::Sequence payout = {};
    tests::Told<actors::CancelPayoutCall> told;
  };
  struct Seeing {
    ledger::Sequence payout = {};
    Status told_before = Status::pending;  // when this was asked
    tests::Told<actors::PayoutCall> told;
  };
  /// What the journal says of one, read in the plainest way.
  struct Payout {
    ledger::Record asked;
    std::string id;  // as the bank knows it
    Status status = Status::pending;
    ledger::Time since = {};
    Status told = Status::pending;  // the last that answers have told
  };

  void begin();
  ledger::WalletAddress open(std::string_view dollars, bool budget);

  // Moves.
  void move() override;
  void ask();
  void ask_again();
  void cancel();
  void race();
  void think_again();
  void see();
  void freeze();
  void end_payer();
  void answer();
  void decide_at_bank();
  void change_mood();
  void pass_long();
  void cut_off();
  void start_again();

  void ask(actors::PayOutCommand command);
  void cancel(ledger::Sequence payout);
  std::optional<ledger::Sequence> any_payout();
  void thaw();

  // The bank.
  void take(const actors::SettlementOrder& order);
  void send(std::function<void()> answer);
  Bank::Loss loss();
  void make_it_honest();

  void hear_answers() override;
  void hear_asking(const Asking& one);
  void hear_cancelling(const Cancelling& one);
  void note(ledger::Sequence payout, Status told, Status told_before);
  void follow(const ledger::Record& record) override;
  void follow(const ledger::PayoutAdvanced& advanced);
  void end(const ledger::Record& record, ledger::Sequence payout, Status status);
  void come_to_rest();
  void audit() override;
  void audit_alarm();
  std::size_t with_bank_for(std::int64_t ms);
  void audit_bank();
  void audit_ends();
  void audit_lists();

  Figures figures_;
  const std::shared_ptr<Bank> bank_{world().connector};
  World::Signed owner_;
  std::vector<ledger::WalletAddress> payers_;
  Awaited<Asking> asking_{awaited(), "ask"};
  Awaited<Cancelling> cancelling_{awaited(), "cancel"};
  Awaited<Seeing> seeing_{awaited(), "see"};
  std::uint64_t keys_made_ = 0;
  std::vector<actors::PayOutCommand> keyed_;    // that were ever asked with a key
  std::map<ledger::Sequence, Payout> payouts_;  // all that were ever asked for
  std::map<std::string, ledger::Sequence> by_id_;
  std::vector<std::function<void()>> on_their_way_;  // answers of the bank's
  bool lossy_ = true;
};

}  // namespace bursar::simulation
