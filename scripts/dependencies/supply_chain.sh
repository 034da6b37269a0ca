#!/usr/bin/env bash
# What CI asks of all packages: Python's and the page's come from their locks, file by file with the hash written there;
# their licences are listed, each has a wheel for arm64 as well, and nothing is known to be wrong with one. A registry
# that offers no list of vulnerabilities is told, and fails nothing. Leaves the bill of materials in .docs/sbom.json.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=scripts/lib.sh
. scripts/lib.sh

kept() { sha256sum requirements.lock reflex.lock/*.json; }

before=$(kept)
scripts/setup.sh test
scripts/build.sh
.venv/bin/python -m scripts.dependencies.sbom
[ "$before" = "$(kept)" ] ||
    fail "The page was built of packages that its lock does not name: look at git diff reflex.lock, and commit it if it is meant."
scripts/dependencies/arm64.sh
code=0
scripts/dependencies/audit.sh || code=$?
[ "$code" -ne 2 ] || code=0
exit "$code"
