#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Lists the project's files, one a line, relative to its top: what git tracks or would track. Without
# git (an unpacked release) everything but build folders and node_modules.
#   files.sh [TOP]
set -u
unset CDPATH
top=${1:-$(dirname -- "$0")/../..}
cd -- "$top" || exit 2
if [ -e .git ] && git rev-parse --git-dir >/dev/null 2>&1; then
    git -c core.quotePath=false ls-files --cached --others --exclude-standard \
        --exclude='__pycache__/' --deduplicate .
else
    find . \( -name .git -o -name node_modules -o -name __pycache__ -o -path './build*' -o -path ./samples/out \) -prune \
        -o \( -type f -o -type l \) -print | sed 's|^\./||'
fi | LC_ALL=C sort | while IFS= read -r file; do
    # a file that was removed but is still in git's index is no file
    if [ -e "$file" ]; then printf '%s\n' "$file"; fi
done
