#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What another program makes of our ODT: LibreOffice text, pandoc HTML.
#   through.sh libreoffice|pandoc PROGRAM IN OUT
set -u
what=$1 program=$2 in=$3 out=$4
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
"$program" -q "$in" -o "$scratch/made.odt" || exit 1
case $what in
libreoffice)
    # one profile for all, made at the first use
    profile=${TMPDIR:-/tmp}/referat-through-$(id -u)
    soffice --headless "-env:UserInstallation=file://$profile" --convert-to txt:Text \
        --outdir "$scratch" "$scratch/made.odt" >"$scratch/log" 2>&1
    mv "$scratch/made.txt" "$out"
    ;;
pandoc) pandoc -f odt -t html -s --mathml "$scratch/made.odt" -o "$out" 2>"$scratch/log" ;;
*) exit 64 ;;
esac
