#!/usr/bin/env bash
# What six rules on every wallet cost against one: http.sh with either in turn, a round each, and
# the ratio of the two pair by pair. Each is seen against nginx, so that a pair may be compared
# although the machine drifts. Options are http.sh's, but for --policy; --rounds counts pairs.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
rounds=3 options=()
while [[ $# -gt 0 ]]; do
  if [[ $1 == --rounds ]]; then rounds=$2; else options+=("$1" "${2:-}"); fi
  shift $(($# > 1 ? 2 : 1))
done

# The median row of one round: rate, nginx's, ratio.
round_of() {
  "$root/bench/http.sh" --rounds 1 --policy "$1" "${options[@]}" | awk '$1 == "median" { print $2, $4 }'
}

printf '%-6s %12s %12s %12s\n' pair one/s six/s six:one
for ((pair = 1; pair <= rounds; pair++)); do
  read -r one_rate one <<<"$(round_of one)"
  read -r six_rate six <<<"$(round_of six)"
  printf '%-6s %12s %12s %12s\n' "$pair" "$one_rate" "$six_rate" \
    "$(awk "BEGIN { printf \"%.3f\", $six / $one }")"
done
