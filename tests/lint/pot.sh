#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the program says to people: referat.pot is that of the sources, and every translation is whole:
# nothing missing, nothing unsure, and the names in braces those of the original.
#   pot.sh TOP        exit 0: so it is; 1: not; 77: there is no xgettext
set -u
cd -- "$1/src/po" || exit 2
command -v xgettext >/dev/null 2>&1 && command -v msgfmt >/dev/null 2>&1 || {
    echo "no gettext tools here: leaving out the translations"
    exit 77
}
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
failed=0

sh ./pot.sh ../.. >"$scratch/referat.pot" || exit 2
cmp -s referat.pot "$scratch/referat.pot" || {
    diff -u referat.pot "$scratch/referat.pot" | head -n 40
    echo "src/po/referat.pot is not that of the sources: cmake --build BUILD --target pot"
    failed=1
}
count=0
for translation in *.po; do
    count=$((count + 1))
    said=$(LC_ALL=C msgfmt --check --statistics --output-file="$scratch/out.mo" "$translation" 2>&1) || failed=1
    case $said in
    *untranslated* | *fuzzy* | *error* | *warning*)
        echo "$translation: $said"
        failed=1
        ;;
    esac
    # one that was made for other sources lacks some of these
    LC_ALL=C msgcmp "$translation" "$scratch/referat.pot" >"$scratch/said" 2>&1 || {
        head -n 20 "$scratch/said"
        failed=1
    }
    # places to be filled: the same in the original and in each form of the translation
    msgcat --no-wrap "$translation" | awk -v name="$translation" '
        function places(text,   all, found) {
            all = ""
            while (match(text, /\{[a-z_]+\}/)) {
                found = substr(text, RSTART, RLENGTH)
                if (index(all, found) == 0) all = all found
                text = substr(text, RSTART + RLENGTH)
            }
            return all
        }
        function every(of, within,   text) {
            text = of
            while (match(text, /\{[a-z_]+\}/)) {
                if (index(within, substr(text, RSTART, RLENGTH)) == 0) return 0
                text = substr(text, RSTART + RLENGTH)
            }
            return 1
        }
        /^msgid / { one = places($0) }
        /^msgid_plural / { one = one places($0) }
        /^msgstr/ {
            if (!every(places($0), one)) { print name ": unknown place: " $0; bad = 1 }
            if ($0 !~ /^msgstr(\[0\])? ""/ && $0 !~ /^msgstr\[0\]/ && !every(one, places($0))) {
                print name ": a place is missing: " $0; bad = 1
            }
        }
        END { exit bad }' || failed=1
done
echo "translations: $count, $(grep -c '^msgid ' referat.pot) texts"
[ "$failed" -eq 0 ] && [ "$count" -ge 2 ]
