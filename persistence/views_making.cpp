// Views made in bulk from books: table by table, each in the order of its keys, so that every page
// is written once and full.

#include "ledger/check.hpp"
#include "persistence/codec.hpp"
#include "persistence/errors.hpp"
#include "persistence/key_chain.hpp"
#include "persistence/unfinished_directory.hpp"
#include "persistence/views.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

namespace bursar::persistence {

namespace fs = std::filesystem;

namespace {

using ledger::AccountNumber;
using ledger::Books;

/// Rows of one commit: enough that its sync is no matter, few enough for LMDB to hold their pages.
constexpr std::size_t commit_rows_max = 200'000;

/// Every row of the views, as they follow from books.
class Loading {
 public:
  Loading(const Replayed& replayed, LmdbEnv& env)
      : books_{replayed.books},
        milestones_{replayed.milestones},
        marks_{replayed.marks},
        env_{env},
        tables_{env},
        key_chains_{books_} {}

  void run(std::uint64_t checksum) {
    load_accounts();
    load_milestones();
    load_organizations();
    load_named(tables_.keys, books_.keys,
               [this](const ledger::Key* key) { return key_chains_.row(*key); });
    load_named(tables_.policies, books_.policies,
               [](const ledger::Policy* policy) -> const auto& { return *policy; });
    load_wallet_names();
    load_lists();
    load_sessions();
    load_by_sequence(tables_.approvals, books_.approvals);
    load_by_sequence(tables_.services, books_.services);
    load_by_sequence(tables_.tokens, books_.tokens);
    load_by_sequence(tables_.payouts, books_.payouts);
    load_by_sequence(tables_.disputes, books_.disputes);
    load_by_sequence(tables_.webhooks, books_.webhooks);
    load_by_sequence(tables_.courses, books_.courses);
    load_seals();
    meta_ = {.standing = books_.standing(), .checksum = checksum};
    commit();
  }

 private:
  /// `put(out, i)` for every i below `count`, now or with later rows of other tables.
  template <class Put>
  void load(std::size_t count, Put put) {
    const auto shared = std::make_shared<const Put>(std::move(put));
    for (std::size_t from = 0; from < count;) {
      const std::size_t to = std::min(count, from + commit_rows_max - waiting_rows_);
      waiting_.push_back([shared, from, to](RowsOut& out) {
        for (std::size_t i = from; i < to; ++i) (*shared)(out, i);
      });
      waiting_rows_ += to - from;
      from = to;
      if (waiting_rows_ == commit_rows_max) commit();
    }
  }

  void commit() {
    const Durability written = env_.write([&](LmdbWrite& write) {
      RowsOut out{write, RowsOut::Into::end};
      for (const auto& put_some : waiting_) put_some(out);
      if (meta_) write_meta(write, tables_, *meta_);
    });
    if (written != Durability::durable) throw Unusable{env_.file().string() + " cannot be written"};
    waiting_.clear();
    waiting_rows_ = 0;
  }

  void load_accounts() {
    load(books_.accounts.size(), [this](RowsOut& out, std::uint64_t account) {
      if (account == 0) return;
      const ledger::AccountHead& head = books_.accounts[account];
      const auto wallet = books_.wallets.find({account});
      if (wallet == books_.wallets.end())
        out.put(tables_.system_accounts, account,
                SystemAccountSnapshot{head, books_.owners[account]});
      else
        out.put(tables_.wallets, account, WalletSnapshot{wallet->second.state(), head.last});
    });
    load(books_.accounts.size(), [this](RowsOut& out, std::uint64_t account) {
      const auto profile = books_.profiles.find({account});
      if (profile == books_.profiles.end()) return;
      out.put(tables_.profiles, account,
              ProfileSnapshot{profile->second, key_chains_.newest({account})});
    });
  }

  void load_sessions() {
    std::vector<std::pair<std::uint64_t, const ledger::WalletSession*>> rows;
    for (const auto& [account, session] : books_.sessions)
      rows.emplace_back(account.value, &session);
    load_sorted(tables_.sessions, std::move(rows),
                [](const auto* row) -> const auto& { return *row; });
  }

  template <class Table, class Rows>
  void load_by_sequence(Table table, const Rows& by_sequence) {
    std::vector<std::pair<std::uint64_t, const typename Rows::mapped_type*>> rows;
    rows.reserve(by_sequence.size());
    for (const auto& [sequence, row] : by_sequence) rows.emplace_back(sequence.value, &row);
    load_sorted(table, std::move(rows), [](const auto* row) -> const auto& { return *row; });
  }

  void load_seals() {
    std::vector<std::pair<WordKey, SealSnapshot>> rows;
    rows.reserve(books_.seals.size());
    for (const auto& [key, by] : books_.seals)
      rows.emplace_back(seal_key(key.first, key.second), SealSnapshot{key.first, key.second, by});
    load_sorted(tables_.seals, std::move(rows), std::identity{});
  }

  void load_milestones() {
    std::vector<std::pair<WordKey, const WalletSnapshot*>> rows;
    rows.reserve(milestones_.size());
    for (const WalletSnapshot& then : milestones_)
      rows.emplace_back(milestone_key(then.state), &then);
    load_sorted(tables_.milestones, std::move(rows),
                [](const auto* row) -> const auto& { return *row; });
  }

  void load_organizations() {
    auto snapshots = organizations();
    const std::size_t count = snapshots.size();
    load(count, [this, rows = std::move(snapshots)](RowsOut& out, std::uint64_t number) {
      if (number != 0) out.put(tables_.organizations, number, rows[number]);
    });
  }

  std::vector<OrganizationSnapshot> organizations() const {
    std::vector<OrganizationSnapshot> snapshots(books_.organizations.size());
    for (std::size_t i = 1; i < snapshots.size(); ++i) {
      const ledger::Organization& known = books_.organizations[i];
      snapshots[i] = {.opened = known.opened,
                      .created_at = known.created_at,
                      .head = books_.organization_heads[i],
                      .keys = known.keys.size(),
                      .policies = known.policies.size()};
      snapshots[i].system_accounts[0] = known.opened.sandbox_accounts;
      for (const AccountNumber wallet : known.wallets)
        snapshots[i].count(books_.profiles.at(wallet).opened);
    }
    for (const auto& [request, approval] : books_.approvals)
      ++snapshots[approval.organization.value]
            .approvals[static_cast<std::size_t>(approval.environment)];
    for (const auto& [asked, payout] : books_.payouts)
      ++snapshots[payout.organization.value].payouts[static_cast<std::size_t>(payout.environment)];
    for (const auto& [opened, dispute] : books_.disputes)
      for (const ledger::OrganizationNumber owner : dispute.organizations)
        if (!owner.none())
          ++snapshots[owner.value].disputes[static_cast<std::size_t>(dispute.environment)];
    return snapshots;
  }

  template <class Table, class Rows, class ValueOf>
  void load_named(Table table, const Rows& rows, ValueOf value_of) {
    std::vector<std::pair<WordKey, const typename Rows::mapped_type*>> sorted;
    sorted.reserve(rows.size());
    for (const auto& [id, row] : rows) sorted.emplace_back(id_key(id.bits), &row);
    load_sorted(table, std::move(sorted), value_of);
  }

  void load_wallet_names() {
    std::vector<std::pair<WordKey, AccountNumber>> ids;
    std::vector<std::pair<WordKey, AccountNumber>> agents;
    for (const auto& [account, profile] : books_.profiles) {
      const ledger::WalletOpened& opened = profile.opened;
      ids.emplace_back(id_key(opened.address.id.bits), account);
      if (!opened.agent_id.empty())
        agents.emplace_back(agent_id_key(opened.address.organization, opened.agent_id), account);
    }
    load_sorted(tables_.wallet_ids, std::move(ids), std::identity{});
    load_sorted(tables_.agent_ids, std::move(agents), std::identity{});
  }

  template <class Table, class Rows, class ValueOf>
  void load_sorted(Table table, Rows rows, ValueOf value_of) {
    std::ranges::sort(rows, {}, &Rows::value_type::first);
    const std::size_t count = rows.size();
    load(count, [table, value_of, rows = std::move(rows)](RowsOut& out, std::size_t i) {
      out.put(table, rows[i].first, value_of(rows[i].second));
    });
  }

  void load_lists() {
    std::vector<std::pair<WordKey, ledger::Bits128>> rows;
    const auto list = [&](List which, std::uint64_t owner, const auto& members, auto bits_of) {
      for (std::size_t i = 0; i < members.size(); ++i)
        rows.emplace_back(list_key(which, owner, i + 1), bits_of(members[i]));
    };
    const auto id_bits = [](const auto& id) { return id.bits; };
    for (std::uint64_t i = 1; i < books_.organizations.size(); ++i) {
      const ledger::Organization& organization = books_.organizations[i];
      list(List::wallets_of_organization, i, organization.wallets,
           [](AccountNumber account) { return ledger::Bits128{.low = account.value}; });
      list(List::keys_of_organization, i, organization.keys, id_bits);
      list(List::policies_of_organization, i, organization.policies, id_bits);
    }
    std::map<std::pair<List, std::uint64_t>, std::uint64_t> counts;
    const auto count = [&](List which, ledger::OrganizationNumber owner, ledger::Sequence asked) {
      rows.emplace_back(list_key(which, owner.value, ++counts[{which, owner.value}]),
                        ledger::Bits128{.low = asked.value});
    };
    for (const auto& [request, approval] : books_.approvals)
      count(approvals_of_organization(approval.environment), approval.organization, request);
    for (const auto& [asked, payout] : books_.payouts)
      count(payouts_of_organization(payout.environment), payout.organization, asked);
    for (const auto& [opened, dispute] : books_.disputes)
      for (const ledger::OrganizationNumber owner : dispute.organizations)
        if (!owner.none()) count(disputes_of_organization(dispute.environment), owner, opened);
    for (const auto& [at, record] : marks_)
      rows.emplace_back(list_key(List::marks_of_organization, at.organization.value,
                                 at.sequence.value / marked_records),
                        ledger::Bits128{.low = record.value});
    load_sorted(tables_.lists, std::move(rows), std::identity{});
  }

  const Books& books_;
  const std::vector<WalletSnapshot>& milestones_;
  const std::vector<Replayed::Mark>& marks_;
  LmdbEnv& env_;
  ViewsTables tables_;
  const KeyChains key_chains_;
  std::vector<std::function<void(RowsOut&)>> waiting_;  // for the next commit
  std::size_t waiting_rows_ = 0;
  std::optional<ViewsMeta> meta_;  // with the last one
};

}  // namespace

void make_views(const ViewsOptions& options, const Replayed& replayed,
                const JournalReader& journal) {
  const auto newest = journal.record(replayed.books.last());
  std::error_code error;
  fs::remove_all(options.directory, error);
  if (error) throw Unusable{options.directory.string() + " is in the way: " + error.message()};
  UnfinishedDirectory unfinished{options.directory};
  {
    LmdbEnv env{unfinished.path(), LmdbEnv::Mode::use, options.map_size_bytes};
    Loading{replayed, env}.run(newest ? stored_checksum(*newest) : 0);
  }
  unfinished.complete();
}

}  // namespace bursar::persistence
