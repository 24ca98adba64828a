#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs every folder below tests/cases/pdf: page.script is made a PDF, converted, and compared with
# expected.rxml (without metadata and places) and expected.diag.
#   cases.sh REFERAT TOP [NAME]       REFERAT_ACCEPT=1 writes what came out instead
set -u
program=$1 top=$2 only=${3:-}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0 ran=0
for folder in "$top"/tests/cases/pdf/*/; do
    name=$(basename "$folder")
    [ -n "$only" ] && [ "$only" != "$name" ] && continue
    ran=$((ran + 1))
    python3 "$top/tests/tools/make-pdf.py" "$folder/page.script" "$work/page.pdf" || exit 1
    options=$(cat "$folder/options" 2>/dev/null || echo --lang=en)
    # shellcheck disable=SC2086 # options are words
    (cd "$work" && "$program" -v --no-pass=minutes $options page.pdf -o page.rxml) >/dev/null 2>"$work/all"
    grep -v 'bytes$' "$work/all" >"$work/diag"
    sed -e 's/ at="[^"]*"//g' -e '/<meta /d' -e '/<resource /d' \
        "$work/page.rxml" >"$work/rxml" 2>/dev/null
    for kind in rxml diag; do
        if [ -n "${REFERAT_ACCEPT:-}" ]; then
            cp "$work/$kind" "$folder/expected.$kind"
        elif ! diff -u "$folder/expected.$kind" "$work/$kind"; then
            echo "FAILED: $name, expected.$kind"
            failed=$((failed + 1))
        fi
    done
done
echo "$((ran * 2 - failed)) passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$ran" -gt 0 ]
