#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every source file says within its first three lines under which licence it stands.
#   spdx.sh [TOP]          exit 0: all do; 1: some do not; 2: usage
set -u
unset CDPATH
here=$(cd -- "$(dirname -- "$0")" && pwd -P) || exit 2
[ $# -le 1 ] || { sed -n '4s/^# *//p' "$0" >&2; exit 2; }
cd -- "${1:-$here/../..}" || exit 2

sh "$here/files.sh" . | {
    checked=0 missing=0
    while IFS= read -r file; do
        case ${file##*/} in
        *.c | *.h | *.h.in | *.sh | *.py | *.mjs | *.cmake | CMakeLists.txt | *.css | *.rnc | *.ini) ;;
        *) continue ;;
        esac
        checked=$((checked + 1))
        head -n 3 -- "$file" | grep -q 'SPDX-License-Identifier: GPL-2\.0-or-later' && continue
        missing=$((missing + 1))
        echo "$file:1: no line SPDX-License-Identifier: GPL-2.0-or-later among the first three"
    done
    echo "spdx: $checked files, $missing findings"
    [ $checked -gt 0 ] && [ $missing -eq 0 ]
}
