#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Tests the command line. run.sh PROGRAM PACK TOP
set -u
program=$1 pack=$2 top=$3
work=$(mktemp -d) || exit 1
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work" || exit 1
"$pack" "$top/samples/kredsraad/docx" in.docx || exit 1
passed=0 failed=0

fail() {
    echo "FAILED: $*"
    failed=$((failed + 1))
}

# expect STATUS DESCRIPTION COMMAND...: runs it, keeps what it says in out and err
expect() {
    want=$1 what=$2
    shift 2
    "$@" >out 2>err
    got=$?
    if [ "$got" -eq "$want" ]; then
        passed=$((passed + 1))
    else
        fail "$what: status $got, not $want: $(head -c 300 err)"
    fi
}

said() { # PATTERN DESCRIPTION
    if grep -q -e "$1" err out; then
        passed=$((passed + 1))
    else
        fail "$2: nothing says \"$1\": $(head -c 300 err)"
    fi
}

check() { # DESCRIPTION TEST...
    what=$1
    shift
    if "$@"; then passed=$((passed + 1)); else fail "$what"; fi
}

expect 0 "help" "$program" --help
said "Exit status" "help"
for option in changes comments headings keep-author lang media no-pass scrub; do
    grep -q -e "--$option" out || fail "help does not name --$option"
done
check "help fits a line of 100 columns" awk 'length > 100 { exit 1 }' out
expect 0 "version" "$program" --version
said "^referat [0-9]" "version"
expect 0 "formats" "$program" formats
said "^docx  *yes" "formats"

expect 0 "one output" "$program" in.docx -o page.html
check "the page is there" test -s page.html
expect 0 "the word convert" "$program" convert in.docx -o page2.html
check "the same bytes" cmp -s page.html page2.html
expect 0 "two outputs" "$program" in.docx -o a.html -o a.rxml
check "both are there" test -s a.html -a -s a.rxml
expect 0 "--to beside the input" "$program" in.docx --to html,rxml
check "in.html" test -s in.html -a -s in.rxml
mkdir out.d
expect 0 "--to with --out" "$program" in.docx --to html --out out.d
check "out.d/in.html" cmp -s out.d/in.html in.html
expect 0 "rxml in" "$program" in.rxml -o again.html
check "the same page from .rxml" cmp -s again.html in.html
expect 0 "standard output" "$program" in.docx -t html
check "the same page there" cmp -s out in.html
"$program" - -t html -o - <in.docx >out 2>err
check "standard input and output" cmp -s out in.html
cp in.docx ./formats
expect 0 "a file called like a command" "$program" ./formats -o f.html
name=$(printf 'odd \033[31m name\n.docx')
cp in.docx "$name"
expect 0 "an odd name" "$program" "$name" -o "$name.html"
cp in.docx ./-dash.docx
expect 0 "a name with a dash" "$program" -o dash.html -- -dash.docx
expect 0 "scrub" "$program" --scrub in.docx -o scrubbed.rxml
check "no words are left" sh -c '! grep -q -i -e "velkomst" scrubbed.rxml'

expect 64 "no input" "$program"
expect 64 "unknown option" "$program" --nonsense in.docx -o x.html
said "nonsense" "unknown option"
expect 64 "unknown value" "$program" --changes=some in.docx -o x.html
said "reject" "unknown value"
expect 64 "unknown message" "$program" -Wno-nonsense in.docx -o x.html
expect 64 "unknown ending" "$program" in.docx -o x.nonsense
expect 64 "no format for standard output" "$program" in.docx
expect 64 "output is input" "$program" in.rxml -o in.rxml
said "input itself" "output is input"
expect 64 "two outputs of one name" "$program" in.docx -o x.html -o x.html
expect 64 "-o and --to" "$program" in.docx -o x.html --to html
expect 64 "several inputs, one output" "$program" in.docx in.rxml -o x.html
expect 66 "missing input" "$program" missing.docx -o x.html
expect 66 "a folder as input" "$program" out.d -o x.html
expect 73 "an output in no folder" "$program" in.docx -o none/x.html
expect 73 "a folder in the way" "$program" in.docx -o out.d/ -t html
printf 'plain words\n' >text.docx
expect 65 "text in disguise" "$program" text.docx -o x.html
said "a plain text file" "text in disguise"
check "one line is said" test "$(wc -l <err)" -eq 1
check "no output of all these" test ! -e x.html -a ! -e x.nonsense

cp page.html before.html
"$pack" "$top/samples/everything/docx" all.docx || exit 1
expect 1 "-Werror replaces no output" "$program" -Werror=hidden-text all.docx -o page.html
check "the old page stands" cmp -s page.html before.html
expect 0 "-Wno" "$program" -v -Wno-hidden-text all.docx -o x.html
check "the message is off" sh -c '! grep -q hidden-text err'
expect 0 "-q" "$program" -q all.docx -o x.html
check "quiet" test ! -s err
check "no temporary file is left" test -z "$(find . -name '.*.??????')"

if [ "$(id -u)" -ne 0 ]; then
    cp in.docx closed.docx
    chmod 000 closed.docx
    expect 77 "an input that may not be read" "$program" closed.docx -o x.html
else
    echo "root reads everything: leaving out what tests permissions"
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
