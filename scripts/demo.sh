#!/usr/bin/env bash
# AgentPay's quick start against a running server: an agent is made, gets 100 from the sandbox's
# faucet and pays 5. Shows each call and its answer; ends with 1 when an answer is not as expected.
#   BURSAR_URL=http://127.0.0.1:3100 scripts/demo.sh
set -euo pipefail

base="${BURSAR_URL:-http://127.0.0.1:3100}/agentpay"
answer=''

# call METHOD PATH [KEY] [BODY]: the answer's body stands in $answer; any status but 2xx ends here.
call() {
  local method=$1 path=$2 key=${3:-} body=${4:-}
  local arguments=(-X "$method" "$base$path")
  [[ -z $key ]] || arguments+=(-H "Authorization: Bearer $key")
  [[ -z $body ]] || arguments+=(-H 'Content-Type: application/json' -d "$body")

  printf '\n$ curl -X %s %s' "$method" "$base$path"
  [[ -z $key ]] || printf " -H 'Authorization: Bearer %s'" "$key"
  [[ -z $body ]] || printf " -H 'Content-Type: application/json' -d '%s'" "$body"
  printf '\n'

  local reply status
  if ! reply=$(curl -sS --max-time 30 -w '\n%{http_code}' "${arguments[@]}"); then
    printf 'no answer from %s: is the server running (scripts/run.sh)?\n' "$base" >&2
    exit 1
  fi
  status=${reply##*$'\n'}
  answer=${reply%$'\n'*}
  jq . <<<"$answer" 2>/dev/null || printf '%s\n' "$answer"
  if [[ $status != 2?? ]]; then
    printf 'status %s where 2xx was expected\n' "$status" >&2
    exit 1
  fi
}

# expect FILTER: holds the last answer against a jq condition.
expect() {
  if ! jq -e "$1" >/dev/null <<<"$answer"; then
    printf 'not as expected: %s\n' "$1" >&2
    exit 1
  fi
}

printf '1. An agent, with a wallet and a key of its own.'
call POST /v1/agents '' '{"name": "ResearchOpsAgent", "operator": "acme"}'
expect '(.id | startswith("agent_")) and (.wallet_id | startswith("wallet_"))'
key=$(jq -r .api_key <<<"$answer")
wallet=$(jq -r .wallet_id <<<"$answer")

printf '\n2. Money from the sandbox'\''s faucet.'
call POST "/v1/wallets/$wallet/fund" "$key" '{"amount": 100, "source": "test_faucet"}'
expect '.balance == 100'

printf '\n3. A payment; sent again with the same idempotency key it would not be made again.'
order=$(jq -nc --arg wallet "$wallet" '{from_wallet_id: $wallet, to_external: "merchant:demo",
  amount: 5, currency: "USD", rail: "internal", description: "Agent tool purchase",
  idempotency_key: "tool-call-001"}')
call POST /v1/payments "$key" "$order"
expect '.amount == 5 and .fee == 0.02 and .total_debited == 5.02 and .status == "completed"'
payment=$(jq -r .id <<<"$answer")

printf '\n4. Its receipt.'
call GET "/v1/payments/$payment" "$key"
expect ".id == \"$payment\" and .total_debited == 5.02"

printf '\n5. What is left.'
call GET "/v1/wallets/$wallet/balance" "$key"
expect '.balance == 94.98'

printf '\nAll answers are as expected.\n'
