#include "actors/replays.hpp"

#include <functional>
#include <optional>
#include <utility>

#include <gtest/gtest.h>

namespace bursar::actors {
namespace {

constexpr ledger::Bits128 content{0, 7};

class ReplaysTest : public testing::Test {
 protected:
  // As the writer does once the batch of the call is durable.
  static void become_durable(const std::shared_ptr<PayCall>& call) {
    CallPtr pointer = call;
    call->when_durable(pointer);
  }
  static std::shared_ptr<ledger::Record> record_of(const ledger::Bits128& asked) {
    auto record = std::make_shared<ledger::Record>();
    record->organizations = {
        {{.organization = {1}, .sequence = {11}}, {.organization = {2}, .sequence = {22}}}};
    record->idempotency = {.wallet = {5}, .key = "k", .content = asked};
    return record;
  }

  std::shared_ptr<PayCall> call = std::make_shared<PayCall>();
};

struct OneRecord final : persistence::JournalReader {
  explicit OneRecord(ledger::Record record) : only{std::move(record)} {}
  std::optional<ledger::Record> record(ledger::Sequence sequence) const override {
    return sequence == ledger::Sequence{3} ? std::optional{only} : std::nullopt;
  }
  void scan(ledger::Sequence, const std::function<bool(const ledger::Record&)>&) const override {}

  ledger::Record only;
};

TEST_F(ReplaysTest, TheAnswerIsTheFirstCallsRecord) {
  const auto draft = std::make_shared<Draft>();
  replay(*call, draft);
  EXPECT_FALSE(call->outcome.has_value());
  become_durable(call);
  EXPECT_EQ(call->outcome->record.get(), &draft->record);
  EXPECT_TRUE(call->outcome->replayed);
  EXPECT_TRUE(call->replayed);
}

TEST_F(ReplaysTest, ItRestsOnTheFirstCallsPlaceInTheCallersOrganisation) {
  for (const auto& [organization, place] : {std::pair{1U, 11U}, {2U, 22U}}) {
    call->organization = {organization};
    const OneRecord journal{*record_of(content)};
    replay(*call, journal, {3}, content);
    become_durable(call);
    EXPECT_EQ(call->rests_on.value, place);
  }
}

// A wallet remembers hashes of its keys: two keys of one hash must not get each other's answer.
TEST_F(ReplaysTest, AnotherContentIsAConflictEvenWhereTheHashesAgreed) {
  const OneRecord journal{*record_of({0, 8})};
  replay(*call, journal, {3}, content);
  become_durable(call);
  EXPECT_EQ(call->outcome.error().code, ledger::Errc::idempotency_conflict);
  EXPECT_EQ(call->refused, ledger::Errc::idempotency_conflict);
  EXPECT_FALSE(call->replayed);
}

TEST_F(ReplaysTest, TheReceiptKeepsTheDraftItStandsIn) {
  auto draft = std::make_shared<Draft>();
  draft->record.time = {9};
  const Receipt receipt = receipt_of(draft);
  draft.reset();
  EXPECT_EQ(receipt.record->time, ledger::Time{9});
}

}  // namespace
}  // namespace bursar::actors
