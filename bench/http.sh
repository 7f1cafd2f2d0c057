#!/usr/bin/env bash
# Payments over HTTP, each durable before its answer, against nginx with one worker that answers a
# constant string to the very same requests: in turn, several rounds, one `wrk -t1` for both.
# Reports nothing (exit 1) when an answer was not 2xx or the ledger disagrees with wrk's count.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: bench/http.sh [options]
  --connections N   of wrk (256)
  --seconds N       a round and server (10)
  --rounds N        each bursar, then nginx (3)
  --warm-up N       seconds before each measurement (2)
  --wallets N       (10000)
  --policy RULES    of every wallet: one, usual (the four limits of money), or six (usual)
  --port N          of bursar, --nginx-port N of nginx (any free)
  --directory DIR   where the data is made and removed again (build/http-bench)
  --binary FILE     (build/release/bursar)
  --set KEY=VALUE   a setting of bursar; may be repeated
environment: SERVER_CPUS, WRK_CPUS: cores for `taskset -c`, such as SERVER_CPUS=0 WRK_CPUS=1
USAGE
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
connections=256 seconds=10 rounds=3 warm_up=2 wallets=10000 policy=usual port=0 nginx_port=''
directory=$root/build/http-bench binary=$root/build/release/bursar settings=()
amount=0.01

while [[ $# -gt 0 ]]; do
  case $1 in
    --help | -h) usage && exit 0 ;;
  esac
  [[ $# -ge 2 ]] || { usage >&2 && exit 2; }
  case $1 in
    --connections) connections=$2 ;;
    --seconds) seconds=$2 ;;
    --rounds) rounds=$2 ;;
    --warm-up) warm_up=$2 ;;
    --wallets) wallets=$2 ;;
    --policy) policy=$2 ;;
    --port) port=$2 ;;
    --nginx-port) nginx_port=$2 ;;
    --directory) directory=$2 ;;
    --binary) binary=$2 ;;
    --set) settings+=(--set "$2") ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift 2
done

refuse() {
  printf 'no report: %s\n' "$1" >&2
  exit 1
}

pinned() {
  local cpus=$1
  shift
  if [[ -n $cpus ]]; then exec taskset -c "$cpus" "$@"; else exec "$@"; fi
}

"$root/scripts/setup.sh" --bench
[[ -x $binary ]] || refuse "$binary is missing: scripts/build.sh makes it"
mkdir -p "$directory"
scratch=$(mktemp -d "$directory/run.XXXXXX")
bursar_pid='' nginx_pid=''
# shellcheck disable=SC2329  # called by the trap
clean_up() {
  [[ -z $bursar_pid ]] || kill -KILL "$bursar_pid" 2>/dev/null || true
  [[ -z $nginx_pid ]] || kill -TERM "$nginx_pid" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT TERM
trap 'printf "no report: line %s failed\n" "$LINENO" >&2' ERR

free_port() {
  python3 -c 'import socket as s; t = s.socket(); t.bind(("", 0)); print(t.getsockname()[1])'
}

start_nginx() {
  [[ -n $nginx_port ]] || nginx_port=$(free_port)
  chmod 755 "$scratch"
  sed -e "s|@DIRECTORY@|$scratch|g" -e "s|@PORT@|$nginx_port|g" "$root/bench/nginx.conf" \
    >"$scratch/nginx.conf"
  (pinned "${SERVER_CPUS:-}" /usr/sbin/nginx -p "$scratch" -c "$scratch/nginx.conf") &
  nginx_pid=$!
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    curl -fs -o "$scratch/ok" "http://127.0.0.1:$nginx_port/" && return
    sleep 0.1
  done
  refuse 'nginx does not answer'
}

# A fresh engine and a fresh ledger, so that rounds are alike and memory is bounded.
start_bursar() {
  rm -rf "$scratch/data" "$scratch/bursar.log"
  (pinned "${SERVER_CPUS:-}" "$binary" serve --data "$scratch/data" --listen "127.0.0.1:$port" \
    --metrics 127.0.0.1:0 "${settings[@]}") 2>"$scratch/bursar.log" &
  bursar_pid=$!
  until grep -qs '"listening"' "$scratch/bursar.log"; do
    kill -0 "$bursar_pid" 2>/dev/null || refuse "bursar: $(tail -n 1 "$scratch/bursar.log")"
    sleep 0.1
  done
  address=$(grep '"listening"' "$scratch/bursar.log" | jq -r .address)
  metrics=$(grep '"listening"' "$scratch/bursar.log" | jq -r .metrics)
  "$root/bench/prepare.py" "$address" "$wallets" "$amount" "$policy" \
    >"$scratch/wallets.lua"
}

stop_bursar() {
  local status=0
  kill -TERM "$bursar_pid"
  wait "$bursar_pid" || status=$?
  bursar_pid=''
  [[ $status -eq 0 ]] || refuse "bursar ended with $status"
}

# load ADDRESS SECONDS: wrk's figures stand in $completed, $rate, $p50, $p99, $p999.
load() {
  local line pair
  BURSAR_BENCH_WALLETS=$scratch/wallets.lua BURSAR_BENCH_RUN="$RANDOM$RANDOM-$(date +%s%N)" \
    pinned_wrk -t1 -c"$connections" -d"$2s" --timeout 10s -s "$root/bench/payments.lua" \
    "http://$1" >"$scratch/wrk.out"
  line=$(grep '^BENCH ' "$scratch/wrk.out") || refuse "wrk: $(cat "$scratch/wrk.out")"
  for pair in ${line#BENCH }; do
    declare -g "${pair%%=*}=${pair#*=}"
  done
  # shellcheck disable=SC2154  # declared just above
  [[ $not_2xx -eq 0 && $broken -eq 0 ]] || refuse "$not_2xx answers not 2xx, $broken broken"
  # shellcheck disable=SC2154
  rate=$(awk "BEGIN { printf \"%.0f\", $completed * 1e6 / $microseconds }")
}
pinned_wrk() {
  (pinned "${WRK_CPUS:-}" wrk "$@")
}

ledger_count() {
  "$root/bench/ledger_count.py" "$address" "$metrics" "$scratch/wallets.lua" "$amount"
}

# wrk leaves at most one request per connection under way at its end; the ledger may hold those.
check_ledger() {
  local made=$(($2 - $1))
  ((completed <= made && made <= completed + connections)) ||
    refuse "wrk counted $completed answers, the ledger holds $made payments"
}

median() {
  sort -n | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}
median_of() {
  printf '%s\n' "$@" | median
}

start_nginx
bursar_rates=() nginx_rates=() ratios=() p50s=() p99s=() p999s=()
printf '%-6s %12s %12s %7s %10s %10s %10s\n' round bursar/s nginx/s ratio p50/us p99/us p99.9/us
for ((round = 1; round <= rounds; round++)); do
  start_bursar
  [[ $warm_up -eq 0 ]] || load "$address" "$warm_up"
  before=$(ledger_count) || exit 1
  load "$address" "$seconds"
  after=$(ledger_count) || exit 1
  check_ledger "$before" "$after"
  stop_bursar
  bursar_rate=$rate
  # shellcheck disable=SC2154
  latencies=("$p50" "$p99" "$p999")
  bursar_rates+=("$rate") p50s+=("$p50") p99s+=("$p99") p999s+=("$p999")

  [[ $warm_up -eq 0 ]] || load "127.0.0.1:$nginx_port" 1
  load "127.0.0.1:$nginx_port" "$seconds"
  nginx_rates+=("$rate")
  ratio=$(awk "BEGIN { printf \"%.3f\", $bursar_rate / $rate }")
  ratios+=("$ratio")
  printf '%-6s %12s %12s %7s %10s %10s %10s\n' "$round" "$bursar_rate" "$rate" "$ratio" \
    "${latencies[@]}"
done

printf '%-6s %12s %12s %7s %10s %10s %10s\n' median "$(median_of "${bursar_rates[@]}")" \
  "$(median_of "${nginx_rates[@]}")" "$(median_of "${ratios[@]}")" "$(median_of "${p50s[@]}")" \
  "$(median_of "${p99s[@]}")" "$(median_of "${p999s[@]}")"
printf '%s connections, %s s a round, %s wallets; every answer 2xx, the ledger agrees\n' \
  "$connections" "$seconds" "$wallets"
