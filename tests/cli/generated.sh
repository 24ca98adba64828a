#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Tests the manual pages and the completions that the build printed. generated.sh SHARE PROGRAM
# SHARE is the share folder of the build. What is not installed here is left out, and said.
set -u
share=$1 program=$2
here=$(dirname -- "$0")
failed=0

fail() {
    echo "FAILED: $*"
    failed=$((failed + 1))
}

page=$share/man/man1/referat.1
formats=$share/man/man7/referat-formats.7
words=$share/man/man5/referat-vocabulary.5
bash_file=$share/bash-completion/completions/referat
zsh_file=$share/zsh/site-functions/_referat
fish_file=$share/fish/vendor_completions.d/referat.fish

# ---- nothing is missing: every option that the program takes is in each of them ----
options=$("$program" help convert | grep -o -e '^ *-*[a-zA-Z]*,* *--[a-z-]*' | sed 's/.*--//' | sort -u)
[ "$(echo "$options" | wc -l)" -ge 15 ] || fail "only these options: $options"
for option in $options; do
    roff=$(echo "$option" | sed 's/-/\\\\-/g')
    grep -q -e "\\\\-\\\\-$roff" "$page" || fail "referat(1) does not name --$option"
    for file in "$bash_file" "$zsh_file"; do
        grep -q -e "--$option" "$file" || fail "$file does not name --$option"
    done
    grep -q -e " -l $option " "$fish_file" || fail "$fish_file does not name --$option"
done
for format in $("$program" formats | awk 'NF == 0 { exit } NR > 1 { print $1 }'); do
    grep -q -e "^.SH $format\$" "$formats" || fail "referat-formats(7) does not name $format"
done
for file in "$page" "$formats" "$words" "$bash_file" "$zsh_file" "$fish_file"; do
    grep -n -e '@[A-Z]*@' "$file" && fail "$file: a place was not filled"
done

# ---- manual pages ----
if command -v groff >/dev/null 2>&1; then
    for file in "$page" "$formats" "$words"; do
        said=$(groff -man -ww -Tutf8 -z "$file" 2>&1)
        [ -z "$said" ] || fail "$file: $said"
        groff -man -Tutf8 -rLL=80n "$file" 2>/dev/null | grep -q . || fail "$file is empty"
    done
else
    echo "no groff here: leaving out the look of the manual pages"
fi
if command -v mandoc >/dev/null 2>&1; then
    mandoc -T lint -W warning "$page" "$formats" "$words" || fail "mandoc warns"
else
    echo "no mandoc here: leaving out its lint"
fi

# ---- completions: what they offer ----
# offers SHELL LINE WORD: a completion of LINE is WORD
offers() {
    case $1 in
    bash)
        bash -c 'compopt() { :; }; . "$1"
            read -r -a COMP_WORDS <<<"$2"; [[ $2 == *" " ]] && COMP_WORDS+=("")
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _referat; printf "%s\n" "${COMPREPLY[@]}"' \
            - "$bash_file" "$2"
        ;;
    fish) fish --no-config -c 'source $argv[1]; complete -C $argv[2]' "$fish_file" "$2" | cut -f 1 ;;
    zsh) zsh -f "$here/complete.zsh" "${zsh_file%/*}" "$2" "$3" | grep -o -F -e "$3" ;;
    esac | grep -q -e "^$3=*\$" || fail "$1: \"$2\" does not offer $3"
}

for shell in bash zsh fish; do
    if ! command -v "$shell" >/dev/null 2>&1; then
        echo "no $shell here: leaving out its completion"
        continue
    fi
    offers "$shell" 'referat --text-st' --text-style
    offers "$shell" 'referat --keep-au' --keep-author
    offers "$shell" 'referat form' formats
done
if command -v bash >/dev/null 2>&1; then
    offers bash 'referat --changes ' reject
    offers bash 'referat --to html,o' html,odt
    offers bash 'referat -Wno-hid' -Wno-hidden-text
fi
if command -v fish >/dev/null 2>&1; then
    offers fish 'referat --changes ' reject
    offers fish 'referat -Wno-hid' -Wno-hidden-text
fi
[ "$failed" -eq 0 ] && echo "manual pages and completions hold"
[ "$failed" -eq 0 ]
