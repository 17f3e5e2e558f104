# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

_konto_offer() {
    local word
    while IFS= read -r word; do
        [[ -z $word || $word != "$cur"* ]] || COMPREPLY+=("$(printf '%q' "$word")")
    done
}

_konto() {
    local cur=${COMP_WORDS[COMP_CWORD]} verb=${COMP_WORDS[1]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local options="--json --timeout --help"
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W "list status sync add switch backup restore check notices pause resume help --help --version" -- "$cur")
        return
    fi
    case $previous in
    --mode | --to)
        mapfile -t COMPREPLY < <(compgen -W "pop3 imap" -- "$cur")
        return
        ;;
    --security)
        mapfile -t COMPREPLY < <(compgen -W "tls starttls none" -- "$cur")
        return
        ;;
    --timeout | --act | --host | --port | --user | --name) return ;;
    esac
    if [[ $cur == -* ]]; then
        case $verb in
        list) options+=" --names" ;;
        notices) options+=" --act --yes --dismiss" ;;
        sync) options+=" --all --wait" ;;
        add) options+=" --password-stdin --mode --name --host --port --security --user" ;;
        switch) options+=" --preview --start --undo --to --wait --no-upload --no-folders --delete-there --no-copies --host --port --security --user" ;;
        esac
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
        return
    fi
    case $verb in
    backup | restore)
        if ((COMP_CWORD > 2)); then
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$cur")
            return
        fi
        ;;
    status | sync | switch | check | pause | resume) ;;
    *) return ;;
    esac
    _konto_offer < <(konto list --names --timeout 2 2>/dev/null)
}
complete -F _konto konto
