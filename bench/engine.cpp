// How many payments a second the engine makes durable, without the edge: wallets (10,000) with a
// policy, a fresh idempotency key each, an external payee, a window of 8,192 calls. Refuses to
// report when the journal disagrees with the count.
//
//   engine [seconds] [pool|handing_thread] [directory] [wallets]

#include "actors/engine.hpp"

#include "bench/figures.hpp"
#include "crypto/hash.hpp"
#include "persistence/recovery.hpp"
#include "system_ports.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace bursar;
using bench::cpu_seconds;
using bench::give_up;
using Seconds = std::chrono::duration<double>;

constexpr std::size_t wallets_usual = 10'000;
constexpr std::int64_t dollars_in_all = 10'000'000'000;  // what a treasury can give
constexpr std::size_t window = 8'192;
constexpr std::size_t round_calls = 512;

/// Counts answers; whoever waits is woken once a batch.
class Counter final : public actors::Recipient {
 public:
  void answered(actors::CallPtr call, std::uint64_t) noexcept override {
    const auto& outcome = static_cast<actors::CallFor<actors::Receipt>&>(*call).outcome;
    if (!outcome || outcome->replayed) give_up("a call was not allowed");
    ++answered_;
  }
  void lost(std::uint64_t) noexcept override { give_up("a call was lost"); }
  void batch_ended() {
    seen_.store(answered_, std::memory_order_release);
    seen_.notify_one();
  }

  std::uint64_t seen() const { return seen_.load(std::memory_order_acquire); }
  void wait_past(std::uint64_t count) const { seen_.wait(count, std::memory_order_acquire); }

 private:
  std::uint64_t answered_ = 0;  // the writer's thread alone
  std::atomic<std::uint64_t> seen_ = 0;
};

/// One call, waited for.
template <class C>
class Once final : public actors::Recipient {
 public:
  C& ask(actors::Engine& engine, auto command, void (actors::Engine::*method)(std::shared_ptr<C>)) {
    auto call = std::make_shared<C>();
    call->command = std::move(command);
    call->address(*this, 0);
    (engine.*method)(std::move(call));
    engine.drain();
    auto& told = static_cast<C&>(*call_);
    if (!told.outcome) give_up("setting up failed");
    return told;
  }
  void answered(actors::CallPtr call, std::uint64_t) noexcept override { call_ = std::move(call); }
  void lost(std::uint64_t) noexcept override { give_up("a call was lost"); }

 private:
  actors::CallPtr call_;
};

class Bench {
 public:
  Bench(const std::filesystem::path& directory, actors::Scheduling scheduling, std::size_t wallets)
      : wallets_{wallets},
        journal_{persistence::open_journal({.directory = directory / "journal"})},
        addresses_{wallets},
        engine_{options(directory, scheduling),
                {*journal_, *journal_, clock_, random_},
                ledger::Books{},
                {}} {}

  void open_wallets() {
    actors::MakeKey sign_up;
    sign_up.owner.new_organization_name = "bench";
    sign_up.now = clock_.now();
    Once<actors::MakeKeyCall> key;
    organization_ =
        key.ask(engine_, std::move(sign_up), &actors::Engine::make_key).outcome->key.organization;
    actors::MakePolicy wanted;
    wanted.organization = organization_;
    wanted.policy.terms.max_per_tx = ledger::Money::dollars(1'000);
    wanted.policy.terms.max_per_day = ledger::Money::dollars(100'000'000);
    wanted.policy.terms.max_total = ledger::Money::dollars(1'000'000'000);
    Once<actors::MakePolicyCall> policy;
    const auto id =
        policy.ask(engine_, std::move(wanted), &actors::Engine::make_policy).outcome->made.terms.id;

    for (std::size_t i = 0; i < wallets_; ++i) {
      auto call = std::make_shared<actors::OpenWalletCall>();
      call->command.owner.organization = organization_;
      call->command.policy = id;
      call->command.now = clock_.now();
      call->address(addresses_, i);
      engine_.open_wallet(std::move(call));
      if (i % round_calls == 0) engine_.drain();
    }
    engine_.drain();
    for (const ledger::WalletAddress& wallet : addresses_.wallets) fund(wallet);
    settle();
  }

  double spend_for(double seconds) {
    const auto began = std::chrono::steady_clock::now();
    const std::uint64_t first = sent_;
    Seconds took{};
    do {
      round();
      took = std::chrono::steady_clock::now() - began;
    } while (took.count() < seconds);
    settle();
    took = std::chrono::steady_clock::now() - began;
    const std::uint64_t spends = sent_ - first;
    spends_ += spends;
    return static_cast<double>(spends) / took.count();
  }

  std::uint64_t spends() const { return spends_; }

  // What was counted must be what the journal holds: sequences, and money that went out.
  void verify() {
    const std::uint64_t records = 1 + 1 + 1 + wallets_ + sent_;
    if (engine_.last_durable().value != records) give_up("the journal has another count");
    Once<actors::TrialBalanceCall> asked;
    const auto& balance =
        *asked
             .ask(engine_, actors::TrialBalanceQuery{organization_}, &actors::Engine::trial_balance)
             .outcome;
    if (balance.sum != 0) give_up("the books do not sum to zero");
    for (const auto& row : balance.rows)
      if (row.system == ledger::SystemAccount::external &&
          row.balance != static_cast<ledger::Wide>(spends_) * spend_amount().money().units())
        give_up("another amount went out");
  }

 private:
  struct Addresses final : actors::Recipient {
    explicit Addresses(std::size_t count) : wallets(count) {}
    void answered(actors::CallPtr call, std::uint64_t ticket) noexcept override {
      const auto& outcome = static_cast<actors::OpenWalletCall&>(*call).outcome;
      if (!outcome) give_up("a wallet was not opened");
      wallets[ticket] = outcome->wallet.profile.opened.address;
    }
    void lost(std::uint64_t) noexcept override { give_up("a call was lost"); }
    std::vector<ledger::WalletAddress> wallets;
  };

  actors::Engine::Options options(const std::filesystem::path& directory,
                                  actors::Scheduling scheduling) {
    actors::Engine::Options chosen;
    chosen.keys_directory = directory / "keys";
    chosen.calls_in_flight_max = 2 * window;
    chosen.idempotency_keys_max = std::size_t{1} << 40;
    chosen.scheduling = scheduling;
    chosen.after_batch = [this] { counter_.batch_ended(); };
    return chosen;
  }

  static ledger::Amount spend_amount() { return *ledger::Amount::of(ledger::Money::units(1'000)); }

  void fund(const ledger::WalletAddress& wallet) {
    auto call = std::make_shared<actors::FundCall>();
    call->command.fund = {.wallet = wallet,
                          .org_wallet = {},
                          .source = ledger::FundingSource::treasury,
                          .amount = *ledger::Amount::of(ledger::Money::dollars(
                              dollars_in_all / static_cast<std::int64_t>(wallets_)))};
    call->command.now = clock_.now();
    call->organization = organization_;
    call->address(counter_, sent_++);
    engine_.fund(std::move(call));
    if (sent_ % round_calls == 0) engine_.end_round();
    wait_for_room();
  }

  void round() {
    const ledger::Time now = clock_.now();
    for (std::size_t i = 0; i < round_calls; ++i) spend(now);
    engine_.end_round();
    wait_for_room();
  }

  void spend(ledger::Time now) {
    auto call = std::make_shared<actors::PayCall>();
    actors::PayCommand& command = call->command;
    command.pay.payer = addresses_.wallets[sent_ * 7'919 % wallets_];
    command.pay.payee_external = "shop";
    command.pay.amount = spend_amount();
    command.pay.salt = sent_ & ledger::salt_mask;
    command.keyed.key = "bench-" + std::to_string(sent_);
    command.keyed.request_id = "r";
    command.now = now;
    call->organization = organization_;
    call->address(counter_, sent_++);
    engine_.pay(std::move(call));
  }

  void wait_for_room() {
    for (std::uint64_t seen = counter_.seen(); sent_ - seen + round_calls > window;
         seen = counter_.seen()) {
      engine_.end_round();
      counter_.wait_past(seen);
    }
  }
  void settle() { engine_.drain(); }

  const std::size_t wallets_;
  SystemClock clock_;
  SystemRandom random_;
  std::unique_ptr<persistence::Journal> journal_;
  Counter counter_;
  Addresses addresses_;
  actors::Engine engine_;
  ledger::OrganizationNumber organization_;
  std::uint64_t sent_ = 0;
  std::uint64_t spends_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 5;
  const bool pool = argc > 2 && std::string_view{argv[2]} == "pool";
  std::string directory =
      (std::filesystem::path{argc > 3 ? argv[3] : "/tmp"} / "bursar-bench-XXXXXX").string();
  const std::size_t wallets = argc > 4 ? std::strtoull(argv[4], nullptr, 10) : wallets_usual;
  if (wallets == 0 || wallets % 7'919 == 0) give_up("the number of wallets is no multiple of 7919");
  if (::mkdtemp(directory.data()) == nullptr) give_up("no temporary directory");
  crypto::start();
  {
    Bench bench{directory, pool ? actors::Scheduling::pool : actors::Scheduling::handing_thread,
                wallets};
    bench.open_wallets();
    bench.spend_for(1);
    const double cpu_before = cpu_seconds();
    const std::uint64_t spends_before = bench.spends();
    const double rate = bench.spend_for(seconds);
    const double cpu = cpu_seconds() - cpu_before;
    const auto spends = static_cast<double>(bench.spends() - spends_before);
    bench.verify();
    std::printf("%.0f durable spends/s, %.2f us of CPU each (%.0f in all, %zu wallets, %s)\n", rate,
                cpu / spends * 1e6, spends, wallets, pool ? "pool" : "handing_thread");
  }
  std::filesystem::remove_all(directory);
}
