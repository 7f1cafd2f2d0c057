# As planted_bugs.cmake: what goes back, what is made together, and keys that are sealed, beside
# everything else.
set(planted_into bursar_simulation_main bursar_simulation)

planted_bug(refund-that-nobody-remembers actors/payment_courses.cpp
[[    if (course.last < record.sequence) course.take(record);
]]
[[
]]
  "No payment is refunded past its principal|A refund says what it refunds|The engine never stops itself|An engine stops only where")

planted_bug(refund-that-counts-for-ever ledger/tokens.cpp
[[      refunded && refunded->payer == payer && refunded->to == payer)
]]
[[      refunded && refunded->payer == payer && refunded->to != payer)
]]
  "Counters have all that was told|No counter is |is broken where a refusal|is exceeded where a refusal|An examiner finds|What the engine serves")

planted_bug(refund-that-forgets-the-source ledger/refunding.cpp
[[  return std::min(drawn, refunded);
]]
[[  return Money::units(std::min(drawn, refunded).units() / 2);
]]
  "A budget's source gets back what was drawn")

planted_bug(batch-judged-part-by-part ledger/paying_together.cpp
[[    trial.hold(*decided, now);
]]
[[
]]
  "No counter |No wallet goes below zero|A wallet pays no more often|The engine never stops itself|An engine stops only where|Only a budget draws")

planted_bug(batch-that-is-cut-short actors/journal_writer.cpp
[[  for (const auto& draft : *call.drafts) deed(*draft);
]]
[[  for (std::size_t i = 0; i < std::max<std::size_t>(1, call.drafts->size() - 1); ++i)
    deed(*(*call.drafts)[i]);
]]
  "What is made together is there whole or not at all|Nothing is answered before it is durable|The engine never stops itself")

planted_bug(seal-that-is-replayed actors/known_answers.cpp
[[  else if (found.seen == Seen::sealed)
    refuse(state, ask.call, {.code = Errc::key_sealed});
]]
[[  else if (found.seen == Seen::sealed && found.record == nullptr)
    refuse(state, ask.call, {.code = Errc::key_sealed});
]]
  "Nothing is answered with a seal but who asks for it|A key is in conflict only with|One key has one answer")

planted_bug(outcome-that-knows-nothing actors/wallet_outcomes.cpp
[[      return KeyOutcome{.state = State::known, .record = std::move(known.record)};
]]
[[      return KeyOutcome{};
]]
  "What a key has done is told whenever it is asked again|One key has one record|The engine never stops itself")
