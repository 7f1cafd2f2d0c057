#include "actors/opening.hpp"

#include "crypto/api_key.hpp"
#include "crypto/hash.hpp"
#include "ledger/bits_of.hpp"

namespace bursar::actors {

Opening::Opening(const RegistryBooks& books, Random& random, const Owner& owner)
    : books_{books},
      random_{random},
      environment_{owner.environment},
      organization_{owner.organization.value_or(books.next_tenant())},
      next_account_{books.next_account()} {
  // Nothing that is listed moves while it grows: an organisation brings two wallets at most.
  opened_.wallets.reserve(2);
  if (!owner.organization) {
    found(owner);
    return;
  }
  const RegistryBooks::Tenant& tenant = books_.tenant(organization_);
  organization_id_ = tenant.opened.id;
  organization_name_ = tenant.opened.name;
  system_accounts_ = tenant.system_accounts[static_cast<std::size_t>(environment_)];
  wallets_ = tenant.wallet_numbers[static_cast<std::size_t>(environment_)];
}

void Opening::enter(ledger::Environment environment) {
  environment_ = environment;
  system_accounts_ = {};
  wallets_ = 0;
  if (!opened_.organization) {
    const RegistryBooks::Tenant& tenant = books_.tenant(organization_);
    system_accounts_ = tenant.system_accounts[static_cast<std::size_t>(environment)];
    wallets_ = tenant.wallet_numbers[static_cast<std::size_t>(environment)];
  }
  if (system_accounts_.none()) own_wallet();
}

template <class T>
T Opening::make_id() {
  crypto::Bytes<16> bytes = {};
  random_.fill(bytes);
  return T{ledger::bits_of(bytes)};
}

void Opening::found(const Owner& owner) {
  organization_id_ = make_id<ledger::OrganizationId>();
  organization_name_ = owner.new_organization_name;
  opened_.organization = {.id = organization_id_,
                          .number = organization_,
                          .name = owner.new_organization_name,
                          .sandbox_accounts = next_account_};
  next_account_.value += ledger::system_accounts_count;
  if (environment_ == ledger::Environment::sandbox)
    system_accounts_ = opened_.organization->sandbox_accounts;
  const ledger::WalletAddress& address = own_wallet().address;
  const ledger::Money balance = owner.new_organization_balance;
  if (balance.zero()) return;
  entries_.push_back({.account = address.account, .amount = balance});
  entries_.push_back(
      {.account = system_account(address.system_accounts, ledger::SystemAccount::treasury),
       .amount = -balance});
}

const ledger::WalletOpened& Opening::own_wallet() {
  ledger::WalletOpened own;
  own.name = organization_name_;
  return wallet(std::move(own), ledger::WalletType::org);
}

// An organisation's production accounts come with its own wallet there, which is the first.
ledger::AccountNumber Opening::system_accounts() {
  if (system_accounts_.none()) {
    system_accounts_ = next_account_;
    next_account_.value += ledger::system_accounts_count;
  }
  return system_accounts_;
}

const ledger::WalletOpened& Opening::wallet(ledger::WalletOpened wanted, ledger::WalletType type) {
  if (system_accounts_.none() && type != ledger::WalletType::org) own_wallet();
  wanted.address = {.id = make_id<ledger::WalletId>(),
                    .organization = organization_,
                    .environment = environment_,
                    .type = type,
                    .system_accounts = system_accounts()};
  wanted.address.account = {next_account_.value++};
  wanted.number = ++wallets_;
  return opened_.wallets.emplace_back(std::move(wanted));
}

std::string Opening::secret(const std::string& prefix) {
  crypto::Bytes<32> bytes = {};
  random_.fill(bytes);
  return crypto::make_api_key(prefix, bytes);
}

std::string Opening::key(const Wanted& wanted) {
  const bool bound = wanted.wallet != nullptr;
  std::string shown = secret(wanted.prefix);
  const ledger::KeyMade& made = opened_.keys.emplace_back(
      ledger::KeyMade{.id = make_id<ledger::KeyId>(),
                      .name = wanted.name,
                      .key_class = bound ? ledger::KeyClass::agent : ledger::KeyClass::org,
                      .environment = environment_,
                      .permissions = wanted.permissions,
                      .wallet = bound ? wanted.wallet->id : ledger::WalletId{},
                      .secret_hash = crypto::sha256(shown)});
  key_rows_.emplace_back(made.secret_hash, KeyHolder{.key = made.id,
                                                     .organization = organization_,
                                                     .wallet = bound ? wanted.wallet->account
                                                                     : ledger::AccountNumber{},
                                                     .permissions = made.permissions,
                                                     .key_class = made.key_class,
                                                     .environment = environment_});
  return shown;
}

const ledger::PolicyMade& Opening::policy(ledger::PolicyMade wanted) {
  wanted.terms.id = make_id<ledger::PolicyId>();
  wanted.terms.version = 1;
  return opened_.policy.emplace(std::move(wanted));
}

std::shared_ptr<Draft> Opening::draft(ledger::Time now) && {
  auto draft = std::make_shared<Draft>();
  draft->record.time = now;
  draft->record.organizations[0].organization = organization_;
  draft->record.entries = std::move(entries_);
  draft->record.fact = std::move(opened_);
  return draft;
}

ledger::WalletState state_after(const ledger::WalletOpened& opened, const ledger::Record& record) {
  ledger::Wallet wallet{first_state(opened)};
  wallet.apply(record);
  return wallet.state();
}

}  // namespace bursar::actors
