#pragma once

// How anything is sent to an address that others have named: a port like those of ports.hpp, with a
// real and a simulated twin. Whoever stands behind it sees to it that nothing of one's own network
// is reached, follows no redirect, and bounds time and bytes.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bursar::actors {

struct OutboundRequest {
  std::string url;
  std::vector<std::pair<std::string, std::string>> fields;  // of the head
  std::string body;                                         // of JSON
};

enum class OutboundEnd : std::uint8_t {
  answered,
  busy,         // so much is under way as may be: nothing was tried
  refused,      // the URL is none that anything is sent to
  unresolved,   // its name has no address
  forbidden,    // one of its addresses is not of the public network
  unreachable,  // nobody takes the connection
  untrusted,    // or it is not who it should be
  malformed,    // what came is no answer, or too long
  late,         // none came in its time
};
/// "unresolved", for whoever owns the address.
constexpr std::string_view word(OutboundEnd end) {
  switch (end) {
    case OutboundEnd::answered:
      return "answered";
    case OutboundEnd::busy:
      return "busy";
    case OutboundEnd::refused:
      return "refused";
    case OutboundEnd::unresolved:
      return "unresolved";
    case OutboundEnd::forbidden:
      return "forbidden";
    case OutboundEnd::unreachable:
      return "unreachable";
    case OutboundEnd::untrusted:
      return "untrusted";
    case OutboundEnd::malformed:
      return "malformed";
    case OutboundEnd::late:
      return "late";
  }
  return "";
}

/// Of the answer no more is kept: its body is nobody's business.
struct OutboundAnswer {
  OutboundEnd end = OutboundEnd::late;
  int status = 0;                                  // of what was answered
  std::optional<std::int64_t> retry_after_s = {};  // likewise

  friend bool operator==(const OutboundAnswer&, const OutboundAnswer&) = default;
};

class Outbound {
 public:
  using Then = std::move_only_function<void(const OutboundAnswer&)>;

  virtual ~Outbound() = default;
  /// POSTs it once. `then` hears of it exactly once, on any thread. From any thread.
  virtual void post(OutboundRequest request, Then then) = 0;
};

}  // namespace bursar::actors
