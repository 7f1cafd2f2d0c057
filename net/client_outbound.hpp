#pragma once

// Sends to addresses that others have named. A name is resolved once for each attempt, every
// address of it is judged, and the connection goes to one of those that were judged: an answer of
// the DNS that changes its mind reaches nothing. TLS by the system's authorities, for the name that
// was given. No redirect, no proxy; of an answer its head alone is read, or no more of its body
// than was asked for.

#include "actors/outbound.hpp"
#include "net/outbound_address.hpp"
#include "net/outbound_url.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace bursar::net {

class OutboundClient final : public actors::Outbound {
 public:
  struct Options {
    OutboundRules rules = {};
    std::chrono::milliseconds connect_deadline{5'000};  // for each address
    std::chrono::milliseconds deadline{15'000};         // for all of an attempt
    std::size_t head_bytes_max = 16'384;                // of an answer
    std::size_t attempts_max = 1'024;                   // under way at once
    std::size_t judgments_max = 64;                     // likewise, apart from those
    /// Names looked up at once for attempts, and as many that have not answered yet. As many of
    /// both for judgments.
    std::size_t resolvers = 16;
    std::string trusted_file = {};  // of authorities, in PEM; empty: the system's
    /// All addresses of a name; none: it has none. May take its time; called on several threads.
    std::function<std::vector<OutboundAddress>(const std::string& name)> resolve =
        {};  // none: by the DNS
    /// Whether something may be sent there; none: to the public network, and not to this machine.
    std::function<bool(const OutboundAddress&)> may_reach = {};
  };

  /// Throws std::runtime_error where the authorities cannot be read.
  explicit OutboundClient(Options options);
  /// Whoever still waits hears that it was late.
  ~OutboundClient() override;

  void post(actors::OutboundRequest request, Then then) override;
  /// Says only whether anything would be sent to it now: answered, refused, forbidden, or
  /// unresolved and late, where nobody knows. Likewise.
  void judge(std::string url, Then then);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bursar::net
