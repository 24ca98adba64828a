#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The same bytes whoever converts, where, when and in which language.
#   reproducible.sh PACK PROGRAM SAMPLES
# With REFERAT_REBUILD=TOP the program is built a second time, in another folder, and compared as well.
set -u
pack=$1 program=$2 samples=$3
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/a" "$scratch/another folder/with a long name/b" || exit 1
a=$scratch/a
b="$scratch/another folder/with a long name/b"

# convert PROGRAM FOLDER: every sample, all formats, with and without what is shown on request
convert() {
    for input in "$scratch"/*.docx; do
        name=$(basename "$input" .docx)
        cp "$input" "$2/$name.docx" || return 1
        "$1" -q "$2/$name.docx" -o "$2/$name.html" -o "$2/$name.odt" -o "$2/$name.txt" -o "$2/$name.rxml" || return 1
        "$1" -q --comments --changes=all --text-style=reader "$2/$name.docx" \
            -o "$2/$name.all.html" -o "$2/$name.all.odt" -o "$2/$name.all.txt" || return 1
    done
}

for sample in "$samples"/*/docx; do
    "$pack" "$sample" "$scratch/$(basename "$(dirname "$sample")").docx" || exit 1
done
(cd / && umask 022 && TZ=UTC LC_ALL=C HOME=/ convert "$program" "$a") || exit 1
second=$program
if [ -n "${REFERAT_REBUILD-}" ]; then
    # another path of sources, another path of the build, one job, another order of time
    cp -R "$REFERAT_REBUILD/CMakeLists.txt" "$REFERAT_REBUILD/src" "$REFERAT_REBUILD/filters" "$b" || exit 1
    mkdir -p "$b/tests/tools"
    cp "$REFERAT_REBUILD"/tests/tools/pack* "$b/tests/tools"
    sed -n '/^# SPDX/p; /test-pack STATIC/,/^target_link_libraries(referat-pack/p' \
        "$REFERAT_REBUILD/tests/CMakeLists.txt" >"$b/tests/CMakeLists.txt"
    (cmake -S "$b" -B "$b/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DREFERAT_TESTS=OFF &&
        TZ=Asia/Kathmandu LC_ALL=C.UTF-8 cmake --build "$b/build" -j 1) >"$scratch/build.log" 2>&1 || {
        tail "$scratch/build.log"
        exit 1
    }
    second=$b/build/bin/referat
fi
# a locale with commas in numbers and an i of its own, where it can be made
locale=C.UTF-8
if localedef -i tr_TR -f UTF-8 "$scratch/tr_TR.UTF-8" 2>/dev/null; then
    export LOCPATH="$scratch"
    locale=tr_TR.UTF-8
fi
(cd "$b" && umask 077 && TZ=Pacific/Kiritimati LC_ALL=$locale LANG=$locale LANGUAGE=da USER=nobody HOME=$b \
    convert "$second" "$b") || exit 1
n=0
for file in "$a"/*; do
    cmp "$file" "$b/${file##*/}" || exit 1
    n=$((n + 1))
done
[ "$n" -gt 20 ] || { echo "only $n files"; exit 1; }

# the time that is asked for is in the package, and nothing else is another
name=$(ls "$a"/*.docx | head -n 1)
SOURCE_DATE_EPOCH=1700000000 "$program" -q "$name" -o "$scratch/dated.odt" || exit 1
python3 - "$scratch/dated.odt" "${name%.docx}.odt" <<'END' || exit 1
import sys, zipfile
dated, plain = (zipfile.ZipFile(n) for n in sys.argv[1:])
assert {i.date_time for i in dated.infolist()} == {(2023, 11, 14, 22, 13, 20)}, dated.infolist()[0].date_time
assert {i.date_time for i in plain.infolist()} == {(1980, 1, 1, 0, 0, 0)}
names = [i.filename for i in plain.infolist()]
assert names == ['mimetype'] + sorted(names[1:]) and [i.filename for i in dated.infolist()] == names
for name in names:
    assert dated.read(name) == plain.read(name), name
END
echo "$n files are the same, in $locale too${REFERAT_REBUILD:+, and by a program that was built elsewhere}"
