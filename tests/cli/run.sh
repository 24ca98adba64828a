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
for option in changes comments headings keep-author lang media no-pass scrub width text-style; do
    grep -q -e "--$option" out || fail "help does not name --$option"
done
check "help fits a screen of 24 lines" test "$(wc -l <out)" -le 24
check "help fits lines of 80 columns" awk 'length > 79 { exit 1 }' out
expect 0 "help on a command" "$program" help convert
said "Exit status" "help convert"
check "help convert fits lines of 80 columns" awk 'length > 79 { exit 1 }' out
expect 0 "help on formats" "$program" help formats
expect 64 "help on nothing" "$program" help convrt
said "did you mean the command convert" "help on nothing"
expect 0 "version" "$program" --version
said "^referat [0-9]" "version"
expect 0 "formats" "$program" formats
said "^docx  *yes" "formats"
said "^odt  *-  *yes" "formats"
expect 0 "formats with media types" "$program" formats -v
said "opendocument.text" "formats -v"
expect 64 "formats takes no input" "$program" formats in.docx

expect 0 "one output" "$program" in.docx -o page.html
check "the page is there" test -s page.html
expect 0 "the word convert" "$program" convert in.docx -o page2.html
check "the same bytes" cmp -s page.html page2.html
expect 0 "all formats" "$program" in.docx -o a.html -o a.rxml -o a.odt -o a.txt
check "all are there" test -s a.html -a -s a.rxml -a -s a.odt -a -s a.txt
check "an ODT begins with its type" sh -c 'head -c 80 a.odt | grep -q -a "mimetypeapplication/vnd.oasis.opendocument.text"'
expect 0 "-v" "$program" -v in.docx -o a.html -o a.txt
said "a.txt written" "-v"
expect 0 "--to beside the input" "$program" in.docx --to html,rxml
check "in.html" test -s in.html -a -s in.rxml
mkdir out.d
expect 0 "--to with --out" "$program" in.docx --to html --out out.d
check "out.d/in.html" cmp -s out.d/in.html in.html
cp in.docx in2.docx
expect 0 "several inputs, several formats" "$program" in.docx in2.docx --to html,odt,txt --out made/here
check "six outputs in a folder that was made" test "$(find made/here -type f | wc -l)" -eq 6
expect 66 "one of several is missing" "$program" in.docx nothing.docx in2.docx --to txt --out made/some
check "the others are there" test -s made/some/in.txt -a -s made/some/in2.txt
expect 0 "rxml in" "$program" in.rxml -o again.html
check "the same page from .rxml" cmp -s again.html in.html
expect 0 "standard output" "$program" in.docx -t html
check "the same page there" cmp -s out in.html
"$program" - -t html -o - <in.docx >out 2>err
check "standard input and output" cmp -s out in.html
cat in.docx | "$program" -q - -o piped.html
check "a pipe as input" cmp -s piped.html in.html
mkfifo pipe
cat in.docx >pipe &
expect 0 "a named pipe" "$program" pipe -o named.html
check "the same page from it" cmp -s named.html in.html
wait
expect 0 "-t text" "$program" in.docx -t text --width=40
check "lines of at most 40 columns" test "$(sed '/sha256/,$d' out | LC_ALL=C.UTF-8 wc -L)" -le 40
expect 64 "too narrow" "$program" in.docx -t text --width=5
said "at least 20" "too narrow"
expect 0 "a device as output" "$program" in.docx -t html -o /dev/null
check "it is still a device" test -c /dev/null
echo old >real.html
chmod 640 real.html
ln -s real.html link.html
expect 0 "a link as output" "$program" in.docx -o link.html
check "the link stays, the file is new" sh -c 'test -L link.html && cmp -s real.html in.html'
check "who may read it stays" test "$(stat -c %a real.html)" = 640
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
expect 64 "a slip in an option" "$program" --witdh=3 in.docx -o x.html
said "did you mean --width" "a slip in an option"
expect 64 "a slip in a format" "$program" in.docx -o x.htlm
said "did you mean html" "a slip in a format"
expect 66 "a slip in a command" "$program" fromats
said "did you mean the command formats" "a slip in a command"
expect 64 "a slip in a message" "$program" -Wno-hiden-text in.docx -o x.html
said "did you mean -Wno-hidden-text" "a slip in a message"
expect 64 "a value too many" "$program" --quiet=3 in.docx -o x.html
expect 64 "-q and -v" "$program" -q -v in.docx -o x.html
expect 64 "-t and --to" "$program" -t html --to html in.docx
expect 64 "--out without --to" "$program" --out d in.docx -o x.html
expect 64 "-t against the ending" "$program" -t odt in.docx -o x.html
expect 64 "a format that is only read" "$program" -t docx in.docx -o x
said "can be read, not written" "a format that is only read"
expect 64 "unknown value" "$program" --changes=some in.docx -o x.html
said "reject" "unknown value"
expect 64 "unknown message" "$program" -Wno-nonsense in.docx -o x.html
expect 64 "unknown ending" "$program" in.docx -o x.nonsense
expect 64 "no format for standard output" "$program" in.docx
expect 64 "output is input" "$program" in.rxml -o in.rxml
said "is an input" "output is input"
ln in.rxml hard.rxml
expect 64 "output is input by another name" "$program" in.rxml -o ./hard.rxml
expect 64 "output is another input" "$program" in.rxml in.docx --to rxml
check "the input stands" cmp -s in.rxml a.rxml
expect 64 "two outputs of one name" "$program" in.docx -o x.html -o x.html
expect 64 "two outputs of one file" "$program" in.docx -o x.html -o ./x.html
mkdir -p other
cp in.docx other/in.docx
expect 64 "two inputs, one output" "$program" in.docx other/in.docx --to txt --out one
said "both in.docx and other/in.docx" "two inputs, one output"
check "nothing was written of it" test ! -e one/in.txt
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

# ---- outputs that cannot be written ----
expect 74 "a full device" sh -c '"$1" in.docx -t text >/dev/full' - "$program"
said "No space left" "a full device"
sh -c '"$1" in.docx -t text --width 0; echo $? >status' - "$program" 2>err | true
check "a closed pipe is an error or comes too late" sh -c 'grep -q -e "^74$" -e "^0$" status'
(exec 3>&1 >&-; "$program" in.docx -t text 2>err; echo $? >status)
check "a closed standard output" grep -q '^74$' status
cp a.txt kept.txt
mkdir dir.html
expect 73 "a folder among the outputs" "$program" in.docx -o kept.txt -o dir.html
check "the other output is as it was" cmp -s a.txt kept.txt
if unshare -rm true 2>/dev/null; then
    # a file system of 16 kB: the page does not fit, the text that stood there stays
    mkdir small
    cat >full.sh <<'END'
mount -t tmpfs -o size=16k none small || exit 99
echo old >small/x.txt
"$1" all.docx -o small/x.txt -o small/x.html
status=$?
test "$(cat small/x.txt)" = old || exit 98
test "$(ls -A small)" = x.txt || exit 97
exit $status
END
    "$pack" "$top/samples/everything/docx" all.docx || exit 1
    expect 74 "a full disk" unshare -rm sh full.sh "$program"
    said "No space left" "a full disk"
else
    echo "no user namespaces here: leaving out the full file system"
fi
if [ "$(id -u)" -ne 0 ]; then
    mkdir locked
    chmod 555 locked
    expect 77 "a folder that may not be written" "$program" in.docx -o locked/x.html
else
    echo "root writes everywhere: leaving out the folder that may not be written"
fi

# ---- inputs that change under us ----
python3 - in.docx grow.fifo "$program" <<'END' || fail "an input that grows or vanishes"
import os, subprocess, sys, time
source, fifo, program = sys.argv[1:]
data = open(source, 'rb').read()
os.mkfifo(fifo)
# it comes late and in pieces, and its name is gone before the last
run = subprocess.Popen([program, fifo, '-t', 'html'], stdout=subprocess.PIPE)
time.sleep(0.2)
assert run.poll() is None, 'it did not wait for somebody to write'
with open(fifo, 'wb') as pipe:
    for at in range(0, len(data), 1000):
        pipe.write(data[at:at + 1000])
        pipe.flush()
    os.unlink(fifo)
page = run.communicate()[0]
assert run.returncode == 0 and page == open('in.html', 'rb').read(), run.returncode
# it ends too early
run = subprocess.run([program, '-', '-t', 'html'], input=data[:len(data) // 2], capture_output=True)
assert run.returncode in (0, 65), run.returncode
assert run.returncode == 0 or run.stdout == b'', 'half an output'
END

# ---- signals ----
python3 - "$program" <<'END' || fail "signals"
import os, signal, subprocess, sys, time
program = sys.argv[1]
os.mkfifo('slow.fifo')
run = subprocess.Popen([program, 'slow.fifo', '-o', 'sig.html'], stderr=subprocess.PIPE)
pipe = os.open('slow.fifo', os.O_WRONLY)
os.write(pipe, open('in.docx', 'rb').read())
time.sleep(0.3)
run.send_signal(signal.SIGTERM)
time.sleep(0.1)
os.close(pipe)
run.communicate()
assert run.returncode == -signal.SIGTERM, run.returncode
# one that waits for its input goes as well
run = subprocess.Popen([program, '-', '-t', 'html'], stdin=subprocess.PIPE)
time.sleep(0.3)
run.send_signal(signal.SIGINT)
assert run.wait(5) == -signal.SIGINT, run.returncode
assert not os.path.exists('sig.html') and not [n for n in os.listdir('.') if n.startswith('.sig')], os.listdir('.')
END

# ---- progress, on a terminal only ----
python3 - "$program" <<'END' || fail "progress"
import os, pty, select, subprocess, sys, time
program = sys.argv[1]
body = ''.join('<paragraph><t>%s</t></paragraph>' % ('word ' * 40) for _ in range(200000))
with open('large.rxml', 'w') as f:
    f.write('<document xmlns="https://referat.example/ns/document/1" version="1"><meta name="language" value="en"/>'
            '<body>%s</body></document>' % body)
main, terminal = pty.openpty()
env = dict(os.environ, TERM='xterm')
run = subprocess.Popen([program, 'large.rxml', '-o', 'large.txt'], stderr=terminal, env=env)
os.close(terminal)
seen = b''
while True:
    try:
        part = os.read(main, 4096)
    except OSError:
        break
    if not part:
        break
    seen += part
assert run.wait() == 0, seen
slow = b' %' in seen
quiet = subprocess.run([program, 'large.rxml', '-o', 'large.txt'], capture_output=True, env=env)
assert b'%' not in quiet.stderr, quiet.stderr
print('progress was %s' % ('shown' if slow else 'not needed: this machine was too fast'))
if slow:
    assert seen.endswith(b'\r\x1b[K'), seen[-20:]
END

cp page.html before.html
"$pack" "$top/samples/everything/docx" all.docx || exit 1
expect 1 "-Werror replaces no output" "$program" -Werror=hidden-text all.docx -o page.html
check "the old page stands" cmp -s page.html before.html
expect 0 "-Wno" "$program" -v -Wno-hidden-text all.docx -o x.html
check "the message is off" sh -c '! grep -q hidden-text err'
expect 0 "-q" "$program" -q all.docx -o x.html
check "quiet" test ! -s err
check "no temporary file is left" test -z "$(find . -name '.*.??????')"

# ---- a vocabulary of the user's own ----
cat >words.rxml <<'END'
<document xmlns="https://referat.example/ns/document/1" version="1"><meta name="language" value="da"/><body>
<heading level="1" title="true"><t>Referat af møde den 3. marts 2024</t></heading>
<paragraph><t>Sjakket: Anna Berg, Ib Holm</t></paragraph></body></document>
END
printf '[language]\ntag=da\n[attendance]\npresent=+Sjakket\n' >words.ini
expect 0 "without a vocabulary" "$program" -t json words.rxml -o plain.json
check "nobody is found" sh -c '! grep -q "Ib Holm\",$" plain.json'
expect 0 "--vocabulary" "$program" --vocabulary words.ini -t json words.rxml -o own.json
check "the word is known" grep -q '"name": "Ib Holm"' own.json
printf '[language]\ntag=da\n[attendance]\npresents=Sjakket\n' >bad.ini
expect 64 "a list that nobody knows" "$program" --vocabulary bad.ini -t json words.rxml -o x.json
check "it is named" grep -q 'no list presents in \[attendance\]' err
printf '[language]\ntag=tlh\n' >bad.ini
expect 64 "a language that nobody knows" "$program" --vocabulary bad.ini -t json words.rxml -o x.json
expect 64 "no such vocabulary" "$program" --vocabulary none.ini -t json words.rxml -o x.json
printf '\377\0' >bad.ini
expect 64 "a vocabulary that is no text" "$program" --vocabulary bad.ini -t json words.rxml -o x.json

if [ "$(id -u)" -ne 0 ]; then
    cp in.docx closed.docx
    chmod 000 closed.docx
    expect 77 "an input that may not be read" "$program" closed.docx -o x.html
else
    echo "root reads everything: leaving out what tests permissions"
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
