#pragma once

// A name for each request, for logs and for whoever asks about an answer.

#include <string>
#include <string_view>

namespace bursar::net {

/// The client's own, when it is at most 128 visible ASCII characters; else a new one into the same
/// string: "req_" and 26 Crockford characters, unique, but no secret.
void take_request_id(std::string_view given, std::string& into);

}  // namespace bursar::net
