#!/usr/bin/env bash
# Runs the fuzz targets under libFuzzer, built with clang 19, address and undefined sanitizers; ends
# with 1 when one has found something. What is found lies in build/fuzz/found/<target>-….
#   fuzz.sh                       every target, 5 seconds each
#   fuzz.sh --seconds 60 json     one target for a minute
#   fuzz.sh --runs 10000000 money until so many inputs were tried
#   fuzz.sh --long                every target for an hour
#   fuzz.sh --keep [TARGETS]      makes tests/fuzz/corpus the smallest that covers what runs found
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

length_max=1024  # of an input that is tried
kept_max=10      # inputs that are kept of a target, beside those with a name
limit=(-max_total_time=5)
keep=''
targets=()
while [[ $# -gt 0 ]]; do
  case $1 in
    --seconds)
      limit=("-max_total_time=$2")
      shift
      ;;
    --runs)
      limit=("-runs=$2")
      shift
      ;;
    --long) limit=(-max_total_time=3600) ;;
    --keep) keep=yes ;;
    -*)
      printf 'usage: %s [--seconds S | --runs N | --long | --keep] [TARGETS]\n' "$0" >&2
      exit 2
      ;;
    *) targets+=("$1") ;;
  esac
  shift
done
[[ ${#targets[@]} -gt 0 ]] || mapfile -t targets < <(ls tests/fuzz/corpus)

scripts/setup.sh --lint
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz -j "${JOBS:-$(nproc)}" --target "${targets[@]/%/_fuzz}" >/dev/null
export UBSAN_OPTIONS=print_stacktrace=1

# fuzz TARGET: goes on from what is kept and from what earlier runs found worth trying.
# Leaks are looked for once, at the end: after each input it would take seconds.
fuzz() {
  local grown=build/fuzz/grown/$1 log=build/fuzz/$1.log
  mkdir -p "$grown" build/fuzz/found
  if nice build/fuzz/tests/fuzz/"$1"_fuzz "${limit[@]}" -max_len="$length_max" -timeout=25 \
    -detect_leaks=0 -print_final_stats=1 -artifact_prefix="build/fuzz/found/$1-" \
    "$grown" "tests/fuzz/corpus/$1" >"$log" 2>&1; then
    sed -n "s/^Done \([0-9]*\) runs in \([0-9]*\) second.*/$1: \1 inputs in \2 s, nothing found/p" \
      "$log"
    return 0
  fi
  printf '%s: FOUND, see %s\n' "$1" "$log"
  grep -E 'what\(\)|CHECK failed|SUMMARY|Test unit written' "$log" || tail -n 5 "$log"
  return 1
}

# keep TARGET: beside the inputs with a name of ours, of all inputs the fewest and shortest that
# reach what all of them reach. libFuzzer names inputs by their hash.
keep() {
  local corpus=tests/fuzz/corpus/$1 merged=build/fuzz/merged/$1 input
  rm -rf "$merged"
  mkdir -p "$merged" "build/fuzz/grown/$1"
  nice build/fuzz/tests/fuzz/"$1"_fuzz -merge=1 -use_counters=0 -max_len="$length_max" "$merged" \
    "$corpus" "build/fuzz/grown/$1" >"build/fuzz/$1.log" 2>&1
  find "$corpus" -regextype posix-extended -regex '.*/[0-9a-f]{40}' -delete
  find "$merged" -type f -printf '%s %p\n' | sort -n | cut -d ' ' -f 2- | while read -r input; do
    [[ $(find "$corpus" -regextype posix-extended -regex '.*/[0-9a-f]{40}' | wc -l) -lt $kept_max ]] ||
      break
    find "$corpus" -type f -exec cmp -s "$input" {} \; -print -quit | grep -q . ||
      cp "$input" "$corpus/"
  done
  printf '%s: %d inputs kept\n' "$1" "$(find "$corpus" -type f | wc -l)"
}

bad=0
for target in "${targets[@]}"; do
  if [[ -n $keep ]]; then keep "$target"; else fuzz "$target" || bad=1; fi
done
exit "$bad"
