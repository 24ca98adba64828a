#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the page extractor promises:  extractor.sh REFERAT EXTRACTOR TOP
set -u
program=$1 extractor=$2 top=$3
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# is NAME COMMAND…: the command must succeed
is() {
    name=$1
    shift
    if "$@" >"$work/log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $name"
        head -n 5 "$work/log"
    fi
}

no_poppler() {
    ldd "$program" | grep -c -E 'poppler|cairo' | grep -q '^0$'
}

# The hooks: a page with a line, a tag and an artifact must come out as such.
hooks() {
    cat >"$work/hooks.script" <<'PAGE'
page 300 200
line 20 150 280 150
mark H1
text 20 40 sans 12 A heading by its tag alone
end
mark P
text 20 80 sans 12 A line of words that is a paragraph of its own.
end
mark Artifact
text 20 190 sans 8 no content
end
PAGE
    python3 "$top/tests/tools/make-pdf.py" "$work/hooks.script" "$work/hooks.pdf" &&
        "$extractor" <"$work/hooks.pdf" | python3 "$top/tests/pdf/look.py"
}

same_boxed() {
    TZ=UTC LC_ALL=C.UTF-8 "$extractor" <"$work/hooks.pdf" >"$work/boxed" &&
        TZ=UTC LC_ALL=C.UTF-8 "$extractor" --isolation=off <"$work/hooks.pdf" >"$work/free" &&
        cmp "$work/boxed" "$work/free"
}

# A program in the extractor's place that dies on page 2: the page is asked for again, then given up.
dies() {
    mkdir -p "$work/libexec"
    python3 "$top/tests/tools/make-pdf.py" "$work/three.script" "$work/three.pdf" || return 1
    cat >"$work/libexec/referat-pdf" <<PROGRAM
#!/bin/sh
case "\$*" in
*--first=1*) exec "$extractor" --last=1 "\$@" --requests-fd=-1 | head -c -8 ;;
*--first=2*) kill -9 \$\$ ;;
*) exec "$extractor" "\$@" ;;
esac
PROGRAM
    chmod +x "$work/libexec/referat-pdf"
    REFERAT_LIBEXECDIR="$work/libexec" "$program" --lang=en "$work/three.pdf" -o "$work/three.txt" 2>"$work/said" &&
        grep -q 'three.pdf:2:1: warning: a page cannot be read' "$work/said" &&
        grep -q 'first page' "$work/three.txt" && grep -q 'third page' "$work/three.txt" &&
        ! grep -q 'second page' "$work/three.txt"
}

broken() {
    file=$1 want=$2
    timeout 30 "$program" -q "$file" -o "$work/out.txt" -o "$work/out.html" 2>"$work/said"
    status=$?
    [ "$(wc -l <"$work/said")" -le 1 ] || return 1
    case $want in
    any) [ "$status" -eq 0 ] || [ "$status" -eq 65 ] ;;
    *) [ "$status" -eq "$want" ] ;;
    esac
}

# With qpdf, an encrypted file: no password, a wrong one, the right one, and one that needs none.
passwords() {
    qpdf --encrypt secret owner 256 -- "$work/three.pdf" "$work/secret.pdf" &&
        qpdf --encrypt "" owner 256 -- "$work/three.pdf" "$work/owner.pdf" || return 1
    "$program" -q "$work/secret.pdf" -o "$work/out.txt"
    [ $? -eq 69 ] || return 1
    echo wrong | "$program" -q "$work/secret.pdf" -o "$work/out.txt" --password-fd 0
    [ $? -eq 69 ] || return 1
    echo secret | "$program" -q "$work/secret.pdf" -o "$work/out.txt" --password-fd 0 &&
        grep -q 'third page' "$work/out.txt" && "$program" -q "$work/owner.pdf" -o "$work/out.txt"
}

for n in first second third; do
    printf 'page 300 200\ntext 20 40 sans 12 Words of the %s page.\n' "$n"
done >"$work/three.script"

is "referat links no poppler and no cairo" no_poppler
is "each hook is called" hooks
is "the sandbox changes nothing" same_boxed
is "a page that kills the extractor costs that page" dies
if command -v qpdf >/dev/null; then
    is "passwords" passwords
else
    echo "there is no qpdf here: leaving out passwords"
fi
mkdir -p "$work/single"
is "a page that is one picture comes out as that picture" python3 "$top/tests/pdf/single.py" "$program" "$work/single"
mkdir -p "$work/bad"
python3 "$top/tests/pdf/make-bad.py" "$work/bad" || exit 1
for file in "$work"/bad/*.pdf; do
    want=${file%.pdf}
    is "$(basename "$file")" broken "$file" "${want##*.}"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
