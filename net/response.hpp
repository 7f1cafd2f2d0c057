#pragma once

// What is answered. The session adds Content-Length and Connection; strings keep their capacity
// from one request of a connection to the next.

#include <string>
#include <string_view>

namespace bursar::net {

struct Response {
  int status = 500;
  std::string_view content_type = "application/json";  // of static life
  std::string fields;  // complete header lines, each with its "\r\n"
  std::string body;
  std::string_view shared_body;  // instead, where not empty: outlives every answer, not copied
  bool close = false;
  bool live = false;  // the body goes on: only the connection's end is its end

  void clear() {
    status = 500;
    content_type = "application/json";
    fields.clear();
    body.clear();
    shared_body = {};
    close = false;
    live = false;
  }
  std::string_view content() const { return shared_body.empty() ? body : shared_body; }
  /// The value must have been found free of control characters.
  void field(std::string_view name, std::string_view value) {
    fields.append(name).append(": ").append(value).append("\r\n");
  }
};

}  // namespace bursar::net
