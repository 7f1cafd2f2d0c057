-- The same work as a payment of Bursar's, in one step of Redis: an idempotency key has one effect and
-- one answer, four limits, a fee, a balance that never goes below zero, entries that sum to zero.
-- Money is in hundred-millionths, below 2^53.
--   ARGV: a number that says which wallet, the idempotency key, whom to pay, how much, of how many
--   wallets, the day and the month (as the client sees them)

local number = tonumber(ARGV[1]) % tonumber(ARGV[5]) + 1
local wallet = 'w:' .. number
local known = redis.call('GET', 'k:' .. number .. ':' .. ARGV[2])
if known then
  local answer = cjson.decode(known)
  if answer.to_external ~= ARGV[3] or answer.amount ~= ARGV[4] then return 'IDEMPOTENCY_CONFLICT' end
  return known
end

local amount = tonumber(ARGV[4])
local fee = math.floor(amount * 40 / 10000 + 0.5)
local has = redis.call('HMGET', wallet, 'balance', 'day', 'month', 'day_spent', 'month_spent',
  'total_spent')
if not has[1] then return 'NOT_FOUND' end
local balance, total_spent = tonumber(has[1]), tonumber(has[6])
local day_spent = has[2] == ARGV[6] and tonumber(has[4]) or 0
local month_spent = has[3] == ARGV[7] and tonumber(has[5]) or 0
local rule = redis.call('HMGET', 'policy', 'max_per_tx', 'max_per_day', 'max_per_month', 'max_total')
if amount > tonumber(rule[1]) or day_spent + amount > tonumber(rule[2])
  or month_spent + amount > tonumber(rule[3]) or total_spent + amount > tonumber(rule[4]) then
  return 'POLICY_DENIED'
end
if balance < amount + fee then return 'INSUFFICIENT_FUNDS' end

local after = string.format('%.0f', balance - amount - fee)
redis.call('HSET', wallet, 'balance', after, 'day', ARGV[6], 'month', ARGV[7],
  'day_spent', string.format('%.0f', day_spent + amount),
  'month_spent', string.format('%.0f', month_spent + amount),
  'total_spent', string.format('%.0f', total_spent + amount))
local id = redis.call('INCR', 'payments')
redis.call('INCRBY', 'fees', fee)
redis.call('INCRBY', 'outside', ARGV[4])
-- The journal: a payment and its three entries.
redis.call('XADD', 'journal', '*', 'id', id, 'wallet', number, 'debit', string.format('%.0f', amount + fee),
  'fee', fee, 'outside', ARGV[4])
local answer = cjson.encode({id = id, from_wallet_id = number, to_external = ARGV[3], amount = ARGV[4],
  fee = fee, status = 'completed', balance_after = after})
redis.call('SET', 'k:' .. number .. ':' .. ARGV[2], answer)
return answer
