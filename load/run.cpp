#include "load/run.hpp"

#include <exception>
#include <memory>
#include <thread>
#include <vector>

namespace bursar::load {

namespace {

// Time for all threads to be there.
constexpr std::chrono::milliseconds head_start{20};

Worker::Options options_of(const RunOptions& options, const Schedule* schedule,
                           std::size_t thread) {
  Worker::Options made{.requests = options.requests,
                       .client = options.client,
                       .schedule = schedule,
                       .time = Nanoseconds{static_cast<std::int64_t>(options.terms.seconds * 1e9)},
                       .operations_max = options.terms.operations_max,
                       .patience = options.patience,
                       .thread = thread,
                       .threads = options.threads};
  made.requests.seed += thread;
  made.client.connections = options.client.connections / options.threads +
                            (thread < options.client.connections % options.threads ? 1 : 0);
  return made;
}

}  // namespace

bool open_loop(const RunOptions& options) {
  return options.terms.rate > 0 || options.terms.rate_to > 0;
}

Totals run(const RunOptions& options, const Parties& parties,
           const std::function<void(const Row&)>& show) {
  const Schedule schedule{options.terms};
  const Schedule* const followed = open_loop(options) ? &schedule : nullptr;
  Timeline timeline{{.threads = options.threads, .warm_up = options.warm_up, .schedule = followed}};
  std::vector<std::unique_ptr<Worker>> workers;
  for (std::size_t thread = 0; thread < options.threads; ++thread)
    workers.push_back(
        std::make_unique<Worker>(options_of(options, followed, thread), parties, timeline));
  std::vector<std::exception_ptr> faults(options.threads);
  {
    const auto start = std::chrono::steady_clock::now() + head_start;
    std::vector<std::jthread> threads;
    for (std::size_t at = 0; at < workers.size(); ++at)
      threads.emplace_back([&, at] {
        try {
          workers[at]->run(start);
        } catch (...) {
          faults[at] = std::current_exception();
          timeline.end(at, {});
        }
      });
    while (const auto row = timeline.next()) show(*row);
  }
  for (const std::exception_ptr& fault : faults)
    if (fault) std::rethrow_exception(fault);
  return timeline.take();
}

}  // namespace bursar::load
