#include "actors/key_keeper.hpp"

#include "actors/fail_stop.hpp"
#include "persistence/errors.hpp"
#include "telemetry/log.hpp"

#include <chrono>
#include <string_view>
#include <utility>

#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace bursar::actors {
namespace {

constexpr std::chrono::seconds before_next_try{1};

struct State {
  static inline const char* name = "key_keeper";
  persistence::KnownKeys* keys = nullptr;
  bool trying_again = false;  // later, after an error
};

using Self = KeyKeeper::stateful_pointer<State>;

// A disk that does not take a run costs nothing but memory, which is bounded: what is not in a run
// is known all the same.
template <class Deed>
void do_or_try_later(Self self, Deed deed) {
  try {
    deed();
  } catch (const persistence::Unusable& error) {
    telemetry::log(telemetry::Level::error, "keys_not_kept",
                   {{"why", std::string_view{error.what()}}});
    if (std::exchange(self->state.trying_again, true)) return;
    self->delayed_send(self, before_next_try, Keep{.again = true});
  }
}

void on_keep(Self self, const Keep& keep) {
  if (keep.again) self->state.trying_again = false;
  do_or_try_later(self, [self] {
    if (self->state.keys->work()) self->send(self, Keep{});
  });
}

KeyKeeper::behavior_type behavior(Self self, persistence::KnownKeys* keys,
                                  const OnFatal* on_fatal) {
  fail_stop(self, on_fatal);
  self->state.keys = keys;
  return {
      [self](const Keep& keep) { on_keep(self, keep); },
      [self](const Tidy& tidy) {
        do_or_try_later(self, [&] { self->state.keys->forget(tidy.now); });
      },
  };
}

}  // namespace

KeyKeeper spawn_key_keeper(caf::actor_system& system, persistence::KnownKeys& keys,
                           const OnFatal& on_fatal, WriterThread thread) {
  const KeyKeeper keeper = thread == WriterThread::own
                               ? system.spawn<caf::detached>(behavior, &keys, &on_fatal)
                               : system.spawn(behavior, &keys, &on_fatal);
  keys.on_work([keeper] { caf::anon_send(keeper, Keep{}); });
  caf::anon_send(keeper, Keep{});
  return keeper;
}

}  // namespace bursar::actors
