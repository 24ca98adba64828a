#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Proves that the validators let a good page pass and fail a bad one. With --no-browser only those that
# need none. Exit 0: they do; 1: one does not.
set -u
unset CDPATH
here=$(cd -- "$(dirname -- "$0")" && pwd -P) || exit 1
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
failures=0

# page FILE LANG STYLE BODY
page() {
    cat >"$1" <<PAGE
<!DOCTYPE html>
<html lang="$2">
<head>
<meta charset="utf-8">
<title>Minutes</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body { color: #222; background: #fff; } $3</style>
</head>
<body>
<main>
<h1>Minutes</h1>
$4
</main>
</body>
</html>
PAGE
}

# expect STATUS WORD NAME COMMAND...: the exit status, and a word that has to be said
expect() {
    status=$1 word=$2 name=$3
    shift 3
    "$@" >"$scratch/said" 2>&1
    got=$?
    if [ $got -eq "$status" ] && grep -q -e "$word" "$scratch/said"; then return; fi
    failures=$((failures + 1))
    echo "$name: exit status $got, expected $status and the word \"$word\"; it said:"
    sed 's/^/    /' "$scratch/said"
}

# shellcheck disable=SC2317 # called by expect
html() { sh "$here/validate-html.sh" "$@"; }
# shellcheck disable=SC2317
a11y() { sh "$here/node.sh" a11y.mjs "$@"; }
# shellcheck disable=SC2317
agenda() { sh "$here/node.sh" agenda.mjs "$@"; }

mkdir "$scratch/good folder" "$scratch/bad" "$scratch/empty"
page "$scratch/good folder/gøod #1%.html" en '' '<p>The council met.</p>'
page "$scratch/bad/nesting.html" en '' '<p>The <b>council</p> met.</b>'
page "$scratch/bad/list.html" en '' '<ul><p>no item</p></ul>'
expect 0 '1 files, 0 with findings' 'good page' html "$scratch/good folder"
expect 1 'nesting.html.* vnu error' 'vnu' html --no-html-validate "$scratch/bad"
expect 1 'list.html.* html-validate error' 'html-validate' html --no-vnu "$scratch/bad"
expect 1 '2 with findings' 'good and bad together' html "$scratch/good folder" "$scratch/bad"
expect 2 'no such file' 'missing page' html "$scratch/none.html"
expect 2 'no .html' 'empty folder' html "$scratch/empty"
expect 2 'validate-html.sh' 'unknown option' html --zork "$scratch/bad"

if [ "${1-}" != --no-browser ]; then
    wide='<p><img alt="x" src="https://example.invalid/x.png"></p>'
    page "$scratch/bad/contrast.html" en 'p { color: #ccc; }' '<p>Hard to read.</p>'
    page "$scratch/bad/dark.html" en '@media (prefers-color-scheme: dark) { p { color: #555; background: #222; } }' '<p>x y</p>'
    page "$scratch/bad/print.html" en '@media print { p { color: #ccc; } }' '<p>x y</p>'
    page "$scratch/bad/wide.html" en 'p { width: 900px; }' '<p>Too wide.</p>'
    page "$scratch/bad/network.html" en '' "$wide"
    expect 0 '1 files, 0 with findings' 'good page in the browser' a11y "$scratch/good folder"
    expect 1 'light.* color-contrast' 'contrast' a11y "$scratch/bad/contrast.html"
    expect 1 ' dark color-contrast' 'contrast in the dark' a11y "$scratch/bad/dark.html"
    expect 1 ' print color-contrast' 'contrast in print' a11y "$scratch/bad/print.html"
    expect 1 '320px reflow' 'reflow' a11y "$scratch/bad/wide.html"
    expect 1 'asks for 1 things outside' 'network' a11y "$scratch/bad/network.html"
    entry='<p id="e1"><a class="to-item" href="#s1">Moorings</a></p>'
    back='<a class="to-agenda" href="#e1">back</a>'
    page "$scratch/agenda.html" en '' "$entry<section id=\"s1\"><h2>Moorings</h2>$back</section>"
    page "$scratch/bad/other.html" en '' "$entry<section id=\"s1\"><h2>Dredging</h2>$back</section>"
    page "$scratch/bad/nowhere.html" en '' "$entry<section id=\"s2\"><h2>Moorings</h2>$back</section>"
    page "$scratch/bad/no-way-back.html" en '' "$entry<section id=\"s1\"><h2>Moorings</h2></section>"
    expect 0 '1 links clicked in 1 files, 0 wrong' 'agenda' agenda "$scratch/agenda.html"
    expect 1 'leads to "Dredging' 'agenda that leads elsewhere' agenda "$scratch/bad/other.html"
    expect 1 'leads nowhere' 'agenda that leads nowhere' agenda "$scratch/bad/nowhere.html"
    expect 1 'no link back' 'no link back' agenda "$scratch/bad/no-way-back.html"
    expect 1 '0 links clicked' 'page without agenda' agenda "$scratch/good folder"
    expect 2 'no such file' 'missing page in the browser' a11y "$scratch/none.html"
    expect 2 'usage' 'unknown option of a11y' a11y --zork "$scratch/bad"
fi

[ $failures -eq 0 ] && echo "validators: the self-test passed" && exit 0
echo "validators: $failures of the self-test's checks failed"
exit 1
