#!/usr/bin/env bash
# Set-up and release build: leaves build/release/bursar. Another preset may be named: build.sh asan.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

preset=${1:-release}
setup=()
[[ $preset != clang ]] || setup=(--lint)
scripts/setup.sh "${setup[@]}"
cmake --preset "$preset" >/dev/null
cmake --build --preset "$preset" -j "$(nproc)"
