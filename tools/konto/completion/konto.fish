# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

set -l verbs list status sync add switch backup restore check notices pause resume help
set -l accounts status sync switch backup restore check pause resume
set -l server add switch

complete -c konto -f
complete -c konto -n "not __fish_seen_subcommand_from $verbs" -a list -d 'all accounts'
complete -c konto -n "not __fish_seen_subcommand_from $verbs" -a status -d 'how an account is'
complete -c konto -n "not __fish_seen_subcommand_from $verbs" -a sync -d 'look for mail'
complete -c konto -n "not __fish_seen_subcommand_from $verbs" -a add -d 'a new account'
complete -c konto -n "not __fish_seen_subcommand_from $verbs" -a switch -d 'between POP3 and IMAP'
complete -c konto -n "not __fish_seen_subcommand_from $verbs" -a backup -d 'write all mail to a file'
complete -c konto -n "not __fish_seen_subcommand_from $verbs" -a restore -d 'bring mail back from a file'
complete -c konto -n "not __fish_seen_subcommand_from $verbs" -a check -d 'compare the files with the database'
complete -c konto -n "not __fish_seen_subcommand_from $verbs" -a notices -d 'what you should know'
complete -c konto -n "not __fish_seen_subcommand_from $verbs" -a pause -d 'work offline'
complete -c konto -n "not __fish_seen_subcommand_from $verbs" -a resume -d 'go on'
complete -c konto -n "not __fish_seen_subcommand_from $verbs" -l version -d 'its version'

complete -c konto -n "__fish_seen_subcommand_from $accounts" -a '(konto list --names --timeout 2 2>/dev/null)'
complete -c konto -n '__fish_seen_subcommand_from backup restore' -F
complete -c konto -l json -d 'print JSON'
complete -c konto -l timeout -x -d 'do not wait for longer'
complete -c konto -s h -l help -d 'help'
complete -c konto -n '__fish_seen_subcommand_from list' -l names -d 'identifiers and names only'
complete -c konto -n '__fish_seen_subcommand_from notices' -l act -x -d 'do what it offers'
complete -c konto -n '__fish_seen_subcommand_from notices' -l yes -d 'agree to it'
complete -c konto -n '__fish_seen_subcommand_from notices' -l dismiss -d 'put it away'
complete -c konto -n '__fish_seen_subcommand_from sync' -l all -d 'all accounts'
complete -c konto -n '__fish_seen_subcommand_from sync switch' -l wait -d 'until it has ended'
complete -c konto -n '__fish_seen_subcommand_from add' -l password-stdin -d 'the password is on the standard input'
complete -c konto -n '__fish_seen_subcommand_from add' -l mode -x -a 'pop3 imap'
complete -c konto -n '__fish_seen_subcommand_from add' -l name -x -d 'its name'
complete -c konto -n "__fish_seen_subcommand_from $server" -l host -x -d 'the mail server'
complete -c konto -n "__fish_seen_subcommand_from $server" -l port -x -d 'its port'
complete -c konto -n "__fish_seen_subcommand_from $server" -l security -x -a 'tls starttls none'
complete -c konto -n "__fish_seen_subcommand_from $server" -l user -x -d 'the name to sign in with'
complete -c konto -n '__fish_seen_subcommand_from switch' -l preview -d 'say what would happen'
complete -c konto -n '__fish_seen_subcommand_from switch' -l start -d 'do it'
complete -c konto -n '__fish_seen_subcommand_from switch' -l undo -d 'take the last one back'
complete -c konto -n '__fish_seen_subcommand_from switch' -l to -x -a 'pop3 imap'
complete -c konto -n '__fish_seen_subcommand_from switch' -l no-upload -d 'mail that is only here stays here'
complete -c konto -n '__fish_seen_subcommand_from switch' -l no-folders -d 'make no folders on the server'
complete -c konto -n '__fish_seen_subcommand_from switch' -l delete-there -d 'delete there what was deleted here'
complete -c konto -n '__fish_seen_subcommand_from switch' -l no-copies -d "the server's folders stay there"
