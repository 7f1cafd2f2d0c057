// Payments over HTTP in an open loop: each is due at its time whether or not those before it were
// answered, and its latency counts from then. Organisations have rates of their own, which differ
// between phases. Prints a line of JSON for each second and organisation, and for each phase, whose
// first second does not count.
//
//   overload PORT PAYERS CONNECTIONS SECONDS:RATE,RATE,…[:RETRIES] …
//
// PAYERS holds a line "key KEY" for each organisation, and behind it "wallet ID" for each wallet.
// CONNECTIONS are each organisation's. What was refused is tried again RETRIES times, each time
// within a tenth of a second and whatever the answer advises. Nobody waits for longer than a second
// to be heard.

#include "bench/figures.hpp"
#include "bench/load_connection.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <memory>
#include <queue>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <sys/epoll.h>

namespace {

using bursar::bench::give_up;
using bursar::bench::LoadConnection;
using Nanoseconds = std::int64_t;

constexpr Nanoseconds second = 1'000'000'000;
constexpr Nanoseconds patience = second;
constexpr Nanoseconds retry_within = second / 10;
constexpr int created = 201;
constexpr int refused = 503;

Nanoseconds now() {
  return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds{1};
}

struct Phase {
  int seconds = 0;
  std::vector<double> rates;
  int retries = 0;
};

/// "20:100,5000:3"
Phase phase_of(const std::string& written) {
  Phase phase;
  std::istringstream in{written};
  std::string part;
  char colon = 0;
  in >> phase.seconds >> colon;
  std::getline(in, part, ':');
  in >> phase.retries;
  std::istringstream rates{part};
  for (std::string rate; std::getline(rates, rate, ',');)
    phase.rates.push_back(std::strtod(rate.c_str(), nullptr));
  if (phase.seconds == 0 || phase.rates.empty())
    give_up("a phase is SECONDS:RATE,RATE,…[:RETRIES]");
  return phase;
}

struct Figures {
  std::uint64_t due = 0;
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;  // in the end
  std::uint64_t tries_refused = 0;
  std::uint64_t given_up = 0;
  std::uint64_t others = 0;  // any other status, or none
  std::vector<float> milliseconds;

  void add(const Figures& more) {
    due += more.due;
    accepted += more.accepted;
    refused += more.refused;
    tries_refused += more.tries_refused;
    given_up += more.given_up;
    others += more.others;
    milliseconds.insert(milliseconds.end(), more.milliseconds.begin(), more.milliseconds.end());
  }

  double percentile(double hundredths) {
    if (milliseconds.empty()) return 0;
    const auto at = static_cast<std::size_t>(
        std::ceil(hundredths / 100 * static_cast<double>(milliseconds.size())) - 1);
    std::nth_element(milliseconds.begin(), milliseconds.begin() + static_cast<std::ptrdiff_t>(at),
                     milliseconds.end());
    return milliseconds[at];
  }

  void print(const char* what, std::size_t phase, std::size_t organization, int at) {
    const double p50 = percentile(50);
    std::printf(R"({"%s": %d, "phase": %zu, "organization": %zu, "due": %lu, "accepted": %lu, )"
                R"("refused": %lu, "tries_refused": %lu, "given_up": %lu, "others": %lu, )"
                R"("p50_ms": %.2f, "p99_ms": %.2f})"
                "\n",
                what, at, phase, organization, due, accepted, refused, tries_refused, given_up,
                others, p50, percentile(99));
  }
};

struct Payment {
  Nanoseconds due = 0;
  std::uint64_t number = 0;
  int tries = 0;
};

// What is sent, but for the idempotency key, whose digits are put in their place.
struct Template {
  std::string text;
  std::size_t key_at = 0;
};
constexpr std::size_t key_digits = 16;

Template template_of(const std::string& key, const std::string& wallet) {
  const std::string body =
      R"({"from_wallet_id":")" + wallet + R"(","to_external":"merchant:bench","amount":"0.01"})";
  Template made;
  made.text =
      "POST /v1/payments HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key +
      "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
      "\r\nIdempotency-Key: ";
  made.key_at = made.text.size();
  made.text.append(key_digits, '0').append("\r\n\r\n").append(body);
  return made;
}

struct Place {
  std::unique_ptr<LoadConnection> connection;
  std::size_t organization = 0;
  bool busy = false;
  Payment payment;
};

struct Organization {
  std::vector<Template> wallets;
  std::deque<Place*> free;  // used in turn, so that none is idle for long
  std::deque<Payment> waiting;
  double interval = 0;  // nanoseconds
  double next_due = 0;
  Figures of_second;
  Figures of_phase;
};

struct Retry {
  Nanoseconds at = 0;
  std::size_t organization = 0;
  Payment payment;
  bool operator>(const Retry& other) const { return at > other.at; }
};

class Load {
 public:
  Load(int port, const char* payers, std::size_t connections) : epoll_{::epoll_create1(0)} {
    read_payers(payers);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    for (std::size_t i = 0; i < organizations_.size() * connections; ++i) {
      auto& place = places_.emplace_back(std::make_unique<Place>());
      place->connection = std::make_unique<LoadConnection>(to);
      place->organization = i / connections;
      watch(*place);
      organizations_[place->organization].free.push_back(place.get());
    }
  }

  void run(const std::vector<Phase>& phases) {
    Nanoseconds begin = now();
    for (std::size_t i = 0; i < phases.size(); ++i) {
      set_rates(phases[i], begin);
      for (int at = 0; at < phases[i].seconds; ++at) {
        begin += second;
        run_until(begin);
        // Whoever was stopped himself cannot say how the engine did.
        if (now() - begin > second / 4) give_up("the generator was held up");
        end_second(i, at);
      }
      for (std::size_t at = 0; at < organizations_.size(); ++at) {
        organizations_[at].of_phase.print("seconds", i, at, phases[i].seconds - 1);
        organizations_[at].of_phase = {};
      }
      std::fflush(stdout);
    }
  }

 private:
  void read_payers(const char* file) {
    std::ifstream in{file};
    std::string key;
    for (std::string word, value; in >> word >> value;) {
      if (word == "key") {
        key = value;
        organizations_.emplace_back();
      } else {
        organizations_.back().wallets.push_back(template_of(key, value));
      }
    }
    if (organizations_.empty()) give_up("there are no payers");
  }

  void watch(Place& place) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &place;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, place.connection->descriptor(), &event);
  }

  // Organisations are due in turn, not all in one moment.
  void set_rates(const Phase& phase, Nanoseconds begin) {
    retries_max_ = phase.retries;
    for (std::size_t i = 0; i < organizations_.size(); ++i) {
      const double rate = i < phase.rates.size() ? phase.rates[i] : 0;
      organizations_[i].interval = rate > 0 ? static_cast<double>(second) / rate : 0;
      organizations_[i].next_due =
          static_cast<double>(begin) + organizations_[i].interval * static_cast<double>(i + 1) /
                                           static_cast<double>(organizations_.size());
    }
  }

  void run_until(Nanoseconds end) {
    for (Nanoseconds at = now(); at < end; at = now()) {
      fall_due(at);
      for (Organization& organization : organizations_) send_waiting(organization, at);
      wait_for_answers(std::min(end, next_due()));
    }
  }

  void fall_due(Nanoseconds at) {
    for (Organization& organization : organizations_) {
      for (; organization.interval > 0 && organization.next_due <= static_cast<double>(at);
           organization.next_due += organization.interval) {
        organization.waiting.push_back(
            {.due = static_cast<Nanoseconds>(organization.next_due), .number = ++made_});
        ++organization.of_second.due;
      }
    }
    for (; !retries_.empty() && retries_.top().at <= at; retries_.pop())
      organizations_[retries_.top().organization].waiting.push_back(retries_.top().payment);
  }

  Nanoseconds next_due() const {
    Nanoseconds next = retries_.empty() ? INT64_MAX : retries_.top().at;
    for (const Organization& organization : organizations_)
      if (organization.interval > 0)
        next = std::min(next, static_cast<Nanoseconds>(organization.next_due));
    return next;
  }

  void send_waiting(Organization& organization, Nanoseconds at) {
    while (!organization.waiting.empty()) {
      const bool late = at - organization.waiting.front().due > patience;
      if (late) {
        ++organization.of_second.given_up;
      } else if (organization.free.empty()) {
        return;
      } else {
        Place& place = *organization.free.front();
        organization.free.pop_front();
        send(place, organization, organization.waiting.front());
      }
      organization.waiting.pop_front();
    }
  }

  void send(Place& place, Organization& organization, const Payment& payment) {
    place.payment = payment;
    place.busy = true;
    Template& request = organization.wallets[payment.number % organization.wallets.size()];
    char digits[key_digits + 1];
    std::snprintf(digits, sizeof digits, "%08x%08x", run_,
                  static_cast<std::uint32_t>(payment.number));
    request.text.replace(request.key_at, key_digits, digits);
    if (place.connection->send(request.text)) return;
    answered(place, LoadConnection::broken);
    open_again(place);
  }

  void wait_for_answers(Nanoseconds until) {
    const Nanoseconds left = std::max<Nanoseconds>(until - now(), 0);
    const timespec timeout{.tv_sec = left / second, .tv_nsec = left % second};
    epoll_event events[256];
    const int count = ::epoll_pwait2(epoll_, events, 256, &timeout, nullptr);
    for (int i = 0; i < count; ++i) {
      auto& place = *static_cast<Place*>(events[i].data.ptr);
      const auto status = place.connection->receive();
      if (!status) continue;
      if (place.busy) answered(place, *status);
      if (*status == LoadConnection::broken) open_again(place);
    }
  }

  void answered(Place& place, int status) {
    Organization& organization = organizations_[place.organization];
    Figures& figures = organization.of_second;
    Payment payment = place.payment;
    const Nanoseconds at = now();
    if (status == created) {
      ++figures.accepted;
      figures.milliseconds.push_back(static_cast<float>(at - payment.due) / 1e6F);
    } else if (status != refused) {
      ++figures.others;
    } else if (++figures.tries_refused; payment.tries++ >= retries_max_) {
      ++figures.refused;
    } else {
      const auto later = static_cast<Nanoseconds>(random_() % retry_within);
      retries_.push({at + later, place.organization, payment});
    }
    place.busy = false;
    organization.free.push_back(&place);
  }

  void open_again(Place& place) const {
    place.connection->open_again();
    watch(place);
  }

  void end_second(std::size_t phase, int at) {
    for (std::size_t i = 0; i < organizations_.size(); ++i) {
      Organization& organization = organizations_[i];
      if (at > 0) organization.of_phase.add(organization.of_second);
      organization.of_second.print("second", phase, i, at);
      organization.of_second = {};
    }
    std::fflush(stdout);
  }

  int epoll_;
  std::vector<Organization> organizations_;
  std::vector<std::unique_ptr<Place>> places_;
  std::priority_queue<Retry, std::vector<Retry>, std::greater<>> retries_;
  std::mt19937_64 random_{1};
  const std::uint32_t run_ = std::random_device{}();
  std::uint64_t made_ = 0;
  int retries_max_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) give_up("usage: overload PORT PAYERS CONNECTIONS SECONDS:RATE,RATE,…[:RETRIES] …");
  std::vector<Phase> phases;
  for (int i = 4; i < argc; ++i) phases.push_back(phase_of(argv[i]));
  Load load{std::atoi(argv[1]), argv[2], static_cast<std::size_t>(std::atoi(argv[3]))};
  load.run(phases);
}
