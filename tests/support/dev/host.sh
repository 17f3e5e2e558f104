# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

# What the private root needs of this machine: a right to make it, a mirror, debootstrap.
# shellcheck disable=SC2016 # $(ORIGIN) and the like are apt's
# shellcheck disable=SC2034 # root.sh uses what is set here

PRIVILEGE=      # root, userns or sudo
MIRROR=         # URI of the Debian archive
DEBOOTSTRAP=    # the program
DEBOOTSTRAP_DIR= # its files, where not in the usual place
KEYRING=        # the Debian archive's keys

# The options of unshare that make us root of an own user namespace: the ids of the calling user stay what they are,
# all others come from /etc/subuid and /etc/subgid.
userns_options() {
    echo "--user --map-user=$(id -u) --map-group=$(id -g) --map-auto --setuid 0 --setgid 0"
}

# Prints why user namespaces cannot be used; nothing if they can.
userns_problem() {
    local user error
    user=$(id -un)
    # shellcheck disable=SC2046 # one word per option
    error=$(unshare $(userns_options) -mpf --mount-proc true 2>&1) && return
    if ! unshare --help 2>&1 | grep -q -- --map-auto; then
        echo "unshare has no --map-auto (util-linux 2.38 or later is needed)"
    elif ! command -v newuidmap >/dev/null || ! command -v newgidmap >/dev/null; then
        echo "newuidmap and newgidmap are missing (package uidmap)"
    elif ! grep -qsE "^($user|$(id -u)):" /etc/subuid; then
        echo "/etc/subuid has no line for $user (as root: usermod --add-subuids 100000-165535 $user)"
    elif ! grep -qsE "^($user|$(id -u)):" /etc/subgid; then
        echo "/etc/subgid has no line for $user (as root: usermod --add-subgids 100000-165535 $user)"
    elif [[ $(cat /proc/sys/kernel/apparmor_restrict_unprivileged_userns 2>/dev/null) == 1 ]]; then
        echo "AppArmor forbids them (as root: sysctl kernel.apparmor_restrict_unprivileged_userns=0)"
    else
        echo "the kernel refuses them: ${error:-no reason given}"
    fi
}

# Prints why sudo cannot be used; nothing if it can.
sudo_problem() {
    if ! command -v sudo >/dev/null; then
        echo "not installed"
    elif sudo -n true 2>/dev/null; then
        return
    elif [[ ! -t 0 || ! -t 2 ]]; then
        echo "asks for a password, and there is no terminal to ask on"
    else
        say "Working in the private Debian root needs sudo."
        sudo -v || echo "it does not let $(id -un) in"
    fi
}

# Sets PRIVILEGE. An ordinary user has two ways; a root that is there already says which.
find_privilege() {
    local way problem problems='' error
    local -a ways=(userns sudo)
    if ((EUID == 0)); then
        error=$(unshare -mpf --mount-proc true 2>&1) ||
            die "this is root, but may not make mount and PID namespaces (${error:-no reason given}). A container needs CAP_SYS_ADMIN for that."
        PRIVILEGE=root
        return
    fi
    if [[ -n ${KONTO_PRIVILEGE:-} ]]; then
        ways=("$KONTO_PRIVILEGE")
    elif [[ -d $CACHE/root-$SUITE ]]; then
        ways=(sudo userns)
    fi
    for way in "${ways[@]}"; do
        case $way in
        userns) problem=$(userns_problem) ;;
        sudo) problem=$(sudo_problem) ;;
        *) die "KONTO_PRIVILEGE is '$way'; it can be userns or sudo" ;;
        esac
        if [[ -z $problem ]]; then
            PRIVILEGE=$way
            return
        fi
        problems+=$'\n'"  ${way/userns/user namespaces}: $problem"
    done
    die "the private Debian root needs one of root, sudo or user namespaces, and there is none:
  root: you are $(id -un) ($(id -u))$problems"
}

# Runs a command as root of the machine; only where PRIVILEGE is root or sudo.
as_root() {
    if [[ $PRIVILEGE == sudo ]]; then
        sudo -- "$@"
    else
        "$@"
    fi
}

# apt-get with lists and packages of its own, for a user who may not change the system's.
apt_private() {
    local dir=$CACHE/tools/apt
    mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial"
    apt-get -o Dir::State::Lists="$dir/lists" -o Dir::Cache="$dir/cache" -o APT::Sandbox::User= -o Debug::NoLocking=1 "$@"
}

# Where apt-get's lists are: APT is the command to ask. An empty system gets its lists first.
APT=apt-get
apt_lists() {
    [[ $APT == apt-get ]] || return 0
    [[ -n $(apt-get indextargets --format '$(ORIGIN)' 'Created-By: Packages' 2>/dev/null | head -n 1) ]] && return 0
    if [[ $PRIVILEGE == userns ]]; then
        APT=apt_private
    fi
    say "Fetching this system's package lists"
    if [[ $APT == apt-get ]]; then
        as_root apt-get update -q >>"$LOG" 2>&1 || die "apt-get update failed, see $LOG"
    else
        apt_private update -q >>"$LOG" 2>&1 || true
    fi
}

# Sets MIRROR: KONTO_MIRROR, else the main Debian archive apt uses here.
find_mirror() {
    local uri
    if [[ -n ${KONTO_MIRROR:-} ]]; then
        MIRROR=$KONTO_MIRROR
        return
    fi
    command -v apt-get >/dev/null ||
        die "this system has no apt to take a Debian mirror from. Give one in the environment: KONTO_MIRROR=URL"
    apt_lists
    uri=$($APT indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        awk -F'|' '$1 == "Debian" && $2 == "Debian" { print $3; exit }')
    if [[ $uri == mirror+file:* ]]; then
        uri=${uri#mirror+file:}
        uri=$(awk '/^[a-z]+:/ { print $1; exit }' "${uri%/}" 2>/dev/null || true)
    fi
    [[ $uri == *://* || $uri == file:* ]] ||
        die "apt on this system uses no Debian archive (this seems to be $(. /etc/os-release && echo "${PRETTY_NAME:-another system}")).
Give a Debian mirror in the environment: KONTO_MIRROR=URL ./dev ...
Its keys come with the package debian-archive-keyring, which ./dev installs together with debootstrap where apt has it."
    MIRROR=$uri
}

# Sets DEBOOTSTRAP and KEYRING, installing them if needed.
find_debootstrap() {
    local tools=$CACHE/tools
    local -a wanted=()
    KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
    DEBOOTSTRAP=$(command -v debootstrap || true)
    [[ -n $DEBOOTSTRAP ]] || wanted+=(debootstrap)
    [[ -r $KEYRING ]] || wanted+=(debian-archive-keyring)
    ((${#wanted[@]} > 0)) || return 0
    command -v apt-get >/dev/null ||
        die "missing: ${wanted[*]}. Install them with this system's package manager."
    if [[ $PRIVILEGE == userns ]]; then
        find_debootstrap_private "$tools" "${wanted[@]}"
        return
    fi
    say "Installing ${wanted[*]}"
    apt_lists
    if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${wanted[@]}" >>"$LOG" 2>&1; then
        as_root apt-get update -q >>"$LOG" 2>&1 || true
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${wanted[@]}" >>"$LOG" 2>&1 ||
            die "could not install ${wanted[*]}, see $LOG"
    fi
    DEBOOTSTRAP=$(command -v debootstrap) || die "debootstrap was installed, but cannot be found"
}

# Without root: the packages are unpacked beside the root instead of installed.
find_debootstrap_private() {
    local tools=$1 package
    shift
    mkdir -p "$tools/bin" "$tools/debs"
    for package; do
        [[ -e $tools/.$package ]] && continue
        say "Unpacking $package into $tools (no root to install it)"
        apt_lists
        (cd "$tools/debs" && rm -f "${package}"_*.deb && $APT download "$package" >>"$LOG" 2>&1) || {
            # The system's lists may name a version the mirror no longer has.
            APT=apt_private
            apt_private update -q >>"$LOG" 2>&1 || true
            (cd "$tools/debs" && apt_private download "$package" >>"$LOG" 2>&1) || die "could not download $package, see $LOG"
        }
        dpkg -x "$tools/debs/${package}"_*.deb "$tools"
        touch "$tools/.$package"
    done
    if [[ ! -r $KEYRING ]]; then
        KEYRING=$tools$KEYRING
    fi
    if [[ -z $DEBOOTSTRAP ]]; then
        DEBOOTSTRAP=$tools/usr/sbin/debootstrap
        DEBOOTSTRAP_DIR=$tools/usr/share/debootstrap
    fi
    # debootstrap downloads with wget; apt's own downloader does as well.
    if ! command -v wget >/dev/null; then
        cat >"$tools/bin/wget" <<'END'
#!/bin/sh
dest=
while [ $# -gt 1 ]; do
    if [ "$1" = -O ]; then
        dest=$2
        shift
    fi
    shift
done
exec /usr/lib/apt/apt-helper -o APT::Sandbox::User=root download-file "$1" "$dest"
END
        chmod 755 "$tools/bin/wget"
    fi
}
