// Pages of payments along a chain, against one look at every record.

#include "actors/payment_list.hpp"

#include "tests/actors/empty_states.hpp"
#include "tests/support/amounts.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::actors::payment_list_test {
namespace payment_list_test {
namespace {

using ledger::AccountNumber;
using ledger::Environment;
using ledger::Money;
using ledger::OrganizationNumber;
using ledger::Paid;
using ledger::PaymentState;
using ledger::Record;
using ledger::Sequence;
using tests::usd;

constexpr OrganizationNumber own{1};
constexpr OrganizationNumber other{2};
constexpr AccountNumber wallet{10};
constexpr AccountNumber second{11};
constexpr AccountNumber in_production{12};
constexpr AccountNumber theirs{20};

OrganizationNumber owner_of(AccountNumber account) {
  return account == theirs ? other : own;
}
Environment environment_of(AccountNumber account) {
  return account == in_production ? Environment::production : Environment::sandbox;
}
Paid payment(AccountNumber payer, AccountNumber payee) {
  return {.payer = payer,
          .payer_id = {{0, payer.value}},
          .payee = payee,
          .amount = tests::amount("5.00")};
}

struct Shown {
  Sequence record = {};
  PaymentState state = PaymentState::completed;
  Money refunded = {};

  friend bool operator==(const Shown&, const Shown&) = default;
};

/// Records with their places in every chain, and what each payment has come to.
class Journal {
 public:
  void deed(unsigned which) {
    switch (which % 8) {
      case 0:
        return pay(payment(wallet, theirs));
      case 1:
        return pay(payment(wallet, second));
      case 2:
        return pay(payment(in_production, {}));
      case 3:
        return pay(payment(theirs, wallet));
      case 4:
        waiting.push_back(next());
        return append(ledger::PaymentHeld{.payment = payment(wallet, theirs)}, {wallet});
      case 5:
        return decide(which);
      case 6:
        return refund(which);
      default:
        return append(ledger::KeysUsed{}, {});
    }
  }

  /// Page by page, to the end.
  std::vector<Shown> all(PaymentsQuery query) const {
    const PaymentReading reading{
        .record = [this](Sequence at) -> std::optional<Record> {
          if (at < first) return std::nullopt;
          return records[at.value - 1];
        },
        .wallet = [](ledger::WalletId id) -> std::optional<ledger::WalletAddress> {
          const AccountNumber account{id.bits.low};
          return ledger::WalletAddress{.account = account, .environment = environment_of(account)};
        },
        .courses = courses};
    std::vector<Shown> found;
    do {
      const PaymentsPage page = list_payments(query, reading);
      RC_ASSERT(page.rows.size() <= query.page.limit);
      RC_ASSERT(page.looked_at <= query.page.looked_at_max);
      for (const PaymentRow& row : page.rows)
        found.push_back({row.record.sequence, row.state, row.refunded});
      query.page.before = page.next;
    } while (query.page.before != 0);
    return found;
  }

  std::vector<Shown> expected(const PaymentsQuery& query) const {
    std::vector<Shown> found;
    for (auto record = records.rbegin(); record != records.rend(); ++record) {
      const Paid* const paid = listed(*record, query);
      if (record->sequence < first || paid == nullptr) continue;
      if (environment_of(paid->payer) != query.environment) continue;
      if (query.from && record->time < *query.from) continue;
      if (query.to && record->time >= *query.to) continue;
      const Shown shown = shown_of(*record);
      if (!query.state || shown.state == *query.state) found.push_back(shown);
    }
    return found;
  }

  Sequence newest(const PaymentsQuery& query) const {
    const auto& heads = query.only.none() ? of_organizations : of_accounts;
    const auto head = heads.find(query.only.none() ? query.organization.value : query.only.value);
    return head == heads.end() ? Sequence{} : head->second;
  }
  Sequence next() const { return {records.size() + 1}; }

  std::vector<Record> records;
  Sequence first{1};

 private:
  void append(ledger::Fact fact, std::vector<AccountNumber> accounts) {
    Record record{.sequence = next(),
                  .time = {static_cast<std::int64_t>(records.size() / 2)},
                  .fact = std::move(fact)};
    std::size_t side = 0;
    for (const AccountNumber account : accounts) {
      record.entries.push_back(
          {.account = account, .previous = std::exchange(of_accounts[account.value], next())});
      const OrganizationNumber of = owner_of(account);
      if (side > 0 && record.organizations[0].organization == of) continue;
      record.organizations[side++] = {
          .organization = of, .previous = std::exchange(of_organizations[of.value], next())};
    }
    courses.add(record);
    records.push_back(std::move(record));
  }
  void pay(const Paid& paid) {
    payments.push_back(next());
    std::vector<AccountNumber> both{paid.payer};
    if (!paid.payee.none()) both.push_back(paid.payee);
    append(paid, both);
  }
  void decide(unsigned how) {
    if (waiting.empty()) return;
    const Sequence request = waiting.back();
    waiting.pop_back();
    if (how % 3 == 0) {
      decided[request] = {ledger::ApprovalStatus::rejected, next()};
      return append(
          ledger::ApprovalEnded{.request = request, .status = ledger::ApprovalStatus::rejected},
          {wallet});
    }
    decided[request] = {ledger::ApprovalStatus::approved, next()};
    Paid paid = payment(wallet, theirs);
    paid.approved.emplace();
    paid.approved->request = request;
    pay(paid);
  }
  void refund(unsigned how) {
    if (payments.empty()) return;
    const Sequence made = payments[how / 8 % payments.size()];
    const Money left = usd("5.00") - refunded[made];
    if (left.zero()) return;
    const Money more = how % 3 == 0 ? left : Money::units(1);
    refunded[made] = refunded[made] + more;
    append(
        ledger::Refunded{
            .payment = made, .principal = tests::amount("5.00"), .refunded_after = refunded[made]},
        {wallet});
  }

  static const Paid* listed(const Record& record, const PaymentsQuery& query) {
    bool there = false;
    for (const auto& link : record.organizations)
      there = there || (query.only.none() && link.organization == query.organization);
    for (const auto& entry : record.entries) there = there || entry.account == query.only;
    if (!there) return nullptr;
    if (const auto* held = std::get_if<ledger::PaymentHeld>(&record.fact)) return &held->payment;
    const auto* paid = std::get_if<Paid>(&record.fact);
    if (paid == nullptr || !paid->approved) return paid;
    const bool knows_of_the_request =
        query.only.none() ? owner_of(paid->payer) == query.organization : paid->payer == query.only;
    return knows_of_the_request ? nullptr : paid;
  }
  Shown shown_of(const Record& record) const {
    Sequence made = record.sequence;
    if (std::holds_alternative<ledger::PaymentHeld>(record.fact)) {
      const auto decision = decided.find(record.sequence);
      if (decision == decided.end()) return {record.sequence, PaymentState::pending_approval, {}};
      if (decision->second.first == ledger::ApprovalStatus::rejected)
        return {record.sequence, ledger::state_of(ledger::ApprovalStatus::rejected), {}};
      made = decision->second.second;
    }
    const auto back = refunded.find(made);
    if (back == refunded.end() || back->second.zero())
      return {record.sequence, PaymentState::completed, {}};
    const bool whole = back->second == usd("5.00");
    return {record.sequence, whole ? PaymentState::refunded : PaymentState::partially_refunded,
            back->second};
  }

  tests::EmptyStates views;
  PaymentCourses courses{views};
  std::map<std::uint64_t, Sequence> of_organizations;
  std::map<std::uint64_t, Sequence> of_accounts;
  std::vector<Sequence> waiting;
  std::vector<Sequence> payments;
  std::map<Sequence, Money> refunded;
  std::map<Sequence, std::pair<ledger::ApprovalStatus, Sequence>> decided;
};

RC_GTEST_PROP(PaymentListProperties, PagesShowEveryPaymentOnceAsItIsNow,
              (const std::vector<std::uint8_t>& deeds)) {
  Journal journal;
  for (const std::uint8_t deed : deeds) journal.deed(deed);
  PaymentsQuery query;
  query.organization = *rc::gen::element(own, other);
  query.environment = *rc::gen::element(Environment::sandbox, Environment::production);
  if (query.organization == own) query.only = *rc::gen::element(AccountNumber{}, wallet, second);
  if (*rc::gen::arbitrary<bool>())
    query.state = *rc::gen::element(PaymentState::completed, PaymentState::pending_approval,
                                    PaymentState::partially_refunded, PaymentState::refunded);
  const auto any_time = [&] {
    return ledger::Time{*rc::gen::inRange<std::int64_t>(
        0, static_cast<std::int64_t>(journal.records.size() / 2 + 2))};
  };
  if (*rc::gen::arbitrary<bool>()) query.from = any_time();
  if (*rc::gen::arbitrary<bool>()) query.to = any_time();
  query.page.limit = *rc::gen::inRange<std::uint32_t>(1, 8);
  query.page.looked_at_max = *rc::gen::inRange<std::uint32_t>(1, 20);
  query.newest = journal.newest(query);
  if (*rc::gen::arbitrary<bool>())
    journal.first = {*rc::gen::inRange<std::uint64_t>(1, journal.records.size() + 2)};
  RC_ASSERT(journal.all(query) == journal.expected(query));
}

TEST(PaymentListTest, WhatWasArchivedEndsThePageAndIsSaid) {
  const tests::EmptyStates views;
  const PaymentCourses courses{views};
  const PaymentReading nothing{
      .record = [](Sequence) { return std::optional<Record>{}; },
      .wallet = [](ledger::WalletId) { return std::optional<ledger::WalletAddress>{}; },
      .courses = courses};
  PaymentsQuery query;
  query.organization = own;
  EXPECT_FALSE(list_payments(query, nothing).archived) << "there has never been anything";
  query.newest = {9};
  const PaymentsPage page = list_payments(query, nothing);
  EXPECT_TRUE(page.archived);
  EXPECT_EQ(page.next, 0U);
}

}  // namespace
}  // namespace payment_list_test
}  // namespace bursar::actors::payment_list_test
