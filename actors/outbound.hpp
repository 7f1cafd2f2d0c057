#pragma once

// How anything is sent to an address that others have named: a port like those of ports.hpp, with a
// real and a simulated twin. Whoever stands behind it sees to it that nothing of one's own network
// is reached, follows no redirect, and bounds time and bytes.

#include <cstddef>
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
  /// So much of the answer's body is taken, and of more the answer is malformed; 0: none is read.
  std::size_t answer_bytes_max = 0;
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
  no_secret,    // none that this engine can sign with: nothing was sent
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
    case OutboundEnd::no_secret:
      return "no_secret";
  }
  return "";
}

/// Of the answer no more is kept: its body is nobody's business, but of whoever asked for it.
struct OutboundAnswer {
  OutboundEnd end = OutboundEnd::late;
  int status = 0;                                                // of what was answered
  std::optional<std::int64_t> retry_after_s = {};                // likewise; a day at most
  std::vector<std::pair<std::string, std::string>> fields = {};  // of the head, with the body
  std::string body = {};  // where answer_bytes_max of the request is more than 0
  /// Of refused and forbidden: what is wrong with the URL, for whoever named it. A text that stays.
  std::string_view wrong_url = {};

  /// The only value of the field; none: it is not there, or more than once. `name` is in lower
  /// case.
  std::optional<std::string_view> field(std::string_view name) const {
    std::optional<std::string_view> found;
    for (const auto& [known, value] : fields) {
      if (known != name) continue;
      if (found) return std::nullopt;
      found = value;
    }
    return found;
  }

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
