#include "actors/replays.hpp"

#include <utility>

#include <gtest/gtest.h>

namespace bursar::actors::replays_test {
namespace {

class ReplaysTest : public testing::Test {
 protected:
  // As the writer does once the batch of the call is durable.
  static void become_durable(const std::shared_ptr<PayCall>& call) {
    CallPtr pointer = call;
    call->when_durable(pointer);
  }
  static std::shared_ptr<const ledger::Record> record_of_two_organizations() {
    auto record = std::make_shared<ledger::Record>();
    record->organizations = {
        {{.organization = {1}, .sequence = {11}}, {.organization = {2}, .sequence = {22}}}};
    return record;
  }

  std::shared_ptr<PayCall> call = std::make_shared<PayCall>();
};

TEST_F(ReplaysTest, TheAnswerIsTheFirstCallsRecord) {
  const auto draft = std::make_shared<Draft>();
  replay(*call, receipt_of(draft).record);
  EXPECT_FALSE(call->outcome.has_value());
  become_durable(call);
  EXPECT_EQ(call->outcome->record.get(), &draft->record);
  EXPECT_TRUE(call->outcome->replayed);
  EXPECT_TRUE(call->replayed);
}

TEST_F(ReplaysTest, ItRestsOnTheFirstCallsPlaceInTheCallersOrganisation) {
  for (const auto& [organization, place] : {std::pair{1U, 11U}, {2U, 22U}}) {
    call->organization = {organization};
    replay(*call, record_of_two_organizations());
    become_durable(call);
    EXPECT_EQ(call->rests_on.value, place);
  }
}

TEST_F(ReplaysTest, TheReceiptKeepsTheDraftItStandsIn) {
  auto draft = std::make_shared<Draft>();
  draft->record.time = {9};
  const Receipt receipt = receipt_of(draft);
  draft.reset();
  EXPECT_EQ(receipt.record->time, ledger::Time{9});
}

}  // namespace
}  // namespace bursar::actors::replays_test
