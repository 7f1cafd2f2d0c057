#include "load/crowd.hpp"

#include <chrono>
#include <stdexcept>
#include <vector>

namespace bursar::load {

namespace {

using namespace std::chrono_literals;

constexpr int overloaded = 503;
constexpr auto pause = 20ms;
constexpr auto patience = 60s;  // while nothing at all is done
constexpr std::size_t told_max = 500;

class Doing {
 public:
  explicit Doing(const Crowd& crowd)
      : crowd_{crowd},
        at_(crowd.client.connections),
        client_{crowd.client, [this](std::size_t connection, const net::LoadAnswer& answer) {
                  answered(connection, answer);
                }} {
    for (std::size_t place = 0; place < at_.size(); ++place) free_.push_back(place);
  }

  void run() {
    last_done_ = std::chrono::steady_clock::now();
    while (done_ < crowd_.count) {
      const auto now = std::chrono::steady_clock::now();
      if (now - last_done_ > patience) throw std::runtime_error{"the engine does not answer"};
      if (now >= paused_until_) send_some();
      client_.turn(now + pause);
      if (!fault_.empty()) throw std::runtime_error{fault_};
      if (crowd_.progress) crowd_.progress(done_);
    }
  }

 private:
  void send_some() {
    while (!free_.empty() && (!again_.empty() || next_ < crowd_.count)) {
      const std::size_t place = free_.back();
      free_.pop_back();
      if (again_.empty()) {
        at_[place] = next_++;
      } else {
        at_[place] = again_.back();
        again_.pop_back();
      }
      client_.send(place, crowd_.request(at_[place]));
    }
  }

  void answered(std::size_t place, const net::LoadAnswer& answer) {
    free_.push_back(place);
    if (answer.status == overloaded) {
      again_.push_back(at_[place]);
      paused_until_ = std::chrono::steady_clock::now() + pause;
    } else if (answer.status != crowd_.wanted) {
      fault_ = answer.status == 0 ? "the engine closed a connection before it had answered"
                                  : "the engine answered " + std::to_string(answer.status) + ": " +
                                        std::string{answer.body.substr(0, told_max)};
    } else {
      crowd_.answered(at_[place], answer.body);
      ++done_;
      last_done_ = std::chrono::steady_clock::now();
    }
  }

  const Crowd& crowd_;
  std::vector<std::uint64_t> at_;  // by connection
  std::vector<std::size_t> free_;
  std::vector<std::uint64_t> again_;
  std::uint64_t next_ = 0;
  std::uint64_t done_ = 0;
  std::chrono::steady_clock::time_point last_done_;
  std::chrono::steady_clock::time_point paused_until_;
  std::string fault_;
  net::LoadClient client_;
};

}  // namespace

void do_all(const Crowd& crowd) {
  Doing{crowd}.run();
}

}  // namespace bursar::load
