#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The shape of the tree: what may stand at its top, a README.md in every folder that holds files below
# src, filters and tests (folders of data excepted), no path of somebody's machine, no host name of a
# package registry.
#   layout.sh [TOP]        exit 0: all is in order; 1: not; 2: usage
set -u
unset CDPATH
here=$(cd -- "$(dirname -- "$0")" && pwd -P) || exit 2
[ $# -le 1 ] || { sed -n '6s/^# *//p' "$0" >&2; exit 2; }
cd -- "${1:-$here/../..}" || exit 2

scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
sh "$here/files.sh" . >"$scratch/files"
: >"$scratch/findings"

find_out() {
    printf '%s\n' "$*" >>"$scratch/findings"
}

for name in src filters tests samples CMakeLists.txt README.md NEWS.md LICENSE; do
    grep -q -x -e "$name" -e "$name/.*" "$scratch/files" || find_out "$name: missing at the top"
done
sed 's|/.*||' "$scratch/files" | sort -u | while IFS= read -r name; do
    case $name in
    .* | src | filters | tests | samples | CMakeLists.txt | README.md | NEWS.md | LICENSE) ;;
    *) find_out "$name: does not belong at the top" ;;
    esac
done

# Folders of data, where one README.md at most says what lies below: test cases, seeds, schemas.
sed -n 's|/[^/]*$||p' "$scratch/files" | sort -u | while IFS= read -r folder; do
    case $folder/ in
    tests/cases/* | tests/*/seeds/* | tests/*/data/*) continue ;;
    src/?* | filters/?* | tests/?*) ;;
    *) continue ;;
    esac
    grep -q -x -F -e "$folder/README.md" "$scratch/files" || find_out "$folder: has no README.md"
done

# The brackets keep these lines from finding themselves.
path='(^|[^.A-Za-z0-9_-])/(hom[e]|wor[k]|root|tmp/[w])/'
host='(registry\.(npmj[s]|yarnpk[g])|npmj[s])\.(org|com)|(deb|security|ftp)\.debia[n]\.org|(archive|ports|security)\.ubunt[u]\.com'
host="$host|(pyp[i]|pythonhoste[d])\\.org|crate[s]\\.io|proxy\\.golan[g]\\.org|rubygem[s]\\.org|(repo|repo1)\\.mave[n]"
# search PATTERN WHAT: in text files; grep -I passes over others
search() {
    tr '\n' '\0' <"$scratch/files" | xargs -0 -r grep -H -n -I -o -E -e "$1" -- 2>/dev/null |
        while IFS= read -r hit; do find_out "${hit%:*}: $2: ${hit##*:}"; done
}
search "$path" 'a path of one machine'
search "$host" 'the host of a package registry'

cat "$scratch/findings"
files=$(wc -l <"$scratch/files")
findings=$(wc -l <"$scratch/findings")
echo "layout: $((files)) files, $((findings)) findings"
[ "$files" -gt 0 ] && [ "$findings" -eq 0 ]
