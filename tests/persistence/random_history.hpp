#pragma once

// Histories of anything that can happen, in an order drawn while a property runs: whatever a
// journal may hold, with all that its writer would have filled in.

#include "ledger/approving.hpp"
#include "ledger/payment_entries.hpp"
#include "ledger/token_deeds.hpp"
#include "ledger/topup.hpp"
#include "tests/ledger/two_organizations.hpp"
#include "tests/support/amounts.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <rapidcheck.h>

namespace bursar::tests {

class RandomHistory : public TwoOrganizations {
 public:
  RandomHistory() { terms.faucet_per_day = money(1'000); }

  void go_on(std::size_t deeds) {
    while (deeds-- > 0) go_on();
  }

 private:
  static std::uint64_t below(std::size_t end) { return *rc::gen::inRange<std::uint64_t>(0, end); }
  static bool yes() { return below(2) == 1; }
  ledger::Bits128 fresh_id() { return {records.size() + 100, ++ids_}; }

  const ledger::WalletAddress& any_wallet() {
    std::vector<ledger::AccountNumber> accounts;
    for (const auto& [account, wallet] : books.wallets) accounts.push_back(account);
    std::ranges::sort(accounts);
    return books.profiles.at(accounts[below(accounts.size())]).opened.address;
  }

  void go_on() {
    now.milliseconds += static_cast<std::int64_t>(below(ledger::day_ms / 4));
    switch (below(28)) {
      case 0:
        return fund(ledger::FundingSource::treasury);
      case 1:
        return fund(ledger::FundingSource::test_faucet);
      case 2:
        return fund(ledger::FundingSource::organization);
      case 3:
        return open();
      case 4:
        return open_organization();
      case 5:
        return attach();
      case 6:
        return revoke();
      case 7:
        return refuse();
      case 8:
        return rotate();
      case 9:
        return use();
      case 10:
        return change_policy();
      case 11:
        return issue_session();
      case 12:
        return change();
      case 13:
        return end();
      case 14:
        return withdraw();
      case 15:
      case 16:
        return decide_approval();
      case 17:
        return fund_batch();
      case 18:
        return yes() ? set_topup() : top_up();
      case 19:
        return yes() ? make_service() : change_service();
      case 20:
        return issue_token();
      case 21:
        return act_on_token();
      case 22:
      case 23:
        return refund();
      case 24:
        return seal();
      default:
        return pay();
    }
  }

  void pay() {
    const ledger::WalletAddress& payer = any_wallet();
    const ledger::WalletAddress& payee = any_wallet();
    ledger::Pay asked{.payer = payer,
                      .amount = amount(1 + static_cast<std::int64_t>(below(700))),
                      .description = "something",
                      .salt = ++ids_};
    if (payee.environment == payer.environment && !ended(payee) && yes())
      asked.payee = payee;
    else
      asked.payee_external = "somebody";
    const ledger::Wallet& wallet = books.wallets.at(payer.account);
    ledger::PolicyInForce policy;
    if (const auto row = books.policies.find(wallet.state().policy); row != books.policies.end())
      policy.terms = row->second.made.terms;
    settle(wallet.decide(asked, terms, now, &policy));
  }

  void fund(ledger::FundingSource source) {
    const ledger::WalletAddress& wallet = any_wallet();
    const auto& siblings = books.organizations[wallet.organization.value].wallets;
    const ledger::WalletAddress& org = books.profiles.at(siblings.front()).opened.address;
    if (source == ledger::FundingSource::organization && org.environment != wallet.environment)
      source = ledger::FundingSource::treasury;
    const bool given = source == ledger::FundingSource::organization;
    ledger::Fund asked{.wallet = wallet,
                       .source = source,
                       .amount = amount(1 + static_cast<std::int64_t>(below(900))),
                       .faucet_limited = yes(),
                       .salt = ++ids_};
    if (ended(wallet)) return;
    if (given) asked.org_wallet = org;
    settle(books.wallets.at(given ? org.account : wallet.account).decide(asked, terms, now));
  }

  void withdraw() {
    const ledger::WalletAddress& wallet = any_wallet();
    const auto& siblings = books.organizations[wallet.organization.value].wallets;
    const ledger::WalletAddress& org = books.profiles.at(siblings.front()).opened.address;
    if (org.type != ledger::WalletType::org || ended(org)) return;
    ledger::Withdraw asked{.wallet = wallet,
                           .org_wallet = org,
                           .amount = std::nullopt,
                           .adjusts_budget = yes(),
                           .salt = ++ids_};
    if (yes()) asked.amount = amount(1 + static_cast<std::int64_t>(below(900)));
    settle(books.wallets.at(wallet.account).decide(asked, terms, now));
  }

  // Somebody approves or rejects one, or its time is over.
  void decide_approval() {
    std::vector<std::pair<ledger::Sequence, ledger::Approval>> open;
    for (const auto& [request, approval] : books.approvals)
      if (approval.ended.none()) open.emplace_back(request, approval);
    if (open.empty()) return;
    const auto& [request, approval] = open[below(open.size())];
    const ledger::WalletState& payer = books.wallets.at(approval.wallet).state();
    const auto& held = std::get<ledger::PaymentHeld>(records[request.value - 1].fact);
    const auto& keys = books.organizations[approval.organization.value].keys;
    if (keys.empty()) return;
    ledger::DecideApproval asked{.request = request,
                                 .held = held,
                                 .decided_by = keys[below(keys.size())],
                                 .note = "a note longer than fifteen bytes"};
    if (!yes()) asked.status = ledger::ApprovalStatus::rejected;
    if (!held.payment.payee.none()) {
      asked.payee = books.profiles.at(held.payment.payee).opened.address;
      if (ended(*asked.payee)) asked.status = ledger::ApprovalStatus::rejected;
    }
    ledger::PolicyInForce policy;
    if (const auto row = books.policies.find(payer.policy); row != books.policies.end())
      policy.terms = row->second.made.terms;
    settle(ledger::decide(payer, asked, &policy, now), request);
  }

  void make_service() {
    const ledger::WalletAddress& provider = any_wallet();
    if (ended(provider)) return;
    record(of_organization(provider.organization.value,
                           ledger::ServiceMade{.id = {fresh_id()},
                                               .slug = "service-" + std::to_string(ids_),
                                               .provider = provider.account,
                                               .provider_id = provider.id,
                                               .environment = provider.environment,
                                               .terms = service_terms()}));
  }

  ledger::ServiceTerms service_terms() {
    return {.name = "a name longer than fifteen bytes",
            .price = amount(1 + static_cast<std::int64_t>(below(300))),
            .category = yes() ? "food" : "",
            .endpoint_url = "https://example.com/call",
            .metered = yes(),
            .accept_seconds = static_cast<std::uint32_t>(below(2)),
            .complete_seconds = static_cast<std::uint32_t>(below(90'000))};
  }

  /// That is offered still; none: there is no such one.
  std::pair<const ledger::Sequence, ledger::Service>* any_service() {
    std::vector<std::pair<const ledger::Sequence, ledger::Service>*> offered;
    for (auto& row : books.services)
      if (!row.second.removed) offered.push_back(&row);
    return offered.empty() ? nullptr : offered[below(offered.size())];
  }

  void change_service() {
    const auto* service = any_service();
    if (service == nullptr) return;
    const std::uint64_t number = service->second.organization.value;
    if (yes())
      return void(
          record(of_organization(number, ledger::ServiceChanged{service->first, service_terms()})));
    record(of_organization(
        number, ledger::ServiceMarked{service->first,
                                      ledger::ServiceMark{static_cast<std::uint8_t>(below(2))}}));
  }

  void issue_token() {
    const auto* service = any_service();
    const ledger::WalletAddress& payer = any_wallet();
    const ledger::WalletAddress payee =
        service != nullptr ? books.profiles.at(service->second.made.provider).opened.address
                           : any_wallet();
    if (payee.environment != payer.environment || ended(payee)) return;
    ledger::Authorize asked{
        .pay = {.payer = payer,
                .payee = payee,
                .amount = amount(1 + static_cast<std::int64_t>(below(300))),
                .description = "a call",
                .salt = ++ids_},
        .terms = {.payee_organization = payee.organization, .resource = "https://example.com"}};
    if (service != nullptr) {
      const ledger::ServiceMade& made = service->second.made;
      asked.pay.category = made.terms.category;
      asked.terms.service = {service->first, made.id};
      asked.terms.metered = made.terms.metered;
      asked.terms.accept_seconds = made.terms.accept_seconds;
      asked.terms.complete_seconds = made.terms.complete_seconds;
    }
    const ledger::Wallet& wallet = books.wallets.at(payer.account);
    ledger::PolicyInForce policy;
    if (const auto row = books.policies.find(wallet.state().policy); row != books.policies.end())
      policy.terms = row->second.made.terms;
    settle(wallet.decide(asked, terms, now, &policy));
  }

  // Time mostly is over by now; where it is not, anything may be asked for.
  void act_on_token() {
    std::vector<std::pair<ledger::Sequence, ledger::Token>> known;
    for (const auto& [issued, token] : books.tokens)
      if (still_open(token.status)) known.emplace_back(issued, token);
    if (known.empty()) return;
    const auto& [token, row] = known[below(known.size())];
    const auto& issued = std::get<ledger::TokenIssued>(records[token.value - 1].fact);
    const ledger::WalletState& payer = books.wallets.at(row.payer).state();
    ledger::ActOnToken asked{
        .token = token,
        .issued = issued,
        .payee = books.profiles.at(issued.payment.payee).opened.address,
        .event = static_cast<ledger::TokenEvent>(below(8)),  // but expiry and breach
        .salt = ++ids_};
    if (issued.terms.metered && yes()) asked.amount = amount(1);
    if (ended(asked.payee)) return;
    if (yes()) now = std::min(now, payer.last_time);
    now = std::max(now, books.last_time());
    const auto decided = ledger::decide(payer, asked, terms, now);
    if (!decided || !*decided) return;
    const auto move = ledger::token_move((*decided)->fact);
    settle(**decided, still_open(move->status) ? ledger::Sequence{} : token,
           may_have_key(move->status) ? asked.payee.account : ledger::AccountNumber{});
  }

  // What a payee may ask for.
  static bool may_have_key(ledger::TokenStatus status) {
    return still_open(status) || status == ledger::TokenStatus::settled ||
           status == ledger::TokenStatus::released;
  }

  // Of any payment that was made.
  void refund() {
    std::vector<ledger::Sequence> payments;
    for (const ledger::Record& one : records)
      if (std::holds_alternative<ledger::Paid>(one.fact)) payments.push_back(one.sequence);
    if (payments.empty()) return;
    const ledger::Sequence payment = payments[below(payments.size())];
    ledger::Refund asked = refund_of(payment);
    if (asked.org_wallet.environment != asked.to.environment) return;
    if (yes()) asked.amount = amount(1 + static_cast<std::int64_t>(below(300)));
    asked.salt = ++ids_;
    settle(books.wallets.at(asked.giver.account).decide(asked, terms, now), newest_of(payment));
  }

  void seal() {
    const ledger::WalletAddress& wallet = any_wallet();
    ledger::Record made =
        of_organization(wallet.organization.value, ledger::Sealed{wallet.account, wallet.id});
    made.idempotency = {.wallet = wallet.account, .key = "sealed " + std::to_string(++ids_)};
    record(std::move(made));
  }

  void fund_batch() {
    const ledger::WalletAddress& first = any_wallet();
    const auto& siblings = books.organizations[first.organization.value].wallets;
    const ledger::WalletAddress& org = books.profiles.at(siblings.front()).opened.address;
    if (org.type != ledger::WalletType::org) return;
    ledger::FundBatch batch{.org_wallet = org, .salt = ++ids_};
    for (const ledger::AccountNumber account : siblings) {
      const ledger::WalletAddress& wallet = books.profiles.at(account).opened.address;
      if (account != org.account && wallet.environment == org.environment && !ended(wallet))
        batch.parts.push_back(
            {.wallet = wallet, .amount = amount(1 + static_cast<std::int64_t>(below(300)))});
    }
    settle(books.wallets.at(org.account).decide(batch, terms, now));
  }

  void set_topup() {
    const ledger::WalletAddress& wallet = any_wallet();
    const auto& siblings = books.organizations[wallet.organization.value].wallets;
    const ledger::WalletAddress& org = books.profiles.at(siblings.front()).opened.address;
    if (wallet.type == ledger::WalletType::org || ended(wallet)) return;
    if (org.type != ledger::WalletType::org || org.environment != wallet.environment) return;
    ledger::TopupSet set{.wallet = wallet.account};
    if (yes())
      set.terms = ledger::TopupTerms{.enabled = yes(),
                                     .trigger_below = money(900),
                                     .amount = amount(1 + static_cast<std::int64_t>(below(90))),
                                     .max_per_day = money(400),
                                     .from = org.account,
                                     .from_id = org.id};
    record(of_organization(wallet.organization.value, set));
  }

  void top_up() {
    const auto wanted = ledger::topup_wanted(books.wallets.at(any_wallet().account).state(), now);
    if (wanted) settle(books.wallets.at(wanted->org_wallet->account).decide(*wanted, terms, now));
  }

  /// In production a budget draws from a wallet, which has a word in it.
  bool source_has(const ledger::Decided& decided) const {
    const auto* const paid = std::get_if<ledger::Paid>(&decided.fact);
    if (paid == nullptr || paid->drawn.zero()) return true;
    const auto& payer = books.profiles.at(paid->payer).opened.address;
    const auto source = books.wallets.find(ledger::budget_source(payer));
    return source == books.wallets.end() || source->second.give(paid->drawn).has_value();
  }

  void settle(const ledger::Result<ledger::Decided>& decided, ledger::Sequence previous = {},
              ledger::AccountNumber key_of = {5}) {
    if (!decided || !source_has(*decided)) return;
    ledger::Record made{.time = now,
                        .previous_of_payment = previous,
                        .entries = decided->entries,
                        .fact = decided->fact};
    std::size_t links = 0;
    for (const ledger::Entry& entry : made.entries) {
      const auto profile = books.profiles.find(entry.account);
      if (profile == books.profiles.end()) continue;
      const auto number = profile->second.opened.address.organization;
      if (links == 1 && made.organizations[0].organization == number) continue;
      made.organizations.at(links++).organization = number;
    }
    if (!key_of.none() && yes())
      made.idempotency = {.wallet = key_of, .key = "key " + std::to_string(++ids_)};
    record(std::move(made));
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
