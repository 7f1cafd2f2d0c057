#include "actors/event_lister.hpp"

#include "actors/fail_stop.hpp"
#include "actors/fair_turns.hpp"

#include <expected>
#include <memory>
#include <utility>

#include <caf/actor_system.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace bursar::actors {
namespace {

struct UnderWay {
  std::shared_ptr<EventsCall> call;
  EventsPage page;
};

struct State {
  static inline const char* name = "event_lister";
  std::shared_ptr<const EventReading> reading;
  std::function<void()> after_answer;
  FairTurns<UnderWay> turns;  // while there is one, ReadOn is under way
};

using Self = EventLister::stateful_pointer<State>;

void on_ask(Self self, Ask<EventsCall>& ask) {
  FairTurns<UnderWay>& turns = self->state.turns;
  if (turns.none()) self->send(self, ReadOn{});
  const ledger::OrganizationNumber of = ask.call->organization;
  EventsPage page{.rows = {}, .next = ask.call->command.from};
  turns.add(of, {std::move(ask.call), std::move(page)});
}

void on_read_on(Self self) {
  State& state = self->state;
  auto [of, work] = state.turns.take();
  const auto more = read_on(work.call->command, *state.reading, work.page);
  if (more && *more) {
    state.turns.add(of, std::move(work));
  } else {
    if (more)
      work.call->outcome = std::move(work.page);
    else
      work.call->outcome = std::unexpected{more.error()};
    Call::answer(std::move(work.call));
    state.after_answer();
  }
  if (!state.turns.none()) self->send(self, ReadOn{});
}

EventLister::behavior_type behavior(Self self, const std::shared_ptr<const EventReading>& reading,
                                    const OnFatal* on_fatal,
                                    const std::function<void()>& after_answer) {
  fail_stop(self, on_fatal);
  self->state.reading = reading;
  self->state.after_answer = after_answer;
  return {[self](Ask<EventsCall>& ask) { on_ask(self, ask); },
          [self](ReadOn) { on_read_on(self); }};
}

}  // namespace

EventLister spawn_event_lister(caf::actor_system& system, EventReading reading,
                               const OnFatal& on_fatal, WriterThread thread,
                               std::function<void()> after_answer) {
  auto shared = std::make_shared<const EventReading>(std::move(reading));
  if (thread == WriterThread::own)
    return system.spawn<caf::detached>(behavior, shared, &on_fatal, std::move(after_answer));
  return system.spawn(behavior, shared, &on_fatal, std::move(after_answer));
}

}  // namespace bursar::actors
