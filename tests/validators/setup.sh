#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Puts the validators that come through npm into this folder, exactly as package-lock.json names them.
#   setup.sh          quick when they are there already
# Needs node, npm and java (tests/tools/install.sh @test). Exit 0: ready; 1: not to be had; 2: usage.
set -u
unset CDPATH
[ $# -eq 0 ] || { sed -n '4,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }
cd -- "$(dirname -- "$0")" || exit 1

for tool in node npm java; do
    command -v $tool >/dev/null 2>&1 || { echo "validators: $tool is missing" >&2; exit 1; }
done

# fetch FOLDER: npm ci there, unless that was done with the same lock file
fetch() {
    stamp=$1/node_modules/.set-up
    want=$(cat "$1/package.json" "$1/package-lock.json" | cksum)
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ]; then return 0; fi
    echo "validators: npm ci in tests/validators/$1"
    # no package's own script is run; a network that does not answer is given up soon
    if ! said=$(cd "$1" && npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier \
        --loglevel=error --prefer-offline --fetch-retries=1 --fetch-retry-mintimeout=2000 \
        --fetch-timeout=60000 2>&1); then
        printf '%s\n' "$said" | head -n 4 >&2
        return 1
    fi
    echo "$want" >"$stamp"
}

if ! fetch .; then
    echo "validators: npm could not fetch them" >&2
    exit 1
fi
if ! sh ./node.sh --check; then
    echo "validators: node $(node --version) is too old for them: fetching a newer one for this folder"
    if ! fetch runtime || ! sh ./node.sh --check; then
        echo "validators: no Node.js that is new enough could be had" >&2
        exit 1
    fi
fi
