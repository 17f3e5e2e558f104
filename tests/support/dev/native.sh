# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

# Does this system have what Konto needs? Only files are read; nothing is compiled or changed.

# CMake packages and the least version of each. KDE PIM 6.8 is Gear 26.08.
NATIVE_PACKAGES="
KPim6Akonadi 6.8.0
KPim6AkonadiMime 6.8.0
KPim6IMAP 6.8.0
KPim6IdentityManagementCore 6.8.0
KPim6MailTransport 6.8.0
KF6Config 6.20.0
KF6I18n 6.20.0
KF6Mime 6.20.0
ECM 6.20.0
Qt6 6.10.0
QCoro6 0.10
Qt6Keychain 0.14
"
NATIVE_COMMANDS="c++ cmake ninja ccache pkg-config python3"
NATIVE_GCC=14
# The same, as versions of Debian packages.
NATIVE_DEBIAN="
libakonadi-dev 4:26.08~
qt6-base-dev 6.10
"

version_at_least() {
    [[ $(printf '%s\n%s\n' "$2" "$1" | LC_ALL=C sort -V | head -n 1) == "$2" ]]
}

# The version of a CMake package, or nothing.
cmake_package_version() {
    local name=$1 prefix file
    local -a prefixes
    IFS=: read -r -a prefixes <<<"${CMAKE_PREFIX_PATH:-}:/usr/local:/usr"
    for prefix in "${prefixes[@]}"; do
        [[ -n $prefix ]] || continue
        for file in "$prefix"/{lib64,lib,lib/*-linux-*,share}/{cmake/"$name","$name"/cmake}/"$name"Config{VersionImpl,Version,-version}.cmake; do
            [[ -r $file ]] || continue
            sed -n 's/^ *set(PACKAGE_VERSION "\{0,1\}\([0-9][0-9.]*\)"\{0,1\}).*/\1/p' "$file" | head -n 1
            return
        done
    done
}

# Prints one line for each thing that is missing or too old to build Konto here.
native_missing() {
    local name wanted found command major
    while read -r name wanted; do
        [[ -n $name ]] || continue
        found=$(cmake_package_version "$name")
        if [[ -z $found ]]; then
            echo "$name $wanted (missing)"
        elif ! version_at_least "$found" "$wanted"; then
            echo "$name $wanted (here: $found)"
        fi
    done <<<"$NATIVE_PACKAGES"
    for command in $NATIVE_COMMANDS; do
        command -v "$command" >/dev/null || echo "$command (missing)"
    done
    if command -v c++ >/dev/null && ! c++ --version | grep -q clang; then
        major=$(c++ -dumpversion)
        ((${major%%.*} >= NATIVE_GCC)) || echo "GCC $NATIVE_GCC (here: $major)"
    fi
}

# Could apt install new enough libraries on this system?
native_apt_can() {
    local name wanted candidate
    command -v apt-cache >/dev/null && command -v dpkg >/dev/null || return 1
    while read -r name wanted; do
        [[ -n $name ]] || continue
        candidate=$(LC_ALL=C apt-cache policy "$name" 2>/dev/null | sed -n 's/^ *Candidate: //p')
        [[ -n $candidate && $candidate != "(none)" ]] || return 1
        dpkg --compare-versions "$candidate" ge "$wanted" || return 1
    done <<<"$NATIVE_DEBIAN"
}

# The packages of our list that are not installed.
native_debian_missing() {
    local package
    for package in $(package_list); do
        [[ $(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null) == ii* ]] || echo "$package"
    done
}

# Offers to install what is missing; true if it was installed.
native_offer() {
    local -a packages asroot=()
    mapfile -t packages < <(native_debian_missing)
    ((${#packages[@]} > 0)) || return 0
    say "This system's KDE is new enough. These ${#packages[@]} packages are missing:"
    say "  ${packages[*]}"
    if ((EUID != 0)); then
        if ! command -v sudo >/dev/null; then
            say "Installing them needs root, and there is no sudo here."
            return 1
        fi
        asroot=(sudo)
    fi
    if ! confirm "Install them with apt-get?"; then
        say "Not installed (-y or KONTO_YES=1 says yes)."
        return 1
    fi
    "${asroot[@]}" apt-get install -y --no-install-recommends "${packages[@]}" >&2
}

# Prints where to work: native or root.
choose_place() {
    local missing
    case ${KONTO_MODE:-} in
    native | root)
        echo "$KONTO_MODE"
        return
        ;;
    '') ;;
    *) die "KONTO_MODE is '$KONTO_MODE'; it can be native or root" ;;
    esac
    missing=$(native_missing)
    if [[ -z $missing ]]; then
        # The libraries are here; the servers the tests talk to may not be. Tests without their server are skipped visibly.
        if native_apt_can; then
            native_offer || true
        fi
        echo native
        return
    fi
    # Whoever has a root already has been asked, and gets native work with -y.
    if { [[ ${KONTO_YES:-} == 1 ]] || ! compgen -G "$CACHE/root-$SUITE*/etc/konto-root" >/dev/null; } &&
        native_apt_can && native_offer && missing=$(native_missing) && [[ -z $missing ]]; then
        echo native
        return
    fi
    if [[ ${KONTO_VERBOSE:-} == 1 ]]; then
        say "Not native, because this system lacks: ${missing//$'\n'/, }"
    fi
    echo root
}
