#!/usr/bin/env bash
# Format, lint, types, imports and the fast tests: what to run before a commit.
set -uo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
. scripts/lib.sh
scripts/setup.sh test || exit 1
speech_models >&2 || exit 1
keep_compiled
PATH="$PWD/.venv/bin:$PATH"
logs=$(mktemp -d)
tests_write_to_memory
trap 'rm -rf "$logs" "$in_memory"' EXIT
failed=0
results='passed|Success|kept|formatted' # the words of each program's last line; Python may say more when it ends

start() {
    local name=$1
    shift
    "$@" >"$logs/$name" 2>&1 &
    started[$!]=$name
}

declare -A started=()
start format ruff format --check .
start lint ruff check .
start types mypy
start imports lint-imports
# The tests in three processes, each of which collects its own share. The rooms of the second and third load the API
# and the page, which takes each two seconds; the first is the longest, and comes before them.
captions=(tests/captions)
api=(tests/api tests/cli tests/engines tests/job_types tests/media tests/security tests/structure tests/tasks)
fast_tests() { start "$1" nice -n "$2" python -m pytest -m "not slow and not server and not e2e" "${@:3}"; }
fast_tests captions 0 "${captions[@]}"
fast_tests api 5 "${api[@]}"
fast_tests others 5 tests "${captions[@]/#/--ignore=}" "${api[@]/#/--ignore=}"
for process in "${!started[@]}"; do
    name=${started[$process]}
    if wait "$process"; then
        printf '%-8s ok   %s\n' "$name" "$(grep -E "$results" "$logs/$name" | tail -n 1)"
    else
        failed=1
        printf '%-8s FAILED\n' "$name"
        cat "$logs/$name"
    fi
done
exit "$failed"
