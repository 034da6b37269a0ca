#!/usr/bin/env bash
# Builds the documentation as a site in .docs/site; a broken link fails.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
. scripts/lib.sh
scripts/setup.sh docs
.venv/bin/python -m scripts.docs.site
log=$(mktemp)
if ! .venv/bin/zensical build --strict --config-file .docs/mkdocs.yml >"$log" 2>&1; then
    sed 's/\x1b\[[0-9;]*m//g' "$log" >&2
    rm -f "$log"
    fail "The documentation could not be built; see above."
fi
rm -f "$log"
say "The documentation is in .docs/site: open $PWD/.docs/site/index.html in a browser," \
    "or serve it with: python3 -m http.server --directory .docs/site 8001"
