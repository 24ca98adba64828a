#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A shared library exports names that begin with referat_ and nothing else.
#   symbols.sh LIBREFERAT.so          exit 0: so it is; 1: not; 2: usage
set -u
if [ $# -ne 1 ] || [ ! -f "$1" ]; then
    sed -n '4s/^# *//p' "$0" >&2
    exit 2
fi
table=$(nm -D --defined-only --format=posix -- "$1") || exit 2
# "name type value size"; a version is part of the name, its own definition is of type A
printf '%s\n' "$table" | awk '
    NF < 2 || $2 == "A" { next }
    { exported++ }
    $1 !~ /^referat_/ { print "exported, but not referat_*: " $1 " (" $2 ")"; findings++ }
    END {
        printf "symbols: %d exported, %d findings\n", exported, findings
        exit !(exported > 0 && findings == 0)
    }'
