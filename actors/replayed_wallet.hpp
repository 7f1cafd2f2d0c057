#pragma once

// A replay's reading: each wallet's history is walked back to where the time begins, and the
// payments of that time are read again forwards. Memory holds their places and no more. No CAF.

#include "actors/past_wallet.hpp"
#include "actors/replay_call.hpp"

#include <cstdint>

namespace bursar::actors {

/// Judges the wallet's payments. False: it takes more records than are left, or one of them is not
/// kept; then nothing was judged, and as many are left as before.
bool replay(const ReplayPolicy& asked, const ReadRecord& read, ReplayedWallet& wallet,
            std::uint64_t& records_left);

/// The page's wallets in their order. One for which too little is left begins the next page; one
/// that begins a page and cannot be judged is told so.
void replay_all(const ReplayPolicy& asked, const ReadRecord& read, PolicyReplayed& page);

}  // namespace bursar::actors
