#include "actors/wallet_approvals.hpp"

#include "actors/approval_news.hpp"
#include "actors/two_sides.hpp"
#include "actors/wallet_actor.hpp"
#include "actors/wallet_answers.hpp"
#include "ledger/approving.hpp"

#include <memory>
#include <utility>
#include <variant>
#include <vector>

namespace bursar::actors {
namespace {

using ledger::Errc;
using ledger::Sequence;

std::shared_ptr<Draft> draft_for(const WalletActorState& state, ledger::Decided decided,
                                 Sequence request, ledger::Time now,
                                 ledger::OrganizationNumber payee = {}) {
  auto draft = draft_of(std::move(decided), {.decider = state.address(),
                                             .other = payee,
                                             .keyed = KeyedBy{},
                                             .hashes = KeyHashes{},
                                             .now = now});
  draft->record.previous_of_payment = request;
  return draft;
}

// Whoever waits to be decided once more is decided then.
bool must_wait(const WalletActorState& state, Sequence request) {
  return state.end.under_way() || state.transfers.approves(request);
}

void record_alone(WalletActorState& state, std::shared_ptr<Draft> draft) {
  record_alone(state, std::move(draft), tell_approvals);
}

/// Such a payee takes the money no more, however often it is tried.
bool for_good(Errc code) {
  return code == Errc::payee_archived || code == Errc::balance_limit || code == Errc::unknown_payee;
}

}  // namespace

void decide_approval(WalletActorState& state, const Ask<DecideApprovalCall>& ask) {
  const DecideApprovalCommand& command = ask.call->command;
  const Sequence request = command.decision.request;
  if (must_wait(state, request)) {
    if (state.waiting.size() >= waiting_calls_max)
      return refuse(state, ask.call, {.code = Errc::overloaded});
    return void(state.waiting.emplace_back(ask));
  }
  const ledger::Time now = state.later(command.now);
  auto decided =
      ledger::decide(state.wallet.state(), command.decision,
                     state.policy.find(state.around->policies, state.wallet.state().policy), now);
  if (!decided) return refuse(state, ask.call, decided.error());
  const auto& payee = command.decision.payee;
  const bool pays = std::holds_alternative<ledger::Paid>(decided->fact);
  auto credits = pays ? credits_of(state.address(), payee, *decided) : std::vector<Credit>{};
  if (credits.empty()) {
    append(state, ask.call, draft_for(state, *std::move(decided), request, now));
    if (pays) top_up(state, now);
    return;
  }
  auto draft = draft_for(state, *decided, request, now,
                         payee ? payee->organization : ledger::OrganizationNumber{});
  carry(state, ask.call, {*std::move(decided), std::move(credits), std::move(draft)});
}

void expire_approval(WalletActorState& state, Expire expire) {
  if (must_wait(state, expire.request)) return void(state.waiting.emplace_back(expire));
  const ledger::OpenHold* const hold = find_hold(state.wallet.state().holds, expire.request);
  const ledger::Time now = state.later(expire.now);
  if (hold == nullptr || now < hold->expires_at) return;
  record_alone(state, draft_for(state,
                                ledger::end_approval(state.wallet.state(), *hold,
                                                     ledger::ApprovalStatus::expired),
                                expire.request, now));
}

bool approval_declined(WalletActorState& state, const Declined& declined) {
  const auto call = std::dynamic_pointer_cast<DecideApprovalCall>(declined.call);
  if (!call) return false;
  const ledger::DecideApproval& asked = call->command.decision;
  if (!for_good(declined.error.code)) {
    refuse(state, call, {.code = declined.error.code});
    return true;
  }
  const ledger::OpenHold& hold = *find_hold(state.wallet.state().holds, asked.request);
  const ledger::Time now = state.later(declined.transfer->decided_at);
  append(state, call,
         draft_for(state,
                   ledger::reject_approved(state.wallet.state(), hold, asked, declined.error.code),
                   asked.request, now));
  return true;
}

void reject_approvals(WalletActorState& state) {
  const WalletEnd::Rejecting asked_to = *state.end.rejects_approvals();
  const ledger::OpenHolds holds = state.wallet.state().holds;
  for (const ledger::OpenHold& hold : holds) {
    const ledger::DecideApproval asked{.request = hold.request, .decided_by = asked_to.by};
    record_alone(state,
                 draft_for(state, ledger::reject_approved(state.wallet.state(), hold, asked, {}),
                           hold.request, state.later(asked_to.now)));
  }
}

}  // namespace bursar::actors
