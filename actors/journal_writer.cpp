#include "actors/journal_writer.hpp"

#include "actors/batch_figures.hpp"
#include "actors/event_places.hpp"
#include "actors/fail_stop.hpp"
#include "actors/fetch.hpp"
#include "actors/payment_courses.hpp"
#include "ledger/holds.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <pthread.h>

namespace bursar::actors {
namespace {

// Admission bounds the line; this bounds what one transaction holds in memory.
constexpr std::size_t batch_calls_max = 16'384;

struct State {
  static inline const char* name = "journal_writer";
  std::optional<JournalDesk> desk;
  JournalHeads heads;
  BatchFigures figures;
  std::vector<const ledger::Record*> records;  // of the batch
};

using Self = JournalWriter::stateful_pointer<State>;
using Batch = std::span<CallPtr>;

template <class Deed>
void each_draft(const Call& call, Deed deed) {
  if (call.draft) deed(*call.draft);
  if (!call.drafts) return;
  for (const auto& draft : *call.drafts) deed(*draft);
}

void place(State& state, Call& call) {
  each_draft(call, [&](Draft& draft) {
    state.heads.place(draft.record);
    state.records.push_back(&draft.record);
  });
  call.rests_on = state.heads.organization(call.organization).count;
  if (call.at_its_place) std::exchange(call.at_its_place, nullptr)(&state.heads);
}

// Another core has just written them: a call comes in while those before it are placed, and then
// what it carries.
void place(State& state, Batch batch) {
  constexpr std::size_t calls_ahead = 8;
  constexpr std::size_t drafts_ahead = 4;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (i + calls_ahead < batch.size()) fetch<sizeof(Call)>(batch[i + calls_ahead].get());
    if (i + drafts_ahead < batch.size()) fetch<sizeof(Draft)>(batch[i + drafts_ahead]->draft.get());
    place(state, *batch[i]);
  }
}

bool commit(State& state) {
  if (state.records.empty()) return true;
  state.figures.commit_begins();
  const auto durability = state.desk->store.append(state.records, state.heads.last_time());
  state.figures.commit_ended(state.records.size(), state.heads.last());
  return durability == persistence::Durability::durable;
}

// From here on any thread may read the records. Their keys come first: once a record is marked as
// durable, its wallet lets the key go. An account has one entry in a record.
void publish(State& state, const Draft& draft) {
  const ledger::Record& record = draft.record;
  state.desk->known_keys.add(record.sequence, record.time, draft.key_hash);
  state.desk->event_places.add(record);
  for (const ledger::OrganizationLink& link : record.organizations)
    if (!link.organization.none())
      state.desk->marks.mark(link.organization, link.sequence, record.sequence);
  if (ledger::transacts(record.fact))
    for (const ledger::Entry& entry : record.entries)
      state.desk->signs.moved(entry.account, record.time, entry.balance_after);
  state.desk->courses.add(record);
  draft.durable->store(record.sequence.value, std::memory_order_release);
}

void publish(State& state, Batch batch) {
  constexpr std::size_t calls_ahead = 8;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (i + calls_ahead < batch.size())
      if (const Draft* const draft = batch[i + calls_ahead]->draft.get())
        state.desk->known_keys.prefetch_place(draft->key_hash);
    each_draft(*batch[i], [&](const Draft& draft) { publish(state, draft); });
  }
  state.desk->marks.mark(state.heads.last());
}

void answer(State& state, Batch batch) {
  for (CallPtr& call : batch)
    if (call->when_durable) std::exchange(call->when_durable, nullptr)(call);
  for (CallPtr& call : batch) {
    if (!call) continue;
    state.figures.answered(*call);
    Call::answer(std::move(call));
  }
  state.figures.batch_ended();
}

bool write(State& state, Batch batch) {
  state.records.clear();
  place(state, batch);
  if (!commit(state)) return false;
  publish(state, batch);
  answer(state, batch);
  state.desk->after_batch();
  return true;
}

// After a commit of unknown outcome nothing is answered any more: where on_fatal returns, all that
// is or comes into the line is lost, which says outcome_unknown.
void stop(State& state, std::string_view why) {
  state.desk->stopped.store(true);
  state.desk->on_fatal(why);
}

void write_line(State& state, Batch calls) {
  while (!calls.empty() && !state.desk->stopped.load(std::memory_order_relaxed)) {
    const Batch batch = calls.first(std::min(calls.size(), batch_calls_max));
    if (!write(state, batch)) stop(state, "a commit of the journal has an unknown outcome");
    calls = calls.subspan(batch.size());
  }
}

void on_flush(Self self) {
  State& state = self->state;
  for (auto calls = state.desk->queue.take(); !calls.empty(); calls = state.desk->queue.take()) {
    try {
      write_line(state, calls);
    } catch (...) {
      stop(state, "journal_writer threw: " + what(std::current_exception()));
    }
  }
}

void pin(int core) {
  if (core < 0) return;
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(static_cast<unsigned>(core), &cores);
  pthread_setaffinity_np(pthread_self(), sizeof cores, &cores);
}

JournalWriter::behavior_type behavior(Self self, const JournalDesk& desk,
                                      const std::shared_ptr<JournalHeads>& heads,
                                      WriterThread thread) {
  fail_stop(self, &desk.on_fatal);
  self->state.desk.emplace(desk);
  self->state.heads = std::move(*heads);
  self->state.figures = BatchFigures{desk.probes, desk.refusal_name};
  if (thread == WriterThread::own) pin(desk.pin_to_core);
  return {
      [self](Flush) { on_flush(self); },
      [](const Rest& rest) { rest.done->set_value(); },
  };
}

}  // namespace

JournalWriter spawn_journal_writer(caf::actor_system& system, const JournalDesk& desk,
                                   JournalHeads heads, WriterThread thread) {
  desk.marks.mark(heads.last());
  for (ledger::OrganizationNumber i{1}; i < heads.next_organization(); ++i.value)
    desk.marks.mark(i, heads.organization(i).count, heads.organization(i).last);
  auto shared = std::make_shared<JournalHeads>(std::move(heads));
  if (thread == WriterThread::own)
    return system.spawn<caf::detached>(behavior, desk, std::move(shared), thread);
  return system.spawn(behavior, desk, std::move(shared), thread);
}

}  // namespace bursar::actors
