#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Converts every DOCX of the corpus to every format in a folder, for the validators.
#   convert.sh PROGRAM FOLDER
# Status 77 (skipped) when REFERAT_CORPUS names no corpus.
set -u
program=$1 folder=$2
corpus=${REFERAT_CORPUS:-}
if [ -z "$corpus" ] || [ ! -d "$corpus/minutes/files" ]; then
    echo "skipped: REFERAT_CORPUS names no corpus"
    exit 77
fi
rm -rf "$folder"
mkdir -p "$folder" || exit 1
for file in "$corpus"/minutes/files/*.docx "$corpus"/seed/*.docx; do
    base=$folder/$(basename "$file" .docx)
    "$program" -q "$file" -o "$base.html" -o "$base.rxml" -o "$base.odt" -o "$base.txt" || exit 1
    "$program" -q "$base.rxml" -o "$base.again.rxml" || exit 1
    cmp "$base.rxml" "$base.again.rxml" || exit 1
    rm "$base.again.rxml"
done
ls "$folder" | wc -l
