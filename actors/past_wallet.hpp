#pragma once

// A wallet as it was at a point in the past: from the earliest state that is kept of it after that
// point, newer records are taken back one by one.

#include "actors/commands.hpp"
#include "actors/ports.hpp"
#include "ledger/past.hpp"

#include <cstdint>
#include <functional>
#include <optional>

namespace bursar::actors {

/// So many records are read for one answer, at most.
constexpr std::uint32_t past_records_max = 2'000;

/// None: there is none any more, or it cannot be read.
using ReadRecord = std::function<std::optional<ledger::Record>(ledger::Sequence)>;

/// `now` is the wallet with its newest record; the journal is kept from `first` on. Refuses with
/// overloaded when more records than past_records_max lie between the point and the next state that
/// is kept, or one of them cannot be read; with history_archived when one of them was archived.
ledger::Result<ledger::WalletState> past_wallet(const WalletView& now,
                                                const ledger::PastPoint& point,
                                                const WalletStates& states, const ReadRecord& read,
                                                ledger::Sequence first = {1});

}  // namespace bursar::actors
