#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every header compiles alone, and twice over: as gnu17, the public ones also as C99 and as C++17.
#   headers.sh BUILD [TOP]            BUILD holds the generated include/referat/version.h
# CC and CXX name the compilers. Exit 0: all compile; 1: some do not; 2: usage.
set -u
unset CDPATH
here=$(cd -- "$(dirname -- "$0")" && pwd -P) || exit 2
if [ $# -lt 1 ] || [ $# -gt 2 ] || [ ! -d "$1" ]; then
    sed -n '4,5s/^# *//p' "$0" >&2
    exit 2
fi
build=$(cd -- "$1" && pwd -P) || exit 2
cd -- "${2:-$here/../..}" || exit 2
cc=${CC:-cc} cxx=${CXX:-c++}

# The flags of those libraries that are here; as system folders, so that only our headers are judged.
modules=''
for module in glib-2.0 gio-unix-2.0 libxml-2.0 libzip icu-uc poppler-glib cairo libseccomp; do
    if pkg-config --exists "$module"; then modules="$modules $module"; fi
done
# shellcheck disable=SC2086 # a list of names
system=$(pkg-config --cflags-only-I $modules | sed 's/-I */-isystem /g')

scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM

# compiles HEADER AS COMMAND...: says so when it does not
compiles() {
    header=$1 as=$2
    shift 2
    checked=$((checked + 1))
    # shellcheck disable=SC2086 # a list of flags
    "$@" -fsyntax-only -Wall -Wextra -Wundef -Werror -Isrc/include -I"$build/include" -Isrc -Ifilters \
        $system "$scratch/$as" 2>"$scratch/said" && return
    findings=$((findings + 1))
    echo "$header: does not compile alone as $as:"
    head -n 6 "$scratch/said" | sed 's/^/    /'
}

sh "$here/files.sh" . >"$scratch/files"
checked=0 findings=0
while IFS= read -r header; do
    case $header in
    src/include/*.h | src/include/*.h.in) name=${header#src/include/} ;;
    src/*.h) name=${header#src/} ;;
    filters/pdf/extract/*.h)
        case $modules in *poppler*) ;; *) echo "$header: left out, poppler is not here"; continue ;; esac
        name=${header#filters/}
        ;;
    filters/*.h) name=${header#filters/} ;;
    *) continue ;;
    esac
    # twice: a header that is not guarded shows itself
    printf '#include "%s"\n#include "%s"\ntypedef int not_empty;\n' "${name%.in}" "${name%.in}" >"$scratch/gnu17"
    compiles "$header" gnu17 "$cc" -x c -std=gnu17 -Wstrict-prototypes
    case $header in
    src/include/*)
        cp "$scratch/gnu17" "$scratch/c99"
        cp "$scratch/gnu17" "$scratch/c++17"
        compiles "$header" c99 "$cc" -x c -std=c99 -Wpedantic -Wstrict-prototypes
        compiles "$header" c++17 "$cxx" -x c++ -std=c++17 -Wpedantic
        ;;
    esac
done <"$scratch/files"
echo "headers: $checked compilations, $findings findings"
[ $checked -gt 0 ] && [ $findings -eq 0 ]
