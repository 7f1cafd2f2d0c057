#pragma once

// What the characters of a JSON token may be, once it has been cut out and unescaped.

#include <cstddef>
#include <string_view>

namespace bursar::net {

/// RFC 8259 section 6.
bool json_number(std::string_view token);

/// A lone "\ud800" has been unescaped into bytes that are no UTF-8.
bool holds_lone_surrogate(std::string_view unescaped);

/// C0, DEL, C1 or what turns the direction of text. Tabs and line breaks are let through when
/// `prose`.
bool holds_control_character(std::string_view utf8, bool prose);

std::size_t characters(std::string_view utf8);

/// 1 to 255 characters from '!' to '~'.
bool visible_ascii(std::string_view text, std::size_t length_max = 255);

}  // namespace bursar::net
