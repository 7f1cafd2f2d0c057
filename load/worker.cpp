#include "load/worker.hpp"

#include "load/answers.hpp"

#include <algorithm>
#include <utility>

namespace bursar::load {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds second{1};
constexpr std::size_t errors_max = 64;
constexpr int server_error = 500;
constexpr int overloaded = 503;  // nothing was done

std::int64_t count_of(Nanoseconds time) {
  return time.count();
}

}  // namespace

Worker::Worker(const Options& options, const Parties& parties, Timeline& timeline)
    : options_{options},
      requests_{options.requests, parties},
      timeline_{timeline},
      places_(options.client.connections),
      client_{options.client,
              [this](std::size_t at, const net::LoadAnswer& answer) { answered(at, answer); }},
      next_{options.thread} {
  for (std::size_t at = 0; at < places_.size(); ++at) free_.push_back(at);
}

void Worker::run(Instant start) {
  start_ = last_answer_ = start;
  second_end_ = start + second;
  for (;;) {
    begin_due();
    const Instant now = Clock::now();
    end_seconds(now);
    if (free_.size() == places_.size() && !more(now)) break;
    client_.turn(std::min(second_end_, wake(now)));
  }
  end();
}

// Whether anything is still to be begun, now or later.
bool Worker::more(Instant now) const {
  if (options_.schedule == nullptr)
    return now < start_ + options_.time &&
           (options_.operations_max == 0 || next_ < options_.operations_max);
  const std::uint64_t operations = options_.schedule->operations();
  if (next_ >= operations) return false;
  return now < start_ + options_.schedule->due(operations - 1) + options_.patience;
}

bool Worker::due_by(Instant now) const {
  if (!more(now) || now < start_) return false;
  return options_.schedule == nullptr || start_ + options_.schedule->due(next_) <= now;
}

// When there may be something to begin though nothing was answered.
Worker::Instant Worker::wake(Instant now) const {
  if (free_.empty() || !more(now)) return Instant::max();
  return options_.schedule == nullptr ? start_ : start_ + options_.schedule->due(next_);
}

void Worker::begin_due() {
  while (!free_.empty()) {
    const Instant now = Clock::now();
    if (!due_by(now)) return;
    const std::size_t at = free_.front();
    free_.pop_front();
    begin(at, now);
  }
}

void Worker::begin(std::size_t at, Instant now) {
  Place& place = places_[at];
  place.operation.number = next_;
  place.due = options_.schedule == nullptr ? now : start_ + options_.schedule->due(next_);
  place.sent = now;
  place.busy = true;
  next_ += options_.threads;
  ++part_.counts.sent;
  part_.lag_most_ns = std::max(part_.lag_most_ns, count_of(now - place.due));
  client_.send(at, requests_.begin(place.operation));
}

void Worker::answered(std::size_t at, const net::LoadAnswer& answer) {
  Place& place = places_[at];
  const auto outcome = answer.status == 0
                           ? Requests::Outcome{}
                           : requests_.take(place.operation, answer.status, answer.body);
  if (outcome.what == Requests::Outcome::What::next)
    return client_.send(at, requests_.next(place.operation));
  last_answer_ = Clock::now();
  if (outcome.what == Requests::Outcome::What::done) {
    done(place, outcome, answer.body);
  } else if (answer.status == 0) {
    failed("no whole answer", true);
  } else {
    const auto code = text_under(answer.body, {"code"});
    const bool unknown = answer.status >= server_error && answer.status != overloaded;
    failed(std::to_string(answer.status).append(" ").append(code.value_or("and not as expected")),
           unknown);
  }
  place.busy = false;
  free_.push_back(at);
}

void Worker::done(Place& place, const Requests::Outcome& outcome, std::string_view body) {
  ++part_.counts.done;
  part_.counts.payments += outcome.payments;
  part_.counts.refused += outcome.refused;
  if (outcome.read) ++part_.counts.reads;
  part_.latency.record(count_of(last_answer_ - place.due));
  if (outcome.refused == 0) return;
  const auto code = text_under(body, {"code"});
  count_error(std::string{"in a batch: "}.append(code.value_or("refused")), outcome.refused);
}

void Worker::failed(std::string what, bool unknown) {
  ++part_.counts.failed;
  if (unknown) ++part_.counts.unknown;
  count_error(std::move(what), 1);
}

void Worker::count_error(std::string what, std::uint64_t times) {
  const bool room = errors_.contains(what) || errors_.size() < errors_max;
  errors_[room ? std::move(what) : std::string{"others"}] += times;
}

// A thread that was held up hands over seconds in which it saw nothing.
void Worker::end_seconds(Instant now) {
  if (now < second_end_) return;
  give_up_late(now);
  while (second_end_ <= now) {
    end_second();
    second_end_ += second;
  }
}

void Worker::end_second() {
  const bool behind = options_.schedule != nullptr && next_ < options_.schedule->operations();
  if (behind)
    part_.lag_most_ns = std::max(part_.lag_most_ns,
                                 count_of(second_end_ - (start_ + options_.schedule->due(next_))));
  timeline_.hand_over(options_.thread, std::exchange(part_, Part{}));
}

void Worker::give_up_late(Instant now) {
  for (std::size_t at = 0; at < places_.size(); ++at) {
    Place& place = places_[at];
    if (!place.busy || now - place.sent < options_.patience) continue;
    client_.give_up(at);
    failed("no answer in time", true);
    place.busy = false;
    free_.push_back(at);
  }
}

void Worker::end() {
  end_second();
  Timeline::End end{.never_sent = 0, .last_answer = last_answer_ - start_, .errors = errors_};
  if (options_.schedule != nullptr && next_ < options_.schedule->operations())
    end.never_sent = (options_.schedule->operations() - next_ - 1) / options_.threads + 1;
  timeline_.end(options_.thread, std::move(end));
}

}  // namespace bursar::load
