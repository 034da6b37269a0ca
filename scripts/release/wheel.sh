#!/usr/bin/env bash
# Makes the wheel and the source package in a folder: the built page and the migrations are in both, so that
# `pip install` needs no checkout and no Node.
#
#   scripts/release/wheel.sh FOLDER
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=scripts/lib.sh
. scripts/lib.sh
target=$(mkdir -p "$1" && cd "$1" && pwd)

scripts/build.sh
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
tar --exclude=__pycache__ --exclude=_installed --create \
    app cuedeck models tasks alembic alembic.ini rxconfig.py pyproject.toml README.md LICENSE | tar -x -C "$stage"
installed=$stage/app/_installed
mkdir -p "$installed/web/build"
mv "$stage/alembic" "$stage/alembic.ini" "$stage/rxconfig.py" "$installed/"
cp -r .web/build/client "$installed/web/build/"
cp -r .web/backend .web/reflex.json "$installed/web/"
python=$PWD/.venv/bin/python
make_both='
import sys
from setuptools import build_meta
folder = sys.argv[1]  # what is built changes the arguments
print(build_meta.build_sdist(folder))
print(build_meta.build_wheel(folder))
'
log=$(mktemp)
(cd "$stage" && "$python" -c "$make_both" "$target") >"$log" 2>&1 || fail "$(tail -n 20 "$log")" "The whole log is in $log"
tail -n 1 "$log"
rm -f "$log"
