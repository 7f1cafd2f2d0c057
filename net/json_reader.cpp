#include "net/json_reader.hpp"

#include "net/json_text.hpp"
#include "net/json_values.hpp"
#include "net/json_writer.hpp"
#include "net/request.hpp"

#include <algorithm>
#include <bitset>
#include <optional>
#include <utility>

#include <simdjson.h>

namespace bursar::net {

namespace {

namespace ondemand = simdjson::ondemand;
using ledger::Errc;
using simdjson::SUCCESS;

static_assert(simdjson::SIMDJSON_PADDING <= body_padding_bytes);

constexpr std::size_t echoed_name_max = 64;

constexpr std::string_view blanks = " \t\r\n";

std::string too_many(const Field& field) {
  return "holds too many elements: at most " + std::to_string(field.bound) + " are taken";
}

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
  struct Members {
    std::bitset<64> seen;
    std::bitset<64> given;  // and not null
  };

  bool object(ondemand::object object, const Schema& schema, void* target);
  bool member(ondemand::field& member, const Schema& schema, Members& members, void* target);
  bool typed(ondemand::value value, ondemand::json_type type, const Field& field, void* target);
  bool one(ondemand::value value, const Field& field, void* target);
  bool many(ondemand::value value, const Field& field, void* target);
  bool strings(ondemand::value value, const Field& field, void* target);
  bool amount(ondemand::value value, ondemand::json_type type, const Field& field, void* target);

  /// What is ignored has to be JSON all the same.
  bool ignored(ondemand::value value) {
    std::string unread;
    return canonical(value, unread);
  }
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
  bool note(const Field& field, std::optional<Complaint> complaint) {
    return !complaint || note(field.name, std::move(complaint->detail), complaint->code);
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
  Members members;
  for (auto next : object) {
    ondemand::field member;
    if (std::move(next).get(member) != SUCCESS) return broken();
    if (!this->member(member, schema, members, target)) return false;
  }
  for (std::size_t at = 0; at < schema.fields.size(); ++at)
    if (schema.fields[at].need == Need::required && !members.given[at])
      note(schema.fields[at].name, "is required");
  --depth_;
  return true;
}

bool Reader::member(ondemand::field& member, const Schema& schema, Members& members, void* target) {
  std::string_view key;
  if (!name(member, key)) return false;
  const auto known = std::ranges::find(schema.fields, key, &Field::name);
  if (known == schema.fields.end() && schema.open) return ignored(member.value());
  if (known == schema.fields.end())
    return stop(visible_ascii(key, echoed_name_max) ? key : "?", "is not a known field");
  const auto at = static_cast<std::size_t>(known - schema.fields.begin());
  if (members.seen[at]) return stop(key, "is given twice");
  members.seen.set(at);
  auto value = member.value();
  ondemand::json_type type{};
  if (value.type().get(type) != SUCCESS) return broken();
  if (type != ondemand::json_type::null) {
    members.given.set(at);
    return typed(value, type, *known, target);
  }
  if (trimmed(value.raw_json_token()) != "null") return broken();
  if (known->clear != nullptr)
    known->clear(target);
  else if (known->null_says_none)
    known->member(target);
  return true;
}

bool Reader::typed(ondemand::value value, ondemand::json_type type, const Field& field,
                   void* target) {
  switch (field.kind) {
    case Kind::text:
    case Kind::label:
    case Kind::idempotency:
    case Kind::currency:
    case Kind::time:
    case Kind::wallet_id:
    case Kind::policy_id: {
      if (type != ondemand::json_type::string) return stop(field.name, "must be a string");
      std::string_view unescaped;
      return string(value, unescaped) && note(field, take_text(unescaped, field, target));
    }
    case Kind::amount:
    case Kind::limit:
    case Kind::all_or_some:
    case Kind::adjustment:
      return amount(value, type, field, target);
    case Kind::flag: {
      const auto token = trimmed(value.raw_json_token());
      if (token != "true" && token != "false") return stop(field.name, "must be true or false");
      *static_cast<bool*>(field.member(target)) = token == "true";
      return true;
    }
    case Kind::labels:
    case Kind::names:
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
      if (type != ondemand::json_type::number) return stop(field.name, "must be a number");
      return note(field, take_count(trimmed(value.raw_json_token()), field, target));
    case Kind::seconds: {
      const auto token = trimmed(value.raw_json_token());
      if (!json_number(token)) return stop(field.name, "must be a number");
      return note(field, take_seconds(token, field, target));
    }
    case Kind::one:
      if (type != ondemand::json_type::object) return stop(field.name, "must be an object");
      return one(value, field, target);
    case Kind::number:
      break;
  }
  return stop(field.name, "cannot be given");
}

bool Reader::amount(ondemand::value value, ondemand::json_type type, const Field& field,
                    void* target) {
  std::string_view written;
  const bool quoted = type == ondemand::json_type::string;
  if (quoted) {
    if (!string(value, written)) return false;
  } else if (type == ondemand::json_type::number) {
    written = trimmed(value.raw_json_token());
    if (!json_number(written)) return broken();
  } else {
    return stop(field.name, "must be a decimal string or a number");
  }
  return note(field, take_money(written, quoted, field, target));
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
    if (++count > field.bound) return stop(field.name, too_many(field));
    if (type != ondemand::json_type::string) return stop(field.name, "must hold strings alone");
    std::string_view word;
    if (!string(item, word)) return false;
    note(field, take_element(word, field, list));
  }
  --depth_;
  return true;
}

bool Reader::one(ondemand::value value, const Field& field, void* target) {
  ondemand::object object;
  if (value.get_object().get(object) != SUCCESS) return broken();
  const std::string above = pointer_;
  pointer_.append("/").append(field.name);
  if (!this->object(object, *field.of, field.member(target))) return false;
  pointer_ = above;
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
    if (count == field.bound) return stop(field.name, too_many(field));
    pointer_.append("/").append(field.name).append("/").append(std::to_string(count++));
    ondemand::object object;
    if (type != ondemand::json_type::object || item.get_object().get(object) != SUCCESS)
      return stop("", "must be an object");
    if (!this->object(object, *field.of, field.append(target))) return false;
    pointer_ = above;
  }
  --depth_;
  // Where there may be none of them, an empty list says so.
  return count > 0 || field.null_says_none || note(field.name, "must not be empty");
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
    writer.foreign_key(members[at].first).raw(members[at].second);
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
