#pragma once

// An answer's bytes.

#include "net/response.hpp"

#include <string>
#include <string_view>

namespace bursar::net {

struct AnswerForm {
  bool close = false;      // the last one of its connection
  bool head_only = false;  // asked by HEAD
  std::string_view date_line;
};

void append_answer(std::string& out, const Response& response, const AnswerForm& form);

}  // namespace bursar::net
