#pragma once

// The question whether a wallet has its part in a transfer, where the answer has to wait.

#include "actors/messages.hpp"
#include "actors/transfers_under_way.hpp"

#include <cstddef>
#include <memory>
#include <vector>

#include <caf/typed_response_promise.hpp>

namespace bursar::actors {

/// What transfers that are recorded together are to the wallet that they draw on. They may be
/// thousands, and a question that waits is judged anew by whatever else is told of meanwhile.
struct DrawnTogether {
  std::vector<std::size_t> parts;    // those that draw on it, in their order
  std::vector<ledger::Money> drawn;  // by each of these
  ledger::Money sum = {};            // of that
  TransferSet bring;                 // those that pay it themselves
};

struct AcceptQuestion {
  Accept accept;
  std::shared_ptr<const DrawnTogether> drawn = {};  // none: one transfer, or not seen yet
};

struct AcceptLater {
  AcceptQuestion question;
  caf::typed_response_promise<Accepted> answer;
};

}  // namespace bursar::actors
