#pragma once

// What a wallet's condition follows from, of every wallet, where any thread may look: when it last
// moved money and whether it ever held any, as of the newest durable batch, and when its last
// decision was a policy refusal. A payment costs one word written. Whoever keeps conclusions from
// them asks by `turns` whether something came that time alone does not bring. No CAF.

#include "actors/chunked_table.hpp"
#include "ledger/condition.hpp"
#include "ledger/ids.hpp"
#include "ledger/money.hpp"

#include <atomic>
#include <cstdint>

namespace bursar::actors {

class WalletSigns {
 public:
  /// By one thread: rows for accounts up to that one.
  void grow_to(ledger::AccountNumber account);
  /// Before anybody looks.
  void load(ledger::AccountNumber account, const ledger::Signs& signs);

  /// By the journal's writer: a durable record has an entry of the account, which leaves it that.
  void moved(ledger::AccountNumber account, ledger::Time at, ledger::Money balance);
  /// By the wallet's actor: its last decision was a policy refusal, then; zero: it was none. What
  /// it was before is kept by the actor, so that nothing is touched where nothing changes.
  void denied(ledger::AccountNumber account, ledger::Time& kept, ledger::Time at) {
    if (at == kept) return;
    kept = at;
    denied(account, at);
  }

  // --- From any thread, of accounts that there are.

  ledger::Signs of(ledger::AccountNumber account) const;
  /// How often the condition of some wallet between these two changed by what was done, or of one
  /// not far from them. To be read before their signs are.
  std::uint64_t turns(ledger::AccountNumber first, ledger::AccountNumber last) const;

 private:
  struct Row {
    std::atomic<std::uint64_t> moved = 0;  // milliseconds × 2, and 1 once it held money
    std::atomic<std::int64_t> denied_ms = 0;
  };
  using Turns = std::atomic<std::uint32_t>;  // of so many accounts beside each other:
  static constexpr std::uint64_t accounts_a_turn = 256;

  void denied(ledger::AccountNumber account, ledger::Time at);
  Row& row(ledger::AccountNumber account);
  void turn(ledger::AccountNumber account);

  ChunkedTable<Row> rows_;  // by account
  ChunkedTable<Turns> turns_;
};

}  // namespace bursar::actors
