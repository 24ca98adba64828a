#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Validates the .rxml of every case and sample against the schema. schema.sh TOP PROGRAM
set -u
top=$1
schema=$top/src/core/schema/rxml.rng
files=$(find "$top/tests/cases" -name expected.rxml)
n=$(echo "$files" | wc -l)
[ "$n" -gt 10 ] || {
    echo "only $n files to validate"
    exit 1
}
# shellcheck disable=SC2086
xmllint --noout --relaxng "$schema" $files 2>&1 | grep -v ' validates$'
# the pipe's status is grep's: 1 when nothing was left to say
[ $? -eq 1 ] || exit 1
echo '<document xmlns="https://referat.example/ns/document/1" version="1"><nonsense/></document>' |
    xmllint --noout --relaxng "$schema" - 2>/dev/null && {
    echo "the schema takes anything"
    exit 1
}
if command -v trang >/dev/null 2>&1; then
    made=$(mktemp -d) || exit 1
    trap 'rm -rf "$made"' EXIT
    trang "$top/src/core/schema/rxml.rnc" "$made/rxml.rng" || exit 1
    grep -v 'SPDX' "$schema" >"$made/ours.rng"
    grep -v 'SPDX' "$made/rxml.rng" | diff - "$made/ours.rng" >/dev/null || {
        echo "rxml.rng is not what rxml.rnc says: run trang"
        exit 1
    }
fi
echo "$n files are valid"
