#include "actors/registry_books.hpp"

#include "ledger/check.hpp"
#include "persistence/key_chain.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace bursar::actors {
namespace {

using persistence::List;

std::size_t index(ledger::Environment environment) {
  return static_cast<std::size_t>(environment);
}

/// What a row of the books points to is there.
template <class Row>
Row there(std::optional<Row> row) {
  CHECK(row);
  return *std::move(row);
}

}  // namespace

RegistryBooks::RegistryBooks(const LedgerStates& states, std::vector<Tenant> tenants,
                             ledger::AccountNumber next_account)
    : states_{states}, tenants_{std::move(tenants)}, next_account_{next_account} {}

ledger::AccountNumber RegistryBooks::Tenant::org_wallet(ledger::Environment environment) const {
  const ledger::AccountNumber first = system_accounts[index(environment)];
  if (first.none()) return {};
  return {first.value + ledger::system_accounts_count};
}

// Accounts are given out in ascending order.
std::uint64_t RegistryBooks::Tenant::position(ledger::AccountNumber wallet) const {
  const auto found = std::ranges::lower_bound(wallets, wallet);
  CHECK(found != wallets.end() && *found == wallet);
  return static_cast<std::uint64_t>(found - wallets.begin()) + 1;
}

// --- What was decided, and for how long it is kept.

bool RegistryBooks::Changes::settled(ledger::Sequence watermark) {
  while (!marks.empty()) {
    const std::uint64_t sequence = marks.front()->load(std::memory_order_acquire);
    if (sequence == 0) return false;
    last.value = std::max(last.value, sequence);
    marks.pop_front();
  }
  return last <= watermark;
}

std::size_t RegistryBooks::Changes::rows() const {
  return profiles.size() + statuses.size() + wallet_ids.size() + agent_ids.size() + keys.size() +
         policies.size() + lists.size() + sessions.size();
}

void RegistryBooks::settle() {
  std::erase_if(let_go_, [](const auto& row) { return row.second->load() != 0; });
  if (kept() == 0 || !older_.settled(states_.watermark())) return;
  older_ = std::exchange(newer_, {});
}

void RegistryBooks::apply(const Draft& draft) {
  newer_.marks.push_back(draft.durable);
  const ledger::Record& record = draft.record;
  if (const auto* opened = std::get_if<ledger::Opened>(&record.fact)) open(record, *opened);
  if (const auto* revoked = std::get_if<ledger::KeyRevoked>(&record.fact)) revoke(revoked->id);
  if (const auto* rotated = std::get_if<ledger::KeyRotated>(&record.fact)) rotate(record, *rotated);
  if (const auto* used = std::get_if<ledger::KeysUsed>(&record.fact))
    for (const ledger::KeyUse& use : used->uses) changed_key(use.id).key.use(use.at);
  if (const auto* changed = std::get_if<ledger::PolicyChanged>(&record.fact))
    changed_policy(changed->terms.id).change(*changed, record.time);
  if (const auto* deleted = std::get_if<ledger::PolicyDeleted>(&record.fact))
    changed_policy(deleted->id).remove(record.time);
  if (const auto* issued = std::get_if<ledger::SessionIssued>(&record.fact))
    newer_.sessions[issued->wallet] = {.generation = issued->generation,
                                       .expires = issued->expires};
  if (const auto* changed = std::get_if<ledger::WalletChanged>(&record.fact))
    change(record, *changed, draft.durable);
  if (const auto* archived = std::get_if<ledger::WalletArchived>(&record.fact))
    end(record, *archived);
}

void RegistryBooks::settle_times(const ledger::Record& record) {
  if (const auto* changed = std::get_if<ledger::WalletChanged>(&record.fact))
    settle_updated(changed->wallet, record.time);
  if (const auto* archived = std::get_if<ledger::WalletArchived>(&record.fact))
    settle_updated(archived->wallet, record.time);
  if (const auto* rotated = std::get_if<ledger::KeyRotated>(&record.fact))
    for (Changes* changes : {&newer_, &older_})
      if (const auto row = changes->keys.find(rotated->made.id); row != changes->keys.end())
        row->second.key.created_at = record.time;
  if (const auto* changed = std::get_if<ledger::PolicyChanged>(&record.fact))
    for (Changes* changes : {&newer_, &older_})
      if (const auto row = changes->policies.find(changed->terms.id);
          row != changes->policies.end())
        row->second.updated_at = std::max(row->second.updated_at, record.time);
  const auto* opened = std::get_if<ledger::Opened>(&record.fact);
  if (opened == nullptr) return;
  if (opened->organization)
    tenants_.at(opened->organization->number.value).created_at = record.time;
  for (Changes* changes : {&newer_, &older_}) {
    const auto created = [&](auto& rows, const auto& key, auto made) {
      if (const auto row = rows.find(key); row != rows.end()) made(row->second) = record.time;
    };
    for (const ledger::WalletOpened& wallet : opened->wallets)
      created(changes->profiles, wallet.address.account, [&](Profile& row) -> auto& {
        row.profile.updated_at = std::max(row.profile.updated_at, record.time);
        return row.profile.created_at;
      });
    for (const ledger::KeyMade& key : opened->keys)
      created(changes->keys, key.id, [](KeyRow& row) -> auto& { return row.key.created_at; });
    if (opened->policy)
      created(changes->policies, opened->policy->terms.id, [&](ledger::Policy& row) -> auto& {
        row.updated_at = std::max(row.updated_at, record.time);
        return row.created_at;
      });
  }
}

void RegistryBooks::attach(ledger::AccountNumber wallet, ledger::PolicyId policy, ledger::Time now,
                           const Mark& mark) {
  newer_.marks.push_back(mark);
  ledger::WalletProfile& profile = changed_profile(wallet).profile;
  bind_later(profile, policy, mark);
  profile.policy = policy;
  profile.updated_at = std::max(profile.updated_at, now);
}

RegistryBooks::Profile& RegistryBooks::changed_profile(ledger::AccountNumber wallet) {
  const auto found = newer_.profiles.find(wallet);
  if (found != newer_.profiles.end()) return found->second;
  return newer_.profiles.emplace(wallet, there(profile(wallet))).first->second;
}

RegistryBooks::Profile& RegistryBooks::changed_profile(ledger::WalletId wallet) {
  return changed_profile(
      there(find(&Changes::wallet_ids, wallet, [&] { return states_.wallet_of(wallet); })));
}

RegistryBooks::KeyRow& RegistryBooks::changed_key(ledger::KeyId id) {
  const auto found = newer_.keys.find(id);
  if (found != newer_.keys.end()) return found->second;
  return newer_.keys.emplace(id, there(key(id))).first->second;
}

void RegistryBooks::revoke(ledger::KeyId id) {
  ledger::Key& revoked = changed_key(id).key;
  if (revoked.current()) leave(revoked);
  revoked.revoked = true;
}

void RegistryBooks::rotate(const ledger::Record& record, const ledger::KeyRotated& rotated) {
  ledger::Key& old = changed_key(rotated.id).key;
  if (old.current()) leave(old);
  old.rotate(rotated.ends);
  leaving_.add(old.made.wallet, {rotated.id, rotated.ends}, record.time);
  make_key(record, rotated.made);
}

void RegistryBooks::leave(const ledger::Key& gone) {
  if (gone.made.wallet.bits.none()) return;
  persistence::leave_chain(
      changed_profile(gone.made.wallet).newest_key, gone.made.id,
      [this](ledger::KeyId other) -> auto& { return changed_key(other).links; });
}

void RegistryBooks::change(const ledger::Record& record, const ledger::WalletChanged& changed,
                           const Mark& mark) {
  ledger::WalletProfile& profile = changed_profile(changed.wallet).profile;
  if (changed.policy) bind_later(profile, *changed.policy, mark);
  if (changed.tags) {
    Tenant& owner = tenants_.at(profile.opened.address.organization.value);
    owner.wallet_index.retag(owner.position(changed.wallet), profile.opened.tags, *changed.tags);
  }
  profile.change(changed, std::max(profile.updated_at, record.time));
  if (changed.status) set_status(changed.wallet, *changed.status);
}

void RegistryBooks::set_status(ledger::AccountNumber wallet, ledger::WalletStatus status) {
  newer_.statuses[wallet] = status;
  const auto number = changed_profile(wallet).profile.opened.address.organization;
  Tenant& owner = tenants_.at(number.value);
  owner.wallet_index.set(owner.position(wallet), status);
}

void RegistryBooks::end(const ledger::Record& record, const ledger::WalletArchived& archived) {
  ledger::WalletProfile& profile = changed_profile(archived.wallet).profile;
  bind(profile.policy, {});
  profile.end(std::max(profile.updated_at, record.time));
  if (auto last = session(archived.wallet); last.generation != 0) {
    last.expires = {};
    newer_.sessions[archived.wallet] = last;
  }
  set_status(archived.wallet, ledger::WalletStatus::archived);
  for (const ledger::KeyId& id : archived.keys) revoke(id);
  leaving_.forget(archived.wallet_id);
}

void RegistryBooks::settle_updated(ledger::AccountNumber wallet, ledger::Time at) {
  for (Changes* changes : {&newer_, &older_})
    if (const auto row = changes->profiles.find(wallet); row != changes->profiles.end())
      row->second.profile.updated_at = std::max(row->second.profile.updated_at, at);
}

void RegistryBooks::open(const ledger::Record& record, const ledger::Opened& opened) {
  const ledger::OrganizationNumber number = record.organizations[0].organization;
  if (const auto& made = opened.organization) {
    CHECK(number == next_tenant());
    Tenant& tenant = tenants_.emplace_back();
    tenant.opened = *made;
    tenant.created_at = record.time;
    tenant.system_accounts[0] = made->sandbox_accounts;
    next_account_.value = made->sandbox_accounts.value + ledger::system_accounts_count;
  }
  if (const auto& made = opened.policy) {
    newer_.policies.emplace(made->terms.id,
                            ledger::Policy{*made, number, record.time, record.time});
    const std::uint64_t place = ++tenants_.at(number.value).policies;
    newer_.lists.emplace(list_key(List::policies_of_organization, number.value, place),
                         made->terms.id.bits);
  }
  for (const ledger::WalletOpened& wallet : opened.wallets) open_wallet(record, wallet);
  for (const ledger::KeyMade& key : opened.keys) make_key(record, key);
}

void RegistryBooks::open_wallet(const ledger::Record& record, const ledger::WalletOpened& opened) {
  const ledger::WalletAddress& address = opened.address;
  Tenant& tenant = tenants_.at(address.organization.value);
  tenant.system_accounts[index(address.environment)] = address.system_accounts;
  ++tenant.wallet_numbers[index(address.environment)];
  if (opened.agent) ++tenant.agents;
  tenant.wallets.push_back(address.account);
  tenant.wallet_index.add(opened);
  next_account_.value = address.account.value + 1;
  newer_.wallet_ids.emplace(address.id, address.account);
  if (!opened.agent_id.empty())
    newer_.agent_ids.emplace(AgentId{address.organization.value, opened.agent_id}, address.account);
  const bool fresh =
      newer_.profiles
          .emplace(address.account,
                   Profile{.profile = {opened, opened.policy, record.time, record.time}})
          .second;
  CHECK(fresh);
  bind({}, opened.policy);
}

void RegistryBooks::make_key(const ledger::Record& record, const ledger::KeyMade& made) {
  const ledger::OrganizationNumber number = record.organizations[0].organization;
  CHECK(newer_.keys.emplace(made.id, KeyRow{.key = {made, number, record.time}}).second);
  const std::uint64_t place = ++tenants_.at(number.value).keys;
  newer_.lists.emplace(list_key(List::keys_of_organization, number.value, place), made.id.bits);
  if (made.wallet.bits.none()) return;
  persistence::join_chain(changed_profile(made.wallet).newest_key, made.id,
                          [this](ledger::KeyId id) -> auto& { return changed_key(id).links; });
}

// --- Rows, as they are after all of that.

template <class Rows, class Key, class Load>
auto RegistryBooks::find(Rows Changes::* rows, const Key& key, Load load) const
    -> std::optional<typename Rows::mapped_type> {
  for (const Changes* changes : {&newer_, &older_})
    if (const auto row = (changes->*rows).find(key); row != (changes->*rows).end())
      return row->second;
  return load();
}

std::optional<RegistryBooks::Profile> RegistryBooks::profile(ledger::AccountNumber wallet) const {
  return find(&Changes::profiles, wallet, [&] { return states_.profile(wallet); });
}

std::optional<RegistryBooks::KeyRow> RegistryBooks::key(ledger::KeyId id) const {
  return find(&Changes::keys, id, [&] { return states_.key(id); });
}

std::optional<ledger::Policy> RegistryBooks::policy(ledger::PolicyId id) const {
  return find(&Changes::policies, id, [&] { return states_.policy(id); });
}

ledger::Bits128 RegistryBooks::listed(List list, std::uint64_t owner, std::uint64_t n) const {
  return there(find(&Changes::lists, list_key(list, owner, n),
                    [&] { return states_.listed(list, owner, n); }));
}

// Wallets of both environments stand in one list in the order of their opening, so what a row says
// of its own number says how many of either stand up to it.
ledger::AccountNumber RegistryBooks::numbered(ledger::OrganizationNumber organization,
                                              ledger::Environment environment,
                                              std::uint64_t number) const {
  const std::vector<ledger::AccountNumber>& all = tenant(organization).wallets;
  const auto opened = [&](std::uint64_t n) { return there(profile(all[n - 1])).profile.opened; };
  const auto counted = [&](std::uint64_t n) {
    const ledger::WalletOpened row = opened(n);
    return row.address.environment == environment ? row.number : n - row.number;
  };
  if (number == 0 || number > all.size() || counted(all.size()) < number) return {};
  std::uint64_t first = number;
  std::uint64_t last = counted(first) < number ? all.size() : first;  // the usual case
  while (first < last) {
    const std::uint64_t middle = first + (last - first) / 2;
    if (counted(middle) < number)
      first = middle + 1;
    else
      last = middle;
  }
  return all[first - 1];
}

bool RegistryBooks::has_agent(ledger::OrganizationNumber organization,
                              const std::string& agent_id) const {
  return find(&Changes::agent_ids, AgentId{organization.value, agent_id},
              [&] { return states_.agent(organization, agent_id); })
      .has_value();
}

// One that was opened here is not among the states yet.
ledger::WalletStatus RegistryBooks::status(ledger::AccountNumber account) const {
  const auto load = [&]() -> std::optional<ledger::WalletStatus> {
    const auto state = states_.load(account);
    return state ? state->status : ledger::WalletStatus::active;
  };
  return there(find(&Changes::statuses, account, load));
}

std::vector<ledger::Key> RegistryBooks::heard_keys(ledger::AccountNumber account,
                                                   ledger::Time now) const {
  std::vector<ledger::Key> keys;
  const Profile known = there(profile(account));
  for (ledger::KeyId id = known.newest_key; !id.bits.none();) {
    const KeyRow row = there(key(id));
    keys.push_back(row.key);
    id = row.links.older;
  }
  for (const auto& [id, ends] : leaving_.of(known.profile.opened.address.id))
    if (const KeyRow row = there(key(id)); ends > now && !row.key.revoked) keys.push_back(row.key);
  return keys;
}

std::optional<WalletView> RegistryBooks::wallet(ledger::AccountNumber account) const {
  const auto known = profile(account);
  if (!known) return std::nullopt;
  return view(*known);
}

WalletView RegistryBooks::view(const Profile& profile) const {
  WalletView view;
  view.profile = profile.profile;
  if (!profile.newest_key.bits.none()) view.active_key = there(key(profile.newest_key)).key;
  return view;
}

std::optional<ledger::Key> RegistryBooks::key(ledger::KeyId id,
                                              ledger::OrganizationNumber organization) const {
  const auto found = key(id);
  if (!found || found->key.organization != organization) return std::nullopt;
  return found->key;
}

ledger::WalletSession RegistryBooks::session(ledger::AccountNumber wallet) const {
  return find(&Changes::sessions, wallet, [&] { return states_.session(wallet); })
      .value_or(ledger::WalletSession{});
}

KeyView RegistryBooks::view(const ledger::Key& key) const {
  return {.key = key, .organization = tenant(key.organization).opened.id, .secret = {}};
}

OrganizationSummary RegistryBooks::view(const Tenant& tenant) {
  return {.opened = tenant.opened,
          .created_at = tenant.created_at,
          .production = !tenant.org_wallet(ledger::Environment::production).none(),
          .wallets = tenant.wallets.size(),
          .agents = tenant.agents,
          .keys = tenant.keys,
          .policies = tenant.policies};
}

}  // namespace bursar::actors
