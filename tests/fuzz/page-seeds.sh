#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Writes what the page extractor sends of each golden case, whole and damaged: page-seeds.sh EXTRACTOR TOP FOLDER
set -eu
extractor=$1 top=$2 folder=$3
rm -rf "$folder"
mkdir -p "$folder"
for script in "$top"/tests/cases/pdf/*/page.script; do
    name=$(basename "$(dirname "$script")")
    python3 "$top/tests/tools/make-pdf.py" "$script" "$folder/page.pdf"
    "$extractor" --isolation=off <"$folder/page.pdf" >"$folder/$name.pages"
    python3 - "$folder/$name" <<'DAMAGE'
import sys
data = open(sys.argv[1] + '.pages', 'rb').read()
open(sys.argv[1] + '-short.pages', 'wb').write(data[:len(data) * 2 // 3])
for step in (7, 61, 509):
    bad = bytearray(data)
    for at in range(40 + step, len(bad), step * 3):
        bad[at] ^= 0x80 | (at & 0x7f)
    open('%s-%d.pages' % (sys.argv[1], step), 'wb').write(bytes(bad))
DAMAGE
done
rm "$folder/page.pdf"
