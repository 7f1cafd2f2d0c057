#include "actors/wallet_accepting.hpp"

#include "actors/two_sides.hpp"
#include "ledger/giving.hpp"
#include "ledger/paying_together.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace bursar::actors {
namespace {

ledger::Money own_credit(const WalletActorState& state, const Transfer& transfer) {
  return credit_to(state.address().account, transfer);
}

/// What those that draw on it do, in their order.
struct Draws {
  std::vector<std::size_t> parts;
  std::vector<ledger::Money> drawn;
};

Draws draws(const WalletActorState& state, const Together& together) {
  Draws all;
  for (std::size_t part = 0; part < together->size(); ++part) {
    const Transfer& transfer = *(*together)[part];
    if (!draws_on(state.address().account, transfer)) continue;
    all.parts.push_back(part);
    all.drawn.push_back(-own_credit(state, transfer));
  }
  return all;
}

/// What they bring themselves, of what it counts on.
ledger::Money brought(const WalletActorState& state, const Together& together) {
  const auto paid_here = [&](const Credit& credit) {
    return credit.to == state.address().account && !credit.money.negative();
  };
  ledger::Money sum;
  for (const TransferPtr& transfer : *together)
    if (std::ranges::any_of(transfer->credits, paid_here))
      sum = sum + state.transfers.counted_on(transfer);
  return sum;
}

Accepted accept_together(WalletActorState& state, const Together& together) {
  const auto [parts, drawn] = draws(state, together);
  if (const auto may = ledger::give_together(state.wallet, drawn); !may)
    return {.refused = may.error().code, .part = parts[may.error().part - 1U]};
  for (std::size_t i = 0; i < parts.size(); ++i)
    state.transfers.expect(state.wallet, (*together)[parts[i]], -drawn[i]);
  return {};
}

ledger::Result<void> may_accept(const ledger::Wallet& wallet, const ledger::Fact& fact,
                                ledger::Money credit) {
  if (credit.negative()) return wallet.give(-credit);
  return needs_active_payee(fact) ? wallet.accept_funding(credit) : wallet.accept(credit);
}

}  // namespace

Accepted accept(WalletActorState& state, const Accept& asked) {
  if (asked.together) return accept_together(state, asked.together);
  const ledger::Money credit = own_credit(state, *asked.transfer);
  const auto may = may_accept(state.wallet, asked.transfer->decided.fact, credit);
  if (!may) return {.refused = may.error().code};
  state.transfers.expect(state.wallet, asked.transfer, credit);
  return {};
}

bool only_what_is_under_way_refuses(const WalletActorState& state, const Accept& asked) {
  if (asked.together)
    return only_what_is_under_way_refuses(state.wallet, draws(state, asked.together).drawn,
                                          brought(state, asked.together));
  const ledger::Money credit = own_credit(state, *asked.transfer);
  return credit.negative() && state.wallet.only_what_is_under_way_refuses(-credit);
}

}  // namespace bursar::actors
