#include "actors/wallet_index.hpp"

#include "ledger/check.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <optional>

namespace bursar::actors {
namespace {

using ledger::Condition;

/// What it takes to conclude from the signs of a group, in looks at a group that is known.
constexpr std::uint32_t looks_to_conclude = 16;

void put(std::uint64_t& bits, std::uint64_t bit, bool on) {
  bits = on ? bits | bit : bits & ~bit;
}

/// Of the group that holds the position, it and those before it.
std::uint64_t up_to(std::uint64_t position) {
  return bit_of(position) | (bit_of(position) - 1);
}

/// Whether they say who is in it.
bool by_signs(std::optional<Condition> condition) {
  return condition && *condition != Condition::frozen && *condition != Condition::archived;
}

std::uint64_t last_position_of(std::uint64_t group) {
  return (group + 1) * group_positions;
}

/// The largest group up to that one in which all may meet; none: they do no more.
std::optional<std::uint64_t> meet(std::vector<DescendingWalk>& walks, std::uint64_t group) {
  for (DescendingWalk& walk : walks) {
    const auto reached = walk.down_to(group);
    if (!reached) return std::nullopt;
    group = *reached;
  }
  return group;
}

}  // namespace

void WalletIndex::add(const ledger::WalletOpened& wallet) {
  const std::uint64_t position = ++size_;
  if (group_of(position) == groups_.size()) groups_.emplace_back();
  Group& group = groups_.back();
  const std::uint64_t bit = bit_of(position);
  put(group.production, bit, wallet.address.environment == ledger::Environment::production);
  put(group.org, bit, wallet.address.type == ledger::WalletType::org);
  put(group.agents, bit, wallet.agent);
  group.holds = {};
  for (const std::string& tag : wallet.tags) tagged_[tag].insert(position);
}

void WalletIndex::set(std::uint64_t position, ledger::WalletStatus status) {
  Group& group = groups_.at(group_of(position));
  put(group.frozen, bit_of(position), status == ledger::WalletStatus::frozen);
  put(group.archived, bit_of(position), status == ledger::WalletStatus::archived);
}

void WalletIndex::retag(std::uint64_t position, const std::vector<std::string>& before,
                        const std::vector<std::string>& after) {
  for (const std::string& tag : before) {
    const auto found = tagged_.find(tag);
    if (found == tagged_.end()) continue;
    found->second.erase(position);
    if (found->second.empty()) tagged_.erase(found);
  }
  for (const std::string& tag : after) tagged_[tag].insert(position);
}

bool WalletIndex::begin_walks(const std::vector<std::string>& tags, Walks& walks) const {
  for (const std::string& tag : tags) {
    const auto found = tagged_.find(tag);
    if (found == tagged_.end()) return false;
    walks.emplace_back(found->second);
  }
  return true;
}

// The turns are read first: what turns meanwhile is seen the next time.
bool WalletIndex::conclude(std::uint64_t number, std::span<const ledger::AccountNumber> members,
                           const WalletSigns& signs, ledger::Time now) {
  Group& group = groups_[number];
  const auto all = members.subspan(number * group_positions);
  const auto of_group = all.first(std::min<std::size_t>(all.size(), group_positions));
  const std::uint64_t turns = signs.turns(of_group.front(), of_group.back());
  if (group.turns == turns && now < group.holds) return false;
  group.turns = turns;
  group.holds = {std::numeric_limits<std::int64_t>::max()};
  group.violation = group.unfunded = group.idle = 0;
  std::uint64_t bit = 1;
  for (const ledger::AccountNumber account : of_group) {
    const ledger::Signs known = signs.of(account);
    const Condition condition = ledger::condition(known, now);
    if (condition == Condition::policy_violation) group.violation |= bit;
    if (condition == Condition::unfunded) group.unfunded |= bit;
    if (condition == Condition::idle) group.idle |= bit;
    group.holds = std::min(group.holds, ledger::condition_ends(known, now));
    bit <<= 1U;
  }
  return true;
}

void WalletIndex::conclude(std::span<const ledger::AccountNumber> members, const WalletSigns& signs,
                           ledger::Time now) {
  for (std::uint64_t group = 0; group < groups_.size(); ++group)
    conclude(group, members, signs, now);
}

std::uint64_t WalletIndex::in_condition(const Group& group, Condition condition) {
  const std::uint64_t set = group.frozen | group.archived;
  switch (condition) {
    case Condition::frozen:
      return group.frozen;
    case Condition::archived:
      return group.archived;
    case Condition::policy_violation:
      return group.violation & ~set;
    case Condition::unfunded:
      return group.unfunded & ~set;
    case Condition::idle:
      return group.idle & ~set;
    case Condition::active:
      return ~(set | group.violation | group.unfunded | group.idle);
  }
  return 0;
}

std::uint64_t WalletIndex::matching(const Group& group, const WalletsQuery& query) {
  std::uint64_t bits =
      query.environment == ledger::Environment::production ? group.production : ~group.production;
  if (query.agents_only) bits &= group.agents;
  if (query.type) bits &= *query.type == ledger::WalletType::org ? group.org : ~group.org;
  if (query.condition) bits &= in_condition(group, *query.condition);
  return bits;
}

WalletIndex::Found WalletIndex::find(const WalletsQuery& query,
                                     std::span<const ledger::AccountNumber> members,
                                     const WalletSigns& signs) {
  CHECK(members.size() == size_ && query.page.looked_at_max > 0);
  Found found;
  Walks walks;
  if (!begin_walks(query.tags, walks)) return found;
  std::uint64_t from = query.page.before == 0 ? size_ : std::min(size_, query.page.before - 1);
  while (from > 0) {
    if (found.looked_at >= query.page.looked_at_max) {
      found.next = from + 1;
      return found;
    }
    ++found.looked_at;
    const auto group = meet(walks, group_of(from));
    if (!group) return found;
    from = std::min(from, last_position_of(*group));
    std::uint64_t bits = up_to(from);
    for (DescendingWalk& walk : walks) bits &= walk.down_to(*group) == *group ? walk.bits() : 0;
    if (by_signs(query.condition) && bits != 0 && conclude(*group, members, signs, query.now))
      found.looked_at = std::min(query.page.looked_at_max, found.looked_at + looks_to_conclude);
    bits &= matching(groups_[*group], query);
    for (; bits != 0; bits &= ~std::bit_floor(bits)) {
      const auto position =
          *group * group_positions + static_cast<std::uint64_t>(std::bit_width(bits));
      if (found.positions.size() == query.page.limit) {
        found.next = position + 1;
        return found;
      }
      found.positions.push_back(position);
    }
    from = *group * group_positions;
  }
  return found;
}

}  // namespace bursar::actors
