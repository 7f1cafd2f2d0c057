#pragma once

// What every kind of history has, all of it from one seed: a machine that may be cut off and
// started again, calls whose answers are awaited, and the journal, followed record by record and
// added up in the plainest way. A kind adds what may be asked (its moves) and what must come of it.

#include "tests/simulation/awaited.hpp"
#include "tests/simulation/chance.hpp"
#include "tests/simulation/findings.hpp"
#include "tests/simulation/machine.hpp"
#include "tests/simulation/place.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace bursar::simulation {

/// What may happen next in a kind of history: its name, how often it is drawn, what it does.
template <class Kind>
struct MoveOf {
  std::string_view name;
  std::uint64_t weight = 0;
  void (Kind::*make)() = nullptr;
};

/// What a page of a list shows.
template <class Call>
using RowsOf = std::decay_t<decltype(std::declval<Call&>().outcome->rows)>;

class History {
 public:
  virtual ~History() = default;

  /// Steps until so many are done or something is found; none: everything held.
  std::optional<Finding> run(std::uint64_t steps);
  std::uint64_t restarts() const { return restarts_; }

 protected:
  /// Whose key, and its text.
  using Key = std::pair<ledger::AccountNumber, std::string>;
  struct Sums {
    ledger::Wide posted = 0;
    ledger::Wide held = 0;
    ledger::Wide used = 0;  // in all of a wallet's time: what its counters say
  };

  History(std::uint64_t seed, Place& place, actors::Engine::Options options,
          std::shared_ptr<RealViews> views = {});

  // --- What a kind adds.

  virtual void move() = 0;
  virtual void hear_answers() = 0;
  /// What the record means beyond its entries, its key, payments and refunds.
  virtual void follow(const ledger::Record& record) = 0;
  /// Brings all to rest, and looks whether all is as it must be.
  virtual void audit() = 0;

  template <class Kind, std::size_t count>
  void make(const std::array<MoveOf<Kind>, count>& moves, Kind& kind) {
    const MoveOf<Kind>& move = drawn(moves, random_());
    place_.move = move.name;
    (kind.*move.make)();
  }

  // --- Moves of every kind.

  void run_some();
  void pass_a_moment();
  void hold_disk();
  void let_disk_go();
  void lag();
  void rest_wallets();

  void pass(std::int64_t ms);
  /// The same, and whoever is ready runs.
  void advance(std::int64_t ms);
  void run_all();
  void freeze_or_not(const ledger::WalletAddress& wallet);
  void sweep_and_end(const ledger::WalletAddress& wallet, const ledger::WalletAddress& to);
  void end_agent(const ledger::WalletAddress& agent, bool rejects_approvals,
                 const World::Signed& by);
  /// The next engine begins, and nobody hears of what was under way.
  void begin_again();
  void lose_files_at_times();
  ledger::WalletAddress open(actors::OpenWallet command, ledger::Money money);
  ledger::PolicyId make_policy(actors::MakePolicy command);
  void bind(const ledger::WalletAddress& wallet, ledger::PolicyId policy);

  // --- What must hold.

  void hear();
  void follow_journal();
  void is_durable(const ledger::Record& record);
  /// That the key's record is this one.
  void is_answer_of(const Key& key, const ledger::Record& record);
  void everybody_was_answered();
  /// Whether an examiner agrees with all of the journal.
  bool examined();
  /// What a wallet shows; none: it was not told.
  std::optional<ledger::WalletState> audited(const ledger::WalletAddress& wallet);
  /// Every row of a list, a page of chance's size at a time; none: it was refused.
  template <class Call, class Query, class Hand>
  std::optional<RowsOf<Call>> all_rows(Query query, Hand hand);
  void is_due(const std::vector<ledger::Sequence>& shown, const std::vector<ledger::Sequence>& due);

  Sums& sums(ledger::AccountNumber account) { return sums_[account]; }
  ledger::Sequence followed() const { return followed_; }
  std::optional<ledger::Sequence> recorded(const Key& key) const;
  void report(std::string_view sentence, std::string seen) {
    findings_.report(sentence, std::move(seen));
  }
  Findings& findings() { return findings_; }
  std::vector<AnyAwaited*>& awaited() { return awaited_; }
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  bool one_in(std::uint64_t times) { return below(times) == 0; }
  template <class One>
  const One& any_of(const std::vector<One>& all) {
    return all[below(all.size())];
  }
  World& world() { return machine_.world(); }
  Machine& machine() { return machine_; }

 private:
  void count(const ledger::Record& record);

  Findings findings_;
  Place& place_;
  std::mt19937_64 random_;
  Machine machine_;
  std::vector<AnyAwaited*> awaited_;
  std::uint64_t restarts_ = 0;
  std::set<ledger::AccountNumber> wallets_;  // that must not owe
  std::map<Key, ledger::Sequence> recorded_;
  std::map<ledger::AccountNumber, Sums> sums_;
  ledger::Sequence followed_ = {};
};

template <class Call, class Query, class Hand>
std::optional<RowsOf<Call>> History::all_rows(Query query, Hand hand) {
  RowsOf<Call> rows;
  query.page.limit = static_cast<std::uint32_t>(1 + below(40));
  if (one_in(2)) query.page.looked_at_max = static_cast<std::uint32_t>(1 + below(40));
  do {
    const auto told = world().tell<Call>(query, hand);
    world().run();
    if (!told.allowed()) return std::nullopt;
    const RowsOf<Call>& page = told.outcome()->rows;
    rows.insert(rows.end(), page.begin(), page.end());
    query.page.before = told.outcome()->next;
  } while (query.page.before != 0);
  return rows;
}

}  // namespace bursar::simulation
