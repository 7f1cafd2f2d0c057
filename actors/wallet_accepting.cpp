#include "actors/wallet_accepting.hpp"

#include "actors/two_sides.hpp"
#include "ledger/giving.hpp"
#include "ledger/paying_together.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>

namespace bursar::actors {
namespace {

ledger::Money own_credit(const WalletActorState& state, const Transfer& transfer) {
  return credit_to(state.address().account, transfer);
}

bool pays(const Transfer& transfer, ledger::AccountNumber wallet) {
  return std::ranges::any_of(transfer.credits, [&](const Credit& credit) {
    return credit.to == wallet && !credit.money.negative();
  });
}

DrawnTogether drawn_together(const WalletActorState& state, const Together& together) {
  const ledger::AccountNumber own = state.address().account;
  DrawnTogether all;
  for (std::size_t part = 0; part < together->size(); ++part) {
    const TransferPtr& transfer = (*together)[part];
    if (pays(*transfer, own)) all.bring.insert(transfer);
    if (!draws_on(own, *transfer)) continue;
    all.parts.push_back(part);
    all.drawn.push_back(-own_credit(state, *transfer));
    all.sum = all.sum + all.drawn.back();
  }
  return all;
}

Accepted accept_together(WalletActorState& state, const Together& together,
                         const DrawnTogether& all) {
  if (const auto may = ledger::give_together(state.wallet, all.drawn); !may)
    return {.refused = may.error().code, .part = all.parts[may.error().part - 1U]};
  for (std::size_t i = 0; i < all.parts.size(); ++i)
    state.transfers.expect(state.wallet, (*together)[all.parts[i]], -all.drawn[i]);
  return {};
}

ledger::Result<void> may_accept(const ledger::Wallet& wallet, const ledger::Fact& fact,
                                ledger::Money credit) {
  if (credit.negative()) return wallet.give(-credit);
  return needs_active_payee(fact) ? wallet.accept_funding(credit) : wallet.accept(credit);
}

}  // namespace

AcceptQuestion question_of(const WalletActorState& state, const Accept& asked) {
  AcceptQuestion question{.accept = asked};
  if (asked.together)
    question.drawn = std::make_shared<const DrawnTogether>(drawn_together(state, asked.together));
  return question;
}

Accepted accept(WalletActorState& state, const AcceptQuestion& asked) {
  const auto& [accept, drawn] = asked;
  if (drawn) return accept_together(state, accept.together, *drawn);
  const ledger::Money credit = own_credit(state, *accept.transfer);
  const auto may = may_accept(state.wallet, accept.transfer->decided.fact, credit);
  if (!may) return {.refused = may.error().code};
  state.transfers.expect(state.wallet, accept.transfer, credit);
  return {};
}

bool only_what_is_under_way_refuses(const WalletActorState& state, const AcceptQuestion& asked) {
  if (asked.drawn)
    return only_what_is_under_way_refuses(state.wallet, asked.drawn->sum,
                                          state.transfers.counted_on(asked.drawn->bring));
  const ledger::Money credit = own_credit(state, *asked.accept.transfer);
  return credit.negative() && state.wallet.only_what_is_under_way_refuses(-credit);
}

}  // namespace bursar::actors
