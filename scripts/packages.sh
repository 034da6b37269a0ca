#!/usr/bin/env bash
# Installs the system packages that are missing: as root with apt-get, otherwise by printing the one line that does.
#
#   scripts/packages.sh [EXTRA ...]      extras of pyproject.toml, such as: media test
#
# Tests need every package. The product needs only Python's: it says itself what it cannot do without the others.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
. scripts/lib.sh

chromium=chromium
grep -qsx 'ID=ubuntu' /etc/os-release && chromium=chromium-browser

# extra, package, and what shows that it is there: any of these programs and files
TABLE="
media        ffmpeg                 ffmpeg
media        ffmpeg                 ffprobe
translation  apertium               apertium
translation  apertium-eng-spa       /usr/share/apertium/modes/eng-spa.mode
voice        espeak-ng              espeak-ng
test         $chromium              ${CUEDECK_CHROMIUM:-} chromium chromium-browser google-chrome
test         caddy                  caddy
test         curl                   curl
test         default-jdk-headless   javac
test         golang-go              go
test         iproute2               ip
test         libatomic1             /usr/lib*/libatomic.so.1 /usr/lib/*/libatomic.so.1
test         libgoogle-gson-java    ${CUEDECK_GSON_JAR:-} /usr/share/java/gson.jar
test         nginx                  nginx /usr/sbin/nginx
test         openssl                openssl
test         php-cli                php
test         php-guzzlehttp-guzzle  /usr/share/php/GuzzleHttp/autoload.php
test         postgresql             initdb /usr/lib/postgresql/*/bin/initdb
test         rabbitmq-server        rabbitmq-server /usr/lib/rabbitmq/bin/rabbitmq-server
test         ruby                   ruby
test         systemd                systemd-analyze
test         util-linux             setpriv
"

there() {
    local sign
    for sign in "$@"; do
        if command -v "$sign" >/dev/null || { [[ $sign = /* ]] && compgen -G "$sign" >/dev/null; }; then
            return
        fi
    done
    return 1
}

missing_python() {
    local python
    if ! python=$(find_python); then
        command -v python3 >/dev/null || echo python3-venv # scripts/setup.sh tells of one that is too old
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        [[ $python = python3.* ]] && echo "$python-venv" || echo python3-venv
    fi
}

missing_for() {
    local extra package signs
    set -f # a sign is looked for as it stands
    while read -r extra package signs; do
        # shellcheck disable=SC2086 # one word a sign
        if [[ " $* " = *" $extra "* ]] && ! there $signs; then
            echo "$package"
        fi
    done <<<"$TABLE" | sort -u
}

install() {
    export DEBIAN_FRONTEND=noninteractive
    local options=(-qq -o DPkg::Lock::Timeout=600)
    apt-get update "${options[@]}" || say "Going on with the package lists of before."
    apt-get install "${options[@]}" --yes --no-install-recommends "$@" >/dev/null
}

venv=$(missing_python)
packages=$(echo $venv $(missing_for "$@"))
[ -n "$packages" ] || exit 0
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    say "Installing system packages: $packages"
    # shellcheck disable=SC2086 # one word a package
    install $packages && exit 0
fi
line="sudo apt-get install --no-install-recommends $packages"
if [ -n "$venv" ] || [[ " $* " = *" test "* ]]; then
    fail "First install what is missing: $line"
fi
say "Starting without what some jobs need; to install it: $line"
