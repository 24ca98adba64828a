#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs a script of this folder with a Node.js that is new enough: the system's, or the one that
# setup.sh put into runtime/.
#   node.sh SCRIPT.mjs [ARGUMENT...]
#   node.sh --check          says nothing; exit 0 when there is such a Node.js, 2 otherwise
set -u
unset CDPATH
here=$(cd -- "$(dirname -- "$0")" && pwd -P) || exit 2

# "engines" of html-validate, the strictest of the validators
new_enough() {
    "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number);
             process.exit(a > 22 || (a === 22 && b >= 16) || (a === 20 && b >= 19) ? 0 : 1)' \
        >/dev/null 2>&1
}

node=''
for candidate in node "$here"/runtime/node_modules/node-linux-*/bin/node; do
    command -v "$candidate" >/dev/null 2>&1 || continue
    if new_enough "$candidate"; then
        node=$candidate
        break
    fi
done
if [ -z "$node" ]; then
    [ "${1-}" = --check ] || echo "node.sh: no Node.js that is new enough: run tests/validators/setup.sh" >&2
    exit 2
fi
[ "${1-}" = --check ] && exit 0
[ $# -gt 0 ] || { sed -n '5,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
script=$1
shift
exec "$node" "$here/$script" "$@"
