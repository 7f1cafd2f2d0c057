#include "net/json_reader.hpp"

#include "ledger/decimal.hpp"
#include "net/json_text.hpp"
#include "net/json_writer.hpp"
#include "net/permission_words.hpp"
#include "net/request.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <simdjson.h>

namespace bursar::net {

namespace {

namespace ondemand = simdjson::ondemand;
using ledger::Errc;
using simdjson::SUCCESS;

static_assert(simdjson::SIMDJSON_PADDING <= body_padding_bytes);

constexpr std::array<std::string_view, 4> wallet_prefixes = {"wal_", "wallet_", "agt_", "agent_"};
constexpr std::array<std::string_view, 1> policy_prefixes = {"pol_"};
constexpr std::size_t echoed_name_max = 64;

constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed(std::string_view token) {
  return token.substr(0, token.find_last_not_of(blanks) + 1);
}

// Each function says whether to go on: a fault of the document's form ends the reading, one of a
// value is noted and the rest still looked at.
class Reader {
 public:
  explicit Reader(std::vector<Fault>& faults) : faults_{faults} {}

  bool body(std::string_view text, const Schema& schema, void* target);

 private:
  bool object(ondemand::object object, const Schema& schema, void* target);
  bool field(ondemand::value value, const Field& field, void* target);
  bool typed(ondemand::value value, ondemand::json_type type, const Field& field, void* target);
  bool many(ondemand::value value, const Field& field, void* target);
  bool strings(ondemand::value value, const Field& field, void* target);
  bool element(std::string_view word, const Field& field, void* target);
  bool amount(ondemand::value value, ondemand::json_type type, const Field& field, void* target);
  bool text(std::string_view text, const Field& field, void* target);
  bool words(std::string_view text, const Field& field);

  bool canonical(ondemand::value value, std::string& out);
  bool canonical_object(ondemand::value value, std::string& out);
  bool canonical_array(ondemand::value value, std::string& out);
  bool canonical_scalar(ondemand::value value, ondemand::json_type type, std::string& out);

  bool string(ondemand::value value, std::string_view& out);
  bool name(ondemand::field& member, std::string_view& out);
  bool deeper();

  bool note(std::string_view name, std::string detail, Errc code = Errc::invalid_request) {
    std::string pointer = "#" + pointer_;
    if (!name.empty()) pointer.append("/").append(name);
    faults_.push_back({std::move(pointer), std::move(detail), code});
    return true;
  }
  bool stop(std::string_view name, std::string detail) {
    note(name, std::move(detail));
    return false;
  }
  bool broken() { return stop("", "is not valid JSON"); }

  std::vector<Fault>& faults_;
  std::string pointer_;
  std::size_t depth_ = 0;
};

bool Reader::deeper() {
  return ++depth_ <= json_depth_max || stop("", "is nested too deep");
}

bool Reader::string(ondemand::value value, std::string_view& out) {
  if (value.get_string().get(out) != SUCCESS) return broken();
  return !holds_lone_surrogate(out) || stop("", "holds a lone surrogate");
}

bool Reader::name(ondemand::field& member, std::string_view& out) {
  if (member.unescaped_key().get(out) != SUCCESS) return broken();
  return !holds_lone_surrogate(out) || stop("", "holds a lone surrogate");
}

bool Reader::body(std::string_view text, const Schema& schema, void* target) {
  if (text.empty()) return stop("", "a JSON object is required");
  if (text.starts_with("\xEF\xBB\xBF")) return stop("", "begins with a byte order mark");
  thread_local ondemand::parser parser;
  ondemand::document document;
  if (parser.iterate(text.data(), text.size(), text.size() + body_padding_bytes).get(document) !=
      SUCCESS)
    return broken();
  ondemand::object root;
  if (document.get_object().get(root) != SUCCESS) return stop("", "is not a JSON object");
  if (!object(root, schema, target)) return false;
  return document.current_location().error() == simdjson::OUT_OF_BOUNDS ||
         stop("", "is followed by something else");
}

bool Reader::object(ondemand::object object, const Schema& schema, void* target) {
  if (!deeper()) return false;
  std::uint64_t seen = 0;
  std::uint64_t given = 0;
  for (auto next : object) {
    ondemand::field member;
    if (std::move(next).get(member) != SUCCESS) return broken();
    std::string_view key;
    if (!name(member, key)) return false;
    const auto known = std::ranges::find(schema.fields, key, &Field::name);
    if (known == schema.fields.end())
      return stop(visible_ascii(key, echoed_name_max) ? key : "?", "is not a known field");
    const std::uint64_t bit = std::uint64_t{1} << (known - schema.fields.begin());
    if ((seen & bit) != 0) return stop(key, "is given twice");
    seen |= bit;
    auto value = member.value();
    ondemand::json_type type{};
    if (value.type().get(type) != SUCCESS) return broken();
    if (type != ondemand::json_type::null) given |= bit;
    if (!field(value, *known, target)) return false;
  }
  for (std::size_t at = 0; at < schema.fields.size(); ++at)
    if (schema.fields[at].need == Need::required && ((given >> at) & 1) == 0)
      note(schema.fields[at].name, "is required");
  --depth_;
  return true;
}

bool Reader::field(ondemand::value value, const Field& field, void* target) {
  ondemand::json_type type{};
  if (value.type().get(type) != SUCCESS) return broken();
  if (type != ondemand::json_type::null) return typed(value, type, field, target);
  if (trimmed(value.raw_json_token()) != "null") return broken();
  if (field.null_says_none) field.member(target);
  return true;
}

bool Reader::typed(ondemand::value value, ondemand::json_type type, const Field& field,
                   void* target) {
  switch (field.kind) {
    case Kind::text:
    case Kind::label:
    case Kind::idempotency:
    case Kind::currency:
    case Kind::wallet_id:
    case Kind::policy_id: {
      if (type != ondemand::json_type::string) return stop(field.name, "must be a string");
      std::string_view unescaped;
      return string(value, unescaped) && text(unescaped, field, target);
    }
    case Kind::amount:
    case Kind::limit:
      return amount(value, type, field, target);
    case Kind::flag: {
      const auto token = trimmed(value.raw_json_token());
      if (token != "true" && token != "false") return stop(field.name, "must be true or false");
      *static_cast<bool*>(field.member(target)) = token == "true";
      return true;
    }
    case Kind::labels:
    case Kind::permissions:
      if (type != ondemand::json_type::array) return stop(field.name, "must be an array");
      return strings(value, field, target);
    case Kind::many:
      if (type != ondemand::json_type::array) return stop(field.name, "must be an array");
      return many(value, field, target);
    case Kind::object: {
      if (type != ondemand::json_type::object) return stop(field.name, "must be an object");
      std::string written;
      if (!canonical_object(value, written)) return false;
      if (written.size() > field.bound) return note(field.name, "is too large");
      *static_cast<std::string*>(field.member(target)) = std::move(written);
      return true;
    }
    case Kind::count:
    case Kind::time:
    case Kind::one:
    case Kind::number:
      break;
  }
  return stop(field.name, "cannot be given");
}

bool Reader::amount(ondemand::value value, ondemand::json_type type, const Field& field,
                    void* target) {
  std::optional<ledger::Money> money;
  std::string_view written;
  if (type == ondemand::json_type::string) {
    if (!string(value, written)) return false;
    money = ledger::parse_decimal(written);
  } else if (type == ondemand::json_type::number) {
    written = trimmed(value.raw_json_token());
    if (!json_number(written)) return broken();
    money = ledger::parse_json_number(written);
  } else {
    return stop(field.name, "must be a decimal string or a number");
  }
  const bool positive = field.kind == Kind::amount;
  if (!money || written.starts_with('-') || *money > ledger::amount_max ||
      (positive && !ledger::Amount::of(*money)))
    return note(field.name,
                positive ? "must be above 0 and at most 1000000000.00, with at most 8 decimals"
                         : "must be from 0 to 1000000000.00, with at most 8 decimals",
                Errc::invalid_amount);
  *static_cast<ledger::Money*>(field.member(target)) = *money;
  return true;
}

bool Reader::words(std::string_view text, const Field& field) {
  for (std::string_view rest = field.words; !rest.empty();) {
    const std::size_t end = std::min(rest.find('|'), rest.size());
    if (rest.substr(0, end) == text) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  note(field.name, "must be one of " + std::string{field.words});
  return false;
}

bool Reader::text(std::string_view text, const Field& field, void* target) {
  if (field.kind == Kind::currency) {
    if (text != "USD" && text != "USDC")
      return note(field.name, "must be USD or USDC", Errc::unsupported_currency);
    *static_cast<bool*>(field.member(target)) = text == "USDC";
    return true;
  }
  if (holds_control_character(text, field.kind == Kind::text))
    return note(field.name, "holds a control character");
  if (characters(text) > field.bound)
    return note(field.name, "is longer than " + std::to_string(field.bound) + " characters");
  if (field.need == Need::required && text.empty()) return note(field.name, "must not be empty");
  if (field.kind == Kind::idempotency && !visible_ascii(text))
    return note(field.name, "must be 1 to 255 visible ASCII characters");
  if (!field.words.empty() && !words(text, field)) return true;
  if (field.kind == Kind::wallet_id) {
    auto& id = *static_cast<ledger::WalletId*>(field.member(target));
    id.bits = ledger::parse_id(text, wallet_prefixes).value_or(names_nothing);
  } else if (field.kind == Kind::policy_id) {
    auto& id = *static_cast<ledger::PolicyId*>(field.member(target));
    id.bits = ledger::parse_id(text, policy_prefixes).value_or(names_nothing);
  } else {
    static_cast<std::string*>(field.member(target))->assign(text);
  }
  return true;
}

bool Reader::element(std::string_view word, const Field& field, void* target) {
  if (field.kind == Kind::labels) {
    if (word.empty() || word.contains(',') ||
        characters(word) > schema::default_bound(Kind::label) ||
        holds_control_character(word, false))
      return note(field.name, "holds an element that is empty, too long or not plain text");
    static_cast<std::vector<std::string>*>(target)->emplace_back(word);
    return true;
  }
  const auto known = permission(word);
  if (!known) return note(field.name, "holds an unknown permission");
  auto& all = *static_cast<ledger::Permissions*>(target);
  all = all | *known;
  return true;
}

bool Reader::strings(ondemand::value value, const Field& field, void* target) {
  ondemand::array array;
  if (value.get_array().get(array) != SUCCESS) return broken();
  if (!deeper()) return false;
  void* const list = field.member(target);
  std::size_t count = 0;
  for (auto next : array) {
    ondemand::value item;
    ondemand::json_type type{};
    if (std::move(next).get(item) != SUCCESS || item.type().get(type) != SUCCESS) return broken();
    if (++count > field.bound) return stop(field.name, "holds too many elements");
    if (type != ondemand::json_type::string) return stop(field.name, "must hold strings alone");
    std::string_view word;
    if (!string(item, word) || !element(word, field, list)) return false;
  }
  --depth_;
  return true;
}

bool Reader::many(ondemand::value value, const Field& field, void* target) {
  ondemand::array array;
  if (value.get_array().get(array) != SUCCESS) return broken();
  if (!deeper()) return false;
  const std::string above = pointer_;
  std::size_t count = 0;
  for (auto next : array) {
    ondemand::value item;
    ondemand::json_type type{};
    if (std::move(next).get(item) != SUCCESS || item.type().get(type) != SUCCESS) return broken();
    if (count == field.bound) return stop(field.name, "holds too many elements");
    pointer_.append("/").append(field.name).append("/").append(std::to_string(count++));
    ondemand::object object;
    if (type != ondemand::json_type::object || item.get_object().get(object) != SUCCESS)
      return stop("", "must be an object");
    if (!this->object(object, *field.of, field.append(target))) return false;
    pointer_ = above;
  }
  --depth_;
  return count > 0 || note(field.name, "must not be empty");
}

bool Reader::canonical(ondemand::value value, std::string& out) {
  ondemand::json_type type{};
  if (value.type().get(type) != SUCCESS) return broken();
  if (type == ondemand::json_type::object) return canonical_object(value, out);
  if (type == ondemand::json_type::array) return canonical_array(value, out);
  return canonical_scalar(value, type, out);
}

bool Reader::canonical_scalar(ondemand::value value, ondemand::json_type type, std::string& out) {
  if (type == ondemand::json_type::string) {
    std::string_view unescaped;
    if (!string(value, unescaped)) return false;
    if (unescaped.contains('\0')) return stop("metadata", "holds a NUL character");
    JsonWriter{out}.text(unescaped);
    return true;
  }
  const auto token = trimmed(value.raw_json_token());
  if (token != "true" && token != "false" && token != "null" && !json_number(token))
    return broken();
  JsonWriter{out}.raw(token);
  return true;
}

bool Reader::canonical_array(ondemand::value value, std::string& out) {
  ondemand::array array;
  if (value.get_array().get(array) != SUCCESS) return broken();
  if (!deeper()) return false;
  JsonWriter writer{out};
  writer.open_array();
  for (auto next : array) {
    ondemand::value item;
    if (std::move(next).get(item) != SUCCESS) return broken();
    if (!canonical(item, out)) return false;
  }
  writer.close_array();
  --depth_;
  return true;
}

bool Reader::canonical_object(ondemand::value value, std::string& out) {
  ondemand::object object;
  if (value.get_object().get(object) != SUCCESS) return broken();
  if (!deeper()) return false;
  std::vector<std::pair<std::string, std::string>> members;
  for (auto next : object) {
    ondemand::field member;
    if (std::move(next).get(member) != SUCCESS) return broken();
    std::string_view key;
    if (!name(member, key)) return false;
    if (key.contains('\0')) return stop("metadata", "holds a NUL character");
    if (members.size() == json_members_max) return stop("metadata", "holds too many members");
    members.emplace_back(key, std::string{});
    if (!canonical(member.value(), members.back().second)) return false;
  }
  std::ranges::sort(members);
  JsonWriter writer{out};
  writer.open_object();
  for (std::size_t at = 0; at < members.size(); ++at) {
    if (at > 0 && members[at].first == members[at - 1].first)
      return stop("metadata", "names a member twice");
    writer.raw(members[at].first, members[at].second);
  }
  writer.close_object();
  --depth_;
  return true;
}

}  // namespace

std::vector<Fault> read_json(std::string_view body, const Schema& schema, void* target) {
  std::vector<Fault> faults;
  Reader{faults}.body(body, schema, target);
  return faults;
}

Errc told(std::span<const Fault> faults) {
  return std::ranges::min(faults, {}, &Fault::code).code;
}

}  // namespace bursar::net
