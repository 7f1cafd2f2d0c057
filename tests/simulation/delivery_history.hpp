#pragma once

// One history of webhooks, all of it from one seed: they come, change, rotate their secrets, are
// tested, disabled and removed, while payments make events, the machine is cut off, and receivers
// take what comes, refuse it, have too much to do, are slow, are gone, or never answer. Receivers
// outlive the engine and remember; a plain account of the journal says what must have come of it.

#include "tests/simulation/history.hpp"
#include "tests/simulation/webhook_account.hpp"

#include <functional>
#include <memory>

namespace bursar::simulation {

class DeliveryHistory final : public History {
 public:
  struct Figures {
    std::uint64_t events = 0;
    std::uint64_t webhooks = 0;
    std::uint64_t sent = 0;
    std::uint64_t taken = 0;
    std::uint64_t disabled = 0;  // not by their owners
  };

  DeliveryHistory(std::uint64_t seed, Place& place);
  ~DeliveryHistory() override;

  const Figures& figures() const { return figures_; }

 private:
  using At = ledger::EventPosition;
  using Answer = actors::OutboundAnswer;
  using Deed = decltype(actors::ActOnWebhook::deed);
  static constexpr std::size_t webhooks_max = 3;  // of each organisation
  static actors::Engine::Options options_of(std::uint64_t seed);

  /// How a receiver is, until its mood changes.
  enum class Mood : std::uint8_t {
    prompt,
    slow,
    hanging,
    failing,
    throttling,
    wayward,
    last = wayward
  };
  struct Hook {
    WebhookAccount account;
    Mood mood = Mood::prompt;
  };
  /// An answer that has not come yet.
  struct OnItsWay {
    ledger::Sequence hook = {};
    At at = {};
    std::uint64_t life = 0;
    std::optional<Answer> answer = {};  // none: it never comes, and is given up
    ledger::Time since = {};
    actors::Outbound::Then then;
  };
  struct Making {
    tests::Told<actors::MakeWebhookCall> told;
  };
  struct Acting {
    ledger::Sequence hook = {};
    bool enables = false;
    tests::Told<actors::WebhookActCall> told;
  };
  struct Organization {
    World::Signed owner;
    std::vector<ledger::WalletAddress> wallets = {};
    ToldEvents events = {};
  };

  void begin();

  // Moves.
  void move() override;
  void pay();
  void pay_too_much();
  void fund_many();
  void change_wallet();
  void make_webhook();
  void change_webhook();
  void rotate();
  void remove();
  void test();
  void redeliver();
  void answer_one();
  void answer_all();
  void change_mood();
  void pass_long();
  void settle();
  void fill_disk();
  void break_disk();
  void cut_off();
  void start_again();

  void act(const std::function<Deed(const WebhookAccount&)>& deed);
  std::optional<ledger::Sequence> any_webhook();
  std::vector<std::string> any_words();
  ledger::Time now() { return world().clock.now(); }

  // The receivers.
  void take(const actors::WebhookDelivery& delivery, actors::Outbound::Then then);
  std::optional<Answer> answer_of(Mood mood);
  Answer failure();
  void judge_status(ledger::Sequence made, const WebhookAccount& account);
  void judge_bounds(const WebhookAccount& account);
  void answer(std::size_t one);
  void give_up_late();

  void know_life();
  void hear_answers() override;
  void follow(const ledger::Record& record) override;
  void run_on();
  void come_to_rest();
  void audit() override;
  void audit_prompt();
  void audit_disabled();
  void audit_delivered();
  void audit_lists();

  Figures figures_;
  const std::size_t in_flight_max_;
  const std::shared_ptr<tests::FakePost> post_{world().post};
  std::map<ledger::OrganizationNumber, Organization> organizations_;
  std::vector<ledger::OrganizationNumber> numbers_;
  std::map<ledger::Sequence, Hook> hooks_;  // all that were ever made
  std::map<ledger::WebhookId, ledger::Sequence> by_id_;
  Awaited<Making> making_{awaited(), "make"};
  Awaited<Acting> acting_{awaited(), "act"};
  std::vector<OnItsWay> on_their_way_;
  std::uint64_t keys_made_ = 0;
  std::uint64_t life_ = 0;
  bool full_ = false;
};

}  // namespace bursar::simulation
