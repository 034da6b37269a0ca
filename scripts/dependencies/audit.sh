#!/usr/bin/env bash
# What the registries know to be wrong with the packages that are pinned: pip-audit for Python, npm audit for the page.
# Exits with 1 when one has a known vulnerability, with 2 when a registry offers no such list.
set -uo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=scripts/lib.sh
. scripts/lib.sh
scripts/setup.sh audit build || exit 2
PATH="$PWD/.venv/bin:$PATH"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
worst=0

# name, exit code, what was printed: a list that could not be had is not the same as one without an entry
told() {
    local name=$1 code=$2 said=$3
    if [ "$code" -eq 0 ] && ! grep -q '"skip_reason"' "$said"; then
        say "$name: nothing is known."
    elif grep -qE '"(fix_versions|via)"' "$said"; then
        say "$name: there are known vulnerabilities." "$(cat "$said")"
        worst=1
    else
        say "$name: the registry has no list of vulnerabilities. $(tail -n 1 "$said.log")"
        [ "$worst" -eq 1 ] || worst=2
    fi
}

groups=$(sed -n 's/^# for //p' requirements.lock | tr ' ' '\n' | sort -u | xargs)
# shellcheck disable=SC2086
.venv/bin/python scripts/dependencies/locked.py $groups >"$work/locked.txt"
.venv/bin/pip-audit --requirement "$work/locked.txt" --require-hashes --disable-pip --no-deps --progress-spinner off \
    --format json >"$work/python" 2>"$work/python.log"
told "Python packages" $? "$work/python"
cp reflex.lock/package.json reflex.lock/package-lock.json "$work"
(cd "$work" && npm audit --package-lock-only --json >npm 2>npm.log)
told "Packages of the page" $? "$work/npm"
exit "$worst"
