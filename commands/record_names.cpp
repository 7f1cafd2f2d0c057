#include "commands/record_names.hpp"

#include "ledger/ids.hpp"
#include "net/spelling.hpp"

#include <array>
#include <string_view>
#include <variant>

namespace bursar::commands {

namespace {

constexpr std::array<std::string_view, ledger::system_accounts_count> system_words = {
    "treasury", "fees", "external", "inter_org"};

}  // namespace

RecordNames::RecordNames(const ledger::Books& before) {
  if (before.last().none()) return;
  payment_ids_.emplace(before.genesis().permutation_key);
  for (std::size_t i = 1; i < before.organizations.size(); ++i)
    organizations_.push_back(before.organizations[i].opened.id);
  // A wallet names the system accounts beside it; those of a sandbox are there without one.
  accounts_.resize(before.accounts.size());
  for (std::uint64_t i = 1; i < before.organizations.size(); ++i)
    name_system_accounts(before.organizations[i].opened.sandbox_accounts, {i},
                         ledger::Environment::sandbox);
  for (const auto& [account, profile] : before.profiles) {
    const ledger::WalletAddress& address = profile.opened.address;
    name_system_accounts(address.system_accounts, address.organization, address.environment);
    accounts_[account.value] = {.organization = address.organization,
                                .environment = address.environment,
                                .wallet = address.id};
  }
}

void RecordNames::take(const ledger::Record& record) {
  if (const auto* opened = std::get_if<ledger::Opened>(&record.fact)) take(*opened);
  if (const auto* genesis = std::get_if<ledger::Genesis>(&record.fact))
    payment_ids_.emplace(genesis->permutation_key);
}

void RecordNames::take(const ledger::Opened& opened) {
  if (const auto& made = opened.organization) {
    organizations_.push_back(made->id);
    open_system_accounts(made->sandbox_accounts, made->number, ledger::Environment::sandbox);
  }
  for (const ledger::WalletOpened& wallet : opened.wallets) {
    const ledger::WalletAddress& address = wallet.address;
    if (address.system_accounts.value == accounts_.size())
      open_system_accounts(address.system_accounts, address.organization, address.environment);
    accounts_.push_back({.organization = address.organization,
                         .environment = address.environment,
                         .wallet = address.id});
  }
}

void RecordNames::open_system_accounts(ledger::AccountNumber first,
                                       ledger::OrganizationNumber organization,
                                       ledger::Environment environment) {
  accounts_.resize(first.value + ledger::system_accounts_count);
  name_system_accounts(first, organization, environment);
}

void RecordNames::name_system_accounts(ledger::AccountNumber first,
                                       ledger::OrganizationNumber organization,
                                       ledger::Environment environment) {
  for (std::uint64_t which = 0; which < ledger::system_accounts_count; ++which)
    accounts_[first.value + which] = {.organization = organization,
                                      .environment = environment,
                                      .system = static_cast<ledger::SystemAccount>(which)};
}

std::string RecordNames::account_text(ledger::AccountNumber number) const {
  const Account& named = account(number);
  if (named.wallet.bits.none())
    return std::string{system_words.at(static_cast<std::size_t>(named.system))};
  return net::wallet_text(named.wallet);
}

std::string RecordNames::organization_text(ledger::OrganizationNumber number) const {
  return ledger::text("org_", organizations_.at(number.value).bits);
}

std::string RecordNames::payment_text(const ledger::Record& record) const {
  const auto named = ledger::payment_place(record);
  if (!named) return {};
  const bool payout = std::holds_alternative<ledger::PayoutAsked>(record.fact) ||
                      std::holds_alternative<ledger::PayoutCompleted>(record.fact);
  if (std::holds_alternative<ledger::DisputeOpened>(record.fact))
    return payment_text(*named, "disp_");
  if (std::holds_alternative<ledger::EvidenceAdded>(record.fact))
    return payment_text(*named, "evd_");
  return payment_text(*named, payout ? "payout_" : "tx_");
}

std::string RecordNames::payment_text(const ledger::PaymentPlace& place,
                                      std::string_view prefix) const {
  const ledger::Bits128 packed = pack(place);
  const auto [high, low] = payment_ids_.value().forward(packed.high, packed.low);
  return ledger::text(prefix, {high, low});
}

}  // namespace bursar::commands
