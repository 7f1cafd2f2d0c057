#pragma once

// Organisations, wallets, keys and policies as they come, change and go, in an order drawn while a
// property runs; money moves only where something begins or ends.

#include "ledger/archiving.hpp"
#include "tests/ledger/two_organizations.hpp"
#include "tests/support/amounts.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <rapidcheck.h>

namespace bursar::tests {

class RandomTenants : public TwoOrganizations {
 protected:
  static std::uint64_t below(std::size_t end) { return *rc::gen::inRange<std::uint64_t>(0, end); }
  static bool yes() { return below(2) == 1; }
  ledger::Bits128 fresh_id() { return {records.size() + 100, ++ids_}; }

  const ledger::WalletAddress& any_wallet() {
    std::vector<ledger::AccountNumber> accounts;
    for (const auto& [account, wallet] : books.wallets) accounts.push_back(account);
    std::ranges::sort(accounts);
    return books.profiles.at(accounts[below(accounts.size())]).opened.address;
  }

  ledger::Record of_organization(std::uint64_t number, ledger::Fact fact) {
    return {.time = now, .organizations = {{{.organization = {number}}}}, .fact = std::move(fact)};
  }

  void open() {
    const std::uint64_t number = 1 + below(books.organizations.size() - 1);
    ledger::Opened opened;
    if (yes()) opened.policy = policy();
    std::uint64_t next = books.accounts.size();
    for (std::uint64_t count = below(3); count > 0; --count)
      opened.wallets.push_back(wallet(number, next, opened));
    for (std::uint64_t count = below(3); count > 0; --count)
      opened.keys.push_back(key(number, opened));
    record(of_organization(number, opened));
  }

  ledger::WalletOpened wallet(std::uint64_t number, std::uint64_t& next,
                              const ledger::Opened& beside) {
    const ledger::Environment environment{static_cast<std::uint8_t>(below(2))};
    ledger::WalletOpened made{.agent_id = yes() ? "agent " + std::to_string(++ids_) : "",
                              .label = "a label longer than fifteen bytes",
                              .tags = {"red", ""},
                              .agent = yes()};
    made.address = {.id = {fresh_id()},
                    .organization = {number},
                    .environment = environment,
                    .system_accounts = system_accounts(number, environment, beside)};
    if (made.address.system_accounts.none()) {
      made.address.system_accounts = {next};
      next += ledger::system_accounts_count;
    }
    made.address.account = {next++};
    if (yes()) made.policy = any_policy(number, beside);
    if (yes()) made.budget_limit = money(400);
    return made;
  }

  ledger::AccountNumber system_accounts(std::uint64_t number, ledger::Environment environment,
                                        const ledger::Opened& beside) const {
    const ledger::Organization& organization = books.organizations[number];
    if (environment == ledger::Environment::sandbox) return organization.opened.sandbox_accounts;
    for (const ledger::AccountNumber account : organization.wallets)
      if (const auto& address = books.profiles.at(account).opened.address;
          address.environment == environment)
        return address.system_accounts;
    for (const ledger::WalletOpened& one : beside.wallets)
      if (one.address.environment == environment) return one.address.system_accounts;
    return {};
  }

  ledger::KeyMade key(std::uint64_t number, const ledger::Opened& beside) {
    const auto& own = books.organizations[number].wallets;
    ledger::KeyMade made{.id = {fresh_id()}, .name = "k", .permissions = ledger::agent_default};
    made.secret_hash.fill(static_cast<std::uint8_t>(ids_));
    if (yes()) made.wallet = books.profiles.at(own[below(own.size())]).opened.address.id;
    if (!beside.wallets.empty() && yes()) made.wallet = beside.wallets.back().address.id;
    return made;
  }

  ledger::PolicyMade policy() {
    return {.terms = {.id = {fresh_id()}, .version = 1, .max_per_day = money(1'000)}, .name = "p"};
  }

  /// One of the organisation's, or none where it has none.
  ledger::PolicyId any_policy(std::uint64_t number, const ledger::Opened& beside) {
    if (beside.policy && yes()) return beside.policy->terms.id;
    std::vector<ledger::PolicyId> ids;
    for (const ledger::PolicyId id : books.organizations[number].policies)
      if (!books.policies.at(id).deleted) ids.push_back(id);
    return ids.empty() ? ledger::PolicyId{} : ids[below(ids.size())];
  }

  void open_organization() {
    const std::uint64_t number = books.organizations.size();
    const std::uint64_t first = books.accounts.size();
    ledger::Opened opened;
    opened.organization = ledger::OrganizationOpened{
        .id = {fresh_id()}, .number = {number}, .name = "N", .sandbox_accounts = {first}};
    opened.wallets.push_back({.address = {.account = {first + ledger::system_accounts_count},
                                          .id = {fresh_id()},
                                          .organization = {number},
                                          .type = ledger::WalletType::org,
                                          .system_accounts = {first}},
                              .number = 1});
    ledger::Record made = of_organization(number, opened);
    if (yes())
      made.entries = {{.account = opened.wallets[0].address.account, .amount = money(500)},
                      {.account = {first}, .amount = money(-500)}};
    record(std::move(made));
  }

  void attach() {
    const ledger::WalletAddress& wallet = any_wallet();
    record(of_organization(
        wallet.organization.value,
        ledger::PolicyAttached{wallet.account, any_policy(wallet.organization.value, {})}));
  }

  void change_policy() {
    const std::uint64_t number = 1 + below(books.organizations.size() - 1);
    const ledger::PolicyId id = any_policy(number, {});
    if (id.bits.none()) return;
    const ledger::Policy& policy = books.policies.at(id);
    if (policy.wallets == 0 && yes())
      return void(record(of_organization(number, ledger::PolicyDeleted{id})));
    ledger::PolicyChanged changed{.terms = policy.made.terms, .name = "changed"};
    ++changed.terms.version;
    changed.terms.velocity =
        ledger::Velocity{.count = static_cast<std::uint16_t>(1 + below(40)), .window_seconds = 900};
    changed.terms.blocked_recipients = ledger::Recipients{.labels = {"nobody"}};
    changed.terms.require_approval = yes();
    if (yes()) changed.terms.approval_above = money(100);
    record(of_organization(number, changed));
  }

  bool ended(const ledger::WalletAddress& wallet) const {
    return books.wallets.at(wallet.account).state().status == ledger::WalletStatus::archived;
  }

  void change() {
    const ledger::WalletAddress& wallet = any_wallet();
    if (ended(wallet)) return;
    ledger::WalletChanged changed{.wallet = wallet.account,
                                  .label = "label " + std::to_string(++ids_)};
    if (yes()) changed.name = "a name longer than fifteen bytes";
    if (yes()) changed.tags = {"blue"};
    if (yes()) changed.metadata = "{}";
    if (yes()) changed.policy = any_policy(wallet.organization.value, {});
    if (yes()) changed.status = ledger::WalletStatus{static_cast<std::uint8_t>(below(2))};
    record(of_organization(wallet.organization.value, std::move(changed)));
  }

  std::vector<ledger::KeyId> keys_of(ledger::WalletId wallet) const {
    std::vector<ledger::KeyId> ids;
    for (const auto& [id, key] : books.keys)
      if (key.made.wallet == wallet && !key.revoked) ids.push_back(id);
    std::ranges::sort(ids);
    return ids;
  }

  void end() {
    const ledger::WalletAddress& wallet = any_wallet();
    const ledger::OrganizationNumber number = wallet.organization;
    const ledger::WalletProfile& own =
        books.profiles.at(books.organizations[number.value].wallets.front());
    if (wallet.type == ledger::WalletType::org ||
        own.opened.address.environment != wallet.environment)
      return;
    const bool with_agent = books.profiles.at(wallet.account).opened.agent && yes();
    auto decided = books.wallets.at(wallet.account)
                       .decide(ledger::ArchiveWallet{wallet, own.opened.address, with_agent});
    if (!decided) return;
    auto& fact = std::get<ledger::WalletArchived>(decided->fact);
    if (with_agent) fact.keys = keys_of(wallet.id);
    ledger::Record made = of_organization(number.value, std::move(fact));
    made.entries = std::move(decided->entries);
    record(std::move(made));
  }

  ledger::KeyId any_key() {
    std::vector<ledger::KeyId> ids;
    for (const auto& [id, key] : books.keys) ids.push_back(id);
    std::ranges::sort(ids);
    return ids[below(ids.size())];
  }

  void revoke() {
    const ledger::KeyId id = any_key();
    record(of_organization(books.keys.at(id).organization.value, ledger::KeyRevoked{id}));
  }

  void rotate() {
    const ledger::Key old = books.keys.at(any_key());
    if (!old.current()) return;
    ledger::KeyRotated rotated{.id = old.made.id, .made = old.made};
    rotated.made.id = {fresh_id()};
    rotated.made.secret_hash[31] ^= 0xFF;
    if (yes()) rotated.ends = {now.milliseconds + static_cast<std::int64_t>(below(ledger::day_ms))};
    record(of_organization(old.organization.value, rotated));
  }

  void use() {
    ledger::KeysUsed used;
    for (std::uint64_t count = 1 + below(3); count > 0; --count)
      used.uses.push_back(
          {any_key(), {now.milliseconds - static_cast<std::int64_t>(below(60'000))}});
    record({.time = now, .fact = used});
  }

  void issue_session() {
    const ledger::WalletAddress& wallet = any_wallet();
    const auto newest = books.sessions.find(wallet.account);
    ledger::SessionIssued issued{.wallet = wallet.account, .generation = 1};
    if (newest != books.sessions.end()) issued.generation = newest->second.generation + 1;
    issued.expires = {now.milliseconds + static_cast<std::int64_t>(below(2 * ledger::day_ms))};
    record(of_organization(wallet.organization.value, issued));
  }

  void refuse() {
    const ledger::WalletAddress& wallet = any_wallet();
    record(of_organization(wallet.organization.value,
                           ledger::Refused{.wallet = wallet.account, .error = {}}));
  }

  std::uint64_t ids_ = 0;
};

}  // namespace bursar::tests
