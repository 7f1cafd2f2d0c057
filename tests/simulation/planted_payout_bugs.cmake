# As planted_bugs.cmake, built into bursar-simulate-payouts.
set(planted_into bursar_simulation_of_payouts bursar_history)

planted_bug(payout-submitted-twice actors/payouts.cpp
[[  if (std::exchange(open.may_be_there, true)) return connector.status(order, heard);
]]
[[
]]
  "Nothing is submitted again that whoever settles it has")

planted_bug(submission-forgotten-after-restart actors/known_payouts.cpp
[[    open_.at(one.payout).may_be_there = one.row.status != PayoutStatus::pending;
]]
[[
]]
  "Nothing is submitted again that whoever settles it has")

planted_bug(late-answer-that-is-believed actors/payouts.cpp
[[  if (open == nullptr || open->question != heard.question) return;
]]
[[  if (open == nullptr) return;
]]
  "Nothing is submitted again that whoever settles it has|What is given back is with nobody else|Nothing is submitted that has ended")

planted_bug(silence-that-releases actors/payouts.cpp
[[  const SettlementStep step = step_after(open->row.status, heard.report.standing);
]]
[[  SettlementStep step = step_after(open->row.status, heard.report.standing);
  if (heard.report.standing == Standing::unanswered) step.event = ledger::PayoutEvent::fail;
]]
  "What is given back is with nobody else|Nothing is submitted that has ended|What arrived has left its wallet")

planted_bug(refusal-of-what-is-submitted actors/payouts.cpp
[[                          .said_of = open.row.status,
]]
[[
]]
  "Nothing is submitted that has ended|What is given back is with nobody else|What arrived has left its wallet")

planted_bug(submission-told-before-it-is-durable actors/wallet_payouts.cpp
[[  record_alone(state, draft_for(state, **std::move(decided), now), tell_payouts);
]]
[[  const auto draft = draft_for(state, **std::move(decided), now);
  tell_payouts(*state.around, draft->record);
  record_alone(state, draft, [](const Surroundings&, const ledger::Record&) {});
]]
  "Nothing is submitted before it is durable that it is")

planted_bug(cancelled-and-submitted ledger/payout_states.cpp
[[    {never, settling, completed, failed, never},   // submitted
]]
[[    {never, settling, completed, failed, cancelled},
]]
  "Each exit is open in its time|What is given back is with nobody else|Nothing is submitted that has ended|An examiner finds nothing wrong")

planted_bug(alarm-that-is-never-raised actors/known_payouts.cpp
[[    found.push_back(payout);
]]
[[    static_cast<void>(payout);
]]
  "What its connector has had for too long raises an alarm")

planted_bug(failed-and-still-counted ledger/tokens.cpp
[[  if (const auto* ended = std::get_if<PayoutEnded>(&fact); ended && ended->payer == payer)
    return {ended->amount.money(), ended->counted_at};
]]
[[
]]
  "What was spent is counted once, and nothing that came back|An examiner finds nothing wrong")
