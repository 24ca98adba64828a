/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* What phrases of minutes are used for, and where in the data files they stand. */

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
    U(SAID, "attendance", "said", false)                                                           \
    U(MINUTES, "titles", "minutes", true)                                                          \
    U(AGENDA, "titles", "agenda", true)                                                            \
    U(TRANSCRIPT, "titles", "transcript", true)                                                    \
    U(ANNEX, "titles", "annex", false)                                                             \
    U(ACTIONS, "titles", "actions", true)                                                          \
    U(ACTION, "actions", "words", true)                                                            \
    U(RESPONSIBLE, "actions", "responsible", true)                                                 \
    U(DEADLINE, "actions", "deadline", true)                                                       \
    U(DUE, "actions", "due", false)                                                                \
    U(TOPIC, "titles", "topics", true)                                                             \
    U(PART, "items", "parts", false)                                                               \
    U(ITEM, "items", "words", true)                                                                \
    U(DATE, "facts", "date", true)                                                                 \
    U(TIME, "facts", "time", true)                                                                 \
    U(START, "facts", "start", true)                                                               \
    U(END, "facts", "end", true)                                                                   \
    U(PLACE, "facts", "place", true)                                                               \
    U(BODY, "facts", "body", true)                                                                 \
    U(CASE, "facts", "case", true)                                                                 \
    U(NUMBER, "facts", "number", true)                                                             \
    U(JOINT, "facts", "date-joints", false)                                                        \
    U(NEXT, "facts", "next", false)                                                                \
    U(OPENED, "facts", "opened", false)                                                            \
    U(CLOSED, "facts", "closed", false)                                                            \
    U(HOURS, "facts", "hours", false)                                                              \
    U(MINUTES_OF_HOUR, "facts", "minutes", false)                                                  \
    U(HALF, "facts", "half", false)                                                                \
    U(QUARTER, "facts", "quarter", false)                                                          \
    U(TO, "facts", "to", false)                                                                    \
    U(CLOCK, "facts", "clock", false)                                                              \
    U(AT_PLACE, "facts", "at-place", false)                                                        \
    U(MEETING, "bodies", "meetings", false)                                                        \
    U(MEETING_KIND, "bodies", "kinds", false)                                                      \
    U(BODY_WORD, "bodies", "words", false)                                                         \
    U(OF, "bodies", "of", false)                                                                   \
    U(NAME_HEAD, "people", "name-heads", true)                                                     \
    U(ROLE_HEAD, "people", "role-heads", true)                                                     \
    U(MEMBER_OF, "people", "organisation-heads", true)                                             \
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
    U(PROPOSAL, "decisions", "proposals", false)                                                   \
    U(NOT_DECIDED, "decisions", "not-decided", false)                                              \
    U(VOTES_FOR, "votes", "for", false)                                                            \
    U(VOTES_AGAINST, "votes", "against", false)                                                    \
    U(ABSTAINING, "votes", "abstaining", false)                                                    \
    U(UNANIMOUS, "votes", "unanimous", false)                                                      \
    U(VERSUS, "votes", "versus", false)                                                            \
    U(RESULT, "votes", "result", false)                                                            \
    U(ONE, "votes", "one", false)                                                                  \
    U(SIGNED, "signatures", "words", true)                                                         \
    U(GREETING, "signatures", "greetings", true)                                                   \
    U(MONTH, NULL, NULL, false)                                                                    \
    U(WEEKDAY, NULL, NULL, false)                                                                  \
    U(COUNT, NULL, NULL, false)                                                                    \
    U(ORDINAL, NULL, NULL, false)

/** RftUse: RFT_USE_… of the table. */
typedef enum {
#define RFT_USE_ID(id, group, key, all) RFT_USE_##id,
    RFT_USES(RFT_USE_ID)
#undef RFT_USE_ID
        RFT_N_USES
} RftUse;
