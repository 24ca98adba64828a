/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "bulk/page/groups.h"

/* What index.html shows of one document, of what its summary says, which is not to be trusted. */

enum { RFT_LONGEST_NAME = 1000 /* bytes of a name that is shown */ };

/**
 * RftFacts: strings may be %NULL
 * @title: that of the document, else the name of its file
 * @name: of the source, as people may see it
 * @date: "" when there is none, or none that there ever was
 * @titled: the title is the document's own
 * @fields: of the summary, as they came
 * @outputs, @converted, @warnings: for the page, which sets them; not owned
 */
typedef struct {
    char *title, *body, *place, *language, *name;
    char date[RFT_DATE];
    bool titled;
    unsigned decisions;
    char **fields;
    size_t n_fields;
    const char *const *outputs;
    int64_t converted;
    bool warnings;
} RftFacts;

/** rft_facts_take: fills @facts, which are empty, with what is fit to be shown; @name are any
 * bytes,
 * @summary may be %NULL. */
void rft_facts_take(RftFacts *facts, const char *name, const char *summary);
void rft_facts_clear(RftFacts *facts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RftFacts, rft_facts_clear)
