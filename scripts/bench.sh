#!/usr/bin/env bash
# Runs the benchmarks, all or those that are named, and keeps what they print in docs/benchmarks.md.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh test
PATH="$PWD/.venv/bin:$PATH" PYTHONPATH="$PWD" .venv/bin/python -m scripts.docs.benchmarks "$@"
