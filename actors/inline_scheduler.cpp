#include "actors/inline_scheduler.hpp"

#include "actors/fetch.hpp"

#include <span>
#include <utility>

#include <caf/actor_system.hpp>
#include <caf/scheduled_actor.hpp>

namespace bursar::actors {
namespace {

constexpr std::size_t messages_at_once = 1'000;
// An actor of a wallet is a kilobyte and a half, and with many wallets it is cold: its mailbox and
// state come in while those before it run, then the place that says where its behaviour is, then
// the behaviour. Each step reads what the one before it brought.
constexpr std::size_t actor_bytes = 1'408;
constexpr std::size_t actors_ahead = 6;
constexpr std::size_t places_ahead = 4;
constexpr std::size_t behaviors_ahead = 2;
constexpr std::size_t behavior_bytes = 128;

caf::behavior* behavior_of(caf::resumable* job) {
  if (job->subtype() != caf::resumable::scheduled_actor) return nullptr;
  auto& actor = static_cast<caf::scheduled_actor&>(*job);
  return actor.has_behavior() ? &actor.bhvr_stack().back() : nullptr;
}

void fetch_ahead(std::span<caf::resumable* const> coming) {
  if (actors_ahead < coming.size()) fetch<actor_bytes>(coming[actors_ahead]);
  if (places_ahead < coming.size())
    if (const caf::behavior* place = behavior_of(coming[places_ahead]))
      fetch<sizeof(caf::behavior)>(place);
  if (behaviors_ahead < coming.size())
    if (const caf::behavior* behavior = behavior_of(coming[behaviors_ahead]))
      fetch<behavior_bytes>(behavior->as_behavior_impl().get());
}

}  // namespace

// What one thread has made ready and will run itself.
class InlineScheduler::Lane final : public caf::execution_unit {
 public:
  explicit Lane(caf::actor_system* system) : execution_unit{system} {}

  void exec_later(caf::resumable* job) override { ready_.push_back(job); }

  /// An actor that became ready may make others ready: the list grows while it is walked.
  bool run() {
    if (ready_.empty()) return false;
    for (std::size_t next = 0; next < ready_.size(); ++next) {
      fetch_ahead(std::span{ready_}.subspan(next));
      caf::resumable* const job = ready_[next];
      if (job->resume(this, messages_at_once) == caf::resumable::resume_later)
        ready_.push_back(job);
      else
        intrusive_ptr_release(job);
    }
    ready_.clear();
    return true;
  }

  void drop() {
    for (caf::resumable* const job : std::exchange(ready_, {})) cleanup_and_release(job);
  }

 private:
  std::vector<caf::resumable*> ready_;
};

InlineScheduler::InlineScheduler(caf::actor_system& system) : abstract_coordinator{system} {}

InlineScheduler::~InlineScheduler() = default;

caf::actor_system::module* InlineScheduler::make(caf::actor_system& system,
                                                 caf::detail::type_list<>) {
  return new InlineScheduler{system};
}

void InlineScheduler::enqueue(caf::resumable* job) {
  if (Lane* lane = lanes_.found()) return lane->exec_later(job);
  // Once it is in the list, somebody may have run and freed it.
  Foreign* below = foreign_.load(std::memory_order_relaxed);
  auto* const added = new Foreign{.job = job};
  do added->next = below;
  while (!foreign_.compare_exchange_weak(below, added, std::memory_order_acq_rel));
  if (below != nullptr) return;
  const std::lock_guard lock{wake_mutex_};
  wake_();
}

void InlineScheduler::run_foreign(Lane& lane) {
  Foreign* newest = foreign_.exchange(nullptr, std::memory_order_acq_rel);
  Foreign* oldest = nullptr;
  while (newest != nullptr) {
    Foreign* const below = std::exchange(newest->next, oldest);
    oldest = std::exchange(newest, below);
  }
  while (oldest != nullptr) {
    const std::unique_ptr<Foreign> taken{oldest};
    lane.exec_later(taken->job);
    oldest = taken->next;
  }
}

void InlineScheduler::end_round() {
  Lane& lane = lanes_.own(&system());
  do run_foreign(lane);
  while (lane.run());
}

void InlineScheduler::on_ready(std::function<void()> wake) {
  const std::lock_guard lock{wake_mutex_};
  wake_ = std::move(wake);
  if (foreign_.load(std::memory_order_acquire) != nullptr) wake_();
}

void InlineScheduler::start() {
  clock_thread_ = std::thread{[this] {
    system().thread_started();
    clock_.run_dispatch_loop();
    system().thread_terminates();
  }};
  abstract_coordinator::start();
}

// Whoever stops the system runs what it has sent last; what is left then is let go unrun.
void InlineScheduler::stop() {
  stop_actors();
  end_round();
  clock_.cancel_dispatch_loop();
  clock_thread_.join();
  Lane& lane = lanes_.own(&system());
  run_foreign(lane);
  lanes_.each([](Lane& each) { each.drop(); });
}

}  // namespace bursar::actors
