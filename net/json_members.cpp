#include "net/json_members.hpp"

#include <optional>
#include <utility>

#include <simdjson.h>

namespace bursar::net {

namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::SUCCESS;

std::optional<std::string_view> scalar(ondemand::value value) {
  ondemand::json_type type{};
  std::string_view text;
  if (value.type().get(type) != SUCCESS) return std::nullopt;
  if (type == ondemand::json_type::string)
    return value.get_string().get(text) == SUCCESS ? std::optional{text} : std::nullopt;
  if (type != ondemand::json_type::number && type != ondemand::json_type::boolean)
    return std::nullopt;
  text = value.raw_json_token();
  return text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
}

}  // namespace

std::map<std::string, std::string, std::less<>> json_members(std::string_view text) {
  std::map<std::string, std::string, std::less<>> members;
  const simdjson::padded_string padded{text};
  ondemand::parser parser;
  ondemand::document document;
  ondemand::object object;
  if (parser.iterate(padded).get(document) != SUCCESS ||
      document.get_object().get(object) != SUCCESS)
    return {};
  for (auto next : object) {
    ondemand::field member;
    std::string_view name;
    if (std::move(next).get(member) != SUCCESS || member.unescaped_key().get(name) != SUCCESS)
      return {};
    if (const auto value = scalar(member.value())) members.emplace(name, *value);
  }
  return members;
}

}  // namespace bursar::net
