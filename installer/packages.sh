# SPDX-License-Identifier: GPL-3.0-or-later
# What Belay needs from the system, by package manager; sourced by installer/run and tests/run.
# Nothing here is run on its own.

apt_build="g++ cmake ninja-build pkg-config qt6-base-dev libqt6opengl6-dev qt6-charts-dev qt6-svg-dev qt6-tools-dev
 qt6-tools-dev-tools qt6-l10n-tools libgl-dev libcurl4-openssl-dev libssh2-1-dev nlohmann-json3-dev
 libsqlite3-dev libsqlitecpp-dev libexpected-dev libvalijson-dev libgit2-dev libyaml-cpp-dev"
apt_run="openssh-client openssh-server git tar fonts-dejavu-core"
apt_test="openssh-server openssh-client git elixir prometheus busybox-static procps ccache fonts-dejavu-core strace fish tcsh sudo
 dbus-daemon softhsm2 opensc krb5-kdc krb5-admin-server krb5-user openssh-tests poppler-utils
 prometheus-node-exporter prometheus-nginx-exporter haproxy nginx-light"

dnf_build="gcc-c++ cmake ninja-build pkgconf-pkg-config qt6-qtbase-devel qt6-qtcharts-devel qt6-qtsvg-devel
 qt6-qttools-devel libcurl-devel libssh2-devel json-devel sqlite-devel sqlitecpp-devel expected-devel
 valijson-devel libgit2-devel yaml-cpp-devel"
dnf_run="openssh-clients openssh-server git tar dejavu-sans-fonts"
dnf_test="openssh-server openssh-clients git elixir golang-github-prometheus busybox procps-ng ccache strace fish tcsh sudo
 dbus-daemon softhsm opensc krb5-server krb5-workstation poppler-utils"

brew_build="cmake ninja pkg-config qt curl libssh2 nlohmann-json sqlite sqlitecpp tl-expected valijson libgit2 yaml-cpp"
brew_run="git"
brew_test="elixir prometheus ccache poppler"

say() { printf '%s\n' "$*" >&2; }

# Prints those of the given packages that are not installed.
missing_packages() {
    manager=$1
    shift
    for package in "$@"; do
        case $manager in
        apt) dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || echo "$package" ;;
        dnf) rpm -q "$package" >/dev/null 2>&1 || echo "$package" ;;
        brew) brew list --versions "$package" >/dev/null 2>&1 || echo "$package" ;;
        esac
    done
}

# without_services COMMAND…: runs it with Debian's policy that no service is started, unless there is a policy
# already: the tests start the servers that they need by themselves, and none is to stay running.
without_services() {
    policy=/usr/sbin/policy-rc.d
    ours=
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null && $as_root chmod 755 "$policy" && ours=1
    fi
    "$@"
    result=$?
    [ -z "$ours" ] || $as_root rm -f "$policy"
    return "$result"
}

# install_packages SETS…: SETS are build, run, test. Says what it will install, asks unless told not to
# (BELAY_YES=1) or there is nobody to ask, and installs.
install_packages() {
    if command -v apt-get >/dev/null 2>&1; then
        manager=apt
    elif command -v dnf >/dev/null 2>&1; then
        manager=dnf
    elif command -v brew >/dev/null 2>&1; then
        manager=brew
    else
        say "belay: no apt, dnf or brew here. Install the packages named in installer/packages.sh yourself, then run this again."
        return 1
    fi
    wanted=
    for set in "$@"; do
        eval "wanted=\"\$wanted \$${manager}_${set}\""
    done
    # shellcheck disable=SC2086 # the lists are words on purpose
    missing=$(missing_packages "$manager" $wanted | sort -u | tr '\n' ' ')
    [ -n "${missing% }" ] || return 0
    say "belay: these packages are missing and will be installed with $manager: $missing"
    if [ "${BELAY_YES:-}" != 1 ] && [ -t 0 ] && [ -t 2 ]; then
        printf 'Install them now? [Y/n] ' >&2
        read -r answer
        case $answer in
        '' | y | Y | yes | Yes) ;;
        *) say "belay: nothing was installed."; return 1 ;;
        esac
    fi
    as_root=
    if [ "$(id -u)" != 0 ] && [ "$manager" != brew ]; then
        if ! command -v sudo >/dev/null 2>&1; then
            say "belay: installing needs root and there is no sudo. As root, run: $manager install $missing"
            return 1
        fi
        as_root=sudo
    fi
    # shellcheck disable=SC2086
    case $manager in
    apt)
        $as_root apt-get update -qq && without_services $as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends $missing >&2
        ;;
    dnf) $as_root dnf install -y $missing >&2 ;;
    brew) brew install $missing >&2 ;;
    esac || {
        say "belay: installing failed; the lines above say why. Nothing was built."
        return 1
    }
}

# build PRESET [TARGET…]: configures once, builds what changed.
build() {
    preset=$1
    shift
    launcher=
    command -v ccache >/dev/null 2>&1 && launcher=-DCMAKE_CXX_COMPILER_LAUNCHER=ccache
    prefix=
    command -v brew >/dev/null 2>&1 && prefix="-DCMAKE_PREFIX_PATH=$(brew --prefix);$(brew --prefix curl)"
    # shellcheck disable=SC2086
    cmake --preset "$preset" $launcher ${prefix:+"$prefix"} >&2 || return 1
    if [ $# -gt 0 ]; then
        cmake --build --preset "$preset" --target "$@" >&2
    else
        cmake --build --preset "$preset" >&2
    fi
}
