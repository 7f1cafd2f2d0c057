// JSON bodies: what is accepted is JSON by a second reading too, without a member that is named
// twice or nested too deep, and what is called broken is broken. No byte behind the body counts.

#include "ledger/decimal.hpp"
#include "net/json_reader.hpp"
#include "net/request.hpp"
#include "tests/fuzz/strict_json.hpp"
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace bursar::fuzz {

namespace {

using net::Kind;
using net::Need;

struct Item {
  ledger::Money amount = {};
  std::string key;

  static const net::Schema schema;
  friend bool operator==(const Item&, const Item&) = default;
};

/// A body with a member of every kind.
struct Body {
  std::string name;
  std::string note;
  ledger::Money amount = {};
  std::optional<ledger::Money> limit;
  bool as_usdc = false;
  bool flag = false;
  ledger::WalletId wallet = {};
  std::optional<ledger::PolicyId> policy;
  std::vector<std::string> tags;
  std::optional<ledger::Permissions> permissions;
  std::string metadata;
  std::vector<Item> items;

  static const net::Schema schema;
  friend bool operator==(const Body&, const Body&) = default;
};

constexpr std::array item_fields = {
    net::takes<&Item::amount, Kind::amount>("amount", Need::required, ""),
    net::takes<&Item::key, Kind::idempotency>("idempotency_key", Need::optional, ""),
};
const net::Schema Item::schema{"Item", item_fields};

constexpr std::array fields = [] {
  std::array all = {
      net::takes<&Body::name, Kind::label>("name", Need::optional, ""),
      net::takes<&Body::note, Kind::text>("note", Need::optional, "", 10),
      net::takes<&Body::amount, Kind::amount>("amount", Need::required, ""),
      net::takes<&Body::limit, Kind::limit>("limit", Need::optional, ""),
      net::takes<&Body::as_usdc, Kind::currency>("currency", Need::optional, ""),
      net::takes<&Body::flag, Kind::flag>("flag", Need::optional, ""),
      net::takes<&Body::wallet, Kind::wallet_id>("wallet_id", Need::optional, ""),
      net::or_none(net::takes<&Body::policy, Kind::policy_id>("policy_id", Need::optional, "")),
      net::takes<&Body::tags, Kind::labels>("tags", Need::optional, ""),
      net::takes<&Body::permissions, Kind::permissions>("permissions", Need::optional, ""),
      net::takes<&Body::metadata, Kind::object>("metadata", Need::optional, ""),
      net::takes_many<&Body::items>("items", Item::schema, 20, ""),
  };
  all.back().need = Need::optional;
  return all;
}();
const net::Schema Body::schema{"Body", fields};

struct Read {
  std::vector<net::Fault> faults;
  Body body;
};

/// With `behind` behind it, in a place of its own, so that a sanitizer sees whoever reads further.
Read read(std::string_view json, char behind) {
  std::vector<char> bytes{json.begin(), json.end()};
  bytes.insert(bytes.end(), net::body_padding_bytes, behind);
  bytes.shrink_to_fit();
  Read read;
  read.faults = net::read_json({bytes.data(), json.size()}, Body::schema, &read.body);
  return read;
}

/// Of a broken body what is told of it may differ: simdjson looks whether brackets match only where
/// a bracket stands behind.
bool same(const Read& a, const Read& b) {
  if (!a.faults.empty()) return !b.faults.empty() && net::told(a.faults) == net::told(b.faults);
  return b.faults.empty() && a.body == b.body;
}

bool called(const Read& read, std::string_view detail) {
  return std::ranges::any_of(read.faults,
                             [&](const net::Fault& fault) { return fault.detail == detail; });
}

void accepted_is_json(const Read& read, const std::optional<StrictJson>& json) {
  must(json.has_value(), "what is accepted is JSON without a member named twice");
  must(json->depth <= net::json_depth_max, "what is accepted is not nested too deep");
  must(json->members_most <= net::json_members_max, "nor does an object hold too many members");
  const auto amount = json->members.find("amount");
  must(amount != json->members.end(), "what is required is there");
  must(ledger::Amount::of(read.body.amount).has_value(), "an amount is within its bounds");
  std::string_view token = amount->second;
  const bool quoted = token.starts_with('"');
  if (quoted) token = token.substr(1, token.size() - 2);
  if (!token.contains('\\'))
    must((quoted ? ledger::parse_decimal(token) : ledger::parse_json_number(token)) ==
             read.body.amount,
         "an amount is read from its own characters");
}

void refused_is_told(const Read& read, const std::optional<StrictJson>& json) {
  for (const net::Fault& fault : read.faults)
    must(fault.pointer.starts_with('#') && !fault.detail.empty(), "a fault names its place");
  const bool too_deep = json && json->depth > net::json_depth_max;
  must(!json || too_deep || !called(read, "is not valid JSON"), "JSON is not called broken");
  must(!json || too_deep || !called(read, "is nested too deep"), "nor too deep when it is not");
  must(!json || !called(read, "is given twice"), "nor is a member called twice that is named once");
}

/// Sorted members are sorted already when they are read again.
void metadata_is_canonical(const Body& body) {
  if (body.metadata.empty()) return;
  const Read again = read("{\"amount\":1,\"metadata\":" + body.metadata + "}", '\0');
  must(again.faults.empty(), "metadata is accepted as it is kept");
  must(again.body.metadata == body.metadata, "metadata is kept as it was kept");
}

}  // namespace

void json(Input input) {
  const std::string_view text = text_of(input);
  const auto strict = strict_json(text);
  const Read first = read(text, '}');
  for (const char behind : {'\0', '"', '0', '\\'})
    must(same(read(text, behind), first), "no byte behind the body counts");
  if (!first.faults.empty()) return refused_is_told(first, strict);
  accepted_is_json(first, strict);
  metadata_is_canonical(first.body);
}

}  // namespace bursar::fuzz
