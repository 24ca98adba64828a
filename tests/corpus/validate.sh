#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Validates the HTML that convert.sh made. validate.sh VALIDATORS FOLDER html|a11y|agenda
# Status 77 (skipped) when there is none.
set -u
validators=$1 folder=$2 what=$3
if ! ls "$folder"/*.html >/dev/null 2>&1; then
    echo "skipped: no converted corpus"
    exit 77
fi
case $what in
html) exec sh "$validators/validate-html.sh" "$folder" ;;
a11y) exec sh "$validators/node.sh" a11y.mjs "$folder" ;;
agenda) exec sh "$validators/node.sh" agenda.mjs --least 10 "$folder" ;;
*) exit 64 ;;
esac
