# bursar-simulate with one bug in it, and a test that the simulator finds it: a check that has never
# seen what it looks for may be blind. A row names the file, what stands in it exactly once, what
# stands there instead, and the sentence, or those of which one, that no longer holds.
function(planted_bug name file sound bug sentence)
  set(source "${PROJECT_SOURCE_DIR}/${file}")
  file(READ "${source}" text)
  string(FIND "${text}" "${sound}" first)
  string(FIND "${text}" "${sound}" last REVERSE)
  if(first EQUAL -1 OR NOT first EQUAL last)
    message(FATAL_ERROR "The bug ${name} cannot be planted: ${file} does not have its place once")
  endif()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${source}")
  string(REPLACE "${sound}" "${bug}" text "${text}")
  set(planted "${CMAKE_CURRENT_BINARY_DIR}/planted/${name}.cpp")
  file(WRITE "${planted}.new" "${text}")
  file(COPY_FILE "${planted}.new" "${planted}" ONLY_IF_DIFFERENT)

  # Linked before the library, whose own file is then not asked for.
  set(program "bursar-simulate-with-${name}")
  add_executable("${program}" "${planted}")
  target_link_libraries("${program}" PRIVATE
    bursar_allocator bursar_simulation_main bursar_simulation)
  target_link_options("${program}" PRIVATE -Wl,--strip-debug)
  add_test(NAME "simulate.finds.${name}"
    COMMAND "${CMAKE_COMMAND}" "-Dprogram=$<TARGET_FILE:${program}>" "-Dsentence=${sentence}"
      -P "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/expect_finding.cmake")
  set_tests_properties("simulate.finds.${name}" PROPERTIES TIMEOUT 300)
endfunction()

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

planted_bug(refusal-before-commit actors/wallet_actor.cpp
[[  call->outcome = std::unexpected{error};
  state.around->line.append(call);
]]
[[  call->outcome = std::unexpected{error};
  Call::answer(call);
]]
  "where a refusal says so, (in|by) what is durable")

planted_bug(skipped-hold-release actors/wallet_actor.cpp
[[  state.wallet.release(declined.transfer->decided, declined.transfer->decided_at);
]]
[[
]]
  "Once nothing is under way, everybody has been answered")

planted_bug(one-leg-forgotten actors/transfer_coordinator.cpp
[[    around.tell(transfer->to, Recorded{transfer});
]]
[[
]]
  "A balance has all that was told before|Funds are lacking where|What the engine serves|everybody has been answered")

planted_bug(counter-not-given-back ledger/wallet.cpp
[[    usage_unrecorded_.take_back(paid->amount.money(), counted_at(*paid));
  // Whatever windows the holds have opened close with the last of them.
  if (holds_unrecorded_ == 0) usage_unrecorded_ = state_.usage;
]]
[[    static_cast<void>(paid);
]]
  "A policy is broken where a refusal says so|A budget is exceeded where a refusal says so")

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
  "One key has one record within a day")

planted_bug(rotated-key-still-heard actors/tables.cpp
[[  if (ends == ledger::Time{}) return erase(old);
]]
[[  if (ends == ledger::Time{}) return;
]]
  "A key that gave way speaks for nobody")

planted_bug(actor-that-throws actors/registry.cpp
[[  if (state.uses->round_over()) return tell_uses_later(self);
]]
[[  if (state.uses->round_over()) throw now;
]]
  "An engine stops only where its disk has failed")

planted_bug(refusal-told-to-another actors/wallet_actor.cpp
[[  else if (found.record->idempotency->content != ask.keyed.content)
]]
[[  else if (found.record->idempotency->content != ask.keyed.content &&
           !std::holds_alternative<ledger::Refused>(found.record->fact))
]]
  "A replayed answer is to the same content")

planted_bug(faucet-without-bound ledger/wallet.cpp
[[  if (!fund.faucet_limited) return FaucetUse{day, used};
]]
[[  if (!fund.faucet_limited || now.milliseconds != 0) return FaucetUse{day, used};
]]
  "The faucet gives no more than its day's share")

planted_bug(policy-not-bound actors/wallet_actor.cpp
[[  state.wallet.apply(call.draft->record);
  line_up(state, bind.call, *call.outcome);
]]
[[  const ledger::Wallet unbound = state.wallet;
  state.wallet.apply(call.draft->record);
  line_up(state, bind.call, *call.outcome);
  state.wallet = unbound;
]]
  "A payment is bound by its wallet's policy|A refusal tells a limit|What the engine serves")

# What the simulator has found by itself, and was mended.

planted_bug(refusal-that-tells-of-a-hold ledger/wallet.cpp
[[  if (decided || holds_unrecorded_ == 0) return decided;
  auto recorded = decide(pay, terms, now, available(), state_.usage);
]]
[[  if (true) return decided;
  auto recorded = decide(pay, terms, now, available(), state_.usage);
]]
  "where a refusal says so, (in|by) what is durable")

planted_bug(fees-not-guarded actors/journal_heads.cpp
[[    refuse_what_lacks(record, account(fees).head.balance());
]]
[[    (void)account(fees);
]]
  "No more fees are taken out than were collected")
