#include "tests/simulation/wallet_lists.hpp"

#include <algorithm>
#include <cstddef>

namespace bursar::simulation {
namespace {

using ledger::Condition;
using ledger::Time;
using ledger::WalletStatus;

constexpr std::int64_t a_day_ms = 86'400'000;

/// Whether something is so, by all that is known of a wallet since a list was asked for.
struct Might {
  bool be = false;
  bool not_be = false;

  void see(bool so) { (so ? be : not_be) = true; }
  Might operator&(Might other) const { return {be && other.be, not_be || other.not_be}; }
};

Condition condition_of(WalletStatus set, const Course::Moved& moved, bool denied, Time now) {
  if (set == WalletStatus::frozen) return Condition::frozen;
  if (set == WalletStatus::archived) return Condition::archived;
  if (denied) return Condition::policy_violation;
  if (!moved.ever_held) return Condition::unfunded;
  return now.milliseconds - moved.at.milliseconds > 30 * a_day_ms ? Condition::idle
                                                                  : Condition::active;
}

/// Whether its last decision may be told of as a refusal by its policy, and whether it may not.
Might denied(const Evidence& now, const WalletRow& row, const ListAsked& since, Time at) {
  const auto lately = [&](Time then) { return at.milliseconds - then.milliseconds < a_day_ms; };
  const auto known = now.denials.find(row.address.account);
  if (known == now.denials.end()) return {.be = false, .not_be = true};
  const auto may_be = known->second.since(since.moment);
  // What is topped up from it nobody asks for by hand.
  const bool gives_by_itself =
      row.address.type == ledger::WalletType::org && !now.topups_asked.empty();
  if (!may_be) return {.be = true, .not_be = true};
  Might might{.be = false, .not_be = gives_by_itself};
  for (const Denial& one : *may_be) {
    might.see(one.denied && lately(one.first));
    might.see(one.denied && lately(one.last));
  }
  return might;
}

Might is_in(const Evidence& now, const WalletRow& row, const ListAsked& since,
            const actors::WalletsQuery& query) {
  Might might;
  if (!query.condition) return {.be = true, .not_be = false};
  const Might refused = denied(now, row, since, query.now);
  for (const auto& [from, set] : row.course.statuses.since(since.durable))
    for (const auto& [when, moved] : row.course.moved.since(since.durable)) {
      if (refused.be) might.see(condition_of(set, moved, true, query.now) == *query.condition);
      if (refused.not_be) might.see(condition_of(set, moved, false, query.now) == *query.condition);
    }
  return might;
}

Might has_tags(const WalletRow& row, const ListAsked& since, const actors::WalletsQuery& query) {
  Might might;
  for (const auto& [from, tags] : row.course.tags.since(since.durable))
    might.see(std::ranges::all_of(query.tags, [&](const std::string& wanted) {
      return std::ranges::find(tags, wanted) != tags.end();
    }));
  return might;
}

bool is_of_kind(const WalletRow& row, const actors::WalletsQuery& query) {
  return row.address.environment == query.environment && (!query.agents_only || row.agent) &&
         (!query.type || row.address.type == *query.type);
}

Might matches(const Evidence& now, const WalletRow& row, const ListAsked& since,
              const actors::WalletsQuery& query) {
  if (!is_of_kind(row, query)) return {.be = false, .not_be = true};
  return has_tags(row, since, query) & is_in(now, row, since, query);
}

// A key that is bound to a wallet sees that one, whatever its condition is.
bool may_be_shown_alone(const Evidence& now, const ListAsked& since, actors::WalletsQuery query,
                        const ShownWallets& shown) {
  query.condition.reset();
  const WalletRow& row = *now.books.wallet(query.only);
  const bool own = row.address.organization == query.organization;
  const Might might = own ? matches(now, row, since, query) : Might{.be = false, .not_be = true};
  if (shown.rows.empty()) return might.not_be;
  return might.be && shown.rows.size() == 1 && shown.rows.front() == query.only;
}

}  // namespace

bool may_be_shown(const Evidence& now, const ListAsked& since, const actors::WalletsQuery& query,
                  const ShownWallets& shown) {
  if (!query.only.none()) return may_be_shown_alone(now, since, query, shown);
  const auto& all = now.books.organization(query.organization)->wallets;
  if (shown.rows.size() > query.page.limit || shown.next > all.size() + 1) return false;
  std::size_t seen = 0;
  std::size_t n = query.page.before == 0 ? all.size()
                                         : std::min<std::size_t>(all.size(), query.page.before - 1);
  for (; n > 0; --n) {
    Might might = matches(now, *now.books.wallet(all[n - 1]), since, query);
    if (n > since.wallets) might.not_be = true;
    if (seen == query.page.limit) {
      // The page is full: it goes on with the next one that matches.
      if (n + 1 == shown.next) return might.be;
      if (!might.not_be) return false;
      continue;
    }
    const bool is_shown = seen < shown.rows.size() && shown.rows[seen] == all[n - 1];
    if (is_shown ? !might.be : !might.not_be) return false;
    if (is_shown) ++seen;
  }
  return seen == shown.rows.size() && shown.next == 0;
}

}  // namespace bursar::simulation
