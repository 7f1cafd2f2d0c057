#include "actors/beginning.hpp"

#include <algorithm>
#include <future>
#include <utility>

namespace bursar::actors {

Beginning::Beginning(const LedgerStates& states)
    : books{states}, standing{states.standing()}, heads{standing} {
  // Each about as much work as all the rest.
  auto reading_keys = std::async(std::launch::async, [&] { read_keys(states); });
  auto reading_profiles = std::async(std::launch::async, [&] { read_profiles(states); });
  read_system_accounts(states);
  read_organizations(states);
  read_wallets(states);
  read_sessions(states);
  reading_profiles.get();
  join_indexes();
  reading_keys.get();
  states.each_policy([this](const ledger::Policy& policy) { policies.push_back(policy); });
  heads.fit(next_account, {tenants.size()});
  signs->grow_to({next_account.value - 1});
}

void Beginning::read_system_accounts(const LedgerStates& states) {
  states.each_system_account(
      [this](ledger::AccountNumber account, const persistence::SystemAccountSnapshot& row) {
        heads.load(account, {.head = row.head});
        exists(account);
      });
}

void Beginning::read_organizations(const LedgerStates& states) {
  states.each_organization([this](const persistence::OrganizationSnapshot& row) {
    heads.load(row.opened.number, row.head);
    if (row.opened.number.value >= tenants.size()) tenants.resize(row.opened.number.value + 1);
    RegistryBooks::Tenant& tenant = tenants[row.opened.number.value];
    tenant = {.opened = row.opened,
              .created_at = row.created_at,
              .system_accounts = row.system_accounts,
              .wallet_numbers = row.wallets,
              .agents = row.agents,
              .keys = row.keys,
              .policies = row.policies};
    tenant.wallets.reserve(row.all_wallets());
  });
}

void Beginning::read_wallets(const LedgerStates& states) {
  states.each_wallet([&](const persistence::WalletSnapshot& row) {
    const ledger::WalletState& state = row.state;
    const ledger::WalletAddress& address = state.address;
    heads.load(address.account,
               {.head = {.posted = state.posted.units(), .held = state.held, .last = row.last},
                .wallet = true,
                .environment = address.environment,
                .entries = state.transaction_count});
    tenants.at(address.organization.value).wallets.push_back(address.account);
    wallets.push_back(address);
    for (const ledger::OpenHold& hold : state.holds)
      approvals.push_back({.request = hold.request,
                           .approval = {.organization = address.organization,
                                        .environment = address.environment,
                                        .wallet = address.account},
                           .expires_at = hold.expires_at});
    for (const ledger::OpenToken& token : state.tokens)
      tokens.push_back({.token = token.token,
                        .row = states.token(token.token).value(),
                        .deadline = token.deadline});
    for (const ledger::OpenPayout& payout : state.payouts)
      payouts.push_back({.payout = payout.payout,
                         .row = states.payout(payout.payout).value(),
                         .submit_at = payout.submit_at,
                         .since = payout.since});
    signs->load(address.account,
                {.moved_at = state.last_transaction_at, .ever_held_money = state.ever_held_money});
    if (state.status == ledger::WalletStatus::archived) archived_.insert(address.account);
    if (state.status != ledger::WalletStatus::active) set_.emplace_back(address, state.status);
    exists(address.account);
  });
}

// In the order of their accounts too, so that each has the position in its organisation's list.
void Beginning::read_profiles(const LedgerStates& states) {
  states.each_profile([this](const persistence::ProfileSnapshot& row) {
    const ledger::WalletOpened& opened = row.profile.opened;
    const std::uint64_t owner = opened.address.organization.value;
    if (owner >= indexes_.size()) indexes_.resize(owner + 1);
    indexes_[owner].add(opened);
  });
}

void Beginning::join_indexes() {
  for (std::uint64_t owner = 1; owner < indexes_.size(); ++owner)
    tenants.at(owner).wallet_index = std::move(indexes_[owner]);
  for (const auto& [address, status] : set_) {
    RegistryBooks::Tenant& owner = tenants.at(address.organization.value);
    owner.wallet_index.set(owner.position(address.account), status);
  }
  for (RegistryBooks::Tenant& tenant : tenants)
    tenant.wallet_index.conclude(tenant.wallets, *signs, standing.last_time);
}

void Beginning::read_keys(const LedgerStates& states) {
  states.each_key([this](const ledger::Key& key) {
    const ledger::KeyMade& made = key.made;
    if (key.revoked) return;
    keys.push_back({.row = {made.secret_hash,
                            {.key = made.id,
                             .organization = key.organization,
                             .ends = key.ends,
                             .permissions = made.permissions,
                             .key_class = made.key_class,
                             .environment = made.environment}},
                    .wallet = made.wallet});
  });
}

void Beginning::read_sessions(const LedgerStates& states) {
  states.each_session([&](ledger::AccountNumber wallet, const ledger::WalletSession& session) {
    if (session.expires <= standing.last_time || archived_.contains(wallet)) return;
    sessions.push_back({wallet, session.generation, session.expires});
  });
}

void Beginning::exists(ledger::AccountNumber account) {
  next_account.value = std::max(next_account.value, account.value + 1);
}

}  // namespace bursar::actors
