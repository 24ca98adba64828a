/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/context.h>

/*
 * Phrases of minutes, found in texts: one pass over the words of a text tells every phrase of the
 * vocabulary that stands in it, and what it is used for.
 */

/** RFT_USES: every use: id, group and key of the data files, whether all languages count (labels
 * that stand alone) or only that of the document. */
#define RFT_USES(U)                                                                                \
    U(PRESENT, "attendance", "present", true)                                                      \
    U(ABSENT, "attendance", "absent", true)                                                        \
    U(EXCUSED, "attendance", "excused", true)                                                      \
    U(GUEST, "attendance", "guest", true)                                                          \
    U(CHAIR, "attendance", "chair", true)                                                          \
    U(SECRETARY, "attendance", "secretary", true)                                                  \
    U(ATTENDED, "attendance", "attended", false)                                                   \
    U(NOBODY, "attendance", "nobody", true)                                                        \
    U(MINUTES, "titles", "minutes", true)                                                          \
    U(AGENDA, "titles", "agenda", true)                                                            \
    U(TRANSCRIPT, "titles", "transcript", true)                                                    \
    U(ANNEX, "titles", "annex", false)                                                             \
    U(ACTIONS, "titles", "actions", true)                                                          \
    U(TOPIC, "titles", "topics", true)                                                             \
    U(ITEM, "items", "words", true)                                                                \
    U(DATE, "facts", "date", true)                                                                 \
    U(TIME, "facts", "time", true)                                                                 \
    U(START, "facts", "start", true)                                                               \
    U(END, "facts", "end", true)                                                                   \
    U(PLACE, "facts", "place", true)                                                               \
    U(BODY, "facts", "body", true)                                                                 \
    U(CASE, "facts", "case", true)                                                                 \
    U(NUMBER, "facts", "number", true)                                                             \
    U(NEXT, "facts", "next", false)                                                                \
    U(OPENED, "facts", "opened", false)                                                            \
    U(CLOSED, "facts", "closed", false)                                                            \
    U(CLOCK, "facts", "clock", false)                                                              \
    U(AT_PLACE, "facts", "at-place", false)                                                        \
    U(MEETING, "bodies", "meetings", false)                                                        \
    U(MEETING_KIND, "bodies", "kinds", false)                                                      \
    U(BODY_WORD, "bodies", "words", false)                                                         \
    U(OF, "bodies", "of", false)                                                                   \
    U(ROLE, "people", "roles", false)                                                              \
    U(HONORIFIC, "people", "honorifics", false)                                                    \
    U(ACADEMIC, "people", "academic", true)                                                        \
    U(PARTICLE, "people", "particles", true)                                                       \
    U(AND, "people", "and", false)                                                                 \
    U(FOR, "people", "for", false)                                                                 \
    U(DECISION, "decisions", "words", true)                                                        \
    U(OUTCOME, "decisions", "outcomes", false)                                                     \
    U(DECIDED, "decisions", "decided", false)                                                      \
    U(MOVED, "decisions", "moved", false)                                                          \
    U(SECONDED, "decisions", "seconded", false)                                                    \
    U(CARRIED, "decisions", "carried", false)                                                      \
    U(NOT_DECIDED, "decisions", "not-decided", false)                                              \
    U(VOTES_FOR, "votes", "for", false)                                                            \
    U(VOTES_AGAINST, "votes", "against", false)                                                    \
    U(ABSTAINING, "votes", "abstaining", false)                                                    \
    U(UNANIMOUS, "votes", "unanimous", false)                                                      \
    U(ONE, "votes", "one", false)                                                                  \
    U(SIGNED, "signatures", "words", true)                                                         \
    U(GREETING, "signatures", "greetings", true)                                                   \
    U(MONTH, NULL, NULL, false)                                                                    \
    U(WEEKDAY, NULL, NULL, false)                                                                  \
    U(COUNT, NULL, NULL, false)

/** RftUse: RFT_USE_… of the table. */
typedef enum {
#define RFT_USE_ID(id, group, key, all) RFT_USE_##id,
    RFT_USES(RFT_USE_ID)
#undef RFT_USE_ID
        RFT_N_USES
} RftUse;

/** RftHit: a phrase at @start to @end (bytes) of a text; @value counts months, weekdays (Monday is
 * 1) and numbers. */
typedef struct {
    uint32_t start;
    uint32_t end;
    uint8_t use;
    int16_t value;
} RftHit;

typedef struct RftPhrases RftPhrases;

/** rft_phrases_get: Returns: (transfer none): those for documents in @language (a BCP 47 tag or
 * NULL), made at the first question and kept by @context. */
const RftPhrases *rft_phrases_get(ReferatContext *context, const char *language);

/**
 * rft_phrases_scan:
 * @folded: text from rft_fold()
 * @hits: (element-type RftHit): gets what is found, by start; the longest of each use
 */
void rft_phrases_scan(const RftPhrases *phrases, const char *folded, size_t length, GArray *hits);

/**
 * rft_phrases_ending:
 * Returns: how many bytes at the end of the word at @word are a word of @use that compounds end in
 * ("*direktør" in the data), 0 when none is.
 */
size_t rft_phrases_ending(const RftPhrases *phrases, RftUse use, const char *word, size_t length);

/** rft_fold: writes @text in lower case to @folded, byte for byte at the same places. */
void rft_fold(const char *text, size_t length, char *folded);

/** rft_word_end: Returns: the end of the word that begins at @text, @text when none does. */
const char *rft_word_end(const char *text, const char *end);
