// Makes a data directory with one organisation of many wallets for lists.py: some active, others
// idle, unfunded, frozen or archived, with tags that all, half, a tenth or ten of them have. What
// the wallet with number n is, lists.py knows too. Prints a key of the organisation, and the ids of
// wallets that are to be refused a payment.
//
//   lists wallets directory

#include "bench/figures.hpp"
#include "bench/journal_maker.hpp"
#include "crypto/api_key.hpp"
#include "crypto/hash.hpp"
#include "persistence/views.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

namespace {

using namespace bursar;
using ledger::AccountNumber;
using ledger::Money;
namespace fs = std::filesystem;

enum class Fate : std::uint8_t { active, idle, unfunded, frozen, archived };

Fate fate_of(std::uint64_t number) {
  if (number == 1) return Fate::active;
  switch (number / 3 % 20) {
    case 0:
      return Fate::archived;
    case 1:
      return Fate::frozen;
    case 2:
    case 3:
      return Fate::unfunded;
    case 4:
    case 5:
    case 6:
    case 7:
      return Fate::idle;
    default:
      return Fate::active;
  }
}

bool to_be_refused(std::uint64_t number) {
  return fate_of(number) == Fate::active && number % 1'000 == 7;
}

std::vector<std::string> tags_of(std::uint64_t number, std::uint64_t wallets) {
  std::vector<std::string> tags{"all", number % 2 == 0 ? "half" : "other-half"};
  if (number % 10 == 0) tags.emplace_back("tenth");
  if (number % (wallets / 10) == 0) tags.emplace_back("rare");
  return tags;
}

class Maker : private bench::JournalMaker {
 public:
  Maker(persistence::Journal& journal, const crypto::SecretKeys& secrets, std::uint64_t wallets,
        ledger::Time now)
      : JournalMaker{journal, secrets, {now.milliseconds - 60 * ledger::day_ms}},
        wallets_{wallets},
        end_{now} {}

  void run(std::string_view key) {
    for (std::uint64_t number = 1; number <= wallets_; ++number) open(number, key);
    fund_all(Fate::idle);
    go_to({end_.milliseconds - ledger::day_ms});
    fund_all(Fate::active);
    fund_all(Fate::frozen);
    for (std::uint64_t number = 1; number <= wallets_; ++number) settle(number);
    flush();
  }
  ledger::WalletId id_of(std::uint64_t number) const {
    return books().wallets.at(account_of(number)).state().address.id;
  }

 private:
  static AccountNumber account_of(std::uint64_t number) {
    return {1 + ledger::system_accounts_count + number - 1};
  }

  void open(std::uint64_t number, std::string_view key) {
    ledger::Opened opened;
    if (number == 1) {
      opened.organization = {
          .id = {{1, 1}}, .number = {1}, .name = "bench", .sandbox_accounts = {1}};
      opened.policy = {.terms = {.id = policy_, .version = 1, .max_per_tx = Money::dollars(10)},
                       .name = "bench"};
      opened.keys.push_back({.id = {{2, 2}},
                             .name = "bench",
                             .permissions = ledger::org_default,
                             .secret_hash = crypto::sha256(key)});
    }
    ledger::WalletOpened& wallet = opened.wallets.emplace_back();
    wallet.address = {.account = account_of(number),
                      .id = {{random(), random()}},
                      .organization = {1},
                      .type = number == 1 ? ledger::WalletType::org : ledger::WalletType::agent,
                      .system_accounts = {1}};
    wallet.number = number;
    wallet.name = "agent number " + std::to_string(number);
    wallet.tags = tags_of(number, wallets_);
    wallet.policy = policy_;
    wallet.agent = number != 1;
    add({}, opened);
  }
  void fund_all(Fate fate) {
    for (std::uint64_t number = 1; number <= wallets_; ++number)
      if (fate_of(number) == fate) fund(number);
  }
  void fund(std::uint64_t number) {
    const Money money = Money::dollars(1'000);
    add({{account_of(number), money}, {{1}, -money}},
        ledger::Funded{.source = ledger::FundingSource::treasury,
                       .wallet = account_of(number),
                       .wallet_id = id_of(number),
                       .from = {1},
                       .amount = *ledger::Amount::of(money),
                       .salt = random() & ledger::salt_mask});
  }
  void settle(std::uint64_t number) {
    if (fate_of(number) == Fate::frozen)
      add({}, ledger::WalletChanged{.wallet = account_of(number),
                                    .status = ledger::WalletStatus::frozen});
    if (fate_of(number) == Fate::archived)
      add({}, ledger::WalletArchived{.wallet = account_of(number), .wallet_id = id_of(number)});
  }

  static constexpr ledger::PolicyId policy_{{5, 5}};

  const std::uint64_t wallets_;
  const ledger::Time end_;
};

void make(std::uint64_t wallets, const fs::path& directory) {
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  const auto journal = persistence::open_journal({.directory = directory / "journal"});
  if (!journal->last_sequence().none()) bench::give_up("there is a journal already");
  const std::string key = crypto::make_api_key("bur_test_", {1});
  Maker maker{
      *journal, crypto::load_or_make_secrets(directory / "secret.key"), wallets, {now.count()}};
  maker.run(key);
  make_views({.directory = directory / "views"}, persistence::replay(*journal), *journal);
  journal->close();
  std::printf("%s\n", key.c_str());
  for (std::uint64_t number = 1; number <= wallets; ++number)
    if (to_be_refused(number))
      std::printf("%s\n", ledger::text("wal_", maker.id_of(number).bits).c_str());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) bursar::bench::give_up("usage: lists wallets directory");
  crypto::start();
  make(std::strtoull(argv[1], nullptr, 10), argv[2]);
  return 0;
}
