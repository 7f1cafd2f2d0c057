#include "actors/projector.hpp"

#include "actors/fail_stop.hpp"

#include <chrono>
#include <cstdint>
#include <stdexcept>

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace bursar::actors {
namespace {

// Rows that many records touch are written once for all of them, so batches are to be large; what
// comes in during a pause is such a batch. Nobody waits for the end of one but a start after a
// crash, which reads again what was missed.
constexpr std::chrono::milliseconds pause{250};
constexpr std::uint64_t batch_records_max = 50'000;

using Self = Projector::pointer;

std::uint64_t records_behind(const ProjectorDesk& desk) {
  const std::uint64_t durable = desk.marks.last().value;
  const std::uint64_t seen = desk.follower.watermark().value;
  return durable > seen ? durable - seen : 0;
}

void follow(const ProjectorDesk& desk) {
  if (desk.follower.follow(batch_records_max) != persistence::Durability::durable)
    throw std::runtime_error{"a commit of the views has an unknown outcome"};
}

void on_follow(Self self, const ProjectorDesk& desk) {
  if (records_behind(desk) > 0) follow(desk);
  if (records_behind(desk) >= batch_records_max)
    self->send(self, Follow{});
  else
    self->delayed_send(self, pause, Follow{});
}

void on_rest(const ProjectorDesk& desk, const Rest& rest) {
  while (records_behind(desk) > 0) follow(desk);
  rest.done->set_value();
}

Projector::behavior_type behavior(Self self, const ProjectorDesk& desk) {
  fail_stop(self, &desk.on_fatal);
  self->send(self, Follow{});
  return {
      [self, desk](Follow) { on_follow(self, desk); },
      [desk](const Rest& rest) { on_rest(desk, rest); },
  };
}

}  // namespace

Projector spawn_projector(caf::actor_system& system, const ProjectorDesk& desk,
                          WriterThread thread) {
  if (thread == WriterThread::own) return system.spawn<caf::detached>(behavior, desk);
  return system.spawn(behavior, desk);
}

}  // namespace bursar::actors
