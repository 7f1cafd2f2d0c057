#include "net/openapi.hpp"

#include "net/json_writer.hpp"
#include "net/openapi_schema.hpp"
#include "net/permission_words.hpp"
#include "net/problem.hpp"
#include "net/query.hpp"
#include "net/router.hpp"
#include "net/spelling.hpp"

#include <algorithm>
#include <vector>

namespace bursar::net {

namespace {

std::string lower(std::string_view text) {
  std::string all{text};
  for (char& c : all)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return all;
}

void write_security(JsonWriter& json, const Who& who) {
  if (who.anyone) {
    json.key("security").open_array().close_array();
    return;
  }
  if (!who.sign_up) return;
  json.key("security").open_array();
  json.open_object().close_object();
  json.open_object().key("bearer").open_array().close_array().close_object();
  json.close_array();
}

std::string_view id_doc(PathId id) {
  switch (id) {
    case PathId::none:
      return "";
    case PathId::wallet:
      return "wal_ or agt_ and 26 characters";
    case PathId::payment:
      return "tx_ and 26 characters";
    case PathId::key:
      return "key_ and 26 characters";
    case PathId::policy:
      return "pol_ and 26 characters";
    case PathId::organization:
      return "org_ and 26 characters";
    case PathId::wallet_number:
      return "The wallet's number";
    case PathId::approval:
      return "apr_ and the 26 characters of the payment's id";
    case PathId::service:
      return "svc_ and 26 characters";
    case PathId::token:
      return "tokid_ and 26 characters, or tokid_ and the token's 24 hex digits";
    case PathId::payout:
      return "payout_ and 26 characters";
    case PathId::dispute:
      return "disp_ and 26 characters";
    case PathId::evidence:
      return "evd_ and 26 characters";
    case PathId::webhook:
      return "wh_ and 26 characters";
    case PathId::delivery:
      return "del_ and 52 characters, as a list of deliveries tells it";
    case PathId::idempotency_key:
      return "The idempotency key, escaped where a path needs it ('/' is written %2F)";
  }
  return "";
}

void write_parameter(JsonWriter& json, std::string_view name, std::string_view in,
                     std::string_view doc, bool required = false) {
  json.open_object().text("name", name).text("in", in);
  json.flag("required", required || in == "path");
  json.text("description", doc).key("schema").open_object();
}

void write_parameters(JsonWriter& json, const Route& route) {
  if (route.id == PathId::none && route.parameters.empty() && route.replay != Replay::by_key &&
      !route.reply.streams)
    return;
  json.key("parameters").open_array();
  if (route.id != PathId::none) {
    write_parameter(json, "id", "path", id_doc(route.id));
    const bool number = route.id == PathId::wallet_number;
    json.text("type", number ? "integer" : "string").close_object().close_object();
  }
  for (const Parameter& parameter : route.parameters) {
    write_parameter(json, parameter.name, "query", parameter.doc, parameter.required);
    if (parameter.name == page_parameter.name)
      json.text("type", "integer").number("minimum", 1).number("default", 1);
    else if (parameter.name == offset_parameter.name || parameter.name == after_parameter.name)
      json.text("type", "integer").number("minimum", 0).number("default", 0);
    else if (parameter.name == limit_parameter.name)
      json.text("type", "integer")
          .number("minimum", 1)
          .number("maximum", page_rows_max)
          .number("default", page_rows_default);
    else
      json.text("type", "string");
    if (!parameter.words.empty()) write_words(json, parameter.words);
    json.close_object().close_object();
  }
  if (route.replay == Replay::by_key) {
    write_parameter(json, "Idempotency-Key", "header",
                    "Makes it safe to send again: the same key, the same answer");
    json.text("type", "string").text("pattern", key_pattern);
    json.number("minLength", 1).number("maxLength", 257);
    json.close_object().close_object();
  }
  if (route.reply.streams) {
    write_parameter(json, "Last-Event-ID", "header",
                    "Of a stream: the id that was heard last, behind which it goes on");
    json.text("type", "string").close_object().close_object();
  }
  json.close_array();
}

void write_archived_before(JsonWriter& json) {
  json.key("archived_before")
      .open_object()
      .text("type", "string")
      .text("format", "date-time")
      .text("description", "Only where what is older was archived: from then on there is something")
      .close_object();
}

void write_going_on(JsonWriter& json, const PageNames& names) {
  json.key(names.has_more)
      .open_object()
      .text("type", "boolean")
      .text("description",
            "Whether the list goes on. One request looks at so many rows and no more: where few "
            "match, a page may be short or empty, and only this says that it is the last")
      .close_object();
  json.key(names.next_cursor).open_object();
  if (names.null_at_the_end) {
    json.key("type").open_array().text("string").text("null").close_array();
    json.text("description", "Where it goes on; null on the last page").close_object();
  } else {
    json.text("type", "string");
    json.text("description", "Where it goes on; not there on the last page").close_object();
  }
}

void write_list(JsonWriter& json, const Reply& reply, const PageNames& names) {
  json.open_object().text("type", "object").key("properties").open_object();
  json.key("data").open_object().text("type", "array");
  write_reference(json.key("items"), *reply.schema);
  json.close_object();
  write_going_on(json, names);
  if (reply.history) write_archived_before(json);
  json.close_object().key("required").open_array().text("data").text(names.has_more);
  if (names.null_at_the_end) json.text(names.next_cursor);
  json.close_array().close_object();
}

void write_content(JsonWriter& json, std::string_view type, const Reply& reply,
                   Dialect dialect = Dialect::canonical) {
  const Schema* const schema = reply.schema;
  json.key("content").open_object().key(type).open_object().key("schema");
  if (schema == nullptr) {
    json.open_object().text("type", "object").close_object();
  } else if (!reply.list) {
    write_reference(json, *schema);
  } else {
    write_list(json, reply, page_names(dialect));
  }
  json.close_object();
  if (reply.streams)
    json.key("text/event-stream")
        .open_object()
        .key("schema")
        .open_object()
        .text("type", "string")
        .close_object()
        .close_object();
  json.close_object();
}

void write_responses(JsonWriter& json, const Route& route) {
  json.key("responses").open_object();
  json.key(std::to_string(route.reply.status)).open_object().text("description", "Done");
  write_content(json, "application/json", route.reply, route.dialect);
  json.close_object();
  if (route.reply.may_wait) {
    json.key("202").open_object().text("description", "It waits for approval");
    write_content(json, "application/json", route.reply, route.dialect);
    json.close_object();
  }
  const std::string_view refusal = problem_schema_of(route.dialect).name;
  for (const std::string_view status : {"4XX", "5XX"})
    json.key(status)
        .open_object()
        .text("$ref", std::string{"#/components/responses/"}.append(refusal))
        .close_object();
  json.close_object();
}

void write_operation(JsonWriter& json, const Route& route) {
  json.key(lower(text(route.verb))).open_object();
  json.text("operationId", route.name).text("summary", route.summary);
  json.text("description", route.summary).key("tags").open_array().text(route.tag).close_array();
  if (route.permission) json.text("x-permission", word(*route.permission));
  if (route.who.classes == who::operator_bit) json.text("x-key-class", "operator");
  if (route.and_permission) json.text("x-permission-too", word(*route.and_permission));
  write_security(json, route.who);
  write_parameters(json, route);
  if (route.body != nullptr) {
    json.key("requestBody").open_object().flag("required", !route.body->may_be_missing);
    write_content(json, "application/json", {.schema = route.body});
    json.close_object();
  }
  write_responses(json, route);
  json.close_object();
}

void write_paths(JsonWriter& json, std::span<const Route> routes) {
  json.key("paths").open_object();
  std::vector<std::string_view> written;
  for (const Route& first : routes) {
    if (std::ranges::find(written, first.path) != written.end()) continue;
    written.push_back(first.path);
    json.key(first.path).open_object();
    for (const Route& route : routes)
      if (route.path == first.path) write_operation(json, route);
    json.close_object();
  }
  json.close_object();
}

void write_tag_list(JsonWriter& json, std::span<const Route> routes) {
  json.key("tags").open_array();
  std::vector<std::string_view> written;
  for (const Route& route : routes) {
    if (std::ranges::find(written, route.tag) != written.end()) continue;
    written.push_back(route.tag);
    json.open_object().text("name", route.tag).text("description", route.tag).close_object();
  }
  json.close_array();
}

void write_security_schemes(JsonWriter& json) {
  json.key("securitySchemes").open_object();
  json.key("bearer").open_object().text("type", "http").text("scheme", "bearer").close_object();
  json.key("api_key").open_object().text("type", "apiKey").text("in", "header");
  json.text("name", "X-API-Key").close_object().close_object();
}

void write_problem_response(JsonWriter& json, std::string_view name, std::string_view type,
                            const Schema& schema) {
  json.key(name).open_object().text("description", "Why not");
  write_content(json, type, {.schema = &schema});
  json.close_object();
}

/// Each once.
std::vector<const Schema*> problem_schemas() {
  std::vector<const Schema*> all = {&problem_schema};
  for (const Dialect dialect : dialects)
    if (const Schema* one = &problem_schema_of(dialect); std::ranges::find(all, one) == all.end())
      all.push_back(one);
  return all;
}

void write_components(JsonWriter& json, std::span<const Route> routes) {
  std::vector<const Schema*> schemas;
  for (const Route& route : routes)
    for (const Schema* schema : {route.body, route.reply.schema})
      if (schema != nullptr) collect_schemas(*schema, schemas);
  const auto problems = problem_schemas();
  for (const Schema* problem : problems) collect_schemas(*problem, schemas);
  json.key("components").open_object();
  write_security_schemes(json);
  json.key("responses").open_object();
  for (const Schema* problem : problems)
    write_problem_response(
        json, problem->name,
        problem == &problem_schema ? "application/problem+json" : "application/json", *problem);
  json.close_object().key("schemas").open_object();
  write_schemas(json, schemas);
  json.close_object().close_object();
}

}  // namespace

std::string openapi(std::span<const Route> routes) {
  std::string out;
  JsonWriter json{out};
  json.open_object().text("openapi", "3.1.0").key("info").open_object();
  json.text("title", "Bursar").text("version", "1.0.0");
  json.text("description", "A self-hosted payment engine for agents: wallets, policies, payments.");
  json.key("contact").open_object().text("name", "Whoever runs this server").close_object();
  json.key("license").open_object().text("name", "Apache-2.0").text("identifier", "Apache-2.0");
  json.close_object().close_object();
  json.key("servers").open_array().open_object().text("url", "/").close_object().close_array();
  write_tag_list(json, routes);
  json.key("security").open_array();
  for (const std::string_view scheme : {"bearer", "api_key"})
    json.open_object().key(scheme).open_array().close_array().close_object();
  json.close_array();
  write_paths(json, routes);
  write_components(json, routes);
  json.close_object();
  return out;
}

}  // namespace bursar::net
