#!/usr/bin/env bash
# Whether every package of requirements.lock can be installed on Linux for arm64 as it is locked: from a wheel, whose hash
# is in the lock. Nothing is installed here.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=scripts/lib.sh
. scripts/lib.sh

platforms=(--platform manylinux2014_aarch64)
for glibc in 17 24 26 27 28 31 34 35 36; do # Debian 12, the image's base, has 2.36
    platforms+=(--platform "manylinux_2_${glibc}_aarch64")
done
log=$(mktemp)
.venv/bin/pip install --dry-run --ignore-installed --target "$log.d" "${platforms[@]}" --python-version 3.11 \
    --only-binary=:all: --no-deps --require-hashes -r requirements.lock >"$log" 2>&1 ||
    fail "$(grep ERROR "$log" || tail -n 5 "$log")" "A package has no locked wheel for arm64; the whole log is in $log"
say "$(grep -c '^[a-z].*==' requirements.lock) packages have a locked wheel for arm64"
rm -f "$log"
