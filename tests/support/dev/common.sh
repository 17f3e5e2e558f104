# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

# Messages and progress. Everything goes to stderr, so that stdout is what the verb itself prints.

say() {
    printf '%s\n' "$*" >&2
}

die() {
    printf 'dev: %s\n' "$*" >&2
    exit 1
}

# progress LABEL PERCENT: a live counter on a terminal, elsewhere a line every 10 %.
progress_label=
progress_last=-1
progress() {
    local label=$1 percent=$2
    if [[ $label != "$progress_label" ]]; then
        progress_done
        progress_label=$label
        progress_last=-1
    fi
    ((percent > progress_last)) || return 0
    if [[ -t 2 ]]; then
        printf '\r%s: %d %%\033[K' "$label" "$percent" >&2
    elif ((percent / 10 > progress_last / 10 || progress_last < 0)); then
        printf '%s: %d %%\n' "$label" "$percent" >&2
    fi
    progress_last=$percent
}

# Ends the line of the running counter, if there is one.
progress_done() {
    if [[ -n $progress_label && -t 2 ]]; then
        printf '\n' >&2
    fi
    progress_label=
}

# confirm QUESTION: yes on -y or KONTO_YES=1; asks on a terminal; otherwise no.
confirm() {
    local answer
    [[ ${KONTO_YES:-} == 1 ]] && return 0
    [[ -t 0 && -t 2 ]] || return 1
    read -r -p "$1 [y/N] " answer || return 1
    [[ $answer == [yYjJ]* ]]
}

# The package list without comments, sorted.
package_list() {
    sed 's/#.*//; s/[[:space:]]//g; /^$/d' "$HERE/packages" | LC_ALL=C sort -u
}
