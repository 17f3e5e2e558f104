#!/bin/bash
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

# The first process of the namespaces root.sh makes. Started by it only; it is root here (of the machine or of a user
# namespace). When it ends, the kernel ends everything it started and forgets its mounts.
#
#   make       Debian base system and packages into KONTO_ROOT
#   packages   bring the packages of KONTO_ROOT up to date
#   enter      run a command in KONTO_ROOT as KONTO_UID
#   remove     delete KONTO_ROOT

set -euo pipefail
: "$KONTO_ROOT" "$KONTO_FIFO" "${KONTO_UID:=}" "${KONTO_GID:=}" "${KONTO_DIR:=}"
# shellcheck source=tests/support/dev/common.sh
. "$HERE/common.sh"
export LC_ALL=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
umask 022
R=$KONTO_ROOT
# Exit status when something could not be fetched; what is there is sound.
NO_NETWORK=75

# Waits until the ./dev that started us is gone.
wait_for_parent_end() {
    read -r -u 9 || true
}

# Runs a command in the foreground, so Ctrl-C reaches it through the terminal and it can clean up. When the ./dev that
# started us is gone, the command gets SIGTERM and 20 seconds later everything here is killed.
supervise_foreground() {
    local status=0 pidfile
    pidfile=$(mktemp)
    exec 9<"$KONTO_FIFO"
    (
        trap '' INT
        wait_for_parent_end
        kill -TERM "$(cat "$pidfile")"
        rm -f "$pidfile"
        sleep 20
        kill -KILL -1
    ) </dev/null >/dev/null 2>&1 &
    trap : INT TERM HUP
    # shellcheck disable=SC2016 # expanded by that shell
    bash -c 'exec 9<&-; echo $$ >"$0"; exec "$@"' "$pidfile" "$@" || status=$?
    rm -f "$pidfile"
    return "$status"
}

# Runs a command that asks nothing: Ctrl-C, SIGTERM and the end of the ./dev that started us end it within 5 seconds.
supervise_background() {
    local status=0 stop=0 command watcher
    exec 9<"$KONTO_FIFO"
    trap 'stop=1' INT TERM HUP
    "$@" </dev/null 9<&- &
    command=$!
    wait_for_parent_end </dev/null >/dev/null 2>&1 &
    watcher=$!
    wait -n "$command" "$watcher" || status=$?
    if ((stop)) || kill -0 "$command" 2>/dev/null; then
        kill -TERM "$command" 2>/dev/null || true
        for ((stop = 50; stop > 0; stop--)); do
            kill -0 "$command" 2>/dev/null || break
            sleep 0.1
        done
        return 130
    fi
    kill "$watcher" 2>/dev/null || true
    return "$status"
}

mount_root() {
    local node
    mkdir -p "$R/dev" "$R/run"
    # debootstrap mounts this and makes the links below itself, and stumbles over them.
    if [[ -e $R/etc/konto-base ]]; then
        mount -t proc proc "$R/proc"
    fi
    mount -t tmpfs -o mode=755 tmpfs "$R/dev"
    for node in null zero full random urandom tty; do
        : >"$R/dev/$node"
        mount --bind "/dev/$node" "$R/dev/$node"
    done
    mkdir "$R/dev/pts" "$R/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$R/dev/pts"
    mount -t tmpfs -o mode=1777 tmpfs "$R/dev/shm"
    ln -s pts/ptmx "$R/dev/ptmx"
    if [[ -e $R/etc/konto-base ]]; then
        ln -s /proc/self/fd "$R/dev/fd"
        ln -s /proc/self/fd/0 "$R/dev/stdin"
        ln -s /proc/self/fd/1 "$R/dev/stdout"
        ln -s /proc/self/fd/2 "$R/dev/stderr"
    fi
    mount -t tmpfs -o mode=755 tmpfs "$R/run"
    mkdir -m 1777 "$R/run/lock"
}

in_root() {
    printf '[%(%T)T] %s\n' -1 "${*:1:4}" >>"$KONTO_LOG"
    # eatmydata spares dpkg its many fsync calls: a half-written root is made again anyway.
    chroot "$R" env -i PATH="$PATH" LC_ALL=C.UTF-8 HOME=/root DEBIAN_FRONTEND=noninteractive LD_PRELOAD=libeatmydata.so \
        ${KONTO_PROXY:+http_proxy="$KONTO_PROXY"} "$@"
}

make_base() {
    local -a options=(--variant=minbase "--include=ca-certificates,eatmydata" "--keyring=$KONTO_KEYRING" "--cache-dir=$KONTO_ARCHIVES")
    local lines=0
    progress "[1/4] Debian base system" 0
    # debootstrap then neither makes device files (a user namespace has no mknod, and they are there already) nor
    # takes a container for something special.
    export container=lxc
    export http_proxy=${KONTO_PROXY:-}
    [[ -n $http_proxy ]] || unset http_proxy
    PATH=$PATH:$KONTO_TOOLS "$KONTO_DEBOOTSTRAP" "${options[@]}" "$KONTO_SUITE" "$R" "$KONTO_MIRROR" "$KONTO_SCRIPT" 2>&1 </dev/null |
        while IFS= read -r line; do
            printf '%s\n' "$line" >>"$KONTO_LOG"
            lines=$((lines + 1))
            progress "[1/4] Debian base system" $((lines < BASE_LINES ? lines * 100 / BASE_LINES : 99))
        done
    progress_last=99
    progress_label="[1/4] Debian base system"
    progress "[1/4] Debian base system" 100
    progress_done
}
# What debootstrap prints for a minbase root, about.
BASE_LINES=400

configure_root() {
    chmod 1777 "$R/tmp"
    printf '#!/bin/sh\nexit 101\n' >"$R/usr/sbin/policy-rc.d"
    chmod 755 "$R/usr/sbin/policy-rc.d"
    cp -L /etc/resolv.conf "$R/etc/resolv.conf" 2>/dev/null || true
    printf '127.0.0.1 localhost\n::1 localhost\n' >"$R/etc/hosts"
    echo "deb $KONTO_MIRROR $KONTO_SUITE main" >"$R/etc/apt/sources.list"
    cat >"$R/etc/apt/apt.conf.d/50konto" <<'END'
APT::Install-Recommends "false";
APT::Keep-Downloaded-Packages "true";
Acquire::Languages "none";
Acquire::Retries "3";
DPkg::Options { "--force-unsafe-io"; "--force-confdef"; "--force-confold"; };
END
    cat >"$R/etc/dpkg/dpkg.cfg.d/konto" <<'END'
path-exclude=/usr/share/doc/*
path-exclude=/usr/share/man/*
path-exclude=/usr/share/info/*
END
    mount --bind "$KONTO_ARCHIVES" "$R/var/cache/apt/archives"
}

update_lists() {
    local conf=$R/etc/apt/apt.conf.d/51konto-expired out status=0
    say "[2/4] Package lists"
    out=$(in_root apt-get update -q -o APT::Update::Error-Mode=any 2>&1) || status=$?
    printf '%s\n' "$out" >>"$KONTO_LOG"
    if ((status != 0)) && [[ ! -e $conf ]] && grep -qiE 'expired|not valid any' <<<"$out"; then
        say "      The mirror's list of $KONTO_SUITE is older than it should be; inside this root it is accepted all the same."
        echo 'Acquire::Check-Valid-Until "false";' >"$conf"
        status=0
        in_root apt-get update -q -o APT::Update::Error-Mode=any >>"$KONTO_LOG" 2>&1 || status=$?
    fi
    return "$status"
}

# Shows apt's status lines: dlstatus:N:PERCENT:TEXT while downloading, pmstatus:PACKAGE:PERCENT:TEXT while installing.
apt_progress() {
    local kind percent status=0 packages="$1 packages"
    (($1 != 1)) || packages="1 package"
    while IFS=: read -r kind _ percent _; do
        percent=${percent%%.*}
        case $kind in
        dlstatus) progress "[3/4] Downloading $packages" "${percent:-0}" ;;
        pmstatus) progress "[4/4] Installing $packages" "${percent:-0}" ;;
        failed) status=1 ;;
        esac
    done
    if [[ -n $progress_label ]] && ((status == 0)); then
        progress "$progress_label" 100
    fi
    progress_done
    return "$status"
}

# apt_install COUNT OPTIONS...: apt-get install of the whole list, with its progress.
apt_install() {
    local count=$1
    shift
    # fd 5 of apt is the pipe to the progress display.
    {
        in_root apt-get install -y -q -o APT::Status-Fd=5 "$@" "${WANTED[@]}" 5>&1 >>"$KONTO_LOG" 2>&1 </dev/null || echo failed
    } | apt_progress "$count"
}

install_packages() {
    local -a old=() gone=()
    local count
    # An interrupted run first.
    in_root dpkg --configure -a >>"$KONTO_LOG" 2>&1 || return
    in_root apt-get install -y -q -f >>"$KONTO_LOG" 2>&1 </dev/null || return
    count=$({ in_root apt-get install -s "${WANTED[@]}" 2>>"$KONTO_LOG" || true; } | grep -c '^Inst ' || true)
    apt_install "$count" --download-only || return "$NO_NETWORK"
    apt_install "$count" || return
    if [[ -e $R/etc/konto-packages ]]; then
        mapfile -t old <"$R/etc/konto-packages"
        mapfile -t gone < <(LC_ALL=C comm -23 <(printf '%s\n' "${old[@]}") <(printf '%s\n' "${WANTED[@]}"))
    fi
    if ((${#gone[@]} > 0)); then
        say "      Removing ${gone[*]}"
        in_root apt-mark auto "${gone[@]}" >>"$KONTO_LOG" 2>&1 || return
        in_root apt-get autoremove -y -q >>"$KONTO_LOG" 2>&1 </dev/null || return
    fi
    printf '%s\n' "${WANTED[@]}" >"$R/etc/konto-packages"
}

# Unpacks the packages of the list "servers", each below a directory of its own. No maintainer script runs.
unpack_servers() {
    local place package
    local -a packages=() libraries
    local top=$R/opt/konto-servers
    rm -rf --one-file-system "$top"
    mkdir -p "$top/download"
    while read -r place package <&3; do
        in_root sh -c "cd /opt/konto-servers/download && apt-get download -q $package && dpkg-deb -x ${package}_*.deb ../$place" \
            >>"$KONTO_LOG" 2>&1 </dev/null || return
        packages+=("$package")
    done 3< <(sed 's/#.*//; /^[[:space:]]*$/d' "$HERE/servers")
    rm -rf --one-file-system "$top/download"
    # Their names change with every new version of a library, so they are asked for, not listed.
    mapfile -t libraries < <(in_root apt-cache depends --important "${packages[@]}" 2>>"$KONTO_LOG" |
        sed -nE 's/^ [ |]Depends: (lib[a-z0-9.+-]+)$/\1/p' | LC_ALL=C sort -u)
    in_root apt-get install -y -q "${libraries[@]}" >>"$KONTO_LOG" 2>&1 </dev/null
}

update_packages() {
    local status=0
    read -r -a WANTED <<<"$KONTO_PACKAGES"
    rm -f "$R/etc/konto-root"
    configure_root
    update_lists || return "$NO_NETWORK"
    install_packages || status=$?
    if ((status != 0)); then
        # Testing moves: a list and its packages can change between the two steps.
        say "      Once more"
        update_lists || return "$NO_NETWORK"
        install_packages || return
    fi
    unpack_servers || return "$NO_NETWORK"
    echo "$KONTO_STAMP" >"$R/etc/konto-root"
}

# Whatever an earlier, killed run still does to this root has to end first.
lock_root() {
    exec 4>"$R.working"
    flock 4
}

do_make() {
    lock_root
    if [[ -e $R/etc/konto-base ]]; then
        touch "$R/etc/konto-resumed"
    else
        rm -rf --one-file-system "$R"
    fi
    mount_root
    if [[ ! -e $R/etc/konto-base ]]; then
        make_base
        touch "$R/etc/konto-base"
        # debootstrap unmounts some of it
        mount_again
    fi
    update_packages
    rm -f "$R/etc/konto-resumed"
}

mount_again() {
    local dir
    for dir in "$R/dev/pts" "$R/dev/shm" "$R/dev" "$R/proc" "$R/sys" "$R/run"; do
        while mountpoint -q "$dir"; do umount -R -l "$dir"; done
    done
    rm -rf --one-file-system "${R:?}"/dev/*
    mount_root
}

do_packages() {
    lock_root
    mount_root
    update_packages
    rm -rf --one-file-system "$KONTO_ARCHIVES"/*.deb
}

add_user() {
    local name=konto
    HOMEDIR=$(awk -F: -v uid="$KONTO_UID" '$3 == uid { print $6; exit }' "$R/etc/passwd")
    NAME=$(awk -F: -v uid="$KONTO_UID" '$3 == uid { print $1; exit }' "$R/etc/passwd")
    [[ -z $HOMEDIR ]] || return 0
    if grep -q '^konto:' "$R/etc/passwd"; then
        name=konto$KONTO_UID
    fi
    NAME=$name
    HOMEDIR=/home/$name
    grep -q "^[^:]*:[^:]*:$KONTO_GID:" "$R/etc/group" || echo "$name:x:$KONTO_GID:" >>"$R/etc/group"
    echo "$name:x:$KONTO_UID:$KONTO_GID:Konto:$HOMEDIR:/bin/bash" >>"$R/etc/passwd"
    mkdir -p "$R$HOMEDIR"
    chown "$KONTO_UID:$KONTO_GID" "$R$HOMEDIR"
}

# The checkout is at the same path inside, and its parents let the user through.
bind_checkout() {
    local path=
    local IFS=/
    for part in ${TOP#/}; do
        path=$path/$part
        if [[ ! -d $R$path ]]; then
            mkdir "$R$path"
        fi
        [[ $path == "$TOP" || -k $R$path ]] || chmod a+rx "$R$path"
    done
    mount --bind "$TOP" "$R$TOP"
}

do_enter() {
    local -a environment=(LANG=C.UTF-8 LC_ALL=C.UTF-8 QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR="/run/user/$KONTO_UID"
        PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
        GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory 'GIT_CONFIG_VALUE_0=*')
    local NAME HOMEDIR
    mount_root
    add_user
    mkdir -p "$R/run/user/$KONTO_UID"
    chmod 1777 "$R/tmp"
    chown "$KONTO_UID:$KONTO_GID" "$R/run/user/$KONTO_UID"
    chmod 700 "$R/run/user/$KONTO_UID"
    cp -L /etc/resolv.conf "$R/etc/resolv.conf" 2>/dev/null || true
    # Left over by earlier runs. What is in a directory may bear any date: another ./dev may be at work with a mail in it.
    find "$R/tmp" -xdev -mindepth 1 -maxdepth 1 -mtime +2 -exec rm -rf --one-file-system {} + 2>/dev/null || true
    bind_checkout
    [[ $KONTO_DIR == "$TOP" || $KONTO_DIR == "$TOP"/* ]] || KONTO_DIR=$TOP
    # shellcheck disable=SC2016 # expanded by that shell
    supervise_foreground chroot "$R" setpriv "--reuid=$KONTO_UID" "--regid=$KONTO_GID" --clear-groups \
        env -i "${environment[@]}" HOME="$HOMEDIR" USER="$NAME" LOGNAME="$NAME" \
        sh -c 'cd "$1" && shift && exec env "$@"' sh "$KONTO_DIR" "$@"
}

do_remove() {
    rm -rf --one-file-system "$R"
}

action=$1
shift
case $action in
enter) do_enter "$@" ;;
make | packages | remove) supervise_background bash "$HERE/namespace.sh" "then-$action" ;;
then-*) "do_${action#then-}" ;;
*) die "namespace.sh: no action '$action'" ;;
esac
