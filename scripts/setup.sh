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

PIP=pip==26.3 # finds the same packages in a third of the time of the one that comes with Python 3.11
GENERATOR=openapi-python-client==0.29.1
STAMP=.venv/.installed # what it was made from, and the extras it has

make_environment() {
    local python
    python=$(find_python) ||
        fail "Cuedeck needs Python 3.11 or newer. If you have one under another name: PYTHON=/path/to/python make run"
    say "Making a virtual environment in .venv"
    rm -rf .venv
    "$python" -m venv .venv
    install "$PIP" || say "Going on with the pip that came with $python."
}

install() { .venv/bin/python -m pip install -qq --disable-pip-version-check "$@"; }

made_from() { cat pyproject.toml constraints.txt | sha256sum | cut -d' ' -f1; }

ENGINES="download media speakers speech translation verify voice"

# The extras that were asked for and those that are there already, each once.
all_extras() { { cut -s -d' ' -f2- "$STAMP" 2>/dev/null || true; printf '%s\n' "$@"; } | tr ' ' '\n' | sort -u | xargs; }

# A virtual environment knows its own place: one that was moved or copied is made again.
in_place() { [ -x .venv/bin/python ] && grep -qF "$(pwd -P)/.venv" .venv/pyvenv.cfg; }

asked="$* ${CUEDECK_EXTRAS-$ENGINES}"
if [[ " $* " = *" test "* ]]; then # the tests leave out nothing
    asked="$* $ENGINES docs"
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
install --constraint constraints.txt --editable ".${extras:+[${extras// /,}]}"
case " $extras " in
    *" test "*) # pins a Typer older than ours, without which it works as well
        install --no-deps "$GENERATOR" ;;
esac
printf '%s\n' "$wanted" >"$STAMP"
