#pragma once

// One connection: reads what has come, serves up to Options::pipelined_max requests at a time and
// writes their answers in the order of the requests. A round of its thread goes: every session for
// which something has arrived reads and serves it; the engine's answers come back; every touched
// session settles, that is, writes its answers with one send, and listens again. While calls are
// under way nothing is read.

#include "net/framing.hpp"
#include "net/readable_sockets.hpp"
#include "net/session_bounds.hpp"
#include "net/session_buffer.hpp"
#include "net/session_exchange.hpp"
#include "net/session_output.hpp"
#include "net/session_parser.hpp"
#include "net/session_peer.hpp"
#include "net/session_round.hpp"
#include "net/session_stream.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace bursar::net {

class Session final : public ReadableSockets::Reader, public std::enable_shared_from_this<Session> {
 public:
  using Socket = SessionStream::Socket;

  /// With an identity it speaks TLS.
  Session(Socket socket, const crypto::TlsIdentity* identity, SessionPeer peer,
          SessionRound& round);

  SessionRound& round() { return round_; }
  const SessionPeer& peer() const { return peer_; }
  int socket() { return stream_.socket().native_handle(); }

  /// What arrives is read when this session's turn comes, if it listens.
  void arrived(bool ended) override;
  void take_turn();

  /// An answer of so many bytes waits for its turn to be written.
  void finished(std::size_t bytes);

  /// An answer goes on from now on; no other request is taken.
  void went_live(SessionExchange& exchange);
  /// Lets that answer look for what it can go on with: in every round, and at once when all that it
  /// has said is on its way.
  void look();
  /// Bytes that have not gone into the socket.
  std::size_t unsent() const { return out_.unsent(); }

  /// Settles at the end of this round.
  void touch();
  void settle();

  /// Ends what has waited for too long. Called now and then.
  void sweep();

  /// The server stops: a request whose head has come is still answered, then this closes.
  void wind_down();
  void close();

  /// While what was thrown is being handled: it cannot be answered, and stays with one connection.
  void fail(SessionExchange& exchange) noexcept;

  /// Closed, and no call will come back: may be forgotten.
  bool gone() const { return closed_ && in_flight_ == 0 && !touched_ && !has_turn_; }

  std::size_t place = 0;  // in the list of whoever keeps the sessions

 private:
  void listen();
  void want_turn();
  void read();
  bool receive();
  void note_progress(std::size_t bytes);
  void end_unheard();

  bool may_serve() const;
  void serve_received();
  bool serve_one();
  bool within_limit(const SessionHead& head);
  bool admitted(const SessionHead& head);
  void serve(const SessionHead& head, std::string_view body);
  Request asked(const SessionHead& head);
  void refuse(FramingError error);
  void refuse(const FramingRefusal& refusal, std::string_view path = {});
  SessionExchange& next_exchange();

  void collect_answers();
  void append(SessionExchange& exchange);
  void append_live(SessionExchange& exchange);
  void end_live();
  void flush();
  void await_writable();
  void go_on();
  void say_goodbye();

  void wait_for(SessionWait wait);
  bool overdue() const;
  SessionWait reading_wait() const;

  SessionStream stream_;
  SessionPeer peer_;
  SessionRound& round_;

  SessionBuffer buffer_;
  HeadScan scan_;
  std::size_t message_bytes_ = 0;  // of head and body while the body is awaited, else 0
  bool continue_wanted_ = false;

  // A ring: the oldest request is at oldest_. Its places are filled when first needed.
  std::vector<std::unique_ptr<SessionExchange>> exchanges_;
  std::size_t oldest_ = 0;
  std::size_t in_flight_ = 0;

  SessionExchange* live_ = nullptr;  // the newest of them, where its answer goes on
  bool live_begun_ = false;          // its head stands in out_, or was sent

  SessionOutput out_;
  std::size_t waiting_bytes_ = 0;  // of answers that are done and not yet in out_

  SessionWait wait_ = SessionWait::first_byte;
  SessionRound::Clock::time_point since_;

  bool touched_ = false;
  bool listening_ = false;  // what comes is wanted
  bool has_turn_ = false;
  bool writing_ = false;
  bool ended_ = false;    // the client sends no more
  bool last_ = false;     // no other request is taken
  bool final_ = false;    // the last answer stands in out_
  bool leaving_ = false;  // it was sent: waits for the client to close
  bool closed_ = false;
};

}  // namespace bursar::net
