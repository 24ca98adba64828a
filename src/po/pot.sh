#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Prints referat.pot: what the sources say to people. Without dates and line numbers: the same sources
# give the same bytes, and a line that moved changes nothing.
#   pot.sh TOP
set -eu
cd -- "$1"
sources() {
    find src filters -name '*.[ch]' ! -path 'src/po/*.h' ! -path 'filters/pdf/extract/*' ! -path 'src/bulk/archive/*' | LC_ALL=C sort
}
# functions that translate the format they are given, and macros that mark a text
sources | xargs xgettext --language=C --from-code=UTF-8 --keyword --keyword=_ --keyword=N_ --keyword=REFERAT_TEXT \
    --keyword=rft_plural:1,2 --keyword=rft_phrase_for:1,2 --keyword=referat_translate \
    --keyword=referat_set_error:3 --flag=referat_set_error:3:c-format \
    --keyword=referat_context_diagnose:4 --flag=referat_context_diagnose:4:c-format \
    --keyword=rft_find_at:4 --flag=rft_find_at:4:c-format \
    --keyword=rft_say:3 --flag=rft_say:3:c-format --keyword=halt:3 --flag=halt:3:c-format \
    --keyword=rft_folder_say:4 --flag=rft_folder_say:4:c-format \
    --keyword=rft_desktop_tell:1 --flag=rft_desktop_tell:1:c-format \
    --keyword=tell:2 --flag=tell:2:c-format --keyword=fail:3 --flag=fail:3:c-format \
    --keyword=cli_errorf:2 --flag=cli_errorf:2:c-format --keyword=cli_words_refuse:2 --flag=cli_words_refuse:2:c-format --keyword=M:4 --keyword=V:3 \
    --exclude-file=src/po/symbols.exclude --add-comments=TRANSLATORS --no-location --package-name=referat --output=- |
    sed -e "/^\"POT-Creation-Date/d" -e "s/charset=CHARSET/charset=UTF-8/"
