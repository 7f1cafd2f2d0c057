#pragma once

// The address that a wallet would have on Solana: the one derived from its id by a program that
// nobody has deployed. It names the wallet there, and nothing is put on a chain.

#include "ledger/ids.hpp"

#include <string>

namespace bursar::net {

/// The program is SHA-256 of "bursar:wallet"; the seeds are "wallet" and the id's 128 bits, the
/// highest first. Of nothing else, so that it never changes.
std::string solana_address(ledger::WalletId wallet);

}  // namespace bursar::net
