# SPDX-License-Identifier: GPL-2.0-or-later
# What zsh makes of a line when the tabulator key is hit: zsh -f complete.zsh FOLDER LINE WORD
# FOLDER holds _referat; the terminal's text is printed as soon as WORD is in it, or after four seconds.
zmodload zsh/zpty
zpty -b shell zsh -f -i
zpty -w shell "PROMPT=; fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D; setopt noautolist"
zpty -w shell 'print re""ady'
zpty -r -m shell seen '*ready*'
zpty -w -n shell "$2"$'\t\t'
seen=
for i in {1..40}; do
    while zpty -r -t shell more; do seen+=$more; done
    [[ $seen == *"$3"* ]] && break
    sleep 0.1
done
zpty -d shell
print -r -- "$seen"
