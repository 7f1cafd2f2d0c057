-- A payment per request, each with an idempotency key that was never used before, round the wallets
-- that prepare.py made. What can be built beforehand is: a request is three pieces put together.
--   BURSAR_BENCH_WALLETS  file by prepare.py: { key = "…", amount = "…", wallets = { … } }
--   BURSAR_BENCH_RUN      what makes this run's keys differ from every other run's

local given = dofile(os.getenv("BURSAR_BENCH_WALLETS"))
local run = os.getenv("BURSAR_BENCH_RUN")

local bodies = {}
for index, wallet in ipairs(given.wallets) do
  bodies[index] = string.format(
    '\r\n\r\n{"from_wallet_id":"%s","to_external":"merchant:bench","amount":"%s"}',
    wallet, given.amount)
  -- One Content-Length serves all.
  assert(#bodies[index] == #bodies[1], "wallet ids differ in length")
end

local head = table.concat({
  "POST /v1/payments HTTP/1.1",
  "Host: localhost",
  "Authorization: Bearer " .. given.key,
  "Content-Type: application/json",
  "Content-Length: " .. #bodies[1] - 4,
  "Idempotency-Key: " .. run .. "-",
}, "\r\n")

local wallets = #bodies
local sent = 0

function request()
  sent = sent + 1
  return head .. sent .. bodies[sent % wallets + 1]
end

-- One line for http.sh, and how many in a thousand were answered in so long; in microseconds.
local parts = { 10, 50, 100, 250, 500, 750, 900, 950, 990, 999, 999.9 }

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    "BENCH completed=%d microseconds=%d not_2xx=%d broken=%d p50=%.0f p99=%.0f p999=%.0f\n",
    summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
  io.write("LATENCY")
  for _, part in ipairs(parts) do
    io.write(string.format(" %s=%.0f", part, latency:percentile(part / 10)))
  end
  io.write("\n")
end
