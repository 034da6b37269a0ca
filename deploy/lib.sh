# Shared by the scripts beside it. Sourced after `cd` to the checkout.
# shellcheck shell=bash

say() { printf '%s\n' "$@" >&2; }

fail() {
    say "$@"
    exit 1
}

# need_package PACKAGE REASON: install a Debian package where we may, else say the line that does.
need_package() {
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        say "$2 Installing $1."
        apt-get install -y -qq --no-install-recommends "$1" >/dev/null 2>&1 && return
        apt-get update -qq && apt-get install -y -qq --no-install-recommends "$1" >/dev/null && return
    fi
    fail "$2 Install it, then run this again:" "    sudo apt-get install $1"
}

# want_package COMMAND PACKAGE REASON: the same for what we can do without; never fails.
want_package() {
    command -v "$1" >/dev/null && return
    (need_package "$2" "$3") || say "Going on without it."
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
