#!/usr/bin/env bash
# Builds the page once into .web; nothing happens until something that a page is made from changes.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
. scripts/lib.sh

STAMP=.web/build/.made-from
export PATH="$PWD/.venv/bin:$PATH"

# Everything that a page can import, so all of app but the API, the command line and the supervisor.
made_from() {
    { find rxconfig.py constraints.txt app models assets reflex.lock -type f \
        ! -path 'app/api/*' ! -path 'app/cli/*' ! -path 'app/supervisor/*' ! -name '*.pyc' ! -name '*.po' -print0 2>/dev/null || true; } |
        LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}

export_page() {
    # npm's own settings decide the registry; without this, Reflex measures some of its own choice.
    NPM_CONFIG_REGISTRY=${NPM_CONFIG_REGISTRY:-$(npm config get registry 2>/dev/null)}
    export NPM_CONFIG_REGISTRY npm_config_fetch_retries=3 npm_config_omit_lockfile_registry_resolved=true
    export REFLEX_TELEMETRY_ENABLED=false REFLEX_CHECK_LATEST_VERSION=false REFLEX_USE_NPM=true
    export REFLEX_DIR="$PWD/.venv/share/reflex" CUEDECK_DATA_DIR="$PWD/.web/data"
    .venv/bin/reflex export --frontend-only --no-zip
}

# Reflex writes this file in another order at each build; in one order, only real changes show.
tidy_lock() {
    local file=reflex.lock/package.json
    .venv/bin/python -m json.tool --sort-keys --indent 2 "$file" "$file.new" && mv "$file.new" "$file"
}

alone
[ "$(cat "$STAMP" 2>/dev/null)" = "$(made_from)" ] && exit 0
if ! node_is_good; then
    exec 9<&- # the lock is for whoever sets up
    scripts/setup.sh build
    alone
fi
say "Building the page; this takes about half a minute the first time"
log=$(mktemp)
if ! export_page >"$log" 2>&1; then
    # The cause stands far above npm's own account of what it was doing.
    { grep -E '^npm error|[Ee]rror:' "$log" || cat "$log"; } | tail -n 20 >&2
    fail "The page could not be built; the whole log is in $log"
fi
rm -f "$log"
tidy_lock
made_from >"$STAMP"
