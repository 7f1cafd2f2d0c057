#include "net/openapi_schema.hpp"

#include "net/json_values.hpp"
#include "net/permission_words.hpp"

#include <algorithm>
#include <string>

namespace bursar::net {

namespace {

// What is asked for is never negative; an entry of the books may be.
constexpr std::string_view asked_pattern = R"(^(0|[1-9][0-9]*)(\.[0-9]{1,8})?$)";
constexpr std::string_view told_pattern = R"(^-?(0|[1-9][0-9]*)(\.[0-9]{1,8})?$)";

bool of_reply(const Field& field) {
  return field.member == nullptr;
}

bool may_be_null(const Field& field) {
  return field.null_says_none || (of_reply(field) && field.need == Need::optional);
}

void write_type(JsonWriter& json, const Field& field, std::string_view type) {
  if (may_be_null(field))
    json.key("type").open_array().text(type).text("null").close_array();
  else
    json.text("type", type);
}

void write_bound(JsonWriter& json, const Field& field, std::string_view name) {
  if (field.bound != 0) json.number(name, field.bound);
}

void write_asked_money(JsonWriter& json, const Field& field) {
  const bool signed_too = field.kind == Kind::adjustment;
  json.open_object()
      .text("type", "string")
      .text("pattern", signed_too ? told_pattern : asked_pattern)
      .close_object();
  if (field.kind == Kind::all_or_some)
    json.open_object().text("type", "string").text("const", all_word).close_object();
  json.open_object().text("type", "number");
  if (!signed_too) json.number("minimum", 0);
  json.close_object();
}

void write_money_schema(JsonWriter& json, const Field& field) {
  if (of_reply(field)) {
    write_type(json, field, "string");
    json.text("pattern", told_pattern);
    return;
  }
  json.key("oneOf").open_array();
  write_asked_money(json, field);
  if (may_be_null(field)) json.open_object().text("type", "null").close_object();
  json.close_array();
}

void write_strings(JsonWriter& json, const Field& field) {
  write_type(json, field, "array");
  json.key("items").open_object().text("type", "string");
  if (field.kind == Kind::permissions) {
    json.key("enum").open_array();
    for (const auto& [word, permission] : permission_words) json.text(word);
    json.close_array();
  }
  json.close_object();
  write_bound(json, field, "maxItems");
}

void write_one(JsonWriter& json, const Field& field) {
  if (!may_be_null(field)) return write_reference(json.key("allOf").open_array(), *field.of);
  json.key("oneOf").open_array();
  write_reference(json, *field.of);
  json.open_object().text("type", "null").close_object();
}

void write_elements(JsonWriter& json, const Field& field) {
  if (field.or_of == nullptr) return write_reference(json, *field.of);
  json.open_object().key("oneOf").open_array();
  write_reference(json, *field.of);
  write_reference(json, *field.or_of);
  json.close_array().close_object();
}

void write_kind(JsonWriter& json, const Field& field) {
  switch (field.kind) {
    case Kind::idempotency:
      write_type(json, field, "string");
      json.text("pattern", key_pattern).number("minLength", 1);
      return write_bound(json, field, "maxLength");
    case Kind::text:
    case Kind::label:
    case Kind::wallet_id:
    case Kind::policy_id:
      write_type(json, field, "string");
      write_bound(json, field, "maxLength");
      if (!field.words.empty()) write_words(json, field.words);
      return;
    case Kind::amount:
    case Kind::limit:
    case Kind::all_or_some:
    case Kind::adjustment:
      return write_money_schema(json, field);
    case Kind::currency:
      json.text("type", "string");
      return write_words(json, "USD|USDC");
    case Kind::flag:
      return write_type(json, field, "boolean");
    case Kind::count:
      write_type(json, field, "integer");
      if (!of_reply(field)) json.number("minimum", 0);
      return write_bound(json, field, "maximum");
    case Kind::number:
      return write_type(json, field, "number");
    case Kind::seconds:
      write_type(json, field, "number");
      json.number("exclusiveMinimum", std::uint64_t{0});
      return;
    case Kind::time:
      write_type(json, field, "string");
      json.text("format", "date-time");
      return;
    case Kind::labels:
    case Kind::names:
    case Kind::permissions:
      return write_strings(json, field);
    case Kind::object:
      return write_type(json, field, "object");
    case Kind::one:
      write_one(json, field);
      json.close_array();
      return;
    case Kind::many:
      write_type(json, field, "array");
      write_elements(json.key("items"), field);
      write_bound(json, field, "maxItems");
      return;
  }
}

void write_schema(JsonWriter& json, const Schema& schema) {
  json.open_object().text("type", "object");
  if (!schema.doc.empty()) json.text("description", schema.doc);
  json.key("properties").open_object();
  for (const Field& field : schema.fields) {
    json.key(field.name).open_object();
    write_kind(json, field);
    json.text("description", field.doc).close_object();
  }
  json.close_object();
  const auto required = [](const Field& field) { return field.need == Need::required; };
  if (std::ranges::any_of(schema.fields, required)) {
    json.key("required").open_array();
    for (const Field& field : schema.fields)
      if (required(field)) json.text(field.name);
    json.close_array();
  }
  const bool body = !schema.fields.empty() && !of_reply(schema.fields.front());
  if (body && !schema.open) json.flag("additionalProperties", false);
  json.close_object();
}

}  // namespace

void collect_schemas(const Schema& schema, std::vector<const Schema*>& into) {
  if (std::ranges::find(into, &schema) != into.end()) return;
  into.push_back(&schema);
  for (const Field& field : schema.fields)
    for (const Schema* other : {field.of, field.or_of})
      if (other != nullptr) collect_schemas(*other, into);
}

void write_schemas(JsonWriter& json, const std::vector<const Schema*>& schemas) {
  for (const Schema* schema : schemas) write_schema(json.key(schema->name), *schema);
}

void write_reference(JsonWriter& json, const Schema& schema) {
  json.open_object()
      .text("$ref", std::string{"#/components/schemas/"}.append(schema.name))
      .close_object();
}

void write_words(JsonWriter& json, std::string_view words) {
  json.key("enum").open_array();
  while (!words.empty()) {
    const auto end = std::min(words.find('|'), words.size());
    json.text(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  json.close_array();
}

}  // namespace bursar::net
