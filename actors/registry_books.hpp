#pragma once

// What is known by name: organisations, their wallets' profiles, keys and policies. The states on
// disk have it; here stands what was decided since, a little ahead of the journal, until they have
// that too, and the numbers of each organisation. The registry's own; no CAF.
//
// What was decided is kept as changed rows, in two lots. A row is looked for in the newer lot, then
// in the older one, then in the states. Changes go to the newer one alone. When the states have all
// of the older one, it goes, and the newer one is the older one.

#include "actors/call.hpp"
#include "actors/commands.hpp"
#include "actors/leaving_keys.hpp"
#include "actors/ports.hpp"
#include "actors/replay_call.hpp"
#include "actors/wallet_index.hpp"
#include "actors/wallet_signs.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bursar::actors {

class RegistryBooks {
 public:
  using Mark = std::shared_ptr<const Draft::Mark>;

  struct Tenant {
    ledger::OrganizationOpened opened = {};
    ledger::Time created_at = {};
    std::array<ledger::AccountNumber, 2> system_accounts = {};  // by environment; none: not yet
    std::array<std::uint64_t, 2> wallet_numbers = {};           // the newest, by environment
    std::uint64_t agents = 0;
    std::uint64_t keys = 0;
    std::uint64_t policies = 0;
    std::vector<ledger::AccountNumber> wallets = {};  // as they were opened
    WalletIndex wallet_index = {};                    // of these

    /// The first that was opened there; none: it has no such environment.
    ledger::AccountNumber org_wallet(ledger::Environment environment) const;
    /// Of one of its wallets, in both.
    std::uint64_t position(ledger::AccountNumber wallet) const;
  };

  /// Goes on from `states`, which outlive it; `tenants` has a row for none at 0.
  RegistryBooks(const LedgerStates& states, std::vector<Tenant> tenants,
                ledger::AccountNumber next_account);

  /// What was decided here and is on its way into the journal.
  void apply(const Draft& draft);
  /// The same once it is durable: the writer may have moved its time.
  void settle_times(const ledger::Record& record);
  /// What somebody else will record, under that mark.
  void attach(ledger::AccountNumber wallet, ledger::PolicyId policy, ledger::Time now,
              const Mark& mark);
  /// A key that was rotated before all of that, and is heard until then.
  void leaves(ledger::WalletId wallet, ledger::KeyId key, ledger::Time ends) {
    leaving_.add(wallet, {key, ends}, {});
  }
  /// Lets go of what the states have by now.
  void settle();
  /// How many rows are kept until they have them.
  std::size_t kept() const { return newer_.rows() + older_.rows(); }

  const Tenant& tenant(ledger::OrganizationNumber number) const {
    return tenants_.at(number.value);
  }
  ledger::OrganizationNumber next_tenant() const { return {tenants_.size()}; }
  ledger::AccountNumber next_account() const { return next_account_; }

  /// Everything but what the wallet itself knows; none when there is no such wallet.
  std::optional<WalletView> wallet(ledger::AccountNumber account) const;
  /// The wallet with that number in an environment; none: there is no such one.
  ledger::AccountNumber numbered(ledger::OrganizationNumber organization,
                                 ledger::Environment environment, std::uint64_t number) const;
  /// Of a wallet that there is.
  ledger::WalletStatus status(ledger::AccountNumber account) const;
  /// Every key bound to the wallet that is heard then.
  std::vector<ledger::Key> heard_keys(ledger::AccountNumber account, ledger::Time now) const;
  bool has_agent(ledger::OrganizationNumber organization, const std::string& agent_id) const;
  std::optional<ledger::Key> key(ledger::KeyId id, ledger::OrganizationNumber organization) const;
  /// Whether a wallet was let go by the policy and no durable record says so yet.
  bool binds_still(ledger::PolicyId policy) const;
  /// Else not_found or, of the organisation's other environment, environment_mismatch.
  ledger::Result<ledger::Policy> policy(ledger::PolicyId id,
                                        ledger::OrganizationNumber organization,
                                        ledger::Environment environment) const;
  /// Of a wallet that is there.
  ledger::WalletSession session(ledger::AccountNumber wallet) const;
  KeyView view(const ledger::Key& key) const;
  static OrganizationSummary view(const Tenant& tenant);

  // --- Lists: newest first.

  Rows<OrganizationSummary> organizations(const OrganizationsQuery& query) const;
  Rows<WalletView> wallets(const WalletsQuery& query, const WalletSigns& signs);
  Rows<KeyView> keys(const KeysQuery& query) const;
  /// Those that have moved since it begins.
  PolicyReplayed to_replay(const ReplayPolicy& asked, const WalletSigns& signs);
  Rows<ledger::Policy> policies(const PoliciesQuery& query) const;

 private:
  using Profile = persistence::ProfileSnapshot;
  using KeyRow = persistence::KeySnapshot;
  using AgentId = std::pair<std::uint64_t, std::string>;  // of an organisation

  /// The rows that some records made or changed, as they are after these and all before them.
  struct Changes {
    /// Whether the states have all of it.
    bool settled(ledger::Sequence watermark);
    std::size_t rows() const;

    std::unordered_map<ledger::AccountNumber, Profile> profiles;
    std::unordered_map<ledger::AccountNumber, ledger::WalletStatus> statuses;
    std::unordered_map<ledger::WalletId, ledger::AccountNumber> wallet_ids;
    std::map<AgentId, ledger::AccountNumber> agent_ids;
    std::unordered_map<ledger::KeyId, KeyRow> keys;
    std::unordered_map<ledger::PolicyId, ledger::Policy> policies;
    std::map<persistence::WordKey, ledger::Bits128> lists;
    std::unordered_map<ledger::AccountNumber, ledger::WalletSession> sessions;
    std::deque<Mark> marks;      // of the records that may not be durable yet
    ledger::Sequence last = {};  // of the others
  };

  template <class Rows, class Key, class Load>
  auto find(Rows Changes::* rows, const Key& key, Load load) const
      -> std::optional<typename Rows::mapped_type>;
  Profile& changed_profile(ledger::AccountNumber wallet);
  /// Of the wallet that a key is bound to.
  Profile& changed_profile(ledger::WalletId wallet);
  KeyRow& changed_key(ledger::KeyId id);
  ledger::Policy& changed_policy(ledger::PolicyId id);
  void bind(ledger::PolicyId before, ledger::PolicyId after);
  /// By a record that its wallet's actor puts in line: what it lets go must stay until then.
  void bind_later(const ledger::WalletProfile& profile, ledger::PolicyId after, const Mark& mark);

  void open(const ledger::Record& record, const ledger::Opened& opened);
  void open_wallet(const ledger::Record& record, const ledger::WalletOpened& opened);
  void make_key(const ledger::Record& record, const ledger::KeyMade& made);
  void revoke(ledger::KeyId id);
  void rotate(const ledger::Record& record, const ledger::KeyRotated& rotated);
  void leave(const ledger::Key& gone);
  void change(const ledger::Record& record, const ledger::WalletChanged& changed, const Mark& mark);
  void end(const ledger::Record& record, const ledger::WalletArchived& archived);
  void settle_updated(ledger::AccountNumber wallet, ledger::Time at);
  void set_status(ledger::AccountNumber wallet, ledger::WalletStatus status);

  std::optional<Profile> profile(ledger::AccountNumber wallet) const;
  std::optional<KeyRow> key(ledger::KeyId id) const;
  std::optional<ledger::Policy> policy(ledger::PolicyId id) const;
  ledger::Bits128 listed(persistence::List list, std::uint64_t owner, std::uint64_t n) const;
  WalletView view(const Profile& profile) const;

  const LedgerStates& states_;
  std::vector<Tenant> tenants_;  // the element at 0 is none
  ledger::AccountNumber next_account_;
  Changes newer_;
  Changes older_;
  std::vector<std::pair<ledger::PolicyId, Mark>> let_go_;  // wallets by policies, not durable yet
  LeavingKeys leaving_;
};

}  // namespace bursar::actors
