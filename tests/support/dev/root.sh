# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

# The private Debian root: made once, brought up to date when the package list changes, entered for every command.
#
#   ~/.cache/konto/root-SUITE[-userns]           the finished root
#   ~/.cache/konto/root-SUITE[-userns].partial   while it is made; an interrupted run goes on from there
#   ~/.cache/konto/archives[-userns]             downloaded packages, emptied when the root is finished
#   ~/.cache/konto/run                           one named pipe per running ./dev
#
# All work in the root happens in mount and PID namespaces of its own (namespace.sh is their first process): whatever
# ends, nothing stays mounted or running. That process holds the reading end of a named pipe whose writing end is ours,
# so it notices when we are gone, however we went.

# Raise this when what is done to the root changes, so that existing roots are brought up to date.
ROOT_VERSION=1
SUITE=${KONTO_SUITE:-forky}
CACHE=${XDG_CACHE_HOME:-${HOME:?}/.cache}/konto
LOG=$CACHE/log
ROOT=

root_stamp() {
    { echo "$ROOT_VERSION" && package_list && cat "$HERE/servers"; } | sha256sum | cut -d' ' -f1
}

# The user inside: the caller; for root the owner of the checkout; if that is root too, 1000.
inside_ids() {
    if ((EUID != 0)); then
        echo "$(id -u) $(id -g)"
    elif [[ $(stat -c %u "$TOP") != 0 ]]; then
        stat -c '%u %g' "$TOP"
    else
        echo 1000 1000
    fi
}

# in_namespace ACTION NAME=VALUE... [-- COMMAND...]: runs namespace.sh in its namespaces.
in_namespace() {
    local action=$1 fifo status=0
    local -a unshare=(unshare -mpf --kill-child) variables=()
    shift
    while (($# > 0)) && [[ $1 != -- ]]; do
        variables+=("$1")
        shift
    done
    (($# > 0)) && shift
    case $PRIVILEGE in
    userns)
        # shellcheck disable=SC2207 # one word per option
        unshare+=($(userns_options))
        ;;
    sudo) unshare=(sudo -- "${unshare[@]}") ;;
    esac
    fifo=$CACHE/run/$$.$RANDOM
    mkdir -p "$CACHE/run"
    mkfifo -m 600 "$fifo"
    # shellcheck disable=SC2064 # expanded now
    trap "rm -f '$fifo'" EXIT
    exec 8<>"$fifo"
    # Changing the user clears the signal that unshare asked for; so it is asked for again.
    "${unshare[@]}" setpriv --pdeathsig KILL env \
        KONTO_FIFO="$fifo" KONTO_ROOT="$ROOT" HERE="$HERE" TOP="$TOP" PRIVILEGE="$PRIVILEGE" "${variables[@]}" \
        bash "$HERE/namespace.sh" "$action" "$@" 8>&- || status=$?
    exec 8>&-
    rm -f "$fifo"
    return "$status"
}

# The pipes of runs that were killed.
sweep_fifos() {
    local fifo pid
    for fifo in "$CACHE"/run/*; do
        [[ -p $fifo ]] || continue
        pid=${fifo##*/}
        pid=${pid%%.*}
        [[ -d /proc/$pid ]] || rm -f "$fifo"
    done
}

check_space() {
    local free
    free=$(df -Pk "$CACHE" | awk 'NR == 2 { print int($4 / 1048576) }')
    ((free >= 6)) || die "the private root needs 6 GB in $CACHE, and only $free GB are free there (XDG_CACHE_HOME can name another place)"
}

proxy_of_apt() {
    local proxy=
    if command -v apt-config >/dev/null; then
        eval "$(apt-config shell proxy Acquire::http::Proxy)"
    fi
    echo "${proxy:-${http_proxy:-}}"
}

# Makes the root, or brings it up to date. The caller holds the lock.
make_root() {
    local final=$1 stamp=$2 begin=$SECONDS archives=$CACHE/archives proxy script status=0
    : >"$LOG"
    find_mirror
    proxy=$(proxy_of_apt)
    if [[ $PRIVILEGE == userns ]]; then
        archives=$archives-userns
    fi
    mkdir -p "$archives/partial"
    local -a common=("KONTO_ARCHIVES=$archives" "KONTO_LOG=$LOG" "KONTO_PROXY=$proxy" "KONTO_STAMP=$stamp" "KONTO_PACKAGES=$(package_list | tr '\n' ' ')"
        "KONTO_SUITE=$SUITE" "KONTO_MIRROR=$MIRROR")
    if [[ -d $final ]]; then
        ROOT=$final
        say "The list of packages has changed: bringing the private Debian root up to date"
        in_namespace packages "${common[@]}" || failed_root "$?"
        say "Done in $((SECONDS - begin)) s"
        return
    fi

    ROOT=$final.partial
    check_space
    find_debootstrap
    script=${DEBOOTSTRAP_DIR:-/usr/share/debootstrap}/scripts
    if [[ -e $script/$SUITE ]]; then script=$script/$SUITE; else script=$script/sid; fi
    common+=("KONTO_DEBOOTSTRAP=$DEBOOTSTRAP" "KONTO_SCRIPT=$script" "KONTO_KEYRING=$KEYRING" "KONTO_TOOLS=$CACHE/tools/bin")
    if [[ -n $DEBOOTSTRAP_DIR ]]; then
        common+=("DEBOOTSTRAP_DIR=$DEBOOTSTRAP_DIR")
    fi
    if [[ -d $ROOT ]]; then
        say "Going on with the private Debian root that was begun in $ROOT"
    else
        say "Making a private Debian root ($SUITE) in $final: once, about 4 GB and five minutes; using ${PRIVILEGE/userns/user namespaces}"
    fi
    in_namespace make "${common[@]}" || status=$?
    if ((status != 0 && status != 75 && status < 128)) && [[ -e $ROOT/etc/konto-resumed ]]; then
        # What an interrupted dpkg left may be beyond repair. The packages are here already, so once more costs little.
        say "The half-made root cannot be repaired: once more from the start"
        in_namespace remove
        status=0
        in_namespace make "${common[@]}" || status=$?
    fi
    ((status == 0)) || failed_root "$status"
    mv -T "$ROOT" "$final"
    ROOT=$archives in_namespace remove
    ROOT=$final
    say "The private Debian root is ready ($((SECONDS - begin)) s)"
}

failed_root() {
    if (($1 >= 128)); then
        say "Interrupted. The next ./dev goes on from here (./dev clean removes it)."
        exit "$1"
    fi
    say "The last lines of $LOG:"
    tail -n 15 "$LOG" >&2 || true
    die "the private Debian root could not be made; the next ./dev goes on from here (./dev clean removes it)"
}

# Sets ROOT to a root that is up to date.
prepare_root() {
    local stamp final lock
    export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
    find_privilege
    mkdir -p "$CACHE"
    sweep_fifos
    final=$CACHE/root-$SUITE
    if [[ $PRIVILEGE == userns ]]; then
        final=$final-userns
    fi
    stamp=$(root_stamp)
    if [[ $(cat "$final/etc/konto-root" 2>/dev/null) != "$stamp" ]]; then
        lock=$final.lock
        exec 7>"$lock"
        if ! flock -n 7; then
            say "Another ./dev is working on the private root; waiting for it"
            flock 7
        fi
        if [[ $(cat "$final/etc/konto-root" 2>/dev/null) != "$stamp" ]]; then
            make_root "$final" "$stamp"
        fi
        exec 7>&-
    fi
    ROOT=$final
}

# Runs this script again inside the root.
enter_root() {
    local uid gid name
    local -a variables=()
    prepare_root
    read -r uid gid < <(inside_ids)
    # Removing the root waits for nobody; it just refuses while somebody is inside.
    exec 6>"$ROOT.inuse"
    flock -s 6
    own_build_dir "$uid" "$gid"
    for name in "${!KONTO_@}" "${!CTEST_@}" TERM COLUMNS CMAKE_BUILD_PARALLEL_LEVEL QT_LOGGING_RULES; do
        case $name in
        KONTO_ROOT | KONTO_FIFO) ;;
        *) [[ -n ${!name:-} ]] && variables+=("$name=${!name}") ;;
        esac
    done
    in_namespace enter "KONTO_UID=$uid" "KONTO_GID=$gid" "KONTO_DIR=$PWD" -- "${variables[@]}" "$TOP/dev" "$@"
}

# build/ must belong to the user inside; only root can find it otherwise.
own_build_dir() {
    mkdir -p "$TOP/build"
    if ((EUID == 0)) && [[ $(stat -c %u "$TOP/build") != "$1" ]]; then
        chown -R "$1:$2" "$TOP/build"
    fi
}

clean_root() {
    local final
    export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
    find_privilege
    final=$CACHE/root-$SUITE
    if [[ $PRIVILEGE == userns ]]; then
        final=$final-userns
    fi
    mkdir -p "$CACHE"
    exec 7>"$final.lock"
    flock -n 7 || die "another ./dev is working on the private root"
    exec 6>"$final.inuse"
    flock -n 6 || die "another ./dev is using the private root"
    for ROOT in "$final" "$final.partial" "$CACHE/archives${final#"$CACHE/root-$SUITE"}"; do
        [[ -d $ROOT ]] || continue
        say "Removing $ROOT"
        in_namespace remove
    done
}
