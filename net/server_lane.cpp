#include "net/server_lane.hpp"

#include "ledger/check.hpp"
#include "net/session_answer.hpp"
#include "net/session_exchange.hpp"
#include "telemetry/log.hpp"
#include "telemetry/probes.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <boost/asio/post.hpp>

namespace bursar::net {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::milliseconds;

constexpr milliseconds sweep_interval_max{250};
constexpr milliseconds tally_interval{100};
constexpr std::size_t places_of_the_operator = 16;

// The answer to a connection that gets no session.
class Farewell final : public Exchange {
 public:
  void done() override {}
  void go_live(std::unique_ptr<LiveAnswer>) override { CHECK(false); }
  void grown() override {}
  std::size_t unsent() const override { return 0; }

 private:
  void address(actors::Call&) override { CHECK(false); }
};

// Often enough for the shortest deadline.
milliseconds sweep_interval(const Server::Options& options) {
  const auto shortest = std::min({options.header_deadline, options.body_deadline,
                                  options.write_deadline, options.idle_deadline});
  return std::clamp(shortest / 4, milliseconds{1}, sweep_interval_max);
}

}  // namespace

ServerLane::ServerLane(Shared& shared)
    : shared_{shared},
      arrivals_{io_, sockets_.descriptor()},
      sweep_timer_{io_},
      round_{shared.options, shared.service, shared.request_memory, *this} {}

ServerLane::~ServerLane() {  // NOLINT(bugprone-exception-escape): without memory it ends here
  for (const auto& door : doors_) door->close();
  sweep_timer_.cancel();
  for (const auto& session : sessions_) session->close();
  arrivals_.release();
  io_.restart();
  io_.poll();  // what was called off lets go of its session
}

void ServerLane::run() {
  if (shared_.options.probes != nullptr)
    round_.tally = shared_.options.probes->edge_tally(shared_.service.route_labels());
  for (const auto& door : doors_) door->open();
  sweep_later();
  while (!over_.load(std::memory_order_relaxed)) {
    sleep();
    io_.poll();
    read_arrivals();
    finish_round();
  }
  flush_tally();
}

// Blocks for the first event, unless somebody has called since the last round or has his turn.
void ServerLane::sleep() {
  round_.begin();
  if (!round_.turns.empty()) return;
  await_arrivals();
  State expected = State::awake;
  if (state_.compare_exchange_strong(expected, State::asleep)) io_.run_one();
  state_.exchange(State::awake);
}

void ServerLane::await_arrivals() {
  if (std::exchange(awaits_arrivals_, true)) return;
  arrivals_.async_wait(Descriptor::wait_read, [this](error_code) { awaits_arrivals_ = false; });
}

void ServerLane::read_arrivals() {
  sockets_.tell();
  turns_.swap(round_.turns);
  for (Session* session : turns_) {
    if (round_.waiting_bytes < SessionRound::waiting_bytes_max)
      session->take_turn();
    else
      round_.turns.push_back(session);
  }
  turns_.clear();
}

void ServerLane::finish_round() {
  do {
    do {
      take_answers();
      for (Session* session : round_.live()) session->look();
      round_.handed_over = false;
      shared_.options.end_of_round();
    } while (answers_waiting() || round_.handed_over);
    settle();
  } while (answers_waiting() || round_.handed_over || !round_.touched.empty());
  shared_.round_over();
  if (round_.tally != nullptr && round_.now() - tally_flushed_ >= tally_interval) flush_tally();
}

void ServerLane::take_answers() {
  if (!answers_waiting()) return;
  {
    const std::lock_guard lock{mutex_};
    answers_waiting_.store(false, std::memory_order_relaxed);
    taken_.swap(answers_);
  }
  for (Answer& answer : taken_) SessionExchange::of(answer.ticket).answered(answer.call.get());
  taken_.clear();
}

void ServerLane::settle() {
  settling_.swap(round_.touched);
  for (Session* session : settling_) {
    session->settle();
    if (session->gone()) forget(*session);
  }
  settling_.clear();
}

// --- From any thread.

void ServerLane::answered(actors::CallPtr call, std::uint64_t ticket) noexcept {
  const std::lock_guard lock{mutex_};
  answers_.push_back({std::move(call), ticket});
  answers_waiting_.store(true, std::memory_order_release);
}

// NOLINTNEXTLINE(bugprone-exception-escape): without memory the process ends here.
void ServerLane::lost(std::uint64_t ticket) noexcept {
  answered(nullptr, ticket);
  wake();  // no batch stands behind it whose end would do so
}

void ServerLane::wake() {
  if (state_.exchange(State::called) == State::asleep) asio::post(io_, [] {});
}

void ServerLane::stop_accepting() {
  asio::post(io_, [this] {
    round_.stopping = true;
    for (const auto& door : doors_) door->close();
    for (const auto& session : sessions_) session->wind_down();
  });
}

void ServerLane::end() {
  asio::post(io_, [this] { over_.store(true, std::memory_order_relaxed); });
}

// --- Connections come and go.

void ServerLane::adopt(Door door, Acceptor acceptor) {
  auto enter = [this, door](Session::Socket socket, std::string address) {
    // Whoever reaches the operator's door is of this machine and came through nobody.
    const std::size_t hops = door == Door::front ? shared_.options.trusted_hops : 0;
    enter_by(SessionPeer{std::move(address), hops, door}, std::move(socket));
  };
  doors_.push_back(std::make_unique<ServerDoor>(std::move(acceptor), io_, std::move(enter)));
}

void ServerLane::enter_by(SessionPeer peer, Session::Socket socket) {
  if (!place_for(peer)) return turn_away(std::move(socket), peer.door());
  shared_.connections.fetch_add(1, std::memory_order_relaxed);
  error_code ec;
  ec = socket.non_blocking(true, ec);
  const auto identity = peer.door() == Door::front ? shared_.identity.current() : nullptr;
  auto session =
      std::make_shared<Session>(std::move(socket), identity.get(), std::move(peer), round_);
  session->place = sessions_.size();
  sessions_.push_back(session);
  session->touch();
  if (!sockets_.add(session->socket(), *session)) session->close();
}

// When strangers have taken every place, the operator still finds one.
bool ServerLane::place_for(const SessionPeer& peer) {
  const bool front = peer.door() == Door::front;
  const std::size_t places = shared_.options.connections_max + (front ? 0 : places_of_the_operator);
  if (shared_.connections.load(std::memory_order_relaxed) >= places) return false;
  return !counted(peer) || shared_.addresses.take(peer.network());
}

bool ServerLane::counted(const SessionPeer& peer) const {
  return shared_.addresses.counts() && peer.door() == Door::front;
}

void ServerLane::turn_away(Session::Socket socket, Door door) {
  Farewell farewell;
  shared_.service.refuse({FramingError::overloaded}, farewell);
  std::string answer;
  // Shaking hands to say that there is no place would cost more than a place does.
  if (shared_.options.tls != nullptr && door == Door::front)
    answer = crypto::TlsIdentity::no_place;
  else
    append_answer(answer, farewell.response,
                  {.close = true, .standing_fields = round_.standing_fields(false)});
  turned_away_.take(std::move(socket), answer, round_.now());
  if (round_.tally != nullptr) round_.tally->request(0, farewell.response.status, 0);
}

void ServerLane::forget(Session& session) {
  if (counted(session.peer())) shared_.addresses.give_back(session.peer().network());
  const std::size_t place = session.place;
  std::swap(sessions_[place], sessions_.back());
  sessions_[place]->place = place;
  sessions_.pop_back();
  shared_.connections.fetch_sub(1, std::memory_order_relaxed);
  shared_.connection_gone();
}

void ServerLane::sweep_later() {
  sweep_timer_.expires_after(sweep_interval(shared_.options));
  sweep_timer_.async_wait([this](error_code ec) {
    if (ec) return;
    for (const auto& session : sessions_) session->sweep();
    turned_away_.sweep(round_.now());
    sweep_later();
  });
}

void ServerLane::flush_tally() {
  if (round_.tally == nullptr) return;
  tally_flushed_ = round_.now();
  round_.tally->flush();
}

}  // namespace bursar::net
