#pragma once

// Names as the outbound client looks them up. A name is looked up once at a time, whoever asks, and
// one that has not answered yet by threads of its own: names that hang are no matter to those that
// answer. Whoever asks waits until its own deadline; what nobody waits for any more is not begun.
// Used on the client's thread alone, after whose end it is destroyed.

#include "net/outbound_address.hpp"
#include "net/recent_names.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

namespace bursar::net {

class OutboundNames {
 public:
  using Addresses = std::vector<OutboundAddress>;
  using Resolve = std::function<Addresses(const std::string& name)>;
  using TimePoint = std::chrono::steady_clock::time_point;

  /// So many threads for names that answer, and as many for the others. What they are given
  /// outlives it.
  OutboundNames(boost::asio::io_context& io, const Resolve& resolve, std::size_t threads);
  ~OutboundNames();
  OutboundNames(const OutboundNames&) = delete;
  OutboundNames& operator=(const OutboundNames&) = delete;

  /// All addresses of the name; none: that took too long, and whoever looks is left to it.
  boost::asio::awaitable<std::optional<Addresses>> addresses_of(std::string name, TimePoint until);

  /// It has answered elsewhere. Where there is no room, that is not worth another's place.
  void answers(const std::string& name) {
    if (!answering_.full()) answering_.put(name);
  }

 private:
  struct Lookup;

  std::shared_ptr<Lookup> joined(const std::string& name, TimePoint until);
  void begin(const std::string& name, const std::shared_ptr<Lookup>& lookup);
  void end(const std::string& name, const std::shared_ptr<Lookup>& lookup,
           std::optional<Addresses> found);

  boost::asio::io_context& io_;
  const Resolve& resolve_;
  RecentNames answering_;                                   // in their time, the last time
  std::map<std::string, std::shared_ptr<Lookup>> lookups_;  // no more than ask
  boost::asio::thread_pool resolvers_;                      // of names that answer
  boost::asio::thread_pool other_resolvers_;                // of names that have not yet
};

}  // namespace bursar::net
