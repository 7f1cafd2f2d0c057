#include "actors/event_lister.hpp"

#include "actors/fail_stop.hpp"

#include <memory>
#include <utility>

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace bursar::actors {
namespace {

EventLister::behavior_type behavior(EventLister::pointer self,
                                    const std::shared_ptr<const EventReading>& reading,
                                    const OnFatal* on_fatal,
                                    const std::function<void()>& after_answer) {
  fail_stop(self, on_fatal);
  return {[reading, after_answer](Ask<EventsCall>& ask) {
    ask.call->outcome = list_events(ask.call->command, *reading);
    Call::answer(std::move(ask.call));
    after_answer();
  }};
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
