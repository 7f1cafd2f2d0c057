#pragma once

// Whether the ledger holds what was answered: the engine's own books, asked before and after a run.

#include "ledger/money.hpp"
#include "load/requests.hpp"
#include "net/client_load.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bursar::load {

/// Of an organisation's trial balance.
struct Books {
  ledger::Money fees;
  ledger::Money outside;
  ledger::Money sum;
};
std::optional<Books> books_in(std::string_view trial_balance);

struct Verdict {
  std::optional<std::uint64_t> held;  // payments; none where the books cannot tell how many
  bool agree = true;
  std::string what;  // a line: what they hold, or why nothing can be said
};

/// By what went outside where payments go there, by fees elsewhere. As many payments as `least`
/// must be held, and no more than `most`. `fee` is that of a payment.
Verdict compare(const Books& before, const Books& after, const Workload& workload,
                ledger::Money fee, std::uint64_t least, std::uint64_t most);

/// Asks the engine; waits for it, where what it shows is a little behind.
Books read_books(const net::LoadClient::Options& client, const Parties& parties);
Verdict judge(const net::LoadClient::Options& client, const Parties& parties,
              const Workload& workload, const Books& before, std::uint64_t least,
              std::uint64_t most);

}  // namespace bursar::load
