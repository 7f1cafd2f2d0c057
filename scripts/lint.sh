#!/usr/bin/env bash
# clang-format and clang-tidy 19 over the tree; ends with 1 when either has something to say.
#   lint.sh                    everything, which takes long
#   lint.sh ledger tests/net   these folders or files alone
#   lint.sh --format           only the format, in a second; ends with 77 where there is no
#                              clang-format-19
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

format() {
  find "$@" \( -path ./build -o -name node_modules \) -prune -o \
    -name '*.[ch]pp' -print0 -o -name '*.c' -print0 |
    xargs -0 --no-run-if-empty clang-format-19 --dry-run --Werror
}

# Only what is compiled can be checked; a header is checked with whoever includes it.
tidy() {
  local place places=()
  for place in "$@"; do
    place=${place#./}
    places+=("^$PWD/(?!build/)${place#.}")
  done
  # Generated code is not held to our rules, but must be there to be included.
  cmake --preset clang >/dev/null
  cmake --build --preset clang --target bursar_journal_schema >/dev/null
  nice run-clang-tidy-19 -p build/clang -j "${JOBS:-$(nproc)}" -quiet "${places[@]}"
}

if [[ ${1:-} == --format ]]; then
  command -v clang-format-19 >/dev/null || exit 77
  format .
  exit 0
fi

scripts/setup.sh --lint
[[ $# -gt 0 ]] || set -- .
bad=0
format "$@" || bad=1
tidy "$@" || bad=1
exit "$bad"
