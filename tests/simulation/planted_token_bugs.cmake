# As planted_bugs.cmake, built into bursar-simulate-tokens.
set(planted_into bursar_simulation_of_tokens bursar_history)

planted_bug(token-forgotten-after-restart actors/beginning.cpp
[[    for (const ledger::OpenToken& token : state.tokens)
]]
[[    for (const ledger::OpenToken& token : ledger::OpenTokens{})
]]
  "No token is open when its time is over|A token is shown as it is|The engine never stops itself")

planted_bug(release-that-gives-nothing-back ledger/tokens.cpp
[[  if (const auto* ended = std::get_if<TokenEnded>(&fact); ended && ended->payer == payer)
    return]]
[[  if (const auto* ended = std::get_if<TokenEnded>(&fact);
      ended && ended->payer == payer && ended->status != released)
    return]]
  "What was spent is counted once|An examiner finds nothing wrong")

planted_bug(expiry-that-holds-on ledger/holds.cpp
[[    return -token->held;
]]
[[    return token->status == TokenStatus::expired ? Money{} : -token->held;
]]
  "An entry says what is held|What is held is what waits to be paid|The engine never stops itself")

planted_bug(settled-twice actors/wallet_tokens.cpp
[[  return state.end.under_way() || state.transfers.settles(token);
]]
[[  static_cast<void>(token);
  return state.end.under_way();
]]
  "A token leaves by one exit|The engine never stops itself|An engine stops only where")

planted_bug(metered-rest-that-is-kept ledger/tokens.cpp
[[    return {paid->settles->reserved - paid->amount.money(), paid->counted_at};
]]
[[    return {};
]]
  "What was spent is counted once|An examiner finds nothing wrong")

planted_bug(verified-too-late ledger/token_deeds.cpp
[[  if (now >= token->deadline) return end_token(state, *token, late_status(*token));
]]
[[
]]
  "Nothing goes on when its time is over")

planted_bug(cancelled-once-verified ledger/tokens.cpp
[[    {no, no, started, no, no, settled, no, released, expired, no},          // verified
]]
[[    {no, no, started, no, no, settled, cancelled, released, expired, no},
]]
  "A token goes its way in its order")

planted_bug(promise-that-ends-with-its-beginning ledger/token_deeds.cpp
[[  if (status == TokenStatus::accepted) fact.deadline = token.completes_by;
]]
[[
]]
  "A token has the time that was promised")

planted_bug(trust-lost-with-a-change actors/service_catalogue.cpp
[[  changed->service.trust = before->second->service.trust;
]]
[[
]]
  "Trust follows from what a service's tokens came to")

planted_bug(fee-that-the-payer-bears ledger/payment_entries.cpp
[[  post(payee.account, amount - cost.fee);
]]
[[  post(payee.account, amount);
]]
  "Every record sums to zero|A provider gets what the call came to|The engine never stops itself")
