#pragma once

// What a bridge is asked about a payout and what it says, as JSON (docs/connectors.md). An answer
// is held against the order that it is about: what cannot be so is a fault, and no report. Pure.

#include "actors/ports.hpp"
#include "ledger/destination.hpp"
#include "net/bridge_link.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace bursar::net {

enum class BridgeDeed : std::uint8_t { authorize, submit, status, cancel, refund };
/// The end of its URL.
std::string_view word(BridgeDeed deed);

constexpr std::size_t order_answer_bytes_max = 16'384;

/// Where it goes is told only to whoever may have to bring it there.
constexpr bool tells_destination(BridgeDeed deed) {
  return deed == BridgeDeed::authorize || deed == BridgeDeed::submit;
}

/// `destination` in the clear, where the deed tells it.
std::string order_text(const actors::SettlementOrder& order,
                       const std::optional<ledger::Destination>& destination);

/// `body` has body_padding_bytes behind it.
std::expected<actors::SettlementReport, BridgeFault> report_of(BridgeDeed deed,
                                                               const actors::SettlementOrder& order,
                                                               std::string_view body);

}  // namespace bursar::net
