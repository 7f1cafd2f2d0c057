#include "actors/inline_scheduler.hpp"

#include <utility>

#include <caf/actor_system.hpp>

namespace bursar::actors {
namespace {

constexpr std::size_t messages_at_once = 1'000;
constexpr std::size_t cache_line = 64;

// An actor is a kilobyte, and with many wallets it is cold: its mailbox and state come in while
// those before it run.
void fetch(const caf::resumable* job) {
  const auto* const bytes = reinterpret_cast<const char*>(job);
  for (std::size_t line = 0; line < 8; ++line) __builtin_prefetch(bytes + line * cache_line);
}

std::uint64_t next_number() {
  static std::atomic<std::uint64_t> last = 0;
  return ++last;
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
      if (next + 2 < ready_.size()) fetch(ready_[next + 2]);
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

namespace {

// The lane of this thread in the scheduler that it last ended a round of.
struct OwnLane {
  std::uint64_t scheduler = 0;
  caf::execution_unit* lane = nullptr;
};
thread_local OwnLane own;

}  // namespace

InlineScheduler::InlineScheduler(caf::actor_system& system)
    : abstract_coordinator{system}, number_{next_number()} {}

InlineScheduler::~InlineScheduler() = default;

caf::actor_system::module* InlineScheduler::make(caf::actor_system& system,
                                                 caf::detail::type_list<>) {
  return new InlineScheduler{system};
}

InlineScheduler::Lane* InlineScheduler::found_lane() const {
  return own.scheduler == number_ ? static_cast<Lane*>(own.lane) : nullptr;
}

InlineScheduler::Lane& InlineScheduler::own_lane() {
  if (Lane* lane = found_lane()) return *lane;
  const std::lock_guard lock{lanes_mutex_};
  Lane& lane = *lanes_.emplace_back(std::make_unique<Lane>(&system()));
  own = {.scheduler = number_, .lane = &lane};
  return lane;
}

void InlineScheduler::enqueue(caf::resumable* job) {
  if (Lane* lane = found_lane()) return lane->exec_later(job);
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
  Lane& lane = own_lane();
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
  Lane& lane = own_lane();
  run_foreign(lane);
  const std::lock_guard lock{lanes_mutex_};
  for (const auto& each : lanes_) each->drop();
}

}  // namespace bursar::actors
