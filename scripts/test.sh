#!/usr/bin/env bash
# Every test, the ones in a real browser included, three files at a time: of two, one is often waiting for a page
# or a process, and two processors idle. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
. scripts/lib.sh

scripts/setup.sh test # the page is built by the first test that needs it, beside others
speech_models
keep_compiled
tests_write_to_memory
trap 'rm -rf "$in_memory"' EXIT
PATH="$PWD/.venv/bin:$PATH" .venv/bin/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder "$@"
