// How fast views are made and followed: a journal of payments by many wallets, each with a key and
// a policy, is replayed into views, followed from the beginning, and started from. No engine.
//
//   views [records] [wallets] [directory]

#include "persistence/views.hpp"

#include "bench/figures.hpp"
#include "bench/journal_maker.hpp"
#include "crypto/hash.hpp"
#include "crypto/secret_file.hpp"
#include "persistence/recovery.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>

namespace {

using namespace bursar;
using bench::cpu_seconds;
using bench::give_up;
namespace fs = std::filesystem;
using Seconds = std::chrono::duration<double>;

constexpr std::uint64_t follow_batch = 50'000;

void measured(const char* what, std::uint64_t count, const std::function<void()>& deed) {
  const auto began = std::chrono::steady_clock::now();
  const double cpu_began = cpu_seconds();
  deed();
  const Seconds took = std::chrono::steady_clock::now() - began;
  const double cpu = cpu_seconds() - cpu_began;
  std::printf("%-28s %8.2f s  %8.2f s of CPU  %6.2f us of CPU each\n", what, took.count(), cpu,
              cpu * 1e6 / static_cast<double>(count));
  std::fflush(stdout);
}

/// Wallets of one organisation, each with a policy and a key, and payments of random ones.
class Writer : private bench::JournalMaker {
 public:
  using JournalMaker::JournalMaker;

  void open(std::uint64_t wallets) {
    for (std::uint64_t i = 0; i < wallets; ++i) open_one(i);
  }
  void pay(std::uint64_t records) {
    while (books().last().value < records) pay_one();
    flush();
  }

 private:
  static constexpr std::uint64_t first_wallet = 5;

  const ledger::PolicyInForce policy_{
      .terms = {.id = {{5, 5}}, .version = 1, .max_per_day = ledger::Money::dollars(1'000)}};

  void open_one(std::uint64_t i) {
    const ledger::AccountNumber account{first_wallet + i};
    ledger::Opened opened;
    if (i == 0) {
      opened.organization = {
          .id = {{1, 1}}, .number = {1}, .name = "bench", .sandbox_accounts = {1}};
      opened.policy = {.terms = policy_.terms, .name = "bench"};
    }
    ledger::WalletOpened& wallet = opened.wallets.emplace_back();
    wallet.address = {.account = account,
                      .id = {{random(), random()}},
                      .organization = {1},
                      .system_accounts = {1}};
    wallet.number = i + 1;
    wallet.name = "agent number " + std::to_string(i);
    wallet.policy = policy_.terms.id;
    wallet.agent = true;
    ledger::KeyMade& key = opened.keys.emplace_back();
    key = {.id = {{random(), random()}}, .name = "first", .wallet = wallet.address.id};
    const ledger::Money money = ledger::Money::dollars(1'000'000);
    add({{account, money}, {{1}, -money}}, opened);
  }

  void pay_one() {
    const ledger::AccountNumber payer{first_wallet + random() % books().wallets.size()};
    const ledger::Wallet& wallet = books().wallets.at(payer);
    const auto decided =
        wallet.decide(ledger::Pay{.payer = wallet.state().address,
                                  .payee_external = "merchant:demo",
                                  .amount = *ledger::Amount::of(ledger::Money::units(1'000'000)),
                                  .description = "tool call",
                                  .salt = random()},
                      {}, now(), &policy_);
    if (!decided) give_up("a payment was refused");
    add(decided->entries, decided->fact, payer);
  }
};

void run(std::uint64_t records, std::uint64_t wallets, const fs::path& directory) {
  const auto journal = persistence::open_journal({.directory = directory / "journal"});
  if (journal->last_sequence().none()) {
    measured("journal written", records, [&] {
      Writer writer{*journal, crypto::load_or_make_secrets(directory / "secret.key")};
      writer.open(wallets);
      writer.pay(records);
    });
  }
  records = journal->last_sequence().value;
  const persistence::ViewsOptions options{.directory = directory / "views"};
  const persistence::ViewsOptions followed{.directory = directory / "followed"};

  measured("records read", records,
           [&] { journal->scan({1}, [](const ledger::Record&) { return true; }); });
  {
    persistence::Replayed replayed;
    measured("journal replayed", records, [&] { replayed = persistence::replay(*journal); });
    measured("views made of it", wallets, [&] { make_views(options, replayed, *journal); });
  }
  make_views(followed, {}, *journal);
  {
    persistence::Views views{followed, *journal};
    measured("views followed", records, [&] {
      while (views.watermark().value < records)
        if (views.follow(follow_batch) != persistence::Durability::durable)
          give_up("the views cannot be written");
    });
  }
  measured("views opened", wallets, [&] {
    if (!open_views(options, *journal, journal->last_sequence())) give_up("the views are not good");
  });
  measured("books read from views", wallets, [&] {
    if (persistence::Views{options, *journal}.books().last().value != records)
      give_up("they lack records");
  });
  std::printf("views: %ju MiB, made by following: %ju MiB\n",
              fs::file_size(options.directory / "data.mdb") >> 20U,
              fs::file_size(followed.directory / "data.mdb") >> 20U);
  journal->close();
}

}  // namespace

int main(int argc, char** argv) {
  crypto::start();
  const std::uint64_t records = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
  const std::uint64_t wallets = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 10'000;
  const bool kept = argc > 3;
  const fs::path directory =
      kept ? fs::path{argv[3]}
           : fs::temp_directory_path() / ("bursar-views-" + std::to_string(::rand()));
  run(records, wallets, directory);
  if (!kept) fs::remove_all(directory);
  return 0;
}
