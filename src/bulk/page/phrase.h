/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/io.h>

/*
 * What a page itself says, in the language of who reads it. Phrases are whole, with names in braces
 * where something is put in, "{documents} of {bodies}", and not printf()'s: they come out of
 * catalogues, and a wrong one may spoil a sentence, not the program.
 */

/** RftSpeech: @say: (nullable): NULL: English; @say_plural: (nullable): NULL: @say of the one or
 * the other. Both are given UTF-8 and return such, which stays. */
typedef struct {
    const char *(*say)(const char *english);
    const char *(*say_plural)(const char *one, const char *many, unsigned long n);
} RftSpeech;

/** rft_phrase: Returns: (transfer none): @english in the language of @speech. It stands between
 * N_() of "po/i18n.h" in the sources. */
const char *rft_phrase(const RftSpeech *speech, const char *english);

/** rft_phrase_for: Returns: (transfer none): @one or @many, as @n wants it, in the language of
 * @speech. */
const char *rft_phrase_for(const char *one, const char *many, unsigned long n,
                           const RftSpeech *speech);

/** RftFill: what stands for "{name}"; @html is put as it is. */
typedef struct {
    const char *name;
    const char *html;
} RftFill;

/** rft_put_phrase: @phrase, escaped, with what @fills (array terminated by one without name) say;
 * a name in braces that they do not know stays. */
void rft_put_phrase(ReferatSink *sink, const char *phrase, const RftFill *fills);

/** rft_language_phrase: Returns: (transfer none): what the language @tag is called; @tag itself
 * when it is not known. */
const char *rft_language_phrase(const char *tag, const RftSpeech *speech);

/** rft_put_day: @date, "2024-05-14" and a day that there is, as people write it. */
void rft_put_day(ReferatSink *sink, const char *date, const RftSpeech *speech);

/** rft_count_phrase: Returns: (transfer full): @count as people write it: "12,345". */
char *rft_count_phrase(uint64_t count, const RftSpeech *speech);

/** rft_thousands: Returns: (transfer full): what stands between the thousands of a number. */
char *rft_thousands(const RftSpeech *speech);
