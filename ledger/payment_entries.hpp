#pragma once

// What a payment posts, each organisation's entries summing to zero.

#include "ledger/record.hpp"

#include <optional>
#include <vector>

namespace bursar::ledger {

/// What a budget wallet's payments draw what it lacks from: the treasury in the sandbox, in
/// production its organisation's own wallet.
AccountNumber budget_source(const WalletAddress& payer);

/// Of what it costs its payer so much is drawn from its budget's source.
struct Cost {
  Amount amount;
  Money fee = {};
  Money drawn = {};
};

/// `payee` none: somebody outside. The payer's entry comes first, and is there even when the
/// budget's source pays all of it: an account's history is the chain of its entries. A source that
/// is paid itself has one entry of both.
std::vector<Entry> payment_entries(const WalletAddress& payer,
                                   const std::optional<WalletAddress>& payee, const Cost& cost);

/// The same where the fee is the payee's, and stands in the books of its side.
std::vector<Entry> settlement_entries(const WalletAddress& payer, const WalletAddress& payee,
                                      const Cost& cost);

}  // namespace bursar::ledger
