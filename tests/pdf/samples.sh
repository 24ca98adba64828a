#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The PDF of a sample must give the document that its DOCX gives, block by block; what is known to
# differ stands in tests/pdf/differences, one file a PDF, as diff has it.
#   samples.sh REFERAT REFERAT-PACK TOP       REFERAT_ACCEPT=1 writes what differs instead
set -u
program=$1 pack=$2 top=$3
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0 ran=0

# blocks FILE OUT
blocks() {
    "$program" -q "$1" -o "$work/one.rxml" && python3 "$top/tests/pdf/blocks.py" "$work/one.rxml" >"$2"
}

for pdf in "$top"/samples/pdf/*.pdf; do
    name=$(basename "$pdf" .pdf)
    sample=${name%-tagged}
    sample=${sample%-columns}
    known=$top/tests/pdf/differences/$name.txt
    [ -d "$top/samples/$sample/docx" ] || continue
    ran=$((ran + 1))
    "$pack" "$top/samples/$sample/docx" "$work/$sample.docx" && blocks "$work/$sample.docx" "$work/docx" &&
        blocks "$pdf" "$work/pdf" || {
        echo "FAILED: $name cannot be converted"
        failed=$((failed + 1))
        continue
    }
    diff "$work/docx" "$work/pdf" | grep '^[<>]' >"$work/differs"
    echo "$name: $(wc -l <"$work/docx") blocks, $(grep -c '^<' "$work/differs") differ"
    if [ -n "${REFERAT_ACCEPT:-}" ]; then
        cp "$work/differs" "$known"
    elif ! diff -u "$known" "$work/differs"; then
        echo "FAILED: $name differs from its DOCX in another way than is known"
        failed=$((failed + 1))
    fi
done
# a page of a scanner is kept as a picture and said
"$program" "$top/samples/pdf/skannet-scan.pdf" -o "$work/scan.txt" 2>"$work/said" && grep -q 'Wpdf-no-text' "$work/said" || {
    echo "FAILED: skannet-scan"
    failed=$((failed + 1))
}
echo "$ran samples, $failed failed"
[ "$failed" -eq 0 ] && [ "$ran" -ge 17 ]
