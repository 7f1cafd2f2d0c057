# As planted_bugs.cmake: payments that wait for approval, beside everything else.
set(planted_into bursar_simulation_main bursar_simulation)

planted_bug(late-approval-that-is-paid ledger/approving.cpp
[[  if (now >= hold->expires_at) return end_approval(state, *hold, ApprovalStatus::expired);
]]
[[
]]
  "What is approved somebody approved in time")

planted_bug(approval-that-counts-again ledger/holds.cpp
[[  return paid != nullptr && !paid->approved && !paid->settles ? paid : nullptr;
]]
[[  return paid;
]]
  "Counters have all that was told|No counter is more than what|An examiner finds nothing wrong|The engine never stops itself|is broken where a refusal says so|is exceeded where a refusal says so")

planted_bug(rejected-and-still-counted ledger/wallet.cpp
[[  state_.usage.take_back(back.amount, back.counted_at);
]]
[[
]]
  "Counters have all that was told|No counter is more than what|An examiner finds nothing wrong|is broken where a refusal says so|is exceeded where a refusal says so")

planted_bug(deadline-that-nobody-looks-at actors/approvals.cpp
[[    state.desk->around.tell(late->wallet, Expire{late->request, now});
]]
[[    static_cast<void>(late);
]]
  "Nothing waits when its time is over")

planted_bug(decision-that-waiters-miss actors/approvals.cpp
[[  state.open->decide(over.decision, over.by);
  answer_all(state, over.decision.request);
]]
[[  state.open->decide(over.decision, over.by);
]]
  "Whoever waits hears of a decision at once")
