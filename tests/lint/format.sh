#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Whether clang-format would change anything. format.sh TOP; status 2 when it is not installed.
set -u
cd "$1" || exit 2
command -v clang-format >/dev/null 2>&1 || {
    echo "format: clang-format is not installed"
    exit 2
}
files=$(find src filters tests -name '*.[ch]' -not -path '*/node_modules/*')
n=$(echo "$files" | wc -l)
# shellcheck disable=SC2086
bad=$(clang-format --dry-run $files 2>&1 | sed -n 's/^\([^:]*\):.*warning.*/\1/p' | sort | uniq -c)
[ -z "$bad" ] || {
    echo "$bad"
    echo "format: run clang-format -i"
    exit 1
}
echo "format: $n files, 0 findings"
