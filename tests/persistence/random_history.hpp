#pragma once

// Histories of anything that can happen, in an order drawn while a property runs: whatever a
// journal may hold, with all that its writer would have filled in.

#include "ledger/approving.hpp"
#include "ledger/payment_entries.hpp"
#include "ledger/payout_deeds.hpp"
#include "ledger/token_deeds.hpp"
#include "ledger/topup.hpp"
#include "tests/persistence/random_disputes.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <rapidcheck.h>

namespace bursar::tests {

class RandomHistory : public RandomDisputes {
 public:
  RandomHistory() { terms.faucet_per_day = money(1'000); }

  void go_on(std::size_t deeds) {
    while (deeds-- > 0) go_on();
  }

 private:
  void go_on() {
    now.milliseconds += static_cast<std::int64_t>(below(ledger::day_ms / 4));
    switch (below(33)) {
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
        return decide_approval();
      case 16:
        return act_on_webhook();
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
      case 25:
        return yes() ? pay_out() : quarrel();
      case 26:
      case 27:
        return yes() ? act_on_payout() : quarrel();
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

  void pay_out() {
    const ledger::WalletAddress& payer = any_wallet();
    const ledger::PayOut asked{
        .pay = {.payer = payer,
                .payee_external = "dest_" + std::to_string(below(3)),
                .amount = amount(1 + static_cast<std::int64_t>(below(300))),
                .description = "a description longer than fifteen bytes",
                .salt = ++ids_},
        .destination = {.type = static_cast<ledger::DestinationType>(below(3)),
                        .masked = R"({"account_number":"****3210"})",
                        .sealed = {1, 2, 3}}};
    const ledger::Wallet& wallet = books.wallets.at(payer.account);
    ledger::PolicyInForce policy;
    if (const auto row = books.policies.find(wallet.state().policy); row != books.policies.end())
      policy.terms = row->second.made.terms;
    ledger::Terms served = terms;
    served.payout_destinations[1] = 0b111;
    settle(wallet.decide(asked, served, now, &policy));
  }

  void act_on_payout() {
    std::vector<std::pair<ledger::Sequence, ledger::Payout>> open;
    for (const auto& [asked, payout] : books.payouts)
      if (still_open(payout.status)) open.emplace_back(asked, payout);
    if (open.empty()) return;
    const auto& [asked, payout] = open[below(open.size())];
    const ledger::ActOnPayout act{
        .payout = asked,
        .asked = std::get<ledger::PayoutAsked>(records[asked.value - 1].fact),
        .event = static_cast<ledger::PayoutEvent>(below(ledger::payout_events)),
        .reference = yes() ? "a reference longer than fifteen bytes" : "",
        .reason = yes() ? "account_closed" : ""};
    now = std::max(now, books.last_time());
    const auto decided = ledger::decide(books.wallets.at(payout.wallet).state(), act, now);
    if (!decided || !*decided) return;
    const auto move = ledger::payout_move((*decided)->fact);
    settle(**decided, still_open(move->status) ? ledger::Sequence{} : asked);
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
};

}  // namespace bursar::tests
