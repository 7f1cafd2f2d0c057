// Where requests end: the same however the bytes are cut, never past what has come, and every head
// that is let through obeys the rules by which no two parsers can differ.

#include "net/framing.hpp"
#include "net/session_parser.hpp"
#include "tests/fuzz/http_rules.hpp"
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace bursar::fuzz {

namespace {

constexpr std::size_t cuts_max = 12;

/// What a connection comes to: where each request's head begins and ends, and whether it was
/// refused.
struct Followed {
  struct Head {
    std::size_t begin = 0;
    std::size_t bytes = 0;
    bool let_through = false;

    friend bool operator==(const Head&, const Head&) = default;
  };
  std::vector<Head> heads;
  bool refused = false;

  friend bool operator==(const Followed&, const Followed&) = default;
};

/// Follows a connection as a session does: the bytes only grow.
class Connection {
 public:
  explicit Connection(const net::FramingLimits& limits) : limits_{limits} {}

  const Followed& arrived(std::string_view all) {
    while (!followed_.refused && body_end_ <= all.size()) {
      const std::string_view unread = all.substr(body_end_);
      const auto state = scan_.scan(unread, limits_);
      must((state == net::HeadScan::State::refused) != may_become_a_head(unread, limits_),
           "bytes are refused as soon as they can become no head, and not before");
      if (state == net::HeadScan::State::incomplete) break;
      followed_.refused = state == net::HeadScan::State::refused || !head(unread);
      scan_ = {};
    }
    return followed_;
  }

 private:
  bool head(std::string_view unread) {
    const std::size_t bytes = scan_.head_bytes();
    must(bytes <= unread.size(), "a head ends within what has come");
    const auto parsed = net::parse_head(unread.substr(0, bytes));
    followed_.heads.push_back({body_end_, bytes, parsed.has_value()});
    if (!parsed) return false;
    // Longer than any bytes that will come: nothing is looked for behind it.
    body_end_ += bytes + std::min(parsed->body_bytes, std::size_t{1} << 40);
    return true;
  }

  net::FramingLimits limits_;
  net::HeadScan scan_;
  std::size_t body_end_ = 0;
  Followed followed_;
};

bool views_are_within(const net::Request& request, std::string_view head) {
  const auto within = [&](std::string_view view) {
    return view.empty() ||
           (view.data() >= head.data() && view.data() + view.size() <= head.data() + head.size());
  };
  return within(request.path) && within(request.query) && within(request.host) &&
         within(request.origin) && within(request.content_type) && within(request.authorization) &&
         within(request.x_api_key) && within(request.x_trove_key) &&
         within(request.x_explorer_access) && within(request.idempotency_key) &&
         within(request.request_id);
}

void obeys(std::string_view head, bool let_through, const net::FramingLimits& limits) {
  // In a place of its own, so that a sanitizer sees a byte that is read behind it.
  const std::vector<char> alone{head.begin(), head.end()};
  const std::string_view copy{alone.data(), alone.size()};
  const auto parsed = net::parse_head(copy);
  must(parsed.has_value() == let_through, "no byte behind a head counts");
  if (!parsed) return must(!obeys_every_rule(copy), "a head that breaks no rule is let through");
  must(obeys_the_rules(copy, limits), "a head that is let through obeys the rules");
  must(body_bytes(copy) == parsed->body_bytes, "the body is as long as its field says");
  must(views_are_within(parsed->request, copy), "a request's views lie in its head");
}

void is_the_same_however_cut(std::string_view all, const net::FramingLimits& limits) {
  const Followed whole = Connection{limits}.arrived(all);
  Connection grown{limits};
  const std::size_t step = all.size() / cuts_max + 1;
  for (std::size_t cut = all.size() % step; cut < all.size(); cut += step) {
    Connection connection{limits};
    connection.arrived(all.substr(0, cut));
    must(connection.arrived(all) == whole, "bytes in two pieces are what they are in one");
    grown.arrived(all.substr(0, cut));
  }
  must(grown.arrived(all) == whole, "bytes in many pieces are what they are in one");
  for (const auto& [begin, bytes, let_through] : whole.heads)
    obeys(all.substr(begin, bytes), let_through, limits);
}

}  // namespace

void http_head(Input input) {
  const std::vector<char> alone{input.begin(), input.end()};
  const std::string_view all{alone.data(), alone.size()};
  is_the_same_however_cut(all, {});
  is_the_same_however_cut(all,
                          {.header_bytes_max = 120, .header_fields_max = 4, .uri_bytes_max = 24});
}

}  // namespace bursar::fuzz
