#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every shell script can be parsed by the shell that it names, and shellcheck, where it is installed,
# warns of nothing.
#   shell.sh [TOP]         exit 0: so it is; 1: not; 2: usage
set -u
unset CDPATH
here=$(cd -- "$(dirname -- "$0")" && pwd -P) || exit 2
[ $# -le 1 ] || { sed -n '5s/^# *//p' "$0" >&2; exit 2; }
cd -- "${1:-$here/../..}" || exit 2

sh "$here/files.sh" . | {
    checked=0 findings=0
    while IFS= read -r file; do
        case $file in *.sh | .ci/run) ;; *) continue ;; esac
        checked=$((checked + 1))
        case $(head -n 1 -- "$file") in
        '#!'*bash*) shell='bash' ;;
        '#!'*sh) shell='sh' ;;
        *)
            findings=$((findings + 1))
            echo "$file:1: the first line names no shell"
            continue
            ;;
        esac
        if ! "$shell" -n "./$file"; then
            findings=$((findings + 1))
            echo "$file: $shell cannot parse it"
        elif command -v shellcheck >/dev/null 2>&1 &&
            ! shellcheck --shell="$shell" --severity=warning --format=gcc "./$file"; then
            findings=$((findings + 1))
        fi
    done
    echo "shell: $checked scripts, $findings with findings"
    [ $checked -gt 0 ] && [ $findings -eq 0 ]
}
