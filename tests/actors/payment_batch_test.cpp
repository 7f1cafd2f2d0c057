#include "actors/payment_batch.hpp"

#include "tests/support/answers.hpp"

#include <memory>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::payment_batch_test {
namespace {

class PaymentBatchTest : public testing::Test {
 protected:
  PaymentBatchTest() {
    call->organization = {7};
    call->command.payments.resize(3);
    for (std::size_t i = 0; i < 3; ++i)
      call->command.payments[i].pay.description = std::to_string(i);
    parts = PaymentBatch::split(call, places.try_admit().value());
    call.reset();
  }

  void answer(std::size_t part, std::uint64_t rests_on = 0) {
    parts[part]->outcome = Receipt{.record = std::make_shared<ledger::Record>()};
    parts[part]->rests_on = {rests_on};
    Call::answer(std::move(parts[part]));
  }

  Admission places{1};
  std::shared_ptr<PayBatchCall> call = std::make_shared<PayBatchCall>();
  tests::Told<PayBatchCall> told{*call};
  std::vector<std::shared_ptr<PayCall>> parts;
};

TEST_F(PaymentBatchTest, EachPaymentGoesInTheNameOfTheBatchesOrganisation) {
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(parts[i]->organization.value, 7U);
    EXPECT_EQ(parts[i]->command.pay.description, std::to_string(i));
  }
  parts.clear();
}

TEST_F(PaymentBatchTest, IsAnsweredOnceWithTheLastOfItsPaymentsInTheirOrder) {
  answer(2);
  parts[0]->outcome = ledger::refuse(ledger::Errc::insufficient_funds);
  Call::answer(std::move(parts[0]));
  EXPECT_TRUE(told.silent());
  EXPECT_EQ(places.in_flight(), 1U);
  answer(1);
  ASSERT_TRUE(told.allowed());
  const auto& results = *told.outcome();
  EXPECT_EQ(results[0].error().code, ledger::Errc::insufficient_funds);
  EXPECT_TRUE(results[1].has_value());
  EXPECT_TRUE(results[2].has_value());
  EXPECT_EQ(places.in_flight(), 0U);
}

// A client that reads its own writes by this number must not miss any payment of the batch.
TEST_F(PaymentBatchTest, RestsOnTheLatestOfItsPayments) {
  answer(0, 5);
  answer(1, 9);
  answer(2, 7);
  EXPECT_EQ(told.call().rests_on.value, 9U);
}

TEST_F(PaymentBatchTest, WithOneLostTheOutcomeOfAllIsUnknown) {
  answer(0);
  parts[1].reset();
  EXPECT_TRUE(told.silent());
  answer(2);
  EXPECT_TRUE(told.lost());
  EXPECT_EQ(places.in_flight(), 0U);
}

}  // namespace
}  // namespace bursar::actors::payment_batch_test
