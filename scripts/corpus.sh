#!/usr/bin/env bash
# The extra suite on files that nobody here wrote: those in the folder CUEDECK_CORPUS, and the printed examples of
# the documents in CUEDECK_DOCUMENTS.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
. scripts/lib.sh

for name in CUEDECK_CORPUS CUEDECK_DOCUMENTS; do
    [ -d "${!name:-}" ] || fail "$name is '${!name:-}', which is no folder: set it to the one that make corpus reads."
done
scripts/test.sh -m corpus "$@"
