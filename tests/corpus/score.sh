#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs one scorer of the corpus and fails below what was reached.
#   score.sh PROGRAM docx|labels|headers|labels-txt|labels-odt|docx-odt|pdf|pairs-untagged|pairs-tagged|record
# Status 77 (skipped) when REFERAT_CORPUS names no corpus.
set -u
program=$1 set=$2
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P) || exit 2
corpus=${REFERAT_CORPUS:-}
if [ -z "$corpus" ] || [ ! -d "$corpus/score" ]; then
    echo "skipped: REFERAT_CORPUS names no corpus"
    exit 77
fi
out=$(mktemp -d) || exit 1
trap 'rm -rf "$out"' EXIT

# at_least NAME VALUE FLOOR
at_least() {
    echo "$1: $2 (at least $3)"
    awk -v a="$2" -v b="$3" 'BEGIN { exit !(a != "" && a + 0 >= b + 0) }' || {
        echo "worse than it was"
        exit 1
    }
}

# need COMMAND: what this score is measured with
need() {
    command -v "$1" >/dev/null && return
    echo "skipped: there is no $1 here"
    exit 77
}

# score_docx COMMAND FLOOR
score_docx() {
    line=$(python3 "$corpus/score/score_docx.py" --docs "$corpus/docx/pandoc" --refs "$corpus/docx/ref" \
        --out "$out" --name referat --cmd "$1" | grep '^referat ')
    echo "$line"
    at_least MEAN "$(echo "$line" | awk '{ print $12 }')" "$2"
}

# score_labels EXTENSION COMMAND FLOOR
score_labels() {
    line=$(python3 "$corpus/score/score_labels.py" --labels "$corpus/docx/labels.tsv" --ext "$1" \
        --out "$out" --name referat --cmd "$2")
    echo "$line"
    at_least "exact labels" "$(echo "$line" | sed -n 's/.*exact label \([0-9.]*\).*/\1/p')" "$3"
}

# mean_of FLOOR COMMAND…: the MEAN of a table that a scorer of pages prints
mean_of() {
    floor=$1
    shift
    line=$("$@" | sed -n 2p)
    echo "$line"
    at_least MEAN "$(echo "$line" | awk '{ for (i = 2; i <= NF; i++) if ($i ~ "/") print $(i - 1) }')" "$floor"
}

# pairs KIND FLOOR: the PDF must be read as the DOCX is
pairs() {
    mean_of "$2" python3 "$corpus/score/score_pairs.py" --docx "$corpus/minutes/files" --pdf "$corpus/pairs/$1" \
        --out "$out" --cmd "$program {in} -o {out}" --same "$program {in} -o {out}"
}

case $set in
pdf)
    mean_of 0.86 python3 "$corpus/score/score_pdf.py" --docs "$corpus/minutes/files" --refs "$corpus/minutes/structure" \
        --out "$out" --cmd "$program {in} -o {out}"
    ;;
pairs-untagged) pairs untagged 0.92 ;;
pairs-tagged) pairs tagged 0.96 ;;
docx) score_docx "$program convert {in} -o {out}" 0.955 ;;
labels) score_labels html "$program convert {in} -o {out}" 0.995 ;;
labels-txt) score_labels txt "$program convert --width 0 {in} -o {out}" 0.99 ;;
labels-odt)
    need soffice
    score_labels txt "sh $here/through.sh libreoffice $program {in} {out}" 0.995
    ;;
docx-odt)
    need pandoc
    score_docx "sh $here/through.sh pandoc $program {in} {out}" 0.90
    ;;
headers)
    line=$(python3 "$corpus/score/score_headers.py" --docs "$corpus/minutes/files" --ext html \
        --cmd "$program {in} -o {out}")
    echo "$line"
    at_least "words of page headers" "$(echo "$line" | sed -n 's/.*words kept \([0-9.]*\),.*/\1/p')" 0.98
    ;;
record)
    python3 "$corpus/score/score_minutes.py" --gold "$corpus/minutes/gold" --docs "$corpus/minutes/files" \
        --cmd "$program -q -t json {in} -o {out}" --worst 8 >"$out/record"
    cat "$out/record"
    for field in date title item participant; do
        at_least "$field" "$(awk -v f="$field" '$1 == f { print $4 }' "$out/record")" 0.90
    done
    at_least "mean F1" "$(sed -n 's/^mean F1 over fields \([0-9.]*\),.*/\1/p' "$out/record")" 0.93
    ;;
*)
    echo "usage: score.sh PROGRAM SET; see its top" >&2
    exit 64
    ;;
esac
