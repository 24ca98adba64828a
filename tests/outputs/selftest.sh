#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Proves that the checks of this folder let a good output pass and fail a bad one.  selftest.sh GOOD.odt GOOD.rxml GOOD.txt
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P) || exit 2
good=$1 rxml=$2 text=$3
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
failed=0

# expect STATUS WORD NAME COMMAND...
expect() {
    status=$1 word=$2 name=$3
    shift 3
    "$@" >"$scratch/said" 2>&1
    got=$?
    if [ $got -eq "$status" ] && grep -q -e "$word" "$scratch/said"; then return; fi
    failed=$((failed + 1))
    echo "$name: status $got, expected $status and \"$word\"; it said:"
    head -n 5 "$scratch/said"
}

# spoil OUT PART OLD NEW: the good ODT with OLD replaced in PART
spoil() {
    python3 - "$good" "$@" <<'END'
import sys, zipfile
good, out, part, old, new = sys.argv[1:]
with zipfile.ZipFile(good) as z, zipfile.ZipFile(out, 'w') as o:
    for i in z.infolist():
        data = z.read(i)
        if i.filename == part:
            assert old.encode() in data, 'not in %s: %s' % (part, old)
            data = data.replace(old.encode(), new.encode(), 1)
        o.writestr(i.filename, data, 0 if i.filename == 'mimetype' else 8)
END
}

package() { python3 "$here/odt-package.py" --werror "$1"; }
expect 0 'package: 0 errors, 0 warnings' 'a good ODT' package "$good"
spoil "$scratch/a.odt" content.xml 'text:style-name="Text_20_body"' 'text:style-name="Nonsense"'
expect 1 'is not defined' 'a style that is not there' package "$scratch/a.odt"
spoil "$scratch/b.odt" content.xml 'text:outline-level="2"' 'text:outline-level="5"'
expect 1 'heading level jumps' 'a level left out' package "$scratch/b.odt"
spoil "$scratch/c.odt" meta.xml '<dc:title>' '<dc:subject>'
spoil "$scratch/c.odt" meta.xml 'dc:language>' 'dc:source>'
expect 1 'no.*language\|not well-formed' 'no language' package "$scratch/c.odt"
spoil "$scratch/d.odt" META-INF/manifest.xml 'full-path="styles.xml"' 'full-path="style.xml"'
expect 1 'not in the package' 'a wrong manifest' package "$scratch/d.odt"
spoil "$scratch/e.odt" content.xml '<table:table-cell' '<table:covered-table-cell/><table:table-cell'
expect 1 'cells for' 'a row with a cell too many' package "$scratch/e.odt"
spoil "$scratch/f.odt" content.xml '<table:table-header-rows>' '<table:table-row-group>'
spoil_tail='</table:table-header-rows>'
python3 - "$scratch/f.odt" "$spoil_tail" <<'END'
import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
parts = {i.filename: z.read(i) for i in z.infolist()}
z.close()
parts['content.xml'] = parts['content.xml'].replace(sys.argv[2].encode(), b'</table:table-row-group>', 1)
with zipfile.ZipFile(sys.argv[1], 'w') as o:
    for name, data in parts.items():
        o.writestr(name, data, 0 if name == 'mimetype' else 8)
END
expect 1 'looks as if it had a header' 'a header that is none' package "$scratch/f.odt"

sh "$here/odt-schema.sh" "$good" >"$scratch/said" 2>&1
case $? in
0)
    spoil "$scratch/g.odt" content.xml '<text:p ' '<text:p text:nonsense="1" '
    expect 1 'nonsense' 'an attribute that is none' sh "$here/odt-schema.sh" "$scratch/g.odt"
    ;;
2) echo "no schema or no jing here: leaving out the schema" ;;
*) failed=$((failed + 1)) && cat "$scratch/said" ;;
esac

check() { python3 "$here/check-text.py" --width 76 --allow-long-words "$@"; }
expect 0 '0 errors' 'a good text' check --source "$rxml" "$text"
sed '1s/[[:alpha:]][[:alpha:]]*//' "$text" >"$scratch/a.txt"
expect 1 'words of' 'a word left out' check --source "$rxml" "$scratch/a.txt"
sed '$s/$/ /' "$text" >"$scratch/b.txt"
expect 1 'trailing white space' 'a trailing blank' check "$scratch/b.txt"
tr '\n' ' ' <"$text" | sed 's/ $/\n/' >"$scratch/c.txt"
expect 1 'columns' 'a line too long' check "$scratch/c.txt"
printf 'a\314\212\n' >"$scratch/d.txt"
expect 1 'normalisation form' 'not composed' check "$scratch/d.txt"
printf 'a\tb\n' >"$scratch/e.txt"
expect 1 'U+0009' 'a tab' check "$scratch/e.txt"

if command -v soffice >/dev/null && command -v pdftotext >/dev/null; then
    expect 0 'roundtrip: 0 errors' 'LibreOffice on a good ODT' python3 "$here/odt-roundtrip.py" "$good"
    spoil "$scratch/j.odt" styles.xml 'fo:font-weight="bold"' 'text:display="none" fo:font-weight="bold"'
    expect 1 'missing from the PDF' 'words that are not shown' python3 "$here/odt-roundtrip.py" "$scratch/j.odt"
else
    echo "no LibreOffice or no poppler-utils here: leaving out the round trip"
fi
[ "$failed" -eq 0 ] && echo "outputs: the self-test passed"
[ "$failed" -eq 0 ]
