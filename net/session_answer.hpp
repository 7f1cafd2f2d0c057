#pragma once

// An answer's bytes.

#include "net/response.hpp"

#include <string>
#include <string_view>

namespace bursar::net {

struct AnswerForm {
  bool close = false;                // the last one of its connection
  bool head_only = false;            // asked by HEAD
  std::string_view standing_fields;  // what every answer has
};

/// RFC 9110, 6.4.1 and 8.6.
constexpr bool may_have_body(int status) {
  return status >= 200 && status != 204 && status != 304;
}

/// A shared body is left out: it is not copied.
void append_answer(std::string& out, const Response& response, const AnswerForm& form);

}  // namespace bursar::net
