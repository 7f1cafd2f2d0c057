# As planted_bugs.cmake, built into bursar-simulate-deliveries.
set(planted_into bursar_simulation_of_deliveries bursar_history)

planted_bug(sent-again-after-restart actors/known_webhooks.cpp
[[  entry.ahead = webhook.progress;
]]
[[  entry.ahead = webhook.progress;
  entry.ahead.next = {};
]]
  "What is over is not sent again|A webhook hears what it asked for")

planted_bug(retry-forgotten-after-restart actors/known_webhooks.cpp
[[  entry.recorded = webhook.progress.next;
]]
[[  entry.recorded = webhook.progress.next;
  entry.ahead.pending.clear();
]]
  "Every event comes to each webhook that asks for it")

planted_bug(one-that-hangs-and-all-wait actors/known_webhooks.cpp
[[  if (in_flight_ >= bounds_.in_flight_max) return std::nullopt;
]]
[[  if (in_flight_ >= 1) return std::nullopt;
]]
  "Whoever answers waits for nobody who does not")

planted_bug(retry-before-its-receiver-wants-it ledger/deliveries.cpp
[[  return {now.milliseconds + std::max(pause + longer, wanted)};
]]
[[  return {now.milliseconds + std::min(pause + longer, pause + longer + wanted)};
]]
  "A retry waits as its number says, and its receiver")

planted_bug(old-secret-that-signs-for-ever actors/webhooks.cpp
[[  if (webhook.previous_ends > delivery.now) delivery.previous_secret = webhook.previous_secret;
]]
[[  delivery.previous_secret = webhook.previous_secret;
]]
  "What is sent goes where it should, signed by the secrets that are valid then")

planted_bug(redelivery-that-an-attempt-before-it-ends actors/webhooks.cpp
[[  if (ended.asked_again) ask_again(attempt);
]]
[[
]]
  "What is asked for again is sent again")
