#pragma once

// What is decided of a dispute by the wallet of whoever was paid, and what a record that says so
// must hold.

#include "ledger/books.hpp"
#include "ledger/disputes.hpp"
#include "ledger/wallet.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace bursar::ledger {

/// So many pieces of evidence either side shows at most, of so many bytes each.
constexpr std::uint16_t evidence_pieces_max = 25;
constexpr std::uint32_t evidence_bytes_max = std::uint32_t{1} << 20;
/// Journals may hold pieces of up to so many, since those were once counted in characters.
constexpr std::uint32_t evidence_bytes_once_max = 1'572'864;

struct ActOnDispute {
  Refund refund = {};          // what is left of the payment, and its sides
  DisputeCourse dispute = {};  // of the payment by now
  DisputeEvent event = DisputeEvent::open;
  /// What opens it, or has opened it; of the former the ledger fills in what it says of the
  /// payment.
  DisputeOpened opened = {};
  Sequence asked = {};       // the record that opened it; none: this does
  EvidenceAdded added = {};  // likewise
  KeyId by = {};             // none: the operator
  bool cover = false;        // the treasury gives what the payee lacks
  std::string note = {};
};

/// As whoever was paid. Refuses in this order: a piece of evidence that is too long
/// (invalid_request); there is one already (duplicate_dispute), or that is not its turn, or it is
/// another dispute than the payment's, or the payment cannot be disputed (invalid_state), for it is
/// too old (dispute_too_late); too much evidence (evidence_full); nothing can go back to whoever
/// gave it (payee_archived); funds (cover_needed, or balance_limit where it would owe more than a
/// wallet may hold).
Result<Decided> decided(const ActOnDispute& act, const WalletState& giver, const Terms& terms,
                        Time now, Money free);

/// What is wrong with what a record says of disputes, so that following it would come to nonsense.
std::optional<std::string> broken_dispute(const Books& books, const Record& record);

/// What else is wrong with it. The record keeps every promise already.
std::optional<std::string> wrong_dispute(const Books& books, const Record& record,
                                         const DisputeOpened& opened);
std::optional<std::string> wrong_evidence(const Books& books, const Record& record,
                                          const EvidenceAdded& added);
std::optional<std::string> wrong_move(const Books& books, const Record& record,
                                      const DisputeMoved& moved);
std::optional<std::string> wrong_resolution(const Books& books, const Record& record,
                                            const DisputeRefunded& refunded);

}  // namespace bursar::ledger
