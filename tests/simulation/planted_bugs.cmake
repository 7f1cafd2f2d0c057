# bursar-simulate with one bug in it, and a test that the simulator finds it: a check that has never
# seen what it looks for may be blind. A row names the file, what stands in it exactly once, what
# stands there instead, and the sentence, or those of which one, that no longer holds. Every row is
# held to its source; which of them are built is BURSAR_PLANTED_BUGS, "all" or a list of their names.
set(BURSAR_PLANTED_BUGS
  answer-before-commit key-forgotten-after-restart batch-that-is-cut-short
  signs-forgotten-after-restart token-forgotten-after-restart settled-twice
  refusal-of-what-is-submitted
  CACHE STRING "Which planted bugs are built, each a program of its own")

function(planted_bug name file sound bug sentence)
  set(source "${PROJECT_SOURCE_DIR}/${file}")
  file(READ "${source}" text)
  string(FIND "${text}" "${sound}" first)
  string(FIND "${text}" "${sound}" last REVERSE)
  if(first EQUAL -1 OR NOT first EQUAL last)
    message(FATAL_ERROR "The bug ${name} cannot be planted: ${file} does not have its place once")
  endif()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${source}")
  if(NOT BURSAR_PLANTED_BUGS STREQUAL "all" AND NOT name IN_LIST BURSAR_PLANTED_BUGS)
    return()
  endif()
  string(REPLACE "${sound}" "${bug}" text "${text}")
  set(planted "${CMAKE_CURRENT_BINARY_DIR}/planted/${name}.cpp")
  file(WRITE "${planted}.new" "${text}")
  file(COPY_FILE "${planted}.new" "${planted}" ONLY_IF_DIFFERENT)

  # Linked before the library, whose own file, compiled alone, is then not asked for.
  string(REGEX MATCH "^[a-z]+" folder "${file}")
  set_property(SOURCE "${source}" TARGET_DIRECTORY "bursar_${folder}"
    PROPERTY SKIP_UNITY_BUILD_INCLUSION ON)
  set(program "bursar-simulate-with-${name}")
  add_executable("${program}" "${planted}")
  target_link_libraries("${program}" PRIVATE bursar_allocator ${planted_into})
  target_compile_options("${program}" PRIVATE -O0 -g0)
  target_link_options("${program}" PRIVATE -Wl,--strip-debug)
  add_test(NAME "simulate.finds.${name}"
    COMMAND "${CMAKE_COMMAND}" "-Dprogram=$<TARGET_FILE:${program}>" "-Dsentence=${sentence}"
      -P "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/expect_finding.cmake")
  set_tests_properties("simulate.finds.${name}" PROPERTIES TIMEOUT 300)
endfunction()

set(planted_into bursar_simulation_main bursar_simulation)

planted_bug(answer-before-commit actors/journal_writer.cpp
[[  if (!commit(state)) return false;
  publish(state, batch);
  answer(state, batch);
]]
[[  const std::vector<CallPtr> kept{batch.begin(), batch.end()};
  publish(state, batch);
  answer(state, batch);
  if (!commit(state)) return false;
]]
  "Nothing is answered before it is durable")

planted_bug(refusal-before-commit actors/wallet_answers.cpp
[[  call->outcome = std::unexpected{error};
  state.around->line.append(call);
]]
[[  call->outcome = std::unexpected{error};
  Call::answer(call);
]]
  "where a refusal says so, (in|by) what is durable|Nothing is refused without a cause")

planted_bug(skipped-hold-release actors/wallet_actor.cpp
[[  state.transfers.end_giving(state.wallet, declined.transfer);
]]
[[
]]
  "Once nothing is under way, everybody has been answered|No counter is more than what")

planted_bug(one-leg-forgotten actors/transfer_coordinator.cpp
[[  for (const Credit& credit : transfer->credits) around.tell(credit.to, Recorded{transfer});
]]
[[  static_cast<void>(around), static_cast<void>(transfer);
]]
  "A balance has all that was told before|Funds are lacking where|What the engine serves|everybody has been answered|Only a budget draws")

planted_bug(counter-not-given-back ledger/wallet.cpp
[[    usage_unrecorded_.take_back(paid->amount.money(), counted_at(*paid));
    paid_unrecorded_.erase(std::ranges::find(paid_unrecorded_, counted_at(*paid)));
  }
  release(bound_by(decided, state_.address.account));
]]
[[    static_cast<void>(paid);
  }
  const Usage kept = usage_unrecorded_;
  release(bound_by(decided, state_.address.account));
  usage_unrecorded_ = kept;
]]
  "No counter is more than what|A policy is broken where a refusal|A budget is exceeded where a refusal")

planted_bug(two-live-actors actors/wallet_directory.cpp
[[  bring_to_life(self, wallet, *state.resting.take(wallet));
  arrive_at(self, door, std::move(waiting));
]]
[[  const WalletActor twin = spawn_wallet(self->system(), state.desk->around,
                                        {ledger::Wallet{resting->state}, {}, {}});
  bring_to_life(self, wallet, *state.resting.take(wallet));
  send_on(self, twin, std::move(waiting));
  door.arrived();
  door.try_open();
]]
  "One wallet has one live actor|no_longer_expect.*The engine never stops itself")

planted_bug(key-forgotten-after-restart persistence/known_keys.cpp
[[  Sequence next = first_since(reader_, forget_before_, last);
]]
[[  Sequence next{last.value + 1};
]]
  "One key has one record within a day|What a key has done is told whenever")

planted_bug(rotated-key-still-heard actors/tables.cpp
[[  if (ends == ledger::Time{}) return erase(old);
]]
[[  if (ends == ledger::Time{}) return;
]]
  "A key that gave way speaks for nobody")

planted_bug(old-session-still-heard actors/tables.cpp
[[  if (!holder || holder->session != session || session.expires <= now) return std::nullopt;
]]
[[  if (!holder || session.generation > holder->session.generation || session.expires <= now)
    return std::nullopt;
]]
  "No session speaks but its wallet's newest")

planted_bug(session-forgotten-after-restart actors/beginning.cpp
[[    if (session.expires <= standing.last_time || archived_.contains(wallet)) return;
]]
[[    if (session.expires.milliseconds % 2'000 == 0) return;
]]
  "A session speaks as long as the journal says")

planted_bug(generation-told-twice actors/session_changes.cpp
[[books.session(asked.wallet).generation + 1,
]]
[[std::max<std::uint64_t>(books.session(asked.wallet).generation, 1),
]]
  "Each session of a wallet is the next one|The engine never stops itself|makes session")

planted_bug(template-that-binds-nothing actors/registry.cpp
[[  if (asked.new_policy) asked.wallet.policy = opening.policy(*asked.new_policy).terms.id;
]]
[[  if (asked.new_policy) opening.policy(*asked.new_policy);
]]
  "What was opened is what was asked for")

planted_bug(actor-that-throws actors/registry.cpp
[[  if (state.uses->round_over()) return tell_uses_later(self);
]]
[[  if (state.uses->round_over()) throw now;
]]
  "An engine stops only where its disk has failed")

planted_bug(refusal-told-to-another actors/known_answers.cpp
[[  else if (found.record->idempotency->content != ask.keyed.content)
]]
[[  else if (found.record->idempotency->content != ask.keyed.content &&
           !std::holds_alternative<ledger::Refused>(found.record->fact))
]]
  "A replayed answer is to the same content")

planted_bug(faucet-without-bound ledger/funding.cpp
[[  if (fund.amount.money() <= left) return FaucetUse{day, used + fund.amount.money()};
]]
[[  if (!left.negative()) return FaucetUse{day, used + fund.amount.money()};
]]
  "The faucet gives no more than its day's share")

planted_bug(policy-not-bound actors/wallet_actor.cpp
[[  state.wallet.apply(record);
  tell(state, change.call, *change.view);
]]
[[  const ledger::Wallet unbound = state.wallet;
  state.wallet.apply(record);
  tell(state, change.call, *change.view);
  if (std::holds_alternative<ledger::PolicyAttached>(record.fact)) state.wallet = unbound;
]]
  "A payment is bound by its wallet's policy|A refusal tells a limit|What the engine serves")

planted_bug(policy-change-unnoticed actors/policies_in_force.cpp
[[  row->policy = compiled(made);
  rows_.put(made.terms.id, *std::move(row));
  changed();
]]
[[  row->policy = compiled(made);
  rows_.put(made.terms.id, *std::move(row));
]]
  "A payment goes by the version of its policy that was told before")

planted_bug(policy-deleted-though-it-binds actors/policy_changes.cpp
[[  if (call.outcome->wallets > 0 || books.binds_still(id)) {
]]
[[  if (books.binds_still(id)) {
]]
  "A policy that binds a wallet is not deleted|deletes a policy that binds wallets")

planted_bug(velocity-forgotten ledger/wallet.cpp
[[    state_.recent.add(paid->counted_at == Time{} ? record.time : paid->counted_at,
                      paid->velocity_count);
]]
[[
]]
  "A wallet pays no more often than its policy lets it")

planted_bug(hours-by-the-clocks-of-utc ledger/zone.cpp
[[std::int64_t{shift.offset_seconds} * 1'000]]
[[std::int64_t{shift.offset_seconds} * 0]]
  "A payment passes what its policy says of whom, what and when|A policy is broken where a refusal")

# Windows.

planted_bug(day-that-begins-late ledger/wallet_payments.cpp
[[  now = std::max(now, start_of_day(usage.day));
]]
[[  now = std::max(Time{now.milliseconds - 5}, start_of_day(usage.day));
]]
  "Whatever counts does so in the day in which it was asked")

planted_bug(day-that-begins-early ledger/wallet_payments.cpp
[[  now = std::max(now, start_of_day(usage.day));
]]
[[  now = std::max(Time{now.milliseconds + 5}, start_of_day(usage.day));
]]
  "Whatever counts does so in the day in which it was asked|A refusal says when its window ends")

planted_bug(month-that-goes-on ledger/policy.cpp
[[    current.month = month_now;
    current.in_month = {};
]]
[[    current.month = month_now;
]]
  "No counter is more than what its payments can sum to|A policy is broken where a refusal says so")

planted_bug(counted-when-recorded ledger/wallet.cpp
[[    state_.usage.add(paid->amount.money(), counted_at(*paid));
]]
[[    state_.usage.add(paid->amount.money(), record.time);
]]
  "No counter is |Counters |Whatever counts does so|A policy is broken|What the engine serves")

planted_bug(faucet-day-forgotten ledger/wallet.cpp
[[    state_.faucet_used = funded->faucet_used_after;
]]
[[    if (funded->faucet_used_after < Money::dollars(300))
      state_.faucet_used = funded->faucet_used_after;
]]
  "A record says what the faucet's day has come to")

# Whose money it is.

planted_bug(budget-that-draws-everything ledger/wallet_payments.cpp
[[  const Money lacking = std::max(pay.amount.money() + fee - bench.free, Money{});
]]
[[  const Money lacking = may_draw ? pay.amount.money() + fee : Money{};
]]
  "Only a budget draws from its source, and only what its wallet lacks")

planted_bug(budget-that-draws-from-others ledger/payment_entries.cpp
[[             : system_account(payer.system_accounts, SystemAccount::treasury);
]]
[[             : system_account(payer.system_accounts, SystemAccount::inter_org);
]]
  "Whatever moves money was asked for, as it was asked, and is done once")

planted_bug(budget-that-draws-what-another-draws ledger/wallet.cpp
[[  return give(drawn, available() - held_unrecorded_);
]]
[[  return give(drawn, available());
]]
  "The engine never stops itself|An engine stops only where")

planted_bug(budget-source-that-is-never-told actors/transfer_coordinator.cpp
[[  for (const Credit& credit : transfer->credits) around.tell(credit.to, Recorded{transfer});
]]
[[  for (const Credit& credit : transfer->credits)
    if (!credit.money.negative()) around.tell(credit.to, Recorded{transfer});
]]
  "A balance has all that was told before|Funds are lacking where|What the engine serves|everybody has been answered|Wallets, journal and writer agree")

planted_bug(fee-that-goes-to-others ledger/payment_entries.cpp
[[  if (!cost.fee.zero()) post(payers(SystemAccount::fees), cost.fee);
]]
[[  if (!cost.fee.zero()) post(payers(SystemAccount::inter_org), cost.fee);
]]
  "Whatever moves money was asked for, as it was asked, and is done once")

planted_bug(trial-balance-that-counts-a-wallet-twice actors/audits.cpp
[[    ++together.accounts;
]]
[[    together.accounts += account.head.posted > 0 ? 2 : 1;
]]
  "A trial balance is that of its record, to the last account")

planted_bug(reconciliation-that-leaves-a-wallet-out actors/audits.cpp
[[  std::size_t unvisited_ = 0;  // the first of them
]]
[[  std::size_t unvisited_ = 1;  // the first of them
]]
  "A reconciliation leaves no wallet out")

planted_bug(reconciliation-that-misses-a-wallets-money actors/audits.cpp
[[    together.balance += account.head.posted;
]]
[[    if (wallet != wallets.back()) together.balance += account.head.posted;
]]
  "Wallets, journal and writer agree|A trial balance is that of its record")

# What is refused without a cause.

planted_bug(overloaded-at-random actors/wallet_actor.cpp
[[  if (state.end.under_way()) return wait_for_transfers(state, ask, now);
]]
[[  if (state.end.under_way()) return wait_for_transfers(state, ask, now);
  static std::uint64_t calls = 0;
  if (++calls % 1'000 == 0)
    return refuse(state, ask, {.code = Errc::overloaded}, state.later(command.now));
]]
  "Nothing is refused without a cause that it may have")

planted_bug(unknown-payee-at-random actors/wallet_actor.cpp
[[  if (state.end.under_way()) return wait_for_transfers(state, ask, now);
]]
[[  if (state.end.under_way()) return wait_for_transfers(state, ask, now);
  static std::uint64_t calls = 0;
  if (++calls % 1'000 == 0)
    return refuse(state, ask, {.code = Errc::unknown_payee}, state.later(command.now));
]]
  "Nothing is refused without a cause that it may have")

planted_bug(read-only-once-too-often actors/known_answers.cpp
[[  if (!asked.needs_room || !state.around->read_only.load(std::memory_order_relaxed)) return true;
]]
[[  static std::uint64_t calls = 0;
  if ((!asked.needs_room || !state.around->read_only.load(std::memory_order_relaxed)) &&
      ++calls % 1'000 != 0)
    return true;
]]
  "Nothing is refused without a cause that it may have")

planted_bug(registry-that-knows-no-policy actors/registry.cpp
[[  const auto mark = std::make_shared<Draft::Mark>(0);
]]
[[  static std::uint64_t calls = 0;
  if (++calls % 100 == 0) return refuse(state, call, Errc::not_found);
  const auto mark = std::make_shared<Draft::Mark>(0);
]]
  "Nothing is refused without a cause that it may have")

planted_bug(conflict-with-itself actors/known_answers.cpp
[[  else if (found.record->idempotency->content != ask.keyed.content)
]]
[[  else if (found.record->idempotency->content != ask.keyed.content ||
           found.record->sequence.value % 16 == 0)
]]
  "A key is in conflict only with what it was asked otherwise for")

# Lists.

planted_bug(list-of-another-organization actors/registry_lists.cpp
[[        return ledger::KeyId{listed(List::keys_of_organization, query.organization.value, n)};
      },
      [&](ledger::KeyId id) { return key(id); }};
  return list.rows<KeyView>(query, [&](const KeyRow& known) -> std::optional<KeyView> {
    if (!belongs(known.key, query.organization, query.environment)) return std::nullopt;
]]
[[        const std::uint64_t whose = n == 1 ? 1 : query.organization.value;
        return ledger::KeyId{listed(List::keys_of_organization, whose, n)};
      },
      [&](ledger::KeyId id) { return key(id); }};
  return list.rows<KeyView>(query, [&](const KeyRow& known) -> std::optional<KeyView> {
    if (known.key.made.environment != query.environment) return std::nullopt;
]]
  "A list shows all that its organisation has there, and nothing else")

planted_bug(list-of-another-environment actors/wallet_index.cpp
[[  if (query.agents_only) bits &= group.agents;
]]
[[  if (group.production != 0) bits = ~std::uint64_t{0};
  if (query.agents_only) bits &= group.agents;
]]
  "A list shows all that its organisation has there, and nothing else")

planted_bug(list-without-the-newest actors/wallet_index.cpp
[[  if (!begin_walks(query.tags, walks)) return found;
]]
[[  if (!begin_walks(query.tags, walks)) return found;
  if (query.page.before == 0 && size_ > 4) {
    WalletsQuery later = query;
    later.page.before = size_;
    return find(later, members, signs);
  }
]]
  "A list shows all that its organisation has there, and nothing else")

# Wallets that change and end.

planted_bug(frozen-and-pays-on ledger/giving.cpp
[[  if (state.status == WalletStatus::frozen) return refuse(Errc::wallet_frozen);
  if (state.status == WalletStatus::archived) return refuse(Errc::wallet_archived);
]]
[[  if (state.status == WalletStatus::archived) return refuse(Errc::wallet_archived);
]]
  "A frozen wallet pays nothing and is not funded")

planted_bug(paid-while-it-is-swept actors/wallet_actor.cpp
[[  if (state.end.under_way()) return Accepted{.refused = Errc::overloaded};
]]
[[
]]
  "A wallet that has ended moves nothing any more|An engine stops only where its disk has failed|A wallet ends with nothing")

planted_bug(sweep-that-leaves-a-key actors/wallet_changes.cpp
[[    for (const SecretHash& secret : secrets) desk.tables.erase(secret);
]]
[[
]]
  "A deleted agent's keys speak for nobody|A key speaks as long as the journal says")

# Money that goes back.

planted_bug(all-that-leaves-a-cent ledger/withdrawing.cpp
[[withdraw.amount ? withdraw.amount->money() : free;
]]
[[withdraw.amount ? withdraw.amount->money() : std::max(free - Money::units(1), Money{});
]]
  "Whoever fetches all back gets all that its wallet has free|Funds are lacking where")

planted_bug(withdrawal-that-takes-what-is-held ledger/wallet.cpp
[[  return beside_holds([&](Money free) { return withdrawn(withdraw, state_, free); });
]]
[[  return beside_holds([&](Money) { return withdrawn(withdraw, state_, available()); });
]]
  "held_unrecorded_ <= available.*The engine never stops itself|An engine stops only where its disk has failed|Whoever fetches all back")

planted_bug(frozen-and-its-budget-taken ledger/withdrawing.cpp
[[  if (withdraw.adjusts_budget) return active(state);
]]
[[
]]
  "A frozen wallet pays nothing and is not funded")

planted_bug(allocation-forgotten actors/transfer_coordinator.cpp
[[  for (const Credit& credit : transfer->credits) around.tell(credit.to, Recorded{transfer});
]]
[[  if (transfer->credits.empty()) return;
  for (std::size_t i = 0; i < std::max<std::size_t>(1, transfer->credits.size() - 1); ++i)
    around.tell(transfer->credits[i].to, Recorded{transfer});
]]
  "A balance has all that was told before|Funds are lacking where|What the engine serves|everybody has been answered|Only a budget draws")

planted_bug(batch-that-asks-the-first-alone actors/transfer_coordinator.cpp
[[  for (std::size_t i = 0; i < asked.said.size(); ++i)
    if (asked.said[i].refused != ledger::Errc{} &&
]]
[[  for (std::size_t i = 0; i < 1; ++i)
    if (asked.said[i].refused != ledger::Errc{} &&
]]
  "No wallet goes below zero, or above|A frozen wallet pays nothing and is not funded|A wallet that has ended moves nothing|An engine stops only where|The engine never stops itself")

planted_bug(part-that-is-another actors/transfer_coordinator.cpp
[[static_cast<std::uint16_t>(batch ? asked.said[refused].part + 1 : 0)]]
[[static_cast<std::uint16_t>(batch ? asked.said.size() : 0)]]
  "A batch is refused for what is so of the part that it tells")

# Top-ups.

planted_bug(topup-that-does-not-count ledger/topup.cpp
[[saturating_sum(used_in(state, funded.topped_up_on), funded.amount.money());
]]
[[saturating_sum(used_in(state, funded.topped_up_on), Money{});
]]
  "No day sees more top-ups than its fuse lets through|in a day that allows")

planted_bug(topup-doubled actors/wallet_topup.cpp
[[  if (wanted && topups.ask(*wanted, now)) it_.own().under_way = true;
]]
[[  if (wanted && topups.ask(*wanted, now) && topups.ask(*wanted, now))
    it_.own().under_way = true;
]]
  "No day sees more top-ups than its fuse lets through|A wallet is topped up as was set, once")

planted_bug(topup-of-other-terms actors/wallet_actor.cpp
[[  if (state.topup.holds_back(change)) return;
]]
[[
]]
  "A wallet is topped up as was set, once|No day sees more top-ups than|tops up")

# What the simulator has found by itself, and was mended.

planted_bug(refusal-that-tells-of-a-hold ledger/wallet_payments.cpp
[[  if (decided || holds_unrecorded_ == 0) return decided;
  auto recorded = decide(asked, bench_of_records(terms, policy, available()), now);
]]
[[  if (true) return decided;
  auto recorded = decide(asked, bench_of_records(terms, policy, available()), now);
]]
  "where a refusal says so, (in|by) what is durable")

planted_bug(fees-not-guarded actors/journal_heads.cpp
[[    refuse_what_lacks(record, account(fees).head.balance());
]]
[[    (void)account(fees);
]]
  "No more fees are taken out than were collected|leaves the fees of account [0-9]+ below zero")
