#!/usr/bin/env bash
# Builds and serves on 127.0.0.1:3100, metrics on 127.0.0.1:9464, data in ./data. Starts again after
# a crash, with growing pauses; never after a stop (0) or a start that cannot succeed (2).
# Whatever is given goes to `bursar serve`: run.sh --listen 127.0.0.1:4000 --set fees.bps=25
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
bursar=${BURSAR_BINARY:-$root/build/release/bursar}
pauses=(1 2 4 8 15 30)
steady_seconds=60  # after so long a life the next crash counts as the first

given() {
  local argument
  for argument in "${arguments[@]}"; do
    [[ $argument == "$1" || $argument == "$1="* ]] && return
  done
  return 1
}

# A configuration file's own words count where one is given.
arguments=("$@")
if ! given --config; then
  given --listen || arguments+=(--listen 127.0.0.1:3100)
  given --metrics || arguments+=(--metrics 127.0.0.1:9464)
  given --data || arguments+=(--data ./data)
fi

hints() {
  cat >&2 <<HINTS

Bursar listens on $1 (metrics: http://$2/metrics). Try next:

  curl -s $1/healthz
  curl -s -X POST $1/agentpay/v1/agents \\
    -H 'Content-Type: application/json' -d '{"name": "ResearchOpsAgent", "operator": "acme"}'
  BURSAR_URL=$1 scripts/demo.sh

Stop it with Ctrl-C.

HINTS
}

# Passes the log on and says what to try once the engine listens. It outlives a Ctrl-C, so that the
# engine's last words are read.
relay() {
  trap '' INT TERM HUP
  local line
  while IFS= read -r line; do
    printf '%s\n' "$line" >&2
    [[ $line == *'"listening"'* ]] || continue
    hints "$(jq -r 'if .tls then "https://" else "http://" end + .address' <<<"$line")" \
      "$(jq -r .metrics <<<"$line")"
    break
  done
  exec cat >&2
}

child=''
stopping=''
stop() {
  stopping=yes
  [[ -z $child ]] || kill -TERM "$child" 2>/dev/null || true
}
renew() {
  [[ -z $child ]] || kill -HUP "$child" 2>/dev/null || true
}
trap stop TERM INT
trap renew HUP

# A signal ends `wait` early; the child is waited for until it is really gone.
wait_for_child() {
  status=0
  wait "$child" || status=$?
  while kill -0 "$child" 2>/dev/null; do
    status=0
    wait "$child" || status=$?
  done
  child=''
}

[[ -n ${BURSAR_BINARY:-} ]] || "$root/scripts/build.sh"

crashes=0
while [[ -z $stopping ]]; do
  began=$SECONDS
  "$bursar" serve "${arguments[@]}" 2> >(relay) &
  child=$!
  [[ -z $stopping ]] || stop
  wait_for_child
  if [[ $status -eq 0 || $status -eq 2 || -n $stopping ]]; then
    exit "$status"
  fi
  ((SECONDS - began < steady_seconds)) || crashes=0
  pause=${pauses[crashes < ${#pauses[@]} ? crashes : ${#pauses[@]} - 1]}
  crashes=$((crashes + 1))
  printf 'bursar ended with %s; starting again in %s s\n' "$status" "$pause" >&2
  sleep "$pause" &
  child=$!
  wait_for_child
done
