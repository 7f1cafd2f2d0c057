#include "net/session_peer.hpp"

#include "net/framing.hpp"

namespace bursar::net {

namespace {

constexpr std::string_view field_name = "x-forwarded-for";
constexpr std::string_view line_end = "\r\n";

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// The line before what is given, which is cut by it.
std::string_view take_last_line(std::string_view& head) {
  const auto end = head.rfind(line_end);
  const std::string_view line =
      end == std::string_view::npos ? head : head.substr(end + line_end.size());
  head = end == std::string_view::npos ? std::string_view{} : head.substr(0, end);
  return line;
}

// The value of such a line; none of any other, nor when it is empty.
std::optional<std::string_view> forwarded_value(std::string_view line) {
  const auto colon = line.find(':');
  if (colon != field_name.size() || !equal_ignoring_case(line.substr(0, colon), field_name))
    return std::nullopt;
  const std::string_view value = trimmed(line.substr(colon + 1));
  return value.empty() ? std::nullopt : std::optional{value};
}

// The last place of a list, which is cut by it; none is left behind its first. An empty place is
// one.
std::string_view take_last_place(std::optional<std::string_view>& list) {
  const auto comma = list->rfind(',');
  const bool first = comma == std::string_view::npos;
  const std::string_view place = first ? *list : list->substr(comma + 1);
  list = first ? std::nullopt : std::optional{list->substr(0, comma)};
  return trimmed(place);
}

}  // namespace

// Several such fields are one list, in their order: so the last place stands in the last of them.
std::optional<ClientAddress> forwarded_address(std::string_view head, std::size_t hops) {
  std::string_view found;
  std::size_t places = 0;
  while (!head.empty() && places < hops) {
    auto list = forwarded_value(take_last_line(head));
    while (list && places < hops) {
      found = take_last_place(list);
      ++places;
    }
  }
  return ClientAddress::parse_with_port(found);
}

std::string_view SessionPeer::behind_proxies(std::string_view head) {
  const auto address = forwarded_address(head, trusted_hops_);
  if (!address) return address_;
  forwarded_ = address->text();
  return forwarded_;
}

ClientAddress SessionPeer::network() const {
  return ClientAddress::parse(address_).value_or(ClientAddress{}).network();
}

}  // namespace bursar::net
