#pragma once

// What a movement posts, to the last account, said from what was asked: the wallets' sides, and
// those of the treasury, of the fees, of whoever is outside and between organisations.

#include "tests/simulation/invariants.hpp"

#include <utility>
#include <vector>

namespace bursar::simulation {

/// Of the organisation and environment of a wallet: the first that was opened there.
ledger::AccountNumber own_wallet(const ledger::WalletAddress& beside);

/// What the payer is debited for a payment, when so much of it is drawn.
Wide debit_of(const ledger::Pay& pay, Money drawn);

using Posting = std::pair<ledger::AccountNumber, Wide>;
/// What goes back by a refund; of it, what goes where, the record tells.
std::vector<Posting> postings_of(const ledger::Refund& asked, const ledger::Refunded& told);

/// Whatever moves money was asked for, and is posted as that asks.
bool was_asked(const Evidence& before, const ledger::Record& next);
/// What was approved moves what it would have moved when it was asked for.
bool is_paid_as_it_waited(const Evidence& before, const ledger::Record& next);
/// A budget draws what its wallet lacks, and no wallet without one draws.
bool draws_what_lacks(const Evidence& before, const ledger::Record& next);
/// All is neither less nor more than a wallet can have free.
bool fetches_all_there_is(const Evidence& before, const ledger::Record& next);
/// A top-up is what its wallet's terms say, after a payment, and no day sees too much of them.
bool tops_up_as_set(const Evidence& before, const ledger::Record& next);
bool tops_up_within_the_day(const Evidence& before, const ledger::Record& next);
/// What the faucet's day has come to.
bool says_faucet_day(const Evidence& before, const ledger::Record& next);

}  // namespace bursar::simulation
