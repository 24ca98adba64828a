/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

/* The order of index.html: by body, then the newest first. Only what the order needs is held, so
 * that very many documents are no matter. */

/** RFT_NO_BODY: the place of a body that is not named. */
#define RFT_NO_BODY UINT32_MAX

enum { RFT_DATE = 11 /* 2024-05-14 and its end */ };

/** RftMeeting: @id: of the manifest; @body: its place in the bodies, or %RFT_NO_BODY; @date: ""
 * when it is not known; @name: (nullable): the order of those without date. */
typedef struct {
    char *name;
    uint32_t id;
    uint32_t body;
    char date[RFT_DATE];
} RftMeeting;

/** RftBody: @shown: as most documents write it; @language: (nullable). */
typedef struct {
    char *key;
    char *shown;
    char *language;
    GHashTable *spellings;
} RftBody;

typedef struct {
    GArray *meetings;  /* of RftMeeting */
    GPtrArray *bodies; /* of RftBody */
    GHashTable *keys;  /* key → place + 1 */
} RftGroups;

/** rft_groups_new: Returns: (transfer full): empty. */
RftGroups *rft_groups_new(void);
void rft_groups_free(RftGroups *groups);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RftGroups, rft_groups_free)

/** rft_groups_add: @body, @date and @language may be %NULL; @name is that of the file. */
void rft_groups_add(RftGroups *groups, uint32_t id, const char *body, const char *date,
                    const char *language, const char *name);

/** rft_groups_sort: puts all in order; to be called once, at the end. */
void rft_groups_sort(RftGroups *groups);
