// Whom a request behind proxies is from: what a plain reading of all X-Forwarded-For lines as one
// list says, and nothing that stands before the places of the proxies changes it.

#include "net/client_address.hpp"
#include "net/framing.hpp"
#include "net/session_peer.hpp"
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bursar::fuzz {

namespace {

constexpr std::size_t hops_max = 16;
constexpr std::string_view name = "X-Forwarded-For";

std::vector<std::string> split(const std::string& text, const std::string& mark) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t at = 0; (at = text.find(mark, begin)) != std::string::npos;) {
    parts.push_back(text.substr(begin, at - begin));
    begin = at + mark.size();
  }
  parts.push_back(text.substr(begin));
  return parts;
}

std::string trimmed(std::string text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  text.erase(text.begin(), std::ranges::find_if_not(text, blank));
  while (!text.empty() && blank(text.back())) text.pop_back();
  return text;
}

std::vector<std::string> places(const std::string& head) {
  std::vector<std::string> all;
  for (const std::string& line : split(head, "\r\n")) {
    const auto colon = line.find(':');
    if (colon == std::string::npos || !net::equal_ignoring_case(line.substr(0, colon), name))
      continue;
    const std::string value = trimmed(line.substr(colon + 1));
    if (value.empty()) continue;
    for (const std::string& place : split(value, ",")) all.push_back(trimmed(place));
  }
  return all;
}

std::optional<net::ClientAddress> plainly(const std::string& head, std::size_t hops) {
  const auto all = places(head);
  if (all.empty()) return std::nullopt;
  return net::ClientAddress::parse_with_port(all[all.size() - std::min(hops, all.size())]);
}

void is_one_address(const net::ClientAddress& address) {
  must(net::ClientAddress::parse(address.text()) == address, "an address is read as written");
  must(net::ClientAddress::parse_with_port('[' + address.text() + "]:1") == address ||
           net::ClientAddress::parse_with_port(address.text() + ":1") == address,
       "with a port too");
  must(address.network().network() == address.network(), "a network is its own network");
}

}  // namespace

void forwarded(Input input) {
  const std::size_t hops = 1 + take<std::uint8_t>(input) % hops_max;
  const std::string head{text_of(input)};
  const auto found = net::forwarded_address(head, hops);
  must(found == plainly(head, hops), "the place that many from the end");
  if (found) is_one_address(*found);
  if (places(head).size() < hops) return;
  const std::string before{"GET / HTTP/1.1\r\nX-Forwarded-For: 1.1.1.1, ::2\r\n"};
  must(net::forwarded_address(before + head, hops) == found, "nothing before it counts");
}

}  // namespace bursar::fuzz
