#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# clang-tidy over the library and the program. tidy.sh BUILD TOP; status 2 when it is not installed.
set -u
build=$1
cd "$2" || exit 2
command -v clang-tidy >/dev/null 2>&1 || {
    echo "tidy: clang-tidy is not installed"
    exit 2
}
files=$(find src filters -name '*.c')
found=$(echo "$files" | xargs -P "$(nproc)" -n 6 clang-tidy --quiet -p "$build" 2>/dev/null | grep -E '(error|warning):')
[ -z "$found" ] || {
    echo "$found" | sort -u
    exit 1
}
echo "tidy: $(echo "$files" | wc -l) files, 0 findings"
