#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Proves that every check of this folder passes a sound tree and finds each break of its rules.
#   selftest.sh            exit 0: so it is; 1: a check is blind or finds what is not there
set -u
unset CDPATH
here=$(cd -- "$(dirname -- "$0")" && pwd -P) || exit 1
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
top="$scratch/a tree"
licence='SPDX-License-Identifier: GPL-2.0-or-later'
tried=0 failures=0

# put FILE LINE...: writes a file of the tree; "licensed" is its first line in C
put() {
    file=$top/$1
    shift
    mkdir -p "$(dirname -- "$file")"
    printf '%s\n' "$@" >"$file"
}
licensed="/* $licence */"

# sound: a small tree that keeps all rules
sound() {
    rm -rf "$top"
    for folder in src/core src/cli src/include/referat filters/common filters/docx tests/lint samples; do
        put "$folder/README.md" "# $folder"
    done
    for plain in README.md NEWS.md LICENSE .gitignore; do put "$plain" text; done
    put CMakeLists.txt "# $licence"
    put src/include/referat/types.h "$licensed" '#pragma once' '#include <glib.h>' 'G_BEGIN_DECLS' \
        'int referat_one(void);' 'G_END_DECLS'
    put src/core/node.h "$licensed" '#pragma once' '#include <referat/types.h>' 'int rft_node(void);'
    put src/core/node.c "$licensed" '#include "core/node.h" /* "docx/docx.h" */' \
        '/* exit(1), printf("x") and strcpy() are banned */' 'int' 'rft_node(void)' '{' \
        '    return (int)sizeof("printf(") + act->exit(0);' '}'
    put filters/common/package.h "$licensed" '#pragma once' '#include <zip.h>' 'zip_t *common_open(void);'
    put filters/docx/docx.c "$licensed" '#include <referat/types.h>' '#include "common/package.h"'
    put src/cli/main.c "$licensed" '#include <stdio.h>' 'int' 'main(void)' '{' '    printf("x");' '}'
    put tests/run.sh '#!/bin/sh' "# $licence" 'echo fine'
}

# check STATUS WORD CHECK ARGUMENT...: exit status and a word that has to be said
check() {
    status=$1 word=$2 script=$3
    shift 3
    tried=$((tried + 1))
    case $script in
    *.py) python3 "$here/$script" "$@" >"$scratch/said" 2>&1 ;;
    *) sh "$here/$script" "$@" >"$scratch/said" 2>&1 ;;
    esac
    got=$?
    if [ $got -eq "$status" ] && grep -q -e "$word" "$scratch/said"; then return; fi
    failures=$((failures + 1))
    echo "$script: exit status $got, expected $status and the word \"$word\"; it said:"
    sed 's/^/    /' "$scratch/said"
}

# finds WORD CHECK FILE LINE...: a sound tree with this file in it must fail, saying the word
finds() {
    want=$1 which=$2
    shift 2
    sound
    put "$@"
    check 1 "$want" "$which" "$top"
}

# repeat COUNT LINE
repeat() {
    i=0
    while [ $i -lt "$1" ]; do
        echo "$2"
        i=$((i + 1))
    done
}

for name in spdx.sh shell.sh layout.sh includes.py banned.py size.py; do
    sound
    check 0 ' 0 ' "$name" "$top"
    check 2 '' "$name" "$top" too-many
    check 2 '' "$name" "$scratch/no-such-folder"
done

for name in core/x.c core/x.h core/x.h.in core/x.ini core/x.rnc; do
    finds "src/$name:1" spdx.sh "src/$name" '' '' '' "$licensed"
done
for name in x.sh x.py x.mjs x.cmake x.css CMakeLists.txt; do finds "tests/$name:1" spdx.sh "tests/$name" text; done

finds 'tests/x.sh' shell.sh tests/x.sh '#!/bin/sh' 'if true; then'
finds 'names no shell' shell.sh tests/x.sh 'echo x'
finds '.ci/run' shell.sh .ci/run '#!/usr/bin/env bash' 'case x in'

finds 'docs: does not belong' layout.sh docs/x.md text
finds 'Makefile: does not belong' layout.sh Makefile text
finds 'src/new: has no README' layout.sh src/new/x.ini text
finds 'filters/odt: has no README' layout.sh filters/odt/x.c text
finds 'tests/x/y: has no README' layout.sh tests/x/y/z.c text
finds 'src/core/x.c:1: a path' layout.sh src/core/x.c "\"/hom""e/me/x\""
finds 'tests/x.sh:2: a path' layout.sh tests/x.sh text "cd /wor""k/main"
finds 'tests/x.sh:1: a path' layout.sh tests/x.sh "cat /tmp/w""/x"
finds 'README.md:1: the host' layout.sh README.md "https://registry.npmj""s.org/x"
finds 'samples/x:1: the host' layout.sh samples/x "deb http://deb.debia""n.org/debian"
sound
rm "$top/NEWS.md"
check 1 'NEWS.md: missing' layout.sh "$top"
if command -v git >/dev/null 2>&1; then
    sound
    put .gitignore 'ignored*'
    put ignored.txt "/hom""e/me"
    (cd "$top" && git init -q)
    check 0 ' 0 ' layout.sh "$top"
    put other.txt text
    check 1 'other.txt: does not belong' layout.sh "$top"
fi

# breaks WORD FILE INCLUDE: this one include breaks a rule
breaks() {
    finds "$1" includes.py "$2" "$licensed" "#include $3"
}
for name in convert normalise; do
    sound
    put "src/$name/x.h" "$licensed"
    put src/core/x.c "$licensed" "#include \"$name/x.h\""
    check 1 'src/core may include' includes.py "$top"
    put src/core/x.c "$licensed"
    put src/cli/x.c "$licensed" "  #  include \"$name/x.h\" /* a comment */"
    check 1 'src/cli may include' includes.py "$top"
done
sound
put src/worker/x.h "$licensed"
put src/cli/x.c "$licensed" '#include "worker/x.h"'
put src/normalise/x.c "$licensed" '#include "core/node.h"'
check 0 ' 0 ' includes.py "$top"
breaks 'src includes no filter' src/cli/x.c '"common/package.h"'
breaks 'a filter sees the library' filters/docx/x.c '"core/node.h"'
breaks 'only filters/common sees libzip' filters/docx/x.c '<zip.h>'
breaks 'only filters/common sees libzip' src/cli/x.c '<zip.h>'
breaks 'only src/bulk/archive sees libarchive' src/bulk/x.c '<archive.h>'
breaks 'only src/watch/desktop sees libnotify' src/watch/x.c '<libnotify/notify.h>'
breaks 'only filters/pdf/extract' filters/pdf/x.c '<poppler.h>'
breaks 'only filters/pdf/extract' filters/docx/x.c '<cairo/cairo.h>'
breaks 'src/core knows' src/core/x.c '<gio/gio.h>'
breaks 'src/core knows' src/core/x.h '<libxml/parser.h>'
breaks 'a public header needs' src/include/referat/x.h '<libxml/parser.h>'
breaks 'a public header includes' src/include/referat/x.h '"core/node.h"'
breaks 'are included as <' src/core/x.c '"referat/types.h"'
breaks 'no such project header' src/core/x.c '"node.h"'
breaks 'cannot tell' src/core/x.c 'HEADER'
breaks 'no layer' src/new/x.c '<glib.h>'
sound
put filters/odt/odt.h "$licensed"
put filters/docx/x.c "$licensed" '#include "odt/odt.h"'
check 1 'includes no other filter' includes.py "$top"
put filters/docx/x.c "$licensed"
put filters/common/x.c "$licensed" '#include "odt/odt.h"'
check 1 'includes no other filter' includes.py "$top"
sound
put src/core/a.h "$licensed" '#include "core/b.h"'
put src/core/b.h "$licensed" '#include "core/c.h"'
put src/core/c.h "$licensed" '#include "core/a.h"'
check 1 'src/core/a.h -> src/core/b.h -> src/core/c.h -> src/core/a.h' includes.py "$top"

for call in sprintf strcpy strcat gets strtok atoi; do
    finds "tests/x.c:2: $call is banned" banned.py tests/x.c "$licensed" "    $call(a);"
    finds "src/cli/x.c:2: $call is banned" banned.py src/cli/x.c "$licensed" "    $call(a);"
done
for call in sscanf setlocale exit abort printf puts g_print g_printerr; do
    finds "src/core/x.c:2: $call is banned" banned.py src/core/x.c '/* a' "comment */ if (x) $call (a);"
    finds "filters/docx/x.h:3: $call is banned" banned.py filters/docx/x.h '"\"" //' '/* */' "$call(a);"
done
finds 'stderr is banned' banned.py src/core/x.c 'fprintf(stderr, "x");'
finds 'stdout is banned' banned.py src/core/x.c 'fputs("x", stdout);'

# long COUNT: a function with a body of COUNT lines, braces and all
long() {
    printf '%s\n' "$licensed" 'static int' 'long_one(int (*f)(int), const char *s)' '{'
    repeat $(($1 - 2)) '    f(1); /* { */'
    echo '}'
}
sound
long 80 >"$top/src/core/x.c"
check 0 'longest: 80 lines: long_one in src/core/x.c:4' size.py "$top"
long 81 >"$top/src/core/x.c"
check 1 'src/core/x.c:4: long_one has 81 lines' size.py "$top"
{ echo 'extern "C" {' && long 81 && echo '}'; } >"$top/tests/x.h"
check 1 'tests/x.h:5: long_one has 81 lines' size.py "$top"
sound
repeat 1201 'int a;' >"$top/filters/docx/x.h"
check 1 'filters/docx/x.h: 1201 lines' size.py "$top"
{
    printf '/* clang-format off */\nstatic const int table[] = {\n'
    repeat 1300 '    1,'
    printf '};\n/* clang-format on */\n'
} >"$top/filters/docx/x.h"
check 0 ' 0 ' size.py "$top"
finds 'braces do not match' size.py src/core/x.c 'int' 'f(void)' '{' '    if (x) {' '}'

sound
mkdir -p "$scratch/build"
check 0 ' 0 ' headers.sh "$scratch/build" "$top"
check 2 'BUILD' headers.sh "$scratch/none"
for name in src/core/x.h filters/docx/x.h; do
    sound
    put "$name" '#pragma once' 'GList *referat_x(void);'
    check 1 "$name: does not compile alone as gnu17" headers.sh "$scratch/build" "$top"
    put "$name" 'struct x { int y; };'
    check 1 "$name: does not compile alone" headers.sh "$scratch/build" "$top"
done
sound
put src/include/referat/x.h '#pragma once' 'int referat_x(int class);'
check 1 'referat/x.h: does not compile alone as c++17' headers.sh "$scratch/build" "$top"
put src/include/referat/x.h '#pragma once' '_Static_assert(1, "C11");'
check 1 'referat/x.h: does not compile alone as c99' headers.sh "$scratch/build" "$top"

# library C-SOURCE
library() {
    printf '%s\n' "$1" | "${CC:-cc}" -shared -fPIC -fvisibility=hidden -x c -o "$scratch/x.so" -
}
public='__attribute__((visibility("default")))'
library "$public int referat_x; int hidden;"
check 0 ' 0 ' symbols.sh "$scratch/x.so"
library "$public int referat_x; $public int rft_x(void) { return 0; }"
check 1 'rft_x' symbols.sh "$scratch/x.so"
library "int hidden;"
check 1 '0 exported' symbols.sh "$scratch/x.so"
check 2 '' symbols.sh "$scratch/none.so"

echo "lint self-test: $tried checks, $failures failures"
[ $failures -eq 0 ]
