#pragma once

// One history of services and of payment tokens for their calls, all of it from one seed: made,
// changed and removed; authorized, verified, started, accepted, paid, cancelled, released, refunded
// by several at once, or left until their time is over, while payers freeze and end, the disk fills
// and fails and the machine is cut off. Beside it a plain account of the journal says what must
// have come of it.

#include "tests/simulation/history.hpp"
#include "tests/simulation/payments_made.hpp"
#include "tests/simulation/services_offered.hpp"
#include "tests/simulation/token_lives.hpp"

#include <functional>

namespace bursar::simulation {

class TokenHistory final : public History {
 public:
  struct Figures {
    std::uint64_t issued = 0;
    std::uint64_t settled = 0;
    std::uint64_t cancelled = 0;
    std::uint64_t released = 0;
    std::uint64_t expired = 0;
    std::uint64_t breached = 0;
    std::uint64_t refunded = 0;
  };

  TokenHistory(std::uint64_t seed, Place& place);

  const Figures& figures() const { return figures_; }

 private:
  using Life = TokenLives::Life;
  using Stage = TokenLives::Stage;
  static actors::Engine::Options options_of(std::uint64_t seed);
  /// How it was when something was asked; what is durable by then was decided before.
  struct Since {
    ledger::Sequence durable = {};
    ledger::Time at = {};
    std::uint64_t fillings = 0;  // of the disk
    bool full = false;
  };
  struct Paying {
    tests::Told<actors::PayCall> told;
  };
  struct Authorizing {
    actors::AuthorizeCommand command;
    Since since;
    tests::Told<actors::AuthorizeCall> told;

    Key key() const { return {command.authorize.pay.payer.account, command.keyed.key}; }
  };
  struct Acting {
    ledger::Sequence token = {};
    ledger::TokenEvent event = {};
    std::optional<ledger::Amount> amount = {};
    Since since;
    std::size_t stage = 0;  // at which it stood at least
    tests::Told<actors::TokenActCall> told;
  };
  struct Looking {
    ledger::Sequence token = {};
    std::size_t stage = 0;
    tests::Told<actors::TokenCall> told;
  };
  struct Refunding {
    Key key;
    tests::Told<actors::RefundCall> told;
  };
  /// Of a service, that is made (none yet), changed or marked.
  template <class Call>
  struct Offering {
    ledger::Sequence service = {};
    ledger::AccountNumber provider = {};
    Since since;
    tests::Told<Call> told;
  };
  using Making = Offering<actors::MakeServiceCall>;
  using Changing = Offering<actors::ChangeServiceCall>;
  using Marking = Offering<actors::MarkServiceCall>;

  void begin();
  ledger::WalletAddress open_payer(std::size_t n);
  ledger::WalletAddress open_payee(std::size_t n);
  void replace_the_ended();

  // Moves.
  void move() override;
  void make_service();
  void change_service();
  void mark_service(ledger::ServiceMark mark);
  void vouch() { mark_service(ledger::ServiceMark::verified); }
  void remove_service() { mark_service(ledger::ServiceMark::removed); }
  void pay();
  void authorize();
  void authorize_again();
  void act_in_turn();
  void act();
  void race();
  void look();
  void refund();
  void freeze();
  void end_payer();
  void end_payee();
  void pass_long();
  void pass_to_a_deadline();
  void fill_disk();
  void break_disk();
  void cut_off();
  void start_again();

  void authorize(actors::AuthorizeCommand command);
  void act(ledger::Sequence token, ledger::TokenEvent event);
  void look(ledger::Sequence token);
  ledger::TokenEvent any_event();
  std::optional<ledger::Amount> any_amount(const Life& life, ledger::TokenEvent event);
  ledger::ServiceTerms any_terms();
  std::optional<ledger::Sequence> any_token();
  std::shared_ptr<const actors::ServiceRow> any_offered();
  std::string fresh_key() { return "k" + std::to_string(++keys_made_); }
  Since since() { return {followed(), world().clock.now(), fillings_, full_}; }

  // What is heard, and what the journal has.
  void hear_answers() override;
  void hear_authorized(const Authorizing& one);
  void hear_issued(const Authorizing& one, const ledger::Record& record);
  void hear_not_issued(const Authorizing& one, const ledger::Error& error);
  void hear_acted(const Acting& one);
  void hear_moved(const Acting& one, const ledger::Record& record);
  bool has_cause(const Acting& one, ledger::Errc code);
  void hear_looked(const Looking& one);
  template <class Call>
  void hear_offered(const Offering<Call>& one);
  /// Whether it stood so at any time since then.
  bool stood(const Acting& one, const std::function<bool(const Stage&)>& so) const;
  bool was(ledger::WalletStatus status, ledger::AccountNumber wallet, const Since& since) const;
  bool was_full(const Since& since) const {
    return full_ || since.full || fillings_ != since.fillings;
  }
  std::size_t open_at_most(ledger::AccountNumber payer, const Since& since) const;
  void follow(const ledger::Record& record) override;
  void follow_money(const ledger::Record& record, const TokenLives::Step& step);
  void note_status(const ledger::Record& record);
  void audit() override;
  void audit_wallet(const ledger::WalletAddress& wallet);

  Figures figures_;
  World::Signed owner_;
  World::Signed seller_;
  ledger::PolicyId policy_;
  std::vector<ledger::WalletAddress> payers_;
  std::vector<ledger::WalletAddress> payees_;
  std::map<ledger::AccountNumber, ledger::WalletAddress> payees_ever_;
  Awaited<Paying> paying_{awaited(), "pay"};
  Awaited<Authorizing> authorizing_{awaited(), "authorize"};
  Awaited<Acting> acting_{awaited(), "act on a token"};
  Awaited<Looking> looking_{awaited(), "look at a token"};
  Awaited<Refunding> refunding_{awaited(), "refund"};
  Awaited<Making> making_{awaited(), "make a service"};
  Awaited<Changing> changing_{awaited(), "change a service"};
  Awaited<Marking> marking_{awaited(), "mark a service"};
  std::uint64_t keys_made_ = 0;
  std::vector<actors::AuthorizeCommand> keyed_;  // that were sent
  std::set<Key> sent_again_;
  std::uint64_t fillings_ = 0;
  bool full_ = false;
  TokenLives lives_;
  ServicesOffered services_;
  PaymentsMade payments_;
  std::set<ledger::Sequence> told_;  // records that were told to whoever had asked for them
  /// From which record on a wallet has been what.
  std::map<ledger::AccountNumber, std::map<ledger::Sequence, ledger::WalletStatus>> statuses_;
};

}  // namespace bursar::simulation
