#pragma once

// The question whether a wallet has its part in a transfer, where the answer has to wait.

#include "actors/messages.hpp"

#include <caf/typed_response_promise.hpp>

namespace bursar::actors {

struct AcceptLater {
  Accept accept;
  caf::typed_response_promise<Accepted> answer;
};

}  // namespace bursar::actors
