#!/usr/bin/env bash
# The extra suite on files that nobody here wrote: in the folder CUEDECK_CORPUS, or beside the checkout.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
. scripts/lib.sh

export CUEDECK_CORPUS="${CUEDECK_CORPUS:-$PWD/../shared/corpus}"
[ -d "$CUEDECK_CORPUS" ] || fail "The corpus is not at $CUEDECK_CORPUS: set CUEDECK_CORPUS to its folder."
scripts/test.sh -m corpus "$@"
