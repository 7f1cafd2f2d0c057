#include "actors/replays.hpp"

#include <utility>

namespace bursar::actors {
namespace {

// It rests on what the first answer rested on.
void answer_again(CallFor<Receipt>& call, const std::shared_ptr<const ledger::Record>& record) {
  call.replayed = true;
  for (const ledger::OrganizationLink& link : record->organizations)
    if (link.organization == call.organization) call.rests_on = link.sequence;
  call.outcome = Receipt{.record = record, .replayed = true};
}

}  // namespace

Receipt receipt_of(const std::shared_ptr<Draft>& draft) {
  return {.record = {draft, &draft->record}};
}

void replay(CallFor<Receipt>& call, std::shared_ptr<const ledger::Record> record) {
  call.when_durable = [&call, record = std::move(record)](CallPtr&) { answer_again(call, record); };
}

}  // namespace bursar::actors
