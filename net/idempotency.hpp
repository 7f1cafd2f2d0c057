#pragma once

// The Idempotency-Key of a request: in the header (an RFC 8941 string, or bare as most send it), in
// the body, or in both when they agree.

#include <expected>
#include <string>
#include <string_view>

namespace bursar::net {

/// What an error names as the place of the fault.
constexpr std::string_view key_field = "Idempotency-Key";

/// Empty when the field did not come; else what is wrong, an empty key too.
std::expected<std::string_view, std::string_view> header_key(std::string_view field);

/// `body_key` becomes the one to use; what is wrong, if anything.
std::string_view choose_key(std::string_view field, std::string& body_key);

}  // namespace bursar::net
