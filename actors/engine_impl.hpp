#pragma once

// What stands behind the façade: the room, and the actor system that it runs on.

#include "actors/books_states.hpp"
#include "actors/durable_records.hpp"
#include "actors/engine.hpp"
#include "actors/engine_room.hpp"
#include "actors/inline_scheduler.hpp"

#include <chrono>
#include <future>
#include <memory>
#include <utility>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/atom.hpp>

namespace bursar::actors {

struct EngineConfig : caf::actor_system_config {
  explicit EngineConfig(Scheduling scheduling) {
    if (scheduling == Scheduling::handing_thread) load<InlineScheduler>();
    // On two cores one thread that shares a queue is the best of CAF's own.
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads", 1);
  }
};

// The room is declared before the system, because what the actors drop last goes back to it.
struct Engine::Impl {
  Impl(const Options& options, const Ports& given, ledger::Books books)
      : Impl{options, given, nullptr, std::make_unique<BooksStates>(std::move(books))} {}
  Impl(const Options& options, const Ports& given, const LedgerStates& books)
      : Impl{options, given, &books, nullptr} {}
  Impl(const Options& options, const Ports& given, const LedgerStates* books,
       std::unique_ptr<const LedgerStates> own)
      : on_fatal{options.on_fatal},
        ports{given},
        own_books{std::move(own)},
        config{options.scheduling},
        system{config},
        inline_scheduler{dynamic_cast<InlineScheduler*>(&system.scheduler())} {
    const bool handed = inline_scheduler != nullptr;
    room = std::make_unique<EngineRoom>(
        system, options, ports, own_books ? *own_books : *books,
        EngineRoom::Running{.waking = handed ? Waking::at_round_end : Waking::at_once,
                            .writer = WriterThread::own});
  }
  ~Impl();

  DurableRecords records() const {
    return {ports.reader, room->marks(), room->payment_ids(), on_fatal};
  }
  void end_round() {
    room->end_round();
    if (inline_scheduler != nullptr) inline_scheduler->end_round();
    room->line().end_round();
  }
  template <class Actor>
  std::future<void> rest(const Actor& actor);
  template <class Actor>
  bool wait_for(const Actor& actor, std::chrono::steady_clock::time_point until) {
    return rest(actor).wait_until(until) == std::future_status::ready;
  }
  bool wait_for_writer(std::chrono::steady_clock::time_point until) {
    return wait_for(room->writer(), until);
  }

  const OnFatal on_fatal;
  const Ports ports;
  const std::unique_ptr<const LedgerStates> own_books;  // where nobody else keeps them
  EngineConfig config;
  std::unique_ptr<EngineRoom> room;
  caf::actor_system system;
  InlineScheduler* const inline_scheduler;
  std::future<void> told;  // when nobody is told of anything any more
};

template <class Actor>
std::future<void> Engine::Impl::rest(const Actor& actor) {
  auto done = std::make_shared<std::promise<void>>();
  auto rested = done->get_future();
  caf::anon_send(actor, Rest{std::move(done)});
  return rested;
}

}  // namespace bursar::actors
