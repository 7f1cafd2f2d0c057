#include "net/idempotency.hpp"

#include "net/json_text.hpp"
#include "net/request.hpp"

namespace bursar::net {

std::expected<std::string_view, std::string_view> header_key(std::string_view field) {
  if (!present(field)) return field;
  std::string_view key = field;
  if (key.starts_with('"')) {
    if (key.size() < 2 || !key.ends_with('"'))
      return std::unexpected{std::string_view{"The Idempotency-Key's quotes do not match."}};
    key = key.substr(1, key.size() - 2);
    if (key.contains('"'))
      return std::unexpected{std::string_view{"The Idempotency-Key holds a quote."}};
  }
  if (!visible_ascii(key))
    return std::unexpected{
        std::string_view{"The Idempotency-Key must be 1 to 255 visible ASCII characters."}};
  return key;
}

std::string_view choose_key(std::string_view field, std::string& body_key) {
  const auto from_header = header_key(field);
  if (!from_header) return from_header.error();
  if (from_header->empty()) return {};
  if (!body_key.empty() && body_key != *from_header)
    return "The Idempotency-Key header and idempotency_key differ.";
  body_key.assign(*from_header);
  return {};
}

}  // namespace bursar::net
