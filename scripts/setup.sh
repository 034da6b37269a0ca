#!/usr/bin/env bash
# Makes .venv and installs Cuedeck in it, editable and with pinned versions. Quick when nothing has changed.
#
#   scripts/setup.sh [EXTRA ...]      extras of pyproject.toml, such as: test
#
# CUEDECK_EXTRAS names those that everybody gets; CUEDECK_EXTRAS="" keeps to captions, a fifth of the size. The system's
# packages come first, so that nothing is begun that cannot be finished: scripts/packages.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
. scripts/lib.sh

STAMP=.venv/.installed # what it was made from, and the extras it has

make_environment() {
    local python
    python=$(find_python) ||
        fail "Cuedeck needs Python 3.11 or newer. If you have one under another name: PYTHON=/path/to/python make run"
    say "Making a virtual environment in .venv"
    rm -rf .venv
    "$python" -m venv .venv
    locked pip || say "Going on with the pip that came with $python."
}

install() { .venv/bin/python -m pip install -qq --disable-pip-version-check "$@"; }

# What requirements.lock has for these groups: exactly these versions, and no file whose hash is not written there.
locked() {
    .venv/bin/python scripts/dependencies/locked.py "$@" >.venv/locked.txt &&
        install --require-hashes --no-deps --requirement .venv/locked.txt
}

made_from() { cat pyproject.toml requirements.lock | sha256sum | cut -d' ' -f1; }

ENGINES="download language media speakers speech translation verify voice"

# The extras that were asked for and those that are there already, each once.
all_extras() { { cut -s -d' ' -f2- "$STAMP" 2>/dev/null || true; printf '%s\n' "$@"; } | tr ' ' '\n' | sort -u | xargs; }

# A virtual environment knows its own place: one that was moved or copied is made again.
in_place() { [ -x .venv/bin/python ] && grep -qF "$(pwd -P)/.venv" .venv/pyvenv.cfg; }

asked="$* ${CUEDECK_EXTRAS-$ENGINES}"
if [[ " $* " = *" test "* ]]; then # the tests leave out nothing
    asked="$* $ENGINES docs ocr sherpa whisper-cpp"
    PATH="$PWD/.venv/bin:$PATH" node_is_good || asked+=" build"
fi
# shellcheck disable=SC2086 # one word an extra
scripts/packages.sh $asked
alone
# shellcheck disable=SC2086
extras=$(all_extras $asked)
wanted="$(made_from) $extras"
if in_place && [ "$(cat "$STAMP" 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi
if ! in_place; then
    make_environment
fi
say "Installing Python packages${extras:+ (with: $extras)}"
groups="base setup $extras"
[[ " $extras " = *" test "* ]] && groups+=" generator" # pins a Typer older than ours, without which it works as well
# shellcheck disable=SC2086
locked $groups
install --no-deps --no-build-isolation --editable ".${extras:+[${extras// /,}]}"
printf '%s\n' "$wanted" >"$STAMP"
