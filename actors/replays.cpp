#include "actors/replays.hpp"

#include "ledger/check.hpp"

#include <utility>

namespace bursar::actors {
namespace {

// It rests on what the first answer rested on.
void answer_again(CallFor<Receipt>& call, std::shared_ptr<const ledger::Record> record) {
  call.replayed = true;
  for (const ledger::OrganizationLink& link : record->organizations)
    if (link.organization == call.organization) call.rests_on = link.sequence;
  call.outcome = Receipt{.record = std::move(record), .replayed = true};
}

}  // namespace

Receipt receipt_of(const std::shared_ptr<Draft>& draft) {
  return {.record = {draft, &draft->record}};
}

void replay(CallFor<Receipt>& call, std::shared_ptr<Draft> draft) {
  call.when_durable = [&call, draft = std::move(draft)](CallPtr&) {
    answer_again(call, receipt_of(draft).record);
  };
}

void replay(CallFor<Receipt>& call, const persistence::JournalReader& reader,
            ledger::Sequence sequence, const ledger::Bits128& content) {
  call.when_durable = [&call, &reader, sequence, content](CallPtr&) {
    auto record = reader.record(sequence);
    CHECK(record && record->idempotency);
    if (record->idempotency->content == content)
      return answer_again(call, std::make_shared<const ledger::Record>(*std::move(record)));
    call.refused = ledger::Errc::idempotency_conflict;
    call.outcome = ledger::refuse(ledger::Errc::idempotency_conflict);
  };
}

}  // namespace bursar::actors
