#include "actors/books_states.hpp"

namespace bursar::actors {
namespace {

using ledger::AccountNumber;

template <class Rows, class Key>
auto found(const Rows& rows, const Key& key) -> std::optional<typename Rows::mapped_type> {
  const auto row = rows.find(key);
  if (row == rows.end()) return std::nullopt;
  return row->second;
}

ledger::Bits128 bits(AccountNumber account) {
  return {.low = account.value};
}
ledger::Bits128 bits(ledger::Sequence sequence) {
  return {.low = sequence.value};
}
template <class Tag>
ledger::Bits128 bits(ledger::Id<Tag> id) {
  return id.bits;
}

template <class Members>
std::optional<ledger::Bits128> nth(const Members& members, std::uint64_t n) {
  if (n == 0 || n > members.size()) return std::nullopt;
  return bits(members[n - 1]);
}

}  // namespace

BooksStates::BooksStates(ledger::Books books) : books_{std::move(books)}, key_chains_{books_} {
  for (const auto& [account, profile] : books_.profiles) {
    const ledger::WalletOpened& opened = profile.opened;
    accounts_.emplace(opened.address.id, account);
    if (!opened.agent_id.empty())
      agents_.emplace(std::pair{opened.address.organization.value, opened.agent_id}, account);
  }
  for (const auto& [request, approval] : books_.approvals)
    asked_[{approval.organization.value,
            persistence::approvals_of_organization(approval.environment)}]
        .push_back(request);
  for (const auto& [asked, payout] : books_.payouts)
    asked_[{payout.organization.value, persistence::payouts_of_organization(payout.environment)}]
        .push_back(asked);
  for (const auto& [opened, dispute] : books_.disputes)
    for (const ledger::OrganizationNumber owner : dispute.organizations)
      if (!owner.none())
        asked_[{owner.value, persistence::disputes_of_organization(dispute.environment)}].push_back(
            opened);
}

std::optional<ledger::WalletState> BooksStates::load(AccountNumber wallet) const {
  const auto row = books_.wallets.find(wallet);
  if (row == books_.wallets.end()) return std::nullopt;
  return row->second.state();
}

void BooksStates::each_system_account(
    const std::function<void(AccountNumber, const persistence::SystemAccountSnapshot&)>& each)
    const {
  for (std::uint64_t account = 1; account < books_.accounts.size(); ++account)
    if (!books_.wallets.contains({account}))
      each({account}, {.head = books_.accounts[account], .owner = books_.owners[account]});
}

void BooksStates::each_wallet(const Each<persistence::WalletSnapshot>& each) const {
  for (std::uint64_t account = 1; account < books_.accounts.size(); ++account)
    if (const auto state = load({account}))
      each({.state = *state, .last = books_.accounts[account].last});
}

void BooksStates::each_profile(const Each<persistence::ProfileSnapshot>& each) const {
  for (std::uint64_t account = 1; account < books_.accounts.size(); ++account)
    if (const auto row = profile({account})) each(*row);
}

void BooksStates::each_organization(const Each<persistence::OrganizationSnapshot>& each) const {
  for (std::uint64_t number = 1; number < books_.organizations.size(); ++number) {
    const ledger::Organization& known = books_.organizations[number];
    persistence::OrganizationSnapshot row{.opened = known.opened,
                                          .created_at = known.created_at,
                                          .head = books_.organization_heads[number],
                                          .keys = known.keys.size(),
                                          .policies = known.policies.size()};
    row.system_accounts[0] = known.opened.sandbox_accounts;
    for (const AccountNumber wallet : known.wallets) row.count(books_.profiles.at(wallet).opened);
    for (const ledger::Environment environment :
         {ledger::Environment::sandbox, ledger::Environment::production}) {
      const auto which = static_cast<std::size_t>(environment);
      row.approvals[which] = count(number, persistence::approvals_of_organization(environment));
      row.payouts[which] = count(number, persistence::payouts_of_organization(environment));
      row.disputes[which] = count(number, persistence::disputes_of_organization(environment));
    }
    each(row);
  }
}

std::uint64_t BooksStates::count(std::uint64_t owner, persistence::List list) const {
  const auto asked = asked_.find({owner, list});
  return asked == asked_.end() ? 0 : asked->second.size();
}

void BooksStates::each_key(const Each<ledger::Key>& each) const {
  for (const auto& [id, key] : books_.keys) each(key);
}

void BooksStates::each_policy(const Each<ledger::Policy>& each) const {
  for (const auto& [id, policy] : books_.policies) each(policy);
}

void BooksStates::each_session(
    const std::function<void(AccountNumber, const ledger::WalletSession&)>& each) const {
  for (const auto& [wallet, session] : books_.sessions) each(wallet, session);
}

std::optional<ledger::WalletSession> BooksStates::session(AccountNumber wallet) const {
  return found(books_.sessions, wallet);
}

std::optional<ledger::Approval> BooksStates::approval(ledger::Sequence request) const {
  return found(books_.approvals, request);
}

std::optional<ledger::Payout> BooksStates::payout(ledger::Sequence asked) const {
  return found(books_.payouts, asked);
}

std::optional<ledger::Dispute> BooksStates::dispute(ledger::Sequence opened) const {
  return found(books_.disputes, opened);
}

std::optional<ledger::Token> BooksStates::token(ledger::Sequence issued) const {
  return found(books_.tokens, issued);
}

void BooksStates::each_service(
    const std::function<void(ledger::Sequence, const ledger::Service&)>& each) const {
  for (const auto& [made, service] : books_.services) each(made, service);
}

void BooksStates::each_webhook(
    const std::function<void(ledger::Sequence, const ledger::Webhook&)>& each) const {
  for (const auto& [made, webhook] : books_.webhooks) each(made, webhook);
}

std::optional<ledger::Service> BooksStates::service(ledger::Sequence made) const {
  return found(books_.services, made);
}

std::optional<ledger::PaymentCourse> BooksStates::course(ledger::Sequence payment) const {
  return found(books_.courses, payment);
}

std::optional<ledger::Sequence> BooksStates::seal(AccountNumber wallet,
                                                  std::string_view key) const {
  return found(books_.seals, std::pair{wallet, std::string{key}});
}

std::optional<persistence::ProfileSnapshot> BooksStates::profile(AccountNumber wallet) const {
  const auto row = books_.profiles.find(wallet);
  if (row == books_.profiles.end()) return std::nullopt;
  return persistence::ProfileSnapshot{row->second, key_chains_.newest(wallet)};
}

std::optional<AccountNumber> BooksStates::wallet_of(ledger::WalletId id) const {
  return found(accounts_, id);
}

std::optional<AccountNumber> BooksStates::agent(ledger::OrganizationNumber organization,
                                                std::string_view agent_id) const {
  return found(agents_, std::pair{organization.value, std::string{agent_id}});
}

std::optional<persistence::KeySnapshot> BooksStates::key(ledger::KeyId id) const {
  const auto row = books_.keys.find(id);
  if (row == books_.keys.end()) return std::nullopt;
  return key_chains_.row(row->second);
}

std::optional<ledger::Policy> BooksStates::policy(ledger::PolicyId id) const {
  return found(books_.policies, id);
}

std::optional<ledger::Bits128> BooksStates::listed(persistence::List list, std::uint64_t owner,
                                                   std::uint64_t n) const {
  using persistence::List;
  if (owner >= books_.organizations.size()) return std::nullopt;
  const ledger::Organization& organization = books_.organizations[owner];
  if (list == List::wallets_of_organization) return nth(organization.wallets, n);
  if (list == List::keys_of_organization) return nth(organization.keys, n);
  if (list == List::policies_of_organization) return nth(organization.policies, n);
  const auto asked = asked_.find({owner, list});
  return asked == asked_.end() ? std::nullopt : nth(asked->second, n);
}

}  // namespace bursar::actors
