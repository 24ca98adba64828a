#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A watched folder in Danish with all that its page tells of, for the validators to look at: what was
# converted, what was not, what was the same.
#   page.sh PROGRAM SAMPLES FOLDER
set -eu
program=$1 samples=$2 folder=$3
rm -rf "$folder"
mkdir -p "$folder/Inbox/Udvalg <b>&amp;"
cp "$samples"/*.docx "$folder/Inbox/"
set -- "$samples"/*.docx
cp "$1" "$folder/Inbox/Udvalg <b>&amp;/en gang til.docx"
printf 'nothing of the kind' >"$folder/Inbox/damaged <script>.docx"
printf 'old' >"$folder/Inbox/gammel.doc"
ln -s /etc/hostname "$folder/Inbox/genvej.pdf"
"$program" watch "$folder" --once --settle 0.1 --to html,odt --messages da --notify off
# what it met again is told by a second run
cp "$1" "$folder/Inbox/igen.docx"
"$program" watch "$folder" --once --settle 0.1 --to html,odt --messages da --notify off
page=$folder/Converted/index.html
for words in 'Ikke konverteret' 'Konverteret tidligere' 'Konverteret for nylig' 'damaged &lt;script&gt;.docx' \
    'Filen er gemt i en gammel Word-versions format.' 'lang="da"'; do
    grep -q -F -e "$words" "$page" || { echo "$page: lacks: $words" >&2; exit 1; }
done
# the note tells in words of the same language
grep -q 'Hvad der er galt' "$folder/Failed/gammel.doc.error.txt"
grep -q 'konverteret igen' "$folder/Converted/igen.docx.note.txt"
echo "$page: $(grep -c '<li>' "$page") entries"
