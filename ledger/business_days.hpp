#pragma once

// When money arrives that moves on business days: those on which United States banks settle, which
// are neither weekends nor holidays of the Federal Reserve. A holiday on a Sunday is kept on the
// Monday after it; one on a Saturday is not moved (federalreserve.gov, "Holidays Observed").

#include "ledger/destination.hpp"
#include "ledger/time.hpp"

#include <cstdint>
#include <string>

namespace bursar::ledger {

/// Days are counted since 1970-01-01.
bool business_day(std::int64_t day);
/// The n-th business day after `day`.
std::int64_t business_days_after(std::int64_t day, std::uint32_t n);

/// When a payout that is asked for at that instant should have arrived: to a bank or an account at
/// Stripe after two business days, on a chain on the same day.
std::int64_t arrival(DestinationType type, Time asked);

/// "2026-05-12".
std::string date_text(std::int64_t day);

}  // namespace bursar::ledger
