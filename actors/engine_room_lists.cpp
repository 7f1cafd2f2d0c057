// What is read along chains of records: payments, and events.

#include "actors/engine_room.hpp"

#include <utility>

#include <caf/send.hpp>

namespace bursar::actors {

// Where their chain begins is seen at one place in the journal, and read once that is durable.
void EngineRoom::payments(std::shared_ptr<PaymentsCall> call) {
  end_round();
  if (!admit(call)) return;
  call->at_its_place = [own = call.get()](const JournalHeads* heads) {
    PaymentsQuery& query = own->command;
    query.newest = query.only.none() ? heads->organization(query.organization).last
                                     : heads->account(query.only).head.last;
  };
  call->when_durable = [lister = payment_lister_](CallPtr& placed) {
    caf::anon_send(lister,
                   Ask<PaymentsCall>{std::static_pointer_cast<PaymentsCall>(std::move(placed))});
  };
  line_.append(std::move(call));
}

// Whoever asks reads what was durable by then, and his own writes were.
void EngineRoom::events(std::shared_ptr<EventsCall> call) {
  end_round();
  if (!admit(call)) return;
  EventsQuery& query = call->command;
  query.count = marks_.of(query.organization);
  query.newest = marks_.newest(query.organization);
  call->rests_on = query.count;
  caf::anon_send(event_lister_, Ask<EventsCall>{std::move(call)});
}

EventReading EngineRoom::event_reading(const persistence::JournalReader& reader) const {
  return {.record = [&reader](ledger::Sequence sequence) { return reader.record(sequence); },
          .first_sequence = [&reader] { return reader.first_sequence(); },
          .wallet = [this](ledger::AccountNumber account) { return tables_.wallet(account); },
          .wallet_of = [this](ledger::WalletId id) { return tables_.wallet(id); },
          .places = event_places_};
}

}  // namespace bursar::actors
