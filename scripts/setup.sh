#!/usr/bin/env bash
# Installs what Bursar is built, tested and measured with: Debian 12 packages, nothing vendored.
# Quick and silent when everything is there already. `--bench` adds what only the benchmarks need,
# `--lint` clang 19 with its tools, `--coverage` what reads its figures.
set -euo pipefail

packages=(
  g++ cmake ninja-build ccache git pkg-config ca-certificates
  libcaf-dev liblmdb-dev capnproto libcapnp-dev
  libboost1.81-dev libboost-url1.81-dev libboost-json1.81-dev libssl-dev
  libsimdjson-dev libsodium-dev libjwt-dev prometheus-cpp-dev libspdlog-dev libfmt-dev
  libtomlplusplus-dev libcli11-dev libmimalloc-dev zlib1g-dev libcurl4-openssl-dev
  libhowardhinnant-date-dev tzdata
  libgtest-dev libgmock-dev librapidcheck-dev libbenchmark-dev
  curl jq python3 python3-h11 prometheus procps e2fsprogs faketime openssl nginx-light haproxy
  iproute2 binutils valgrind
)
# Whoever has a Node that is new enough keeps it.
node_major=$(node --print 'parseInt(process.versions.node)' 2>/dev/null || true)
if [[ ${node_major:-0} -lt 18 ]] || ! command -v npm >/dev/null; then packages+=(nodejs npm); fi
[[ "${1:-}" == --bench ]] && packages+=(
  wrk libnginx-mod-http-echo postgresql-15 redis-server linux-perf)
[[ "${1:-}" == --lint ]] && packages+=(clang-19 clang-tidy-19 clang-format-19 libclang-rt-19-dev)
[[ "${1:-}" == --coverage ]] && packages+=(clang-19 libclang-rt-19-dev llvm-19)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
    missing+=("$package")
done
[[ ${#missing[@]} -eq 0 ]] && exit 0

root=()
[[ $(id -u) -eq 0 ]] || root=(sudo)
printf 'installing: %s\n' "${missing[*]}"
# Services that a package would start are not wanted: only the binaries are.
export DEBIAN_FRONTEND=noninteractive
"${root[@]}" apt-get update -qq
"${root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
