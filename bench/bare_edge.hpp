#pragma once

// The edge without sockets: the bytes of requests go in, the bytes of their answers come out, in
// rounds, as on an I/O thread. Whoever calls is that thread. It and the journal's writer never work
// at the same time: each waits in the kernel until the other lets it go on. So a round is one
// batch, and what is done is the same in every run.

#include "actors/engine.hpp"
#include "bench/figures.hpp"
#include "net/api.hpp"
#include "net/exchange.hpp"
#include "net/framing.hpp"
#include "net/session_answer.hpp"
#include "net/session_parser.hpp"
#include "telemetry/probes.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/eventfd.h>
#include <unistd.h>

namespace bursar::bench {

/// One place in the pipeline of a connection that is not there.
class Place final : public net::Exchange {
 public:
  explicit Place(actors::Recipient& lane) : lane_{lane} {}

  bool is_done() const { return done_; }
  void done() override { done_ = true; }
  void go_live(std::unique_ptr<net::LiveAnswer>) override { give_up("an answer went on"); }
  void grown() override {}
  std::size_t unsent() const override { return 0; }

  static Place& of(std::uint64_t ticket) {
    // NOLINTNEXTLINE(performance-no-int-to-ptr): a ticket is an address there and back.
    return *reinterpret_cast<Place*>(ticket);
  }
  void answered(actors::Call* call) { std::exchange(then_, nullptr)(call); }
  void reuse() {
    clear();
    done_ = false;
  }

 private:
  void address(actors::Call& call) override {
    call.address(lane_, reinterpret_cast<std::uint64_t>(this));
  }

  actors::Recipient& lane_;
  bool done_ = false;
};

/// Where the engine leaves its answers, and where one thread lets the other go on.
class Lane final : public actors::Recipient {
 public:
  ~Lane() override {
    ::close(answered_bell_);
    ::close(writer_bell_);
  }

  void answered(actors::CallPtr call, std::uint64_t ticket) noexcept override {
    const std::lock_guard lock{mutex_};
    answers_.push_back({std::move(call), ticket});
  }
  void lost(std::uint64_t) noexcept override { give_up("a call was lost"); }

  /// By the writer: a batch's answers are there.
  void batch_ended() {
    ++batches_;
    const bool waits = !writer_is_free_.load();
    writer_waits_.store(waits);
    ring();
    if (waits) wait_for(writer_bell_);
  }
  std::uint64_t batches() const { return batches_.load(); }

  /// Something may be there to be looked at.
  void ring() { ::eventfd_write(answered_bell_, 1); }
  void let_writer_go_on() {
    if (writer_waits_.exchange(false)) ::eventfd_write(writer_bell_, 1);
  }
  /// It waits for nobody any more.
  void set_writer_free() {
    writer_is_free_.store(true);
    let_writer_go_on();
  }
  void wait() { wait_for(answered_bell_); }
  void take_answers() {
    {
      const std::lock_guard lock{mutex_};
      taken_.swap(answers_);
    }
    for (const Answer& answer : taken_) Place::of(answer.ticket).answered(answer.call.get());
    taken_.clear();
  }

 private:
  struct Answer {
    actors::CallPtr call;
    std::uint64_t ticket;
  };

  static void wait_for(int bell) {
    eventfd_t rung = 0;
    if (::eventfd_read(bell, &rung) != 0) give_up("nobody rings");
  }

  const int answered_bell_ = ::eventfd(0, EFD_CLOEXEC);
  const int writer_bell_ = ::eventfd(0, EFD_CLOEXEC);
  std::atomic<std::uint64_t> batches_ = 0;
  std::atomic<bool> writer_waits_ = false;
  std::atomic<bool> writer_is_free_ = false;
  std::mutex mutex_;
  std::vector<Answer> answers_;  // guarded by mutex_
  std::vector<Answer> taken_;
};

/// A whole request; behind it stands what a parser may read and never understands.
class RequestText {
 public:
  RequestText(std::string_view head, std::string_view body)
      : bytes_{std::string{head}
                   .append("Content-Length: ")
                   .append(std::to_string(body.size()))
                   .append("\r\n\r\n")
                   .append(body)},
        size_{bytes_.size()} {
    bytes_.append(net::body_padding_bytes, '}');
  }
  std::string_view view() const { return std::string_view{bytes_}.substr(0, size_); }

 private:
  std::string bytes_;
  std::size_t size_;
};

class BareEdge {
 public:
  BareEdge(Lane& lane, actors::Engine& engine, telemetry::Probes& probes, net::Api::Options options)
      : lane_{lane},
        engine_{engine},
        api_{std::move(options), engine},
        tally_{probes.edge_tally(api_.route_labels())} {
    api_.listen("localhost", 80);
  }

  /// All in one round; their answers, one behind the other, until the next. Every one of them is
  /// to have that status.
  std::string_view serve(std::span<const RequestText> requests, ledger::Time now, int status) {
    while (places_.size() < requests.size()) places_.push_back(std::make_unique<Place>(lane_));
    answers_.clear();
    const auto places = std::span{places_}.first(requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i) serve(requests[i].view(), now, *places[i]);
    finish_round(places);
    for (const auto& place : places) answer(*place, status);
    tally_->flush();
    return answers_;
  }

 private:
  void serve(std::string_view bytes, ledger::Time now, Place& place) {
    net::HeadScan scan;
    if (scan.scan(bytes, {}) != net::HeadScan::State::complete) give_up("a request has no head");
    const auto head = net::parse_head(bytes.substr(0, scan.head_bytes()));
    if (!head) give_up("a head is not understood");
    net::Request request = head->request;
    request.body = bytes.substr(scan.head_bytes(), head->body_bytes);
    request.peer_address = "127.0.0.1";
    request.received = now;
    api_.serve(request, place);
  }

  void finish_round(std::span<const std::unique_ptr<Place>> places) {
    const auto done = [](const std::unique_ptr<Place>& place) { return place->is_done(); };
    for (;;) {
      engine_.end_round();
      if (std::ranges::all_of(places, done)) return;
      lane_.let_writer_go_on();
      lane_.wait();
      lane_.take_answers();
    }
  }

  void answer(Place& place, int status) {
    if (place.response.status != status) give_up(place.response.body.c_str());
    net::append_answer(answers_, place.response, {.standing_fields = standing_fields});
    tally_->request(place.route_label, place.response.status, 0.001);
    place.reuse();
  }

  static constexpr std::string_view standing_fields =
      "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
      "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n";

  Lane& lane_;
  actors::Engine& engine_;
  net::Api api_;
  std::unique_ptr<telemetry::EdgeTally> tally_;
  std::vector<std::unique_ptr<Place>> places_;
  std::string answers_;
};

}  // namespace bursar::bench
