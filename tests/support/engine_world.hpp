#pragma once

// The real engine room on a simulated store, clock and schedule, and short words for what tests ask
// of it. The journal may go on from records that another world has left.

#include "actors/engine_room.hpp"
#include "crypto/hash.hpp"
#include "tests/support/amounts.hpp"
#include "tests/support/answers.hpp"
#include "tests/support/deterministic_system.hpp"
#include "tests/support/fake_connector.hpp"
#include "tests/support/fake_evidence.hpp"
#include "tests/support/fake_post.hpp"
#include "tests/support/simulated_follower.hpp"
#include "tests/support/simulated_ports.hpp"
#include "tests/support/simulated_states.hpp"
#include "tests/support/simulated_store.hpp"
#include "tests/support/temporary_directory.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace bursar::tests {

inline ledger::Books replayed(const std::vector<ledger::Record>& records) {
  ledger::Books books;
  for (const ledger::Record& record : records) books.apply(record);
  return books;
}

inline ledger::Books replayed(const SimulatedStore& store) {
  ledger::Books books;
  for (ledger::Sequence next{1}; next <= store.last_sequence(); ++next.value)
    books.apply(store.durable_record(next));
  return books;
}

inline ledger::Record genesis_record(ledger::Time now) {
  ledger::Genesis genesis;
  genesis.permutation_key.fill(1);
  genesis.idempotency_key.fill(2);
  ledger::Record record;
  record.sequence = {1};
  record.time = now;
  record.fact = genesis;
  return record;
}

/// What somebody else has derived from the records that a world goes on from.
struct Derived {
  const actors::LedgerStates& books;
  const actors::WalletStates& states;
  persistence::JournalFollower& follower;
};

class EngineWorld {
 public:
  using Derive = std::function<Derived(const SimulatedStore&)>;

  /// Without `derive` the books are replayed, and the rest is simulated.
  explicit EngineWorld(std::uint64_t seed = 0, actors::Engine::Options options = {},
                       std::vector<ledger::Record> records = {}, const Derive& derive = {},
                       std::shared_ptr<FakeConnector> outside = std::make_shared<FakeConnector>(),
                       std::shared_ptr<FakePost> told = std::make_shared<FakePost>())
      : random{seed}, connector{std::move(outside)}, post{std::move(told)}, schedule{seed} {
    crypto::start();
    if (records.empty()) records.push_back(genesis_record(clock.now()));
    store.emplace(std::move(records));
    states.emplace(*store);
    if (options.keys_directory.empty()) options.keys_directory = directory.path() / "keys";
    options.on_fatal = [this](std::string_view why) { fatal.emplace_back(why); };
    if (!derive) own_books.emplace(replayed(*store), *store);
    const Derived derived = derive ? derive(*store) : Derived{*own_books, *states, follower};
    room = std::make_unique<actors::EngineRoom>(
        schedule.system(), options,
        actors::Engine::Ports{*store, *store, clock, random, &derived.states, &derived.follower,
                              connector.get(), &evidence, post.get()},
        derived.books,
        actors::EngineRoom::Running{.waking = actors::Waking::at_once,
                                    .writer = actors::WriterThread::shared});
  }

  ~EngineWorld() {
    room->close();
    schedule.let_go();
    room->let_go();
  }

  void run() { schedule.run(); }
  /// Long enough for every idle wallet to be asked to leave, `idle` being the engine's.
  void rest(std::chrono::milliseconds idle = std::chrono::minutes{5}) {
    for (int sweeps = 0; sweeps < 8; ++sweeps) schedule.advance(idle / 4);
  }
  void hold_the_disk() { schedule.hold(room->writer()); }
  void let_the_disk_go() { schedule.let_go(); }
  ledger::Books books() const { return replayed(store->records()); }

  Told<actors::PayCall> pay(actors::PayCommand command) {
    command.now = clock.now();
    return tell<actors::PayCall>(std::move(command), [&](auto call) { room->pay(call); });
  }
  Told<actors::FundCall> fund(actors::FundCommand command) {
    command.now = clock.now();
    return tell<actors::FundCall>(std::move(command), [&](auto call) { room->fund(call); });
  }
  Told<actors::FundBatchCall> fund_batch(actors::FundBatchCommand command) {
    command.now = clock.now();
    return tell<actors::FundBatchCall>(std::move(command),
                                       [&](auto call) { room->fund_batch(call); });
  }
  Told<actors::WithdrawCall> withdraw(actors::WithdrawCommand command) {
    command.now = clock.now();
    return tell<actors::WithdrawCall>(std::move(command), [&](auto call) { room->withdraw(call); });
  }
  Told<actors::ClearCall> clear(actors::ClearCommand command) {
    command.now = clock.now();
    return tell<actors::ClearCall>(std::move(command), [&](auto call) { room->clear(call); });
  }
  Told<actors::RefundCall> refund(actors::RefundCommand command) {
    command.now = clock.now();
    return tell<actors::RefundCall>(std::move(command), [&](auto call) { room->refund(call); });
  }
  Told<actors::DisputeCall> dispute(actors::DisputeCommand command) {
    command.now = clock.now();
    return tell<actors::DisputeCall>(std::move(command), [&](auto call) { room->dispute(call); });
  }
  Told<actors::OutcomeCall> outcome(const ledger::WalletAddress& wallet, std::string key) {
    return tell<actors::OutcomeCall>(
        actors::KeyName{.wallet = wallet, .key = std::move(key), .now = clock.now()},
        [&](auto call) { room->outcome(call); });
  }
  Told<actors::SealCall> seal(const ledger::WalletAddress& wallet, std::string key) {
    actors::SealKey command;
    command.wallet = wallet;
    command.key = std::move(key);
    command.now = clock.now();
    return tell<actors::SealCall>(std::move(command), [&](auto call) { room->seal(call); });
  }
  Told<actors::BalanceCall> balance(const ledger::WalletAddress& wallet) {
    return tell<actors::BalanceCall>(actors::WalletQuery{wallet.account},
                                     [&](auto call) { room->balance(call); });
  }
  template <class C, class Command>
  Told<C> ask(Command command) {
    return tell<C>(std::move(command), [&](auto call) { room->ask_registry(call); });
  }

  template <class C, class Command, class Hand>
  Told<C> tell(Command command, Hand hand) {
    auto call = std::make_shared<C>();
    call->command = std::move(command);
    Told<C> told{*call};
    hand(std::move(call));
    return told;
  }

  /// A sign-up that is done: the organisation's principal and its org wallet.
  struct Signed {
    ledger::Principal principal;
    ledger::WalletAddress wallet;
    std::string secret;
  };
  Signed sign_up(ledger::Money balance = ledger::Money::dollars(10'000)) {
    actors::MakeKey command;
    command.owner.new_organization_name = "Acme";
    command.owner.new_organization_balance = balance;
    command.now = clock.now();
    const auto told = ask<actors::MakeKeyCall>(std::move(command));
    run();
    Signed made{.principal = {}, .wallet = {}, .secret = told.outcome()->secret};
    made.principal = room->tables().principal(crypto::sha256(made.secret), clock.now()).value();
    const auto books_now = books();
    const auto& wallets = books_now.organizations[made.principal.organization.value].wallets;
    made.wallet = books_now.profiles.at(wallets.front()).opened.address;
    return made;
  }

  actors::OpenWallet opening(const Signed& by) const {
    actors::OpenWallet command;
    command.owner.organization = by.principal.organization;
    command.now = clock.now();
    return command;
  }
  ledger::WalletAddress open_wallet(const Signed& by) { return open_wallet(opening(by)); }
  ledger::WalletAddress open_wallet(actors::OpenWallet command) {
    const auto told = ask<actors::OpenWalletCall>(std::move(command));
    run();
    return told.outcome()->wallet.profile.opened.address;
  }
  ledger::WalletAddress funded_wallet(const Signed& by, ledger::Money balance) {
    const ledger::WalletAddress wallet = open_wallet(by);
    fund(from_treasury(wallet, balance));
    run();
    return wallet;
  }
  ledger::Money posted(const ledger::WalletAddress& wallet) {
    const auto told = balance(wallet);
    run();
    return told.outcome()->state.posted;
  }

  static actors::FundCommand from_treasury(const ledger::WalletAddress& wallet, ledger::Money money,
                                           std::string key = {}) {
    actors::FundCommand command;
    command.fund.wallet = wallet;
    command.fund.source = ledger::FundingSource::treasury;
    command.fund.amount = *ledger::Amount::of(money);
    command.keyed.key = std::move(key);
    return command;
  }
  static actors::ClearCommand clearing(ledger::Clearing kind, const Signed& by, ledger::Money money,
                                       std::string key) {
    actors::ClearCommand command;
    command.clear = {.kind = kind,
                     .wallet = by.wallet,
                     .organization_id = by.principal.organization_id,
                     .amount = *ledger::Amount::of(money),
                     .reference = "ref"};
    command.keyed.key = std::move(key);
    return command;
  }
  static actors::FundCommand from_organization(const ledger::WalletAddress& org,
                                               const ledger::WalletAddress& wallet,
                                               ledger::Money money, std::string key = {}) {
    actors::FundCommand command = from_treasury(wallet, money, std::move(key));
    command.fund.source = ledger::FundingSource::organization;
    command.fund.org_wallet = org;
    return command;
  }
  /// All that it has, where no money is named.
  static actors::WithdrawCommand back(const ledger::WalletAddress& wallet,
                                      const ledger::WalletAddress& org,
                                      std::optional<ledger::Money> money = std::nullopt,
                                      std::string key = {}) {
    actors::WithdrawCommand command;
    command.withdraw.wallet = wallet;
    command.withdraw.org_wallet = org;
    if (money) command.withdraw.amount = ledger::Amount::of(*money);
    command.keyed.key = std::move(key);
    return command;
  }
  /// Of a payment that is made; all that is left of it, where no money is named.
  static actors::RefundCommand refund_of(const ledger::Record& payment,
                                         std::optional<ledger::Money> money = std::nullopt,
                                         std::string key = {}) {
    actors::RefundCommand command;
    command.refund.place = ledger::payment_place(payment).value();
    command.refund.payment = payment.sequence;
    command.refund.paid = std::get<ledger::Paid>(payment.fact);
    if (money) command.refund.amount = ledger::Amount::of(*money);
    command.keyed.key = std::move(key);
    return command;
  }
  /// `opening` none: it opens one.
  static actors::DisputeCommand dispute_of(const ledger::Record& payment,
                                           ledger::DisputeEvent event,
                                           const ledger::Record* opening = nullptr) {
    actors::DisputeCommand command;
    command.act.refund = refund_of(payment).refund;
    command.act.event = event;
    command.act.opened.paid_at = payment.time;
    command.act.opened.reason = "not_delivered";
    if (opening == nullptr) return command;
    command.act.asked = opening->sequence;
    command.act.opened = std::get<ledger::DisputeOpened>(opening->fact);
    return command;
  }
  static actors::PayCommand outside(const ledger::WalletAddress& payer, ledger::Money money,
                                    std::string key = {}) {
    actors::PayCommand command;
    command.pay.payer = payer;
    command.pay.payee_external = "a shop";
    command.pay.amount = *ledger::Amount::of(money);
    command.keyed.key = std::move(key);
    return command;
  }
  static actors::PayCommand between(const ledger::WalletAddress& payer,
                                    const ledger::WalletAddress& payee, ledger::Money money,
                                    std::string key = {}) {
    actors::PayCommand command = outside(payer, money, std::move(key));
    command.pay.payee_external.clear();
    command.pay.payee = payee;
    return command;
  }

  TemporaryDirectory directory{TemporaryDirectory::quick_place()};
  std::vector<std::string> fatal;
  SimulatedClock clock;
  SeededRandom random;
  std::shared_ptr<FakeConnector> connector;  // remembers what earlier worlds have told it
  std::shared_ptr<FakePost> post;            // likewise
  FakeEvidence evidence;
  std::optional<SimulatedStore> store;
  std::optional<SimulatedStates> states;
  std::optional<SimulatedBooks> own_books;
  SimulatedFollower follower{[this] { return store->last_sequence(); }};
  std::unique_ptr<actors::EngineRoom> room;  // goes after the actors
  DeterministicSystem schedule;
};

}  // namespace bursar::tests
