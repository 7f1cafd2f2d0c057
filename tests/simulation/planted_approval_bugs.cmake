# As planted_bugs.cmake, built into bursar-simulate-approvals.
set(planted_into bursar_simulation_of_approvals bursar_history)

planted_bug(two-deciders-both-win actors/wallet_approvals.cpp
[[  return state.end.under_way() || state.transfers.approves(request);
]]
[[  static_cast<void>(request);
  return state.end.under_way();
]]
  "A payment comes to one end|The engine never stops itself|An engine stops only where")

planted_bug(expiry-that-releases-nothing ledger/holds.cpp
[[    return -ended->held;
]]
[[    return ended->status == ApprovalStatus::expired ? Money{} : -ended->held;
]]
  "An entry says what is held|What is held is what waits to be paid")

planted_bug(rejection-that-gives-nothing-back ledger/wallet.cpp
[[  state_.usage.take_back(back.amount, back.counted_at);
]]
[[
]]
  "What was spent is counted once|An examiner finds nothing wrong")

planted_bug(approval-forgotten-after-restart actors/beginning.cpp
[[    for (const ledger::OpenHold& hold : state.holds)
]]
[[    for (const ledger::OpenHold& hold : ledger::OpenHolds{})
]]
  "Nothing waits when its time is over|A list shows|The engine never stops itself")

planted_bug(approved-and-counted-twice ledger/holds.cpp
[[  return paid != nullptr && !paid->approved && !paid->settles ? paid : nullptr;
]]
[[  return paid;
]]
  "What was spent is counted once|An examiner finds nothing wrong|The engine never")

planted_bug(late-and-approved-all-the-same ledger/approving.cpp
[[  if (now >= hold->expires_at) return end_approval(state, *hold, ApprovalStatus::expired);
]]
[[
]]
  "Nothing is approved after its time")

planted_bug(waiter-left-waiting actors/approvals.cpp
[[  state.open->decide(over.decision, over.by);
  answer_all(state, over.decision.request);
]]
[[  state.open->decide(over.decision, over.by);
]]
  "Whoever waits hears of a decision at once")
