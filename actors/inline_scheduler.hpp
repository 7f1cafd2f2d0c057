#pragma once

// Runs the actors on the threads that hand calls over, at the end of each round: no other thread,
// no wake-up, no lock on the way. A thread belongs to it from its first end_round() on; whatever
// other threads make ready (the journal's writer, the clock) is run by whoever ends a round next,
// and `wake` asks for one.

#include "actors/per_thread.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <caf/detail/thread_safe_actor_clock.hpp>
#include <caf/detail/type_list.hpp>
#include <caf/execution_unit.hpp>
#include <caf/resumable.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

namespace bursar::actors {

class InlineScheduler final : public caf::scheduler::abstract_coordinator {
 public:
  explicit InlineScheduler(caf::actor_system& system);
  ~InlineScheduler() override;

  /// For caf::actor_system_config::load.
  static caf::actor_system::module* make(caf::actor_system& system, caf::detail::type_list<>);

  /// Runs everything that is ready, and what becomes ready by that. Not from inside an actor.
  void end_round();
  /// Called from a foreign thread when it has made actors ready and none was before.
  void on_ready(std::function<void()> wake);

  void enqueue(caf::resumable* job) override;
  bool detaches_utility_actors() const override { return true; }
  caf::detail::thread_safe_actor_clock& clock() noexcept override { return clock_; }

 protected:
  void start() override;
  void stop() override;

 private:
  class Lane;
  struct Foreign {
    caf::resumable* job = nullptr;
    Foreign* next = nullptr;
  };

  void run_foreign(Lane& lane);

  PerThread<Lane> lanes_;
  std::atomic<Foreign*> foreign_ = nullptr;
  std::mutex wake_mutex_;
  std::function<void()> wake_ = [] {};
  caf::detail::thread_safe_actor_clock clock_;
  std::thread clock_thread_;
};

}  // namespace bursar::actors
