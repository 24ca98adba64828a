#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Prints referat.pot: what the sources say to people. Without dates and line numbers: the same sources
# give the same bytes, and a line that moved changes nothing.
#   pot.sh TOP
set -eu
cd -- "$1"
find src -name '*.[ch]' ! -path 'src/po/*.h' | LC_ALL=C sort | xargs grep -lwE '(_|N_|rft_plural|rft_phrase_for)\(' |
    xargs xgettext --language=C --from-code=UTF-8 --keyword=_ --keyword=N_ --keyword=rft_plural:1,2 \
        --keyword=rft_phrase_for:1,2 \
        --add-comments=TRANSLATORS --no-location --package-name=referat --output=- |
    sed -e "/^\"POT-Creation-Date/d" -e "s/charset=CHARSET/charset=UTF-8/"
