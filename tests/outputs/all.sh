#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs the checks of this folder over the outputs in a folder.  all.sh FOLDER [package|schema|roundtrip|text]...
# Exit 0: no finding; 1: findings; 77: there is nothing to check, or no tool to check with.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P) || exit 2
folder=$1
shift
[ $# -gt 0 ] || set -- package schema roundtrip text
if ! ls "$folder"/*.odt "$folder"/*.txt >/dev/null 2>&1; then
    echo "skipped: no outputs in $folder"
    exit 77
fi
status=0

check_text() {
    n=0
    for file in "$folder"/*.txt; do
        base=${file%.txt}
        # what is shown on request is checked where it is: it has no .rxml of its own
        if [ -f "$base.rxml" ]; then
            python3 "$here/check-text.py" --width 76 --allow-long-words --source "$base.rxml" "$file" \
                >"$folder/text.log" || { cat "$folder/text.log"; status=1; }
        else
            python3 "$here/check-text.py" --width 76 --allow-long-words "$file" >"$folder/text.log" ||
                { cat "$folder/text.log"; status=1; }
        fi
        n=$((n + 1))
    done
    echo "check-text: $n files"
}

for check; do
    case $check in
    package)
        python3 "$here/odt-package.py" --werror "$folder"/*.odt >"$folder/package.log" || {
            grep -e 'error:' -e 'warning:' "$folder/package.log"
            status=1
        }
        echo "odt-package: $(grep -c 'package:' "$folder/package.log") files"
        ;;
    schema)
        sh "$here/odt-schema.sh" "$folder"/*.odt
        case $? in
        0) ;;
        2) exit 77 ;;
        *) status=1 ;;
        esac
        ;;
    roundtrip)
        command -v soffice >/dev/null && command -v pdftotext >/dev/null || {
            echo "skipped: LibreOffice or poppler-utils is not here"
            exit 77
        }
        python3 "$here/odt-roundtrip.py" "$folder"/*.odt >"$folder/roundtrip.log" || {
            grep 'error:' "$folder/roundtrip.log"
            status=1
        }
        echo "odt-roundtrip: $(grep -c 'roundtrip:' "$folder/roundtrip.log") files"
        ;;
    text) check_text ;;
    *) exit 64 ;;
    esac
done
exit $status
