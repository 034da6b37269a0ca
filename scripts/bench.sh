#!/usr/bin/env bash
# Runs the benchmarks, one after another: each measures us and a bare program in the same run.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh test
failed=0
for program in bench/*.py; do
    [ "$program" != bench/soak.py ] || continue # half an hour of its own: make soak
    printf '\n== %s\n' "$program"
    PATH="$PWD/.venv/bin:$PATH" PYTHONPATH="$PWD" .venv/bin/python "$program" || failed=1
done
exit "$failed" # 1 when one of them says that it missed its figure
