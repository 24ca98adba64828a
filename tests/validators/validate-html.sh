#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Validates HTML with the Nu HTML Checker (vnu) and html-validate, all files in one go.
#   validate-html.sh [--no-vnu] [--no-html-validate] [--werror] [--max-lines N] FILE|FOLDER...
# A folder stands for every .html file below it. --werror: a warning counts as an error;
# --max-lines: findings printed for each file (default 15).
# Exit 0: no error in any file; 1: errors; 2: usage, nothing to check, or a validator did not run.
set -u
unset CDPATH
here=$(cd -- "$(dirname -- "$0")" && pwd -P) || exit 2

fail() {
    echo "validate-html.sh: $*" >&2
    exit 2
}

usage() {
    sed -n '4,7s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

vnu=1 html_validate=1 werror='' max_lines=15
while [ $# -gt 0 ]; do
    case $1 in
    --no-vnu) vnu=0 ;;
    --no-html-validate) html_validate=0 ;;
    --werror) werror=--werror ;;
    --max-lines)
        [ $# -gt 1 ] || usage
        max_lines=$2
        shift
        ;;
    -*) usage ;;
    *) break ;;
    esac
    shift
done
[ $# -gt 0 ] || usage
[ $((vnu + html_validate)) -gt 0 ] || fail "nothing to check with"

scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
for path in "$@"; do
    if [ -d "$path" ]; then
        find "$(realpath -- "$path")" -name node_modules -prune -o -type f -name '*.html' -print |
            LC_ALL=C sort
    elif [ -f "$path" ]; then
        realpath -- "$path"
    else
        fail "no such file or folder: $path"
    fi
done >"$scratch/list"
[ -s "$scratch/list" ] || fail "no .html file in: $*"

set --
while IFS= read -r file; do set -- "$@" "$file"; done <"$scratch/list"

if [ $vnu = 1 ]; then
    jar=$here/node_modules/vnu-jar/build/dist/vnu.jar
    [ -f "$jar" ] || fail "vnu is missing: run tests/validators/setup.sh"
    # -Xss: deeply nested documents; C1 only: a short run is not worth more of the compiler
    java -Xss4m -XX:TieredStopAtLevel=1 -jar "$jar" --stdout --exit-zero-always --format json "$@" \
        >"$scratch/vnu.json" 2>"$scratch/vnu.err" || {
        cat "$scratch/vnu.err" >&2
        fail "vnu did not run"
    }
fi
if [ $html_validate = 1 ]; then
    cli=node_modules/html-validate/bin/html-validate.mjs
    [ -f "$here/$cli" ] || fail "html-validate is missing: run tests/validators/setup.sh"
    (cd "$here" && sh ./node.sh "$cli" --config .htmlvalidate.json --formatter json "$@") \
        >"$scratch/html-validate.json" 2>"$scratch/html-validate.err"
    [ -s "$scratch/html-validate.json" ] || {
        cat "$scratch/html-validate.err" >&2
        fail "html-validate did not run"
    }
fi
set -- --max-lines "$max_lines" "$@"
[ -z "$werror" ] || set -- --werror "$@"
[ $html_validate = 0 ] || set -- --html-validate "$scratch/html-validate.json" "$@"
[ $vnu = 0 ] || set -- --vnu "$scratch/vnu.json" "$@"
sh "$here/node.sh" html-report.mjs "$@"
