/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <libintl.h>
#include <referat/types.h>

/*
 * Words for people in their language: gettext. Names of options, keys of files, names of messages
 * and verdicts are never translated, and no output of a conversion depends on a language: only what
 * talks to people includes this.
 */

/** RFT_TEXT_DOMAIN: the catalogue's name. */
#define RFT_TEXT_DOMAIN REFERAT_TEXT_DOMAIN

/** _(), N_(), rft_plural(): translated now; marked only; by number. The strings are UTF-8. */
#define _(text) dgettext(RFT_TEXT_DOMAIN, text)
#define N_(text) text
#define rft_plural(one, many, n) dngettext(RFT_TEXT_DOMAIN, one, many, n)

/**
 * rft_speak:
 * @language: (nullable): a tag such as "da" or "pt-BR"; NULL: what the environment says
 *
 * Finds the catalogues beside the program. To be called once, before there are threads: it sets
 * the process's LC_MESSAGES, and LC_CTYPE to that of UTF-8, and nothing else of its locale. Without
 * it everything is English.
 */
void rft_speak(const char *language);

/** rft_spoken_language: Returns: (transfer none): the tag of what texts come in: "en" where there
 * is no catalogue for what was asked for. */
const char *rft_spoken_language(void);

/**
 * rft_fill:
 * @pattern: with places such as "{name}"
 *
 * Pairs of a place's name, without braces, and its text follow, then %NULL. Translators may put the
 * places in any order, and cannot do harm as with printf(). Returns: (transfer full): @pattern with
 * its places filled; one that is not named stays.
 */
char *rft_fill(const char *pattern, ...) G_GNUC_NULL_TERMINATED;
