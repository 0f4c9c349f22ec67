# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by run and check: installs what is missing, configures and builds. Quiet; asks nothing.
# Functions: setup_packages SECTION.., setup_build TARGET..

root=$(cd "$(dirname "$0")/.." && pwd)
build=$root/build/release
log=$root/build/setup.log
configure_again=
mkdir -p "$root/build"

say() { printf '%s\n' "$*"; }
give_up() {
    printf 'syper: error: %s\n' "$*" >&2
    exit 1
}
# A line that replaces itself on a terminal, and is left out elsewhere.
status() { [ ! -t 1 ] || printf '\r\033[K%s' "$*"; }

packages_in() { # SECTION..
    for section in "$@"; do
        awk -v want="[$section]" '/^\[/ { on = ($0 == want); next } on && NF && !/^#/ { print $1 }' "$root/installer/packages"
    done
}

setup_packages() { # SECTION..
    command -v dpkg-query >/dev/null || give_up "this set-up is for Debian 12; on other systems install what installer/packages lists, then use cmake --preset release"
    wanted=$(packages_in "$@")
    missing=$(for p in $wanted; do
        dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null | grep -qx installed || echo "$p"
    done)
    [ -n "$missing" ] || return 0
    count=$(echo "$missing" | wc -l)
    if [ "$count" = 1 ]; then say "Installing $missing from Debian ..."
    else say "Installing $count packages from Debian (the first time some 700 MB) ..."
    fi
    sudo=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || give_up "$count packages are missing and only root can install them; run as root once: apt-get install $(echo $missing)"
        sudo="sudo -n"
        $sudo true 2>/dev/null || sudo=sudo
    fi
    export DEBIAN_FRONTEND=noninteractive
    if ! { $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends $missing; } </dev/null >"$log" 2>&1; then
        $sudo apt-get update -qq >/dev/null 2>&1 || give_up "the package lists cannot be fetched; check the network and /etc/apt, then run this again (log: $log)"
        give_up "apt-get could not install all of: $(echo $missing); see the end of $log, then run this again"
    fi
    configure_again=1 # an earlier configuration did not find what they bring
}

# Ninja's "[12/345] ..." lines as a percentage.
build_progress() {
    awk -v tty="$([ -t 1 ] && echo 1)" '
        match($0, /^\[[0-9]+\/[0-9]+\]/) {
            split(substr($0, 2, RLENGTH - 2), n, "/"); p = int(100 * n[1] / n[2])
            if (tty) printf "\r\033[KBuilding %d%%", p
            else if (p >= next_at) { printf "Building %d%%\n", p; next_at = p - p % 25 + 25 }
            fflush()
        }
        END { if (tty) printf "\r\033[K" }'
}

setup_build() { # TARGET..
    cd "$root" || exit 1
    if [ ! -f "$build/build.ninja" ] || [ -n "$configure_again" ]; then
        status "Configuring"
        cmake --preset release >"$log" 2>&1 || give_up "configuring failed; see the end of $log"
    fi
    # Two jobs for each 4 GiB at most: a torch file takes up to 1.5 GiB to compile.
    jobs=$(awk -v cores="$(nproc)" '/MemTotal/ { m = int($2 / 2097152); print (m < 1 ? 1 : m < cores ? m : cores) }' /proc/meminfo)
    { ninja -C "$build" -j "$jobs" "$@" 2>&1 || echo failed >"$build/failed"; } | tee "$log" | build_progress
    if [ -f "$build/failed" ]; then
        rm -f "$build/failed"
        grep -m1 -A12 -E '^FAILED|error:' "$log" >&2
        give_up "the build failed; all of it is in $log"
    fi
}
