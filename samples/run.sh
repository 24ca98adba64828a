#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Installs what a build needs, builds referat, converts every sample and says where the results are.
#   samples/run.sh [--formats "EXTENSION..."]
# EXTENSION stands for a format that "build/bin/referat formats" lists as written (default: html odt txt rxml).
# Samples are the unpacked documents samples/*/docx/ and the files samples/*.docx; results come to
# samples/out/. Exit 0: all converted; 1: a step or a conversion failed; 2: usage.
set -u
unset CDPATH
cd -- "$(dirname -- "$0")/.." || exit 1

usage() {
    sed -n '4,7s/^# \{0,1\}//p' samples/run.sh >&2
    exit 2
}

formats="html odt txt rxml"
while [ $# -gt 0 ]; do
    case $1 in
    --formats)
        [ -n "${2-}" ] || usage
        formats=$2
        shift 2
        ;;
    --formats=?*)
        formats=${1#*=}
        shift
        ;;
    *) usage ;;
    esac
done

die() {
    echo "samples/run.sh: $*" >&2
    exit 1
}

echo "==> Looking for what the build needs"
sh tests/tools/install.sh @build || exit 1

echo "==> Building a release in build/"
mkdir -p build && log=build/run.log || exit 1
[ -f build/CMakeCache.txt ] || export CMAKE_GENERATOR=Ninja # a build keeps the generator it began with
{
    cmake -S . -B build -DCMAKE_BUILD_TYPE=Release -DREFERAT_TESTS=OFF &&
        cmake --build build --parallel
} >"$log" 2>&1 || {
    tail -n 40 "$log" >&2
    die "the build failed; all of its output is in $log"
}

out=samples/out
rm -rf "$out" && mkdir -p "$out" || exit 1
done=0
failed=0

# convert DOCUMENT NAME: one run reads it once and writes all formats, or none
convert() {
    document=$1 name=$2
    set -- convert "$document"
    for format in $formats; do set -- "$@" -o "$out/$name.$format"; done
    if build/bin/referat "$@"; then
        done=$((done + 1))
        for format in $formats; do echo "    $out/$name.$format"; done
    else
        failed=$((failed + 1))
        echo "    $document: not converted" >&2
    fi
}

echo "==> Converting the samples to: $formats"
for folder in samples/*/docx/; do
    [ -d "$folder" ] || continue
    name=${folder%/docx/}
    name=${name##*/}
    if build/bin/referat-pack "${folder%/}" "$out/$name.docx"; then
        convert "$out/$name.docx" "$name"
    else
        failed=$((failed + 1))
        echo "    $folder: not packed" >&2
    fi
done
for document in samples/*.docx; do
    [ -f "$document" ] || continue
    name=${document##*/}
    convert "$document" "${name%.docx}"
done

[ $((done + failed)) -gt 0 ] || die "there are no samples"
echo "==> $done converted, $failed failed; the results are in $(pwd -P)/$out"
[ "$failed" -eq 0 ]
