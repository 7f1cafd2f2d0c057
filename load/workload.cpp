#include "load/workload.hpp"

#include <algorithm>
#include <array>

namespace bursar::load {

namespace {

constexpr std::array rows = {
    Workload{.name = "single",
             .summary = "payments to somebody outside, from wallets under four limits"},
    Workload{.name = "six-rules",
             .summary = "the same under six rules, lists of 100 and 20 names among them",
             .rules = Rules::six},
    Workload{.name = "batch",
             .summary = "the same in batches of --batch, each an operation",
             .batches = true},
    Workload{.name = "wallet-to-wallet",
             .summary = "from one picked wallet to another",
             .payee = Payee::picked},
    Workload{.name = "hot-payer", .summary = "all from one wallet", .payer = Payer::one},
    Workload{.name = "hot-payee", .summary = "all to one wallet", .payee = Payee::one},
    Workload{.name = "org-wallet",
             .summary = "from wallets that have a budget and no money, so that all draw on one "
                        "account",
             .rules = Rules::budget},
    Workload{.name = "x402",
             .summary = "payment tokens from authorize by verify to completed, five requests each",
             .payee = Payee::seller,
             .tokens = true},
    Workload{.name = "mixed",
             .summary = "80 of 100 read a balance, a receipt or a history; the others pay",
             .reads = 80},
};

}  // namespace

std::span<const Workload> workloads() {
  return rows;
}

const Workload* workload_named(std::string_view name) {
  const auto found = std::ranges::find(rows, name, &Workload::name);
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace bursar::load
