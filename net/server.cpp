#include "net/server.hpp"

#include "ledger/check.hpp"
#include "net/server_lane.hpp"
#include "net/server_listener.hpp"
#include "telemetry/log.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <sched.h>

namespace bursar::net {

namespace {

Server::Options with_defaults(Server::Options options) {
  CHECK(options.io_threads > 0 && options.pipelined_max > 0);
  if (!options.now) {
    options.now = [] {
      using namespace std::chrono;
      const auto now = system_clock::now().time_since_epoch();
      return ledger::Time{duration_cast<milliseconds>(now).count()};
    };
  }
  if (!options.end_of_round) options.end_of_round = [] {};
  return options;
}

void pin_this_thread(std::size_t core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(core, &cores);
  if (sched_setaffinity(0, sizeof cores, &cores) != 0)
    telemetry::log(telemetry::Level::warn, "not_pinned", {{"core", std::uint64_t{core}}});
}

}  // namespace

struct Server::Impl {
  Impl(Options server_options, Service& service)
      : options{with_defaults(std::move(server_options))}, shared{options, service} {
    shared.connection_gone = [this] { connection_gone(); };
    shared.round_over = [this] { wake_those_with_answers(); };
    std::vector<boost::asio::io_context*> contexts;
    for (std::size_t i = 0; i < options.io_threads; ++i) {
      lanes.push_back(std::make_unique<ServerLane>(shared));
      contexts.push_back(&lanes.back()->context());
    }
    port = adopt(Door::front, {options.host, options.port}, contexts);
    if (options.operators) operators_port = adopt(Door::operators, *options.operators, contexts);
  }

  std::uint16_t adopt(Door door, const Address& address,
                      const std::vector<boost::asio::io_context*>& contexts) {
    auto acceptors = listen(address.host, address.port, contexts, options.write_deadline);
    const std::uint16_t taken = acceptors.front().local_endpoint().port();
    for (std::size_t i = 0; i < lanes.size(); ++i) lanes[i]->adopt(door, std::move(acceptors[i]));
    return taken;
  }

  void start() {
    for (std::size_t i = 0; i < lanes.size(); ++i)
      threads.emplace_back([this, i] {
        if (options.pin_to_core >= 0)
          pin_this_thread(static_cast<std::size_t>(options.pin_to_core) + i);
        lanes[i]->run();
      });
  }

  bool wake_those_with_answers(bool live_too = false) {
    bool any = false;
    for (const auto& lane : lanes) {
      const bool answers = lane->answers_waiting();
      if (!answers && !(live_too && lane->any_live())) continue;
      lane->wake();
      any = any || answers;
    }
    return any;
  }

  void connection_gone() {
    if (!stopping.load(std::memory_order_acquire)) return;
    const std::lock_guard lock{mutex};  // so that the waiter does not miss it
    gone.notify_all();
  }

  void stop(std::chrono::milliseconds patience) {
    if (threads.empty()) return;
    stopping.store(true, std::memory_order_release);
    for (const auto& lane : lanes) lane->stop_accepting();
    {
      std::unique_lock lock{mutex};
      gone.wait_for(lock, patience, [this] { return shared.connections.load() == 0; });
    }
    for (const auto& lane : lanes) lane->end();
    for (std::thread& thread : threads) thread.join();
    threads.clear();
  }

  const Options options;
  ServerLane::Shared shared;
  std::vector<std::unique_ptr<ServerLane>> lanes;
  std::vector<std::thread> threads;
  std::uint16_t port = 0;
  std::uint16_t operators_port = 0;

  std::atomic<bool> stopping{false};
  std::mutex mutex;
  std::condition_variable gone;
};

Server::Server(Options options, Service& service)
    : impl_{std::make_unique<Impl>(std::move(options), service)} {}

Server::~Server() {
  impl_->stop(std::chrono::milliseconds{0});
}

void Server::start() {
  impl_->start();
}

std::uint16_t Server::port() const {
  return impl_->port;
}

std::uint16_t Server::operators_port() const {
  return impl_->operators_port;
}

void Server::renew(std::shared_ptr<const crypto::TlsIdentity> tls) {
  CHECK(impl_->options.tls != nullptr && tls != nullptr);
  impl_->shared.identity.renew(std::move(tls));
}

// Actors that became ready may run on any lane; where answers wait, that one runs them too.
void Server::wake() {
  if (!impl_->wake_those_with_answers(true)) impl_->lanes.front()->wake();
}

void Server::stop(std::chrono::milliseconds patience) {
  impl_->stop(patience);
}

std::size_t Server::connections() const {
  return impl_->shared.connections.load(std::memory_order_relaxed);
}

}  // namespace bursar::net
