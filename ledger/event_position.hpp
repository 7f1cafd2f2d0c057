#pragma once

#include "ledger/ids.hpp"

#include <compare>
#include <cstdint>

namespace bursar::ledger {

/// Where one stands among the events of an organisation: behind it goes on whoever has heard it.
struct EventPosition {
  OrganizationSequence sequence = {};
  std::uint16_t index = 0;  // among those of its record

  friend auto operator<=>(const EventPosition&, const EventPosition&) = default;
};

}  // namespace bursar::ledger
