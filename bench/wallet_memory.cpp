// What a wallet costs in memory, anonymous pages of the whole process: cold, as a start finds it;
// alive, when something came for each; and at rest again.
//
//   wallet_memory [wallets] [directory]

#include "actors/engine.hpp"
#include "actors/views_states.hpp"
#include "bench/figures.hpp"
#include "crypto/hash.hpp"
#include "persistence/resume.hpp"
#include "system_ports.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <semaphore>
#include <string>
#include <utility>

#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace bursar;
using bench::give_up;

constexpr std::size_t round_calls = 4'096;
constexpr std::chrono::seconds idle{30};

struct Ignore final : actors::Recipient {
  void answered(actors::CallPtr, std::uint64_t) noexcept override {}
  void lost(std::uint64_t) noexcept override { give_up("a call was lost"); }
};

struct Organization final : actors::Recipient {
  void answered(actors::CallPtr call, std::uint64_t) noexcept override {
    number = static_cast<actors::MakeKeyCall&>(*call).outcome->key.organization;
  }
  void lost(std::uint64_t) noexcept override { give_up("a call was lost"); }
  ledger::OrganizationNumber number;
};

/// An engine over what is in the directory.
class Life {
 public:
  explicit Life(const std::filesystem::path& directory)
      : journal_{persistence::open_journal({.directory = directory / "journal"})},
        views_{persistence::resume(*journal_, {.views = {.directory = directory / "views"}}).views},
        states_{*views_} {
    states_.each_wallet([this](const persistence::WalletSnapshot& row) {
      accounts_ = row.state.address.account.value + 1;
    });
    engine_ = std::make_unique<actors::Engine>(
        actors::Engine::Options{.calls_in_flight_max = 2 * round_calls,
                                .keys_directory = directory / "keys",
                                .wallet_idle = idle,
                                .wallets_live_max = std::size_t{1} << 40,
                                .scheduling = actors::Scheduling::handing_thread},
        actors::Engine::Ports{.store = *journal_,
                              .reader = *journal_,
                              .clock = clock_,
                              .random = random_,
                              .follower = views_.get()},
        states_, std::array<std::uint8_t, 32>{});
    engine_->on_ready([this] { ready_.release(); });
  }
  ~Life() {
    engine_.reset();
    journal_->close();
  }

  void open_wallets(std::size_t count) {
    actors::MakeKey sign_up;
    sign_up.owner.new_organization_name = "bench";
    hand_over(std::move(sign_up), organization_, &actors::Engine::make_key);
    engine_->drain();
    for (std::size_t i = 1; i <= count; ++i) {
      actors::OpenWallet opening;
      opening.owner.organization = organization_.number;
      hand_over(std::move(opening), ignore_, &actors::Engine::open_wallet);
      if (i % round_calls == 0) engine_->drain();
    }
    engine_->drain();
  }

  /// Answers how many came to life.
  std::uint64_t touch_all() {
    for (std::uint64_t account = 1; account < accounts_; ++account) {
      hand_over(actors::WalletQuery{{account}}, ignore_, &actors::Engine::balance);
      if (account % round_calls == 0) engine_->drain();
    }
    engine_->drain();
    return engine_->activations();
  }

  void wait_for_rest() {
    engine_->end_round();
    while (engine_->passivations() < engine_->activations()) {
      ready_.acquire();
      engine_->end_round();
    }
    engine_->drain();
  }

 private:
  template <class C>
  void hand_over(auto command, actors::Recipient& to,
                 void (actors::Engine::*method)(std::shared_ptr<C>)) {
    auto call = std::make_shared<C>();
    call->command = std::move(command);
    call->address(to, 0);
    ((*engine_).*method)(std::move(call));
  }

  SystemClock clock_;
  SystemRandom random_;
  Ignore ignore_;
  Organization organization_;
  std::unique_ptr<persistence::Journal> journal_;
  std::unique_ptr<persistence::Views> views_;
  actors::ViewsStates states_;
  std::uint64_t accounts_ = 0;
  std::counting_semaphore<> ready_{0};  // the engine has something to do that nobody handed over
  std::unique_ptr<actors::Engine> engine_;
};

double anonymous_bytes() {
  std::ifstream status{"/proc/self/status"};
  for (std::string word; status >> word;)
    if (double kib = 0; word == "RssAnon:" && status >> kib) return kib * 1'024;
  give_up("/proc/self/status has no RssAnon");
}

/// In a process of its own, so that what it used is not counted.
void prepare(const std::filesystem::path& directory, std::size_t wallets) {
  const pid_t child = ::fork();
  if (child == 0) {
    {
      Life{directory}.open_wallets(wallets);
    }
    ::_exit(0);
  }
  int status = 0;
  if (::waitpid(child, &status, 0) != child || status != 0) give_up("setting up failed");
}

void show(const char* what, double before, std::uint64_t wallets) {
  const double bytes = anonymous_bytes();
  std::printf("%-26s %7.1f MiB, %6.0f bytes a wallet\n", what, bytes / 1'048'576,
              (bytes - before) / static_cast<double>(wallets));
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t wallets = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 200'000;
  std::string directory =
      (std::filesystem::path{argc > 2 ? argv[2] : "/tmp"} / "bursar-bench-XXXXXX").string();
  if (::mkdtemp(directory.data()) == nullptr) give_up("no temporary directory");
  crypto::start();
  prepare(directory, wallets);
  {
    const double before = anonymous_bytes();
    Life life{directory};
    show("cold, all that a start has", before, wallets);
    const double cold = anonymous_bytes();
    if (life.touch_all() < wallets) give_up("not every wallet came to life");
    show("alive, on top of that", cold, wallets);
    life.wait_for_rest();
    show("at rest, on top of that", cold, wallets);
  }
  std::filesystem::remove_all(directory);
}
