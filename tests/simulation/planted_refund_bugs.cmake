# As planted_bugs.cmake, built into bursar-simulate-refunds.
set(planted_into bursar_simulation_of_refunds bursar_history)

planted_bug(refund-forgotten-until-the-views-have-it actors/payment_courses.cpp
[[    if (course.last < record.sequence) course.take(record);
]]
[[
]]
  "No payment is refunded past its principal|A refund says what came before it|Each record of a payment follows|The engine never stops itself|An engine stops only where")

planted_bug(refund-that-leaves-the-source-short ledger/refunding.cpp
[[  return std::min(drawn, refunded);
]]
[[  return Money::units(std::min(drawn, refunded).units() / 2);
]]
  "A budget's source gets back what was drawn")

planted_bug(refund-that-counts-on ledger/tokens.cpp
[[      refunded && refunded->payer == payer && refunded->to == payer)
]]
[[      refunded && refunded->payer == payer && refunded->to != payer)
]]
  "What was spent is counted once, and nothing that came back|An examiner finds nothing wrong")

planted_bug(seal-that-is-told-as-an-answer actors/wallet_outcomes.cpp
[[    return {.seen = seals(*found.record) ? Seen::sealed : Seen::known,
]]
[[    return {.seen = Seen::known,
]]
  "A key is used or sealed, and never both")

planted_bug(batch-that-loses-its-last actors/journal_writer.cpp
[[  for (const auto& draft : *call.drafts) deed(*draft);
]]
[[  for (std::size_t i = 0; i < std::max<std::size_t>(1, call.drafts->size() - 1); ++i)
    deed(*(*call.drafts)[i]);
]]
  "What is made together is there whole or not at all|Whatever is told is durable|One key has one answer|The engine never stops itself")

planted_bug(dispute-that-gives-all-back ledger/dispute_deeds.cpp
[[  const Money left = refund.paid.amount.money() - refund.refunded;
]]
[[  const Money left = refund.paid.amount.money();
]]
  "No payment is refunded past its principal|A refund says what came before it|An examiner finds nothing wrong|An engine stops only where")

planted_bug(cover-that-nobody-owes ledger/receivables.cpp
[[    return resolved->covered;
]]
[[    return Money{};
]]
  "What a wallet owes is what was covered and not repaid|Nobody repays more than it owes")

planted_bug(end-of-a-dispute-that-is-not-one ledger/dispute_states.cpp
[[    {nowhere, reviewed, nowhere, nowhere, won, denied},      // under_review
]]
[[    {nowhere, reviewed, dropped, nowhere, won, denied},      // under_review
]]
  "A dispute goes on from where it is, and an end stays")
