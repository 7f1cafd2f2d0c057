#pragma once

// Any bytes as the inside of a JSON string that is safe on a terminal and in a line-based log.

#include <string>
#include <string_view>

namespace bursar::telemetry {

/// Appends `text` with its quotes. Control characters (C0, DEL, C1) are escaped; every byte that
/// is not part of well-formed UTF-8 becomes U+FFFD.
void append_json_text(std::string& out, std::string_view text);

}  // namespace bursar::telemetry
