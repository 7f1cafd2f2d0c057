#pragma once

// What a record means to those who follow along: one table from facts to events. An event is told
// to an organisation that has a place for its record, in the order of those places, and those of
// one record in the order in which they stand here.

#include "ledger/event_position.hpp"
#include "ledger/record.hpp"

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace bursar::ledger {

enum class EventType : std::uint8_t {
  payment_completed,
  payment_refunded,
  payment_denied,  // by a policy or a budget, and it carried a key
  payment_pending_approval,
  approval_approved,
  approval_rejected,
  approval_expired,
  token_issued,
  token_verified,
  token_started,
  token_accepted,
  token_settled,
  token_cancelled,
  token_released,
  token_expired,
  token_sla_breached,
  wallet_created,
  wallet_updated,
  wallet_frozen,
  wallet_unfrozen,
  wallet_archived,
  wallet_funded,
  wallet_withdrawn,       // to its organisation's own, or by the operator to outside
  wallet_deposited,       // the operator let money in from outside
  wallet_fees_withdrawn,  // or out of what fees had collected
  wallet_refused,         // whatever else was refused under a key
  wallet_topup_set,
  wallet_session_issued,
  wallet_key_sealed,
  agent_created,
  agent_deleted,
  key_created,
  key_rotated,
  key_revoked,
  policy_created,
  policy_updated,
  policy_deleted,
  policy_attached,
  policy_detached,
  service_created,
  service_updated,
  service_verified,
  service_deleted,
  organization_created,
  payout_created,
  payout_submitted,
  payout_settling,
  payout_completed,
  payout_failed,
  payout_cancelled,
  dispute_opened,
  dispute_evidence_added,
  dispute_under_review,
  dispute_resolved,
  dispute_withdrawn,
  wallet_receivable_repaid,  // to its organisation's treasury, which gave in its place
  webhook_created,
  webhook_updated,
  webhook_rotated,
  webhook_enabled,
  webhook_disabled,
  webhook_deleted,
  webhook_tested,
};
constexpr std::size_t event_types_count = 63;

/// "payment.completed", as it is told.
std::string_view word(EventType type);

/// The types that a word asks for: its own, or all of a family ("payment.*"); none: it is neither.
using EventTypes = std::bitset<event_types_count>;
EventTypes event_types(std::string_view word);
/// What a key may read elsewhere is told to it, and nothing else; of its own a bound key hears.
EventTypes heard_by(Permissions permissions, bool bound);

/// What an event's environment follows from; none: from its first wallet.
using EventPlace = std::variant<std::monostate, Environment, KeyId, PolicyId,
                                Sequence>;  // of the record that made the service

struct Event {
  EventType type = {};
  /// Whom it is about, of those that the organisation has: a key that is bound to one of them hears
  /// of it. None: nobody in particular.
  std::array<AccountNumber, 2> wallets = {};
  std::uint16_t part = 0;  // which wallet, key or allocation of the fact it is about
  EventPlace place = {};

  bool about(AccountNumber wallet) const { return wallets[0] == wallet || wallets[1] == wallet; }
  friend bool operator==(const Event&, const Event&) = default;
};
/// At most so many of one record.
constexpr std::size_t record_events_max = std::size_t{1} << 13;

/// What the record means to an organisation; nothing, where it has no place for it.
std::vector<Event> events_of(const Record& record, OrganizationNumber organization);

}  // namespace bursar::ledger
