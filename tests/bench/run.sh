#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Measures time and memory of referat beside the bare limit and other converters that are installed.
#   run.sh [PROGRAM] [--svg FILE] [--json FILE] [--timeout SECONDS] [FILE.docx...]
# PROGRAM: build/bin/referat unless named. REFERAT_MAMMOTH: a folder with node_modules/mammoth.
# Builds and installs nothing. Exit 0: measured; 1: a step of our own went wrong; 2: usage, or no PROGRAM.
set -u
unset CDPATH
here=$(cd -- "$(dirname -- "$0")" && pwd -P) || exit 1
top=$(cd -- "$here/../.." && pwd -P) || exit 1

program=$top/build/bin/referat
case ${1-} in
-h | --help)
    sed -n '3,6s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
'' | -* | *.docx | *.docm) ;;
*)
    program=$1
    shift
    ;;
esac

say() {
    echo "bench: $*" >&2
}

build='cmake -S . -B build -DCMAKE_BUILD_TYPE=Release -DREFERAT_TESTS=ON && cmake --build build'
command -v python3 >/dev/null 2>&1 || { say "python3 is missing"; exit 2; }
if [ ! -f "$program" ] || [ ! -x "$program" ]; then
    say "no program $program; run: $build"
    exit 2
fi
bin=$(cd -- "$(dirname -- "$program")" && pwd -P) || exit 1
program=$bin/${program##*/}
limit=$bin/test-limit
if [ ! -x "$limit" ]; then
    say "no $limit, so nothing is compared with the bare limit; run: $build"
    limit=''
fi

pandoc=$(command -v pandoc) || say "pandoc is not installed: left out"
soffice=$(command -v soffice) || soffice=$(command -v libreoffice) ||
    say "LibreOffice is not installed: left out"

# The folder of the npm package: starting it through npx would measure npx.
mammoth=''
if [ -n "${REFERAT_MAMMOTH:-}" ]; then
    mammoth=$REFERAT_MAMMOTH/node_modules/mammoth
elif command -v npx >/dev/null 2>&1; then
    script=$(npx --no-install --package=mammoth -c 'command -v mammoth' 2>/dev/null </dev/null) &&
        script=$(readlink -f -- "$script") && mammoth=${script%/bin/mammoth}
fi
if ! command -v node >/dev/null 2>&1; then
    say "node is not installed: mammoth is left out"
    mammoth=''
elif [ ! -f "$mammoth/bin/mammoth" ] || [ ! -f "$mammoth/package.json" ]; then
    say "mammoth is not there: left out (REFERAT_MAMMOTH names a folder with node_modules/mammoth)"
    mammoth=''
fi

PYTHONDONTWRITEBYTECODE=1 exec python3 "$here/bench.py" --limit "$limit" --pandoc "${pandoc:-}" \
    --soffice "${soffice:-}" --mammoth "$mammoth" --program "$program" "$@"
