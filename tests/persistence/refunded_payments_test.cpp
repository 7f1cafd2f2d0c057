#include "persistence/refunded_payments.hpp"

#include "tests/ledger/two_organizations.hpp"
#include "tests/persistence/written.hpp"
#include "tests/support/amounts.hpp"

#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::persistence::refunded_payments_test {
namespace {

using namespace bursar;
using ledger::Refunded;
using tests::amount;
using tests::verdict_of;
using tests::Written;

/// Two payments, and three refunds of them: of the second, of the first, of the second.
class RefundedPaymentsTest : public testing::Test {
 protected:
  RefundedPaymentsTest() {
    world_.fund(6, amount("1.00"));
    const ledger::Sequence first = pay(400);
    const ledger::Sequence second = pay(300);
    for (const ledger::Sequence payment : {second, first, second}) refund(payment);
    records_ = world_.records;
  }

  ledger::Sequence pay(std::int64_t units) {
    world_.commit(world_
                      .decide(6, {.payer = tests::address_of(6),
                                  .payee = tests::address_of(13),
                                  .amount = amount(units)})
                      .value());
    return world_.books.last();
  }
  void refund(ledger::Sequence payment) {
    ledger::Refund asked = world_.refund_of(payment);
    asked.amount = amount(100);
    world_.commit(world_.wallet(13).decide(asked, world_.terms, world_.now).value());
  }
  Refunded& refund(std::size_t which) {
    return std::get<Refunded>(records_[records_.size() - 3 + which].fact);
  }
  std::string told() const {
    const auto verdict = verdict_of(Written{records_}.directory());
    return verdict.fault ? verdict.fault->what : "nothing";
  }

  tests::TwoOrganizations world_;
  std::vector<ledger::Record> records_;
};

TEST_F(RefundedPaymentsTest, RefundsOfPaymentsAsTheyWereAreRight) {
  EXPECT_EQ(told(), "nothing");
}

// No books keep what a payment was of: that its refunds agree with each other says nothing.
TEST_F(RefundedPaymentsTest, APrincipalThatNobodyHasPaidIsNamed) {
  refund(0).principal = amount(100'000);
  refund(2).principal = amount(100'000);
  EXPECT_EQ(told(), "record " + std::to_string(records_.size() - 2) +
                        " of the journal refunds a payment of 0.001; it was of 0.000003");
}

TEST_F(RefundedPaymentsTest, OfSeveralThatAreWrongTheFirstIsNamed) {
  refund(1).principal = amount(100'000);
  refund(2).payment_place.salt += 1;
  EXPECT_EQ(told(), "record " + std::to_string(records_.size() - 1) +
                        " of the journal refunds a payment of 0.001; it was of 0.000004");
}

}  // namespace
}  // namespace bursar::persistence::refunded_payments_test
