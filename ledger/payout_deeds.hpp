#pragma once

// What is decided of a payout by its payer's wallet, and what a record that says so must hold.

#include "ledger/books.hpp"
#include "ledger/payouts.hpp"

#include <optional>
#include <string>

namespace bursar::ledger {

struct ActOnPayout {
  Sequence payout = {};
  std::uint16_t payout_epoch = 0;
  std::uint16_t epoch = 0;  // that the journal has by now
  PayoutAsked asked = {};   // what that record says
  PayoutEvent event = PayoutEvent::cancel;
  std::optional<PayoutStatus> said_of = {};  // what it was when that was said; none: whatever it is
  std::string reference = {};                // what whoever settles it calls it
  std::string reason = {};                   // why it failed
};

/// As the payer. None: it is so already, it is not time yet, or it was submitted since that was
/// said: who would not have taken it may have it by now. Refuses in this order: it has ended, or
/// that is not its turn (invalid_state), as cancelling is not for what was asked for before a
/// restore and may have been submitted since; a frozen wallet, what is not submitted yet.
Result<std::optional<Decided>> decide(const WalletState& state, const ActOnPayout& asked, Time now);

/// What is wrong with what a record says of payouts, so that applying it would come to nonsense.
std::optional<std::string> broken_payout(const Books& books, const Record& record);

/// What else is wrong with it. The record keeps every promise already.
std::optional<std::string> wrong_payout(const Record& record, const PayoutAsked& asked);
std::optional<std::string> wrong_advance(const Books& books, const Record& record,
                                         const PayoutAdvanced& advanced);
std::optional<std::string> wrong_end_of_payout(const Books& books, const Record& record,
                                               const PayoutEnded& ended);
std::optional<std::string> wrong_completion(const Books& books, const Record& record,
                                            const PayoutCompleted& completed);

}  // namespace bursar::ledger
