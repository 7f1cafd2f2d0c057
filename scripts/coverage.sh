#!/usr/bin/env bash
# What the unit tests reach, by clang 19's source coverage: branches and MC/DC of ledger/, lines and
# branches of everything. Tells every branch of ledger/ that no test takes, and ends with 1 when there
# is one; build/coverage/ledger.txt shows the sources with their counts and decisions.
#   coverage.sh         ledger/ by its own tests, in a minute
#   coverage.sh --all   everything by every module's tests: a whole build, ten minutes on two cores
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case ${1:-} in
  '') tests=(ledger_tests) ;;
  --all) tests=(ledger_tests crypto_tests telemetry_tests config_tests persistence_tests actors_tests
    net_client_tests net_server_tests net_service_tests commands_tests simulation_tests fuzz_tests) ;;
  *)
    printf 'usage: %s [--all]\n' "$0" >&2
    exit 2
    ;;
esac

scripts/setup.sh --coverage
cmake --preset coverage >/dev/null
cmake --build --preset coverage -j "${JOBS:-$(nproc)}" --target "${tests[@]}" >/dev/null

# Chance is not to decide what is reached.
export RC_PARAMS=seed=${SEED:-1}
rm -rf build/coverage/profiles
mkdir -p build/coverage/profiles
objects=()
for test in "${tests[@]}"; do
  program=$(find build/coverage/tests -name "$test" -type f -executable | head -n 1)
  # A crash of a test's child writes nothing; the others of a program share one file.
  LLVM_PROFILE_FILE="$PWD/build/coverage/profiles/$test-%m.profraw" \
    nice "$program" --gtest_brief=1 >"build/coverage/$test.log" 2>&1 ||
    printf '%s: a test failed, see build/coverage/%s.log\n' "$test" "$test"
  objects+=(-object "$program")
done
llvm-profdata-19 merge -sparse -o build/coverage/all.profdata build/coverage/profiles/*.profraw

cover() {
  llvm-cov-19 "$1" "${objects[@]:1}" -instr-profile=build/coverage/all.profdata "${@:2}"
}
sources=(actors commands config crypto ledger net persistence telemetry)
[[ ${#tests[@]} -gt 1 ]] || sources=(ledger)

cover show -show-branches=count -show-mcdc ledger >build/coverage/ledger.txt
cover report -show-region-summary=false -show-branch-summary -show-mcdc-summary "${sources[@]}"

# One line of figures for each folder.
cover export -summary-only "${sources[@]}" >build/coverage/summary.json
for source in "${sources[@]}"; do
  jq -r --arg folder "$source" --arg at "$PWD/$source/" '
    [.data[0].files[] | select(.filename | startswith($at)) | .summary] as $files
    | def share(what): ([$files[] | .[what]] | (map(.covered) | add) as $covered
        | (map(.count) | add) as $count
        | "\($covered) of \($count) \(what)"
          + if $count > 0 then " (\($covered * 1000 / $count | floor / 10) %)" else "" end);
    "\($folder): \(share("lines")), \(share("branches")), \(share("mcdc"))"
  ' build/coverage/summary.json
done

# Of all folders most branches that are ours are to be taken, of ledger/ every one.
[[ ${#sources[@]} -eq 1 ]] || cover export "${sources[@]}" | scripts/branches.py "${sources[@]}"
cover export ledger | scripts/branches.py ledger
