#pragma once

// Which of an organisation's wallets match what a list is asked for, in the order of their opening:
// sets of positions, 64 wallets to a word, so that a million of them are gone through in a fraction
// of a millisecond whatever is asked for together. What they are called and whether they are frozen
// or archived is told to it; the rest follows from their signs, is kept by groups of 64, and is
// concluded anew where signs turned or time brings another condition. The registry's own; no CAF.

#include "actors/commands.hpp"
#include "actors/position_set.hpp"
#include "actors/wallet_signs.hpp"
#include "ledger/condition.hpp"
#include "ledger/record.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace bursar::actors {

class WalletIndex {
 public:
  /// The next one.
  void add(const ledger::WalletOpened& wallet);
  void set(std::uint64_t position, ledger::WalletStatus status);
  void retag(std::uint64_t position, const std::vector<std::string>& before,
             const std::vector<std::string>& after);
  std::uint64_t size() const { return size_; }

  struct Found {
    std::vector<std::uint64_t> positions = {};  // newest first
    std::uint32_t looked_at = 0;
    std::uint64_t next = 0;  // as Rows has it
  };
  /// At `query.now`. `members` are the accounts by position; `query.only` is not looked at.
  Found find(const WalletsQuery& query, std::span<const ledger::AccountNumber> members,
             const WalletSigns& signs);
  /// Concludes what is not known yet, so that no list has to.
  void conclude(std::span<const ledger::AccountNumber> members, const WalletSigns& signs,
                ledger::Time now);

 private:
  /// 64 wallets beside each other, a bit each.
  struct Group {
    std::uint64_t production = 0;
    std::uint64_t org = 0;
    std::uint64_t agents = 0;
    std::uint64_t frozen = 0;
    std::uint64_t archived = 0;
    // By their signs, also of those that are frozen or archived.
    std::uint64_t violation = 0;
    std::uint64_t unfunded = 0;
    std::uint64_t idle = 0;
    std::uint64_t turns = 0;  // of their signs when that was concluded
    ledger::Time holds = {};  // until then; zero: it was not concluded
  };
  using Walks = std::vector<DescendingWalk>;

  bool conclude(std::uint64_t group, std::span<const ledger::AccountNumber> members,
                const WalletSigns& signs, ledger::Time now);
  static std::uint64_t matching(const Group& group, const WalletsQuery& query);
  static std::uint64_t in_condition(const Group& group, ledger::Condition condition);
  bool begin_walks(const std::vector<std::string>& tags, Walks& walks) const;

  std::vector<Group> groups_;
  std::uint64_t size_ = 0;
  std::map<std::string, PositionSet, std::less<>> tagged_;
};

}  // namespace bursar::actors
