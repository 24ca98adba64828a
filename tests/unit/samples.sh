#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Packs and converts every sample. samples.sh TOP PACK PROGRAM FOLDER
set -u
top=$1 pack=$2 program=$3 folder=$4
n=0
rm -rf "$folder"
mkdir -p "$folder" || exit 1
for sample in "$top"/samples/*/docx; do
    name=$(basename "$(dirname "$sample")")
    "$pack" "$sample" "$folder/$name.docx" || exit 1
    "$program" -q "$folder/$name.docx" -o "$folder/$name.html" -o "$folder/$name.rxml" \
        -o "$folder/$name.odt" -o "$folder/$name.txt" || exit 1
    "$program" -q --comments --changes=all "$folder/$name.docx" -o "$folder/$name-all.html" \
        -o "$folder/$name-all.odt" -o "$folder/$name-all.txt" || exit 1
    n=$((n + 1))
done
[ "$n" -ge 4 ] || {
    echo "only $n samples"
    exit 1
}
xmllint --noout --relaxng "$top/src/core/schema/rxml.rng" "$folder"/*.rxml || exit 1
echo "$n samples"
