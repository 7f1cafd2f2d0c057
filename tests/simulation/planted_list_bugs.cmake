# As planted_bugs.cmake: lists of wallets by what they are.
set(planted_into bursar_simulation_main bursar_simulation)

planted_bug(tag-that-stays actors/wallet_index.cpp
[[    found->second.erase(position);
]]
[[
]]
  "A list of wallets shows those that match, and nothing else")

planted_bug(condition-concluded-once actors/wallet_index.cpp
[[  if (group.turns == turns && now < group.holds) return false;
]]
[[  if (group.turns != 0 && now < group.holds) return false;
]]
  "A list of wallets shows those that match, and nothing else")

planted_bug(frozen-and-found-idle actors/wallet_index.cpp
[[      return group.idle & ~set;
]]
[[      return group.idle;
]]
  "A list of wallets shows those that match, and nothing else")

planted_bug(signs-forgotten-after-restart actors/beginning.cpp
[[.ever_held_money = state.ever_held_money});
]]
[[.ever_held_money = false});
]]
  "A list of wallets shows those that match, and nothing else")
