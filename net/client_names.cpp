#include "net/client_names.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace bursar::net {

namespace {

constexpr std::size_t answering_max = 16'384;

}  // namespace

struct OutboundNames::Lookup {
  std::atomic<TimePoint> wanted_until = {};  // by whoever waits for longest
  std::vector<boost::asio::steady_timer*> waiting = {};
  std::optional<Addresses> found = {};
};

OutboundNames::OutboundNames(boost::asio::io_context& io, const Resolve& resolve,
                             std::size_t threads)
    : io_{io},
      resolve_{resolve},
      answering_{answering_max},
      resolvers_{threads},
      other_resolvers_{threads} {}

OutboundNames::~OutboundNames() {
  for (boost::asio::thread_pool* threads : {&resolvers_, &other_resolvers_}) {
    threads->stop();
    threads->join();
  }
}

// By value: a coroutine outlives what its caller names.
boost::asio::awaitable<std::optional<OutboundNames::Addresses>> OutboundNames::addresses_of(
    std::string name, TimePoint until) {
  const std::shared_ptr<Lookup> asked = joined(name, until);
  boost::asio::steady_timer own{io_, until};
  asked->waiting.push_back(&own);
  boost::system::error_code called_off;
  co_await own.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, called_off));
  std::erase(asked->waiting, &own);
  if (!asked->found) answering_.erase(name);
  co_return asked->found;
}

std::shared_ptr<OutboundNames::Lookup> OutboundNames::joined(const std::string& name,
                                                             TimePoint until) {
  std::shared_ptr<Lookup>& known = lookups_[name];
  if (known) {
    known->wanted_until = std::max(known->wanted_until.load(), until);
    return known;
  }
  known = std::make_shared<Lookup>();
  known->wanted_until = until;
  begin(name, known);
  return known;
}

void OutboundNames::begin(const std::string& name, const std::shared_ptr<Lookup>& lookup) {
  auto& threads = answering_.contains(name) ? resolvers_ : other_resolvers_;
  boost::asio::post(threads, [this, lookup, name] {
    std::optional<Addresses> found;
    if (std::chrono::steady_clock::now() < lookup->wanted_until.load()) found = resolve_(name);
    boost::asio::post(io_, [this, lookup, name, found = std::move(found)]() mutable {
      end(name, lookup, std::move(found));
    });
  });
}

void OutboundNames::end(const std::string& name, const std::shared_ptr<Lookup>& lookup,
                        std::optional<Addresses> found) {
  // Somebody asked while it was being given up.
  if (!found && std::chrono::steady_clock::now() < lookup->wanted_until.load())
    return begin(name, lookup);
  if (found && !found->empty() && !lookup->waiting.empty()) answering_.put(name);
  lookup->found = std::move(found);
  for (boost::asio::steady_timer* one : lookup->waiting) one->cancel();
  lookups_.erase(name);
}

}  // namespace bursar::net
