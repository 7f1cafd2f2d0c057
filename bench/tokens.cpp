// Payment tokens over HTTP, each taken through its five steps, or single payments: every connection
// asks for one thing at a time and, as soon as it is answered, for the next. What the answer to a
// token's first step told, its text and its id, goes into the other four.
//
//   tokens PORT PARTIES CONNECTIONS payments|trips SECONDS
//   tokens PORT PARTIES CONNECTIONS open COUNT
//
// PARTIES holds "buyer KEY", "seller KEY", "service ID" and a "wallet ID" of the buyer's for each
// that pays in turn. A second that does not count comes first, and what is under way at the end is
// brought to its end: nothing stays open but what `open` opens. Prints a line of JSON.

#include "bench/figures.hpp"
#include "bench/load_connection.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <initializer_list>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <sys/epoll.h>

namespace {

using bursar::bench::cpu_seconds;
using bursar::bench::give_up;
using bursar::bench::LoadConnection;
using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr Seconds warm_up{1};

enum class Step : std::uint8_t { pay, authorize, verify, start, accept, complete };

struct Place {
  std::unique_ptr<LoadConnection> connection;
  Step step = Step::pay;
  Clock::time_point began = {};
  std::string token;
  std::string token_id;
};

class Requests {
 public:
  explicit Requests(const char* parties) {
    std::ifstream in{parties};
    for (std::string word, value; in >> word >> value;) {
      if (word == "buyer") buyer_ = value;
      if (word == "seller") seller_ = value;
      if (word == "service") authorize_path_ = "/v1/services/" + value + "/authorize";
      if (word == "wallet") wallets_.push_back(value);
    }
    if (buyer_.empty() || seller_.empty() || authorize_path_.empty() || wallets_.empty())
      give_up("somebody is missing in the file of parties");
  }

  /// What is asked of the place's step; overwritten by the next.
  const std::string& next(const Place& place) {
    switch (place.step) {
      case Step::pay:
        return as_buyer("/v1/payments", R"(","to_external":"merchant:bench","amount":"0.01"})");
      case Step::authorize:
        return as_buyer(authorize_path_, R"("})");
      case Step::verify:
        return write("/v1/x402/verify", seller_, {R"({"payment_token":")", place.token, R"("})"});
      case Step::start:
        return tell(place, "/call-started");
      case Step::accept:
        return tell(place, "/call-accepted");
      case Step::complete:
        return tell(place, "/call-completed");
    }
    give_up("no such step");
  }

 private:
  /// With a key that was never used, by the wallet whose turn it is.
  const std::string& as_buyer(const std::string& path, std::string_view more) {
    const std::string& wallet = wallets_[++made_ % wallets_.size()];
    return write(path, buyer_, {R"({"from_wallet_id":")", wallet, more},
                 "\r\nIdempotency-Key: " + run_ + std::to_string(made_));
  }

  const std::string& tell(const Place& place, const char* what) {
    return write("/v1/x402/tokens/" + place.token_id + what, seller_, {});
  }

  const std::string& write(const std::string& path, const std::string& key,
                           std::initializer_list<std::string_view> body,
                           std::string_view header = {}) {
    std::size_t length = 0;
    for (const std::string_view part : body) length += part.size();
    text_.assign("POST ").append(path).append(" HTTP/1.1\r\nHost: localhost");
    text_.append("\r\nAuthorization: Bearer ").append(key).append(header);
    if (length > 0) text_.append("\r\nContent-Type: application/json");
    text_.append("\r\nContent-Length: ").append(std::to_string(length)).append("\r\n\r\n");
    for (const std::string_view part : body) text_.append(part);
    return text_;
  }

  std::string buyer_;
  std::string seller_;
  std::string authorize_path_;
  std::vector<std::string> wallets_;
  const std::string run_ = std::to_string(std::random_device{}()) + "-";
  std::uint64_t made_ = 0;
  std::string text_;
};

/// The text under a name in a flat object.
std::string text_under(std::string_view name, std::string_view json) {
  const std::string mark = '"' + std::string{name} + R"(":")";
  const auto at = json.find(mark);
  if (at == std::string_view::npos) give_up("an answer has another shape");
  json.remove_prefix(at + mark.size());
  return std::string{json.substr(0, json.find('"'))};
}

class Load {
 public:
  Load(int port, const char* parties, std::size_t connections, Step first, Step last)
      : requests_{parties}, first_{first}, last_{last}, epoll_{::epoll_create1(0)} {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    for (std::size_t i = 0; i < connections; ++i) {
      Place& place = *places_.emplace_back(std::make_unique<Place>());
      place.connection = std::make_unique<LoadConnection>(to);
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.ptr = &place;
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, place.connection->descriptor(), &event);
    }
  }

  void run_for(Seconds time) {
    begin_everywhere();
    answer_until(warm_up);
    begin_count();
    answer_until(time);
    end_count();
    left_ = 0;
    answer_rest();
    print();
  }

  void run_times(std::uint64_t count) {
    left_ = count;
    begin_count();
    begin_everywhere();
    answer_rest();
    end_count();
    print();
  }

 private:
  void begin_everywhere() {
    for (const auto& place : places_) begin(*place);
  }

  void begin(Place& place) {
    if (left_ == 0) return;
    --left_;
    ++under_way_;
    place.began = Clock::now();
    ask(place, first_);
  }

  void ask(Place& place, Step step) {
    place.step = step;
    if (!place.connection->send(requests_.next(place))) give_up("a connection is broken");
  }

  void answer_until(Seconds time) {
    const auto end = Clock::now() + time;
    while (Clock::now() < end) answer_some();
  }

  void answer_rest() {
    while (under_way_ > 0) answer_some();
  }

  void answer_some() {
    constexpr int together = 256;
    constexpr int wait_ms = 10;
    epoll_event events[together];
    const int count = ::epoll_wait(epoll_, events, together, wait_ms);
    for (int i = 0; i < count; ++i) {
      auto& place = *static_cast<Place*>(events[i].data.ptr);
      if (const auto status = place.connection->receive()) answered(place, *status);
    }
  }

  void answered(Place& place, int status) {
    constexpr int created = 201;
    constexpr int ok = 200;
    if (status == LoadConnection::broken) give_up("a connection is broken");
    const std::string_view body = place.connection->body();
    if (status != (place.step <= Step::authorize ? created : ok)) {
      std::fprintf(stderr, "status %d: %.*s\n", status, static_cast<int>(body.size()), body.data());
      give_up("something was refused");
    }
    if (place.step == Step::authorize) {
      place.token = text_under("token", body);
      place.token_id = text_under("token_id", body);
    }
    if (place.step != last_)
      return ask(place, static_cast<Step>(static_cast<std::uint8_t>(place.step) + 1));
    ++done_;
    --under_way_;
    if (counting_)
      milliseconds_.push_back(
          std::chrono::duration<float, std::milli>{Clock::now() - place.began}.count());
    begin(place);
  }

  void begin_count() {
    counting_ = true;
    count_began_ = Clock::now();
    cpu_began_ = cpu_seconds();
  }

  void end_count() {
    counting_ = false;
    counted_for_ = Clock::now() - count_began_;
    cpu_ = cpu_seconds() - cpu_began_;
  }

  double percentile(std::size_t hundredths) {
    if (milliseconds_.empty()) return 0;
    const auto at = milliseconds_.begin() +
                    static_cast<std::ptrdiff_t>(milliseconds_.size() * hundredths / 100);
    std::nth_element(milliseconds_.begin(), at, milliseconds_.end());
    return *at;
  }

  void print() {
    const double p50 = percentile(50);
    std::printf(R"({"done": %lu, "counted": %zu, "seconds": %.3f, "cpu_seconds": %.3f, )"
                R"("p50_ms": %.3f, "p99_ms": %.3f})"
                "\n",
                done_, milliseconds_.size(), counted_for_.count(), cpu_, p50, percentile(99));
  }

  Requests requests_;
  Step first_;
  Step last_;
  int epoll_;
  std::vector<std::unique_ptr<Place>> places_;
  std::uint64_t left_ = UINT64_MAX;  // so many more may begin
  std::uint64_t under_way_ = 0;
  std::uint64_t done_ = 0;
  bool counting_ = false;
  Clock::time_point count_began_ = {};
  Seconds counted_for_{};
  double cpu_began_ = 0;
  double cpu_ = 0;
  std::vector<float> milliseconds_;
};

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what{argc == 6 ? argv[4] : ""};
  if (what != "payments" && what != "trips" && what != "open")
    give_up("usage: tokens PORT PARTIES CONNECTIONS payments|trips|open SECONDS|COUNT");
  const Step first = what == "payments" ? Step::pay : Step::authorize;
  Load load{std::atoi(argv[1]), argv[2], static_cast<std::size_t>(std::atoi(argv[3])), first,
            what == "trips" ? Step::complete : first};
  const long much = std::atol(argv[5]);
  if (what == "open") {
    load.run_times(static_cast<std::uint64_t>(much));
  } else {
    load.run_for(Seconds{static_cast<double>(much)});
  }
}
