#pragma once

// Deposits and withdrawals: which accounts they move money between, and the one limit that no
// wallet guards. Fees are a system account, whose balance only the journal's writer knows.

#include "ledger/record.hpp"
#include "ledger/wallet.hpp"

#include <vector>

namespace bursar::ledger {

/// Between external clearing and the org wallet, or from the fees to external clearing.
std::vector<Entry> entries_of(const Clear& clear);

/// At the record's place in the journal: `fees` are what the account holds that it takes from.
/// Where that is too little, the record becomes the refusal, and moves nothing.
void refuse_what_lacks(Record& record, Money fees);

/// The account whose balance that is; none when the record takes no fees.
AccountNumber fees_taken_from(const Record& record);

}  // namespace bursar::ledger
