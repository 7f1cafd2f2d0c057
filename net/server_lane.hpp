#pragma once

// One I/O thread: its sockets, its rounds, and the place where the engine leaves the answers to its
// calls. Everything readable is served before the engine is told that the round is over; all
// answers of a batch come back with one wake-up.

#include "actors/call.hpp"
#include "net/readable_sockets.hpp"
#include "net/request_memory.hpp"
#include "net/server_addresses.hpp"
#include "net/server_door.hpp"
#include "net/server_identity.hpp"
#include "net/server_turned_away.hpp"
#include "net/session.hpp"
#include "net/session_round.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>

namespace bursar::net {

class ServerLane final : public actors::Recipient {
 public:
  struct Shared {
    Shared(const Server::Options& server_options, Service& served)
        : options{server_options},
          service{served},
          identity{server_options.tls},
          addresses{server_options.connections_per_address},
          request_memory{server_options.buffered_bytes_max} {}

    const Server::Options& options;
    Service& service;
    ServerIdentity identity;
    ServerAddresses addresses;
    RequestMemory request_memory;
    std::atomic<std::size_t> connections{0};
    std::function<void()> connection_gone;  // from any I/O thread
    std::function<void()> round_over;       // from any I/O thread: answers for others may wait
  };

  explicit ServerLane(Shared& shared);
  ~ServerLane() override;

  boost::asio::io_context& context() { return io_; }
  /// Before run().
  void adopt(Door door, Acceptor acceptor);

  /// The thread's life, until end().
  void run();

  // From any thread.

  bool answers_waiting() const { return answers_waiting_.load(std::memory_order_acquire); }
  /// Whether it has answers that may go on with what has become durable.
  bool any_live() const { return round_.any_live(); }
  void wake();
  void stop_accepting();  // and let each connection end with what is under way
  void end();             // now

  void answered(actors::CallPtr call, std::uint64_t ticket) noexcept override;
  void lost(std::uint64_t ticket) noexcept override;

 private:
  using Timer =
      boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                        boost::asio::wait_traits<std::chrono::steady_clock>,
                                        boost::asio::io_context::executor_type>;
  using Descriptor =
      boost::asio::posix::basic_stream_descriptor<boost::asio::io_context::executor_type>;
  enum class State : std::uint8_t { awake, asleep, called };
  struct Answer {
    actors::CallPtr call;  // null: lost
    std::uint64_t ticket;
  };

  void sleep();
  void await_arrivals();
  void read_arrivals();
  void finish_round();
  void take_answers();
  void settle();

  void enter_by(SessionPeer peer, Session::Socket socket);
  bool place_for(const SessionPeer& peer);
  bool counted(const SessionPeer& peer) const;
  void turn_away(Session::Socket socket, Door door);
  void forget(Session& session);

  void sweep_later();
  void flush_tally();

  Shared& shared_;
  boost::asio::io_context io_{1};
  ReadableSockets sockets_;
  Descriptor arrivals_;  // borrowed from sockets_
  bool awaits_arrivals_ = false;
  Timer sweep_timer_;
  SessionRound round_;
  std::vector<std::unique_ptr<ServerDoor>> doors_;
  std::vector<std::shared_ptr<Session>> sessions_;
  TurnedAway turned_away_;
  std::vector<Session*> turns_;
  std::vector<Session*> settling_;
  SessionRound::Clock::time_point tally_flushed_;

  std::atomic<State> state_{State::awake};
  std::atomic<bool> over_{false};

  std::mutex mutex_;
  std::vector<Answer> answers_;  // guarded by mutex_
  std::atomic<bool> answers_waiting_{false};
  std::vector<Answer> taken_;
};

}  // namespace bursar::net
