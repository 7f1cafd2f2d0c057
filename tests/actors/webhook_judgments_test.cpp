#include "actors/webhook_judgments.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::webhook_judgments_test {
namespace {

using ledger::Errc;
using ledger::OrganizationNumber;

constexpr OrganizationNumber acme{1};
constexpr OrganizationNumber other{2};

TEST(WebhookJudgmentsTest, AnOrganisationHasNoMoreThanItLeavesToOthers) {
  WebhookJudgments judgments{4};
  EXPECT_TRUE(judgments.begin(acme));
  EXPECT_TRUE(judgments.begin(acme));
  EXPECT_EQ(judgments.begin(acme).error().code, Errc::share_taken);
  EXPECT_TRUE(judgments.begin(other));
  EXPECT_EQ(judgments.begin(other).error().code, Errc::share_taken);
  EXPECT_TRUE(judgments.begin({3}));
  EXPECT_EQ(judgments.begin({4}).error().code, Errc::overloaded);
}

TEST(WebhookJudgmentsTest, APlaceThatIsGivenBackIsFree) {
  WebhookJudgments judgments{2};
  EXPECT_TRUE(judgments.begin(acme));
  EXPECT_FALSE(judgments.begin(acme));
  judgments.end(acme);
  EXPECT_TRUE(judgments.begin(acme));
  EXPECT_TRUE(judgments.begin(other));
  judgments.end(acme);
  judgments.end(other);
  EXPECT_TRUE(judgments.begin(other));
}

}  // namespace
}  // namespace bursar::actors::webhook_judgments_test
