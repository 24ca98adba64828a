/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/minutes.h>

#include "core/node.h"

/*
 * What a secretary should look at before publishing. Every finding is a message with a name and a
 * place; on minutes that are in order there is none.
 */

/** RftCheck: a document being checked. */
typedef struct {
    ReferatContext *context;
    const ReferatDocument *document;
    const ReferatMinutes *minutes; /* NULL when it is none */
    const char *name;              /* of the file; may be NULL */
} RftCheck;

/** rft_check: raises all findings about the sealed @document, kind by kind. */
void rft_check(ReferatContext *context, const ReferatDocument *document, const char *name);

/* The checks; each is explained where it is defined. */
void rft_check_agenda(const RftCheck *check);
void rft_check_numbers(const RftCheck *check);
void rft_check_dates(const RftCheck *check);
void rft_check_missing(const RftCheck *check);
void rft_check_votes(const RftCheck *check);
void rft_check_speakers(const RftCheck *check);
void rft_check_identity(const RftCheck *check);
void rft_check_access(const RftCheck *check);

/** rft_find_at: raises @message where the node @id stands; @format (nullable) says more than its
 * text in general. */
void rft_find_at(const RftCheck *check, ReferatMessage message, uint32_t id, const char *format,
                 ...) G_GNUC_PRINTF(4, 5);

/** rft_find_text_at: the same with what it says made already: @text is English. */
void rft_find_text_at(const RftCheck *check, ReferatMessage message, uint32_t id, const char *text,
                      const char *localised);

/** rft_identity_number: Returns: how long the identity number at @text is, 0 when there is none;
 * @before is the byte before it, a blank at the start. */
size_t rft_identity_number(const char *text, size_t length, char before);
