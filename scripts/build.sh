#!/usr/bin/env bash
# Set-up and release build: leaves build/release/bursar. Another preset may be named, and what else
# CMake is to be told: build.sh asan, build.sh release -DBURSAR_PLANTED_BUGS=all.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

preset=${1:-release}
setup=()
[[ $preset != clang ]] || setup=(--lint)
scripts/setup.sh "${setup[@]}"
cmake --preset "$preset" "${@:2}" >/dev/null
cmake --build --preset "$preset" -j "$(nproc)"
