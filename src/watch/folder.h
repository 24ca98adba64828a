/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bulk/lease.h"
#include "watch/batch.h"
#include "watch/candidates.h"
#include "watch/converter.h"
#include "watch/delivery.h"
#include "watch/events.h"
#include "watch/ledger.h"
#include "watch/places.h"
#include "watch/trouble.h"
#include "watch/waiting.h"

/*
 * One watched folder. folder.c opens and closes it, look.c finds what there is, turn.c takes a file
 * and hears what became of it, deliver.c puts things in place, unpack.c takes archives apart.
 */

/** RftTree: a folder directly in the inbox. One that came with its files is waited for until all of
 * it is quiet. */
typedef struct {
    gint64 seen, changed; /* monotonic microseconds */
    bool quiet;           /* it was, once */
    bool dropped;         /* it came with its files, and goes with them */
} RftTree;

/** RftTurn: a file that is being converted, or an archive that is being taken apart. */
typedef struct {
    uint64_t tag;
    char *path;          /* below the inbox */
    char *sum;           /* (nullable) */
    char *staged;        /* the outputs' names without their number */
    RftProfile *profile; /* a copy */
    int file;
    struct stat st;
    bool claimed;
    unsigned attempt;
    unsigned patience;
    bool fresh;
    pid_t unpacker; /* 0: it is no archive */
    int unpacker_status;
    gint64 begun; /* of the unpacker; monotonic microseconds */
} RftTurn;

/** RftPending: a delivery that could not be carried out to the end. */
typedef struct {
    RftDelivery *delivery;
    gint64 due;
    unsigned troubles;
} RftPending;

typedef struct {
    const RftWatchOptions *options;
    const RftWatchVoice *voice;
    RftConverter *converter;
    int epoll;
    char *root;
    RftSettings *settings;
    struct stat settings_st; /* of their file; zero: there was none */
    char *files_stamp;       /* of what they read besides */
    RftPlaces *places;       /* (nullable): it is not there */
    RftLease *lease;         /* (nullable) */
    RftLedger *ledger;       /* (nullable) */
    RftWaiting *waiting;     /* (nullable): with .once */
    RftEvents *events;       /* (nullable) */
    RftCandidates *candidates;
    GHashTable *watched; /* folders below the inbox → RftWatched; see look.c */
    GHashTable *trees;   /* name → RftTree */
    GHashTable *turns;   /* tag → RftTurn */
    GHashTable *sums;    /* of turns: what need not be begun twice */
    GPtrArray *pending;  /* of RftPending */
    RftBatch batch;
    gint64 rested; /* before, no look around is taken for hints */
    gint64 next_scan, next_poll, next_sign, next_try;
    gint64 paused;       /* nothing is begun before: the results could not be written */
    unsigned pauses;     /* in a row */
    GHashTable *refused; /* paths → how often they could not be put in place */
    gint64 suspended;    /* how long the machine had slept when we looked last */
    gint64 away_since;   /* 0: it is there */
    char *why;           /* (nullable): it cannot be opened, as was told */
    uint32_t pass;
    bool begun;    /* the first look around is over */
    bool upheaval; /* look whether our folders are still where they were */
    bool told_away;
    bool lost;   /* somebody else took over */
    bool walled; /* the walls that a service manager put around us are in the way */
    gint64 told_overflow;
    GHashTable *blind; /* folders below the inbox that cannot be looked into → why, for people */
    bool no_events;    /* there are not to be had: told */
} RftFolder;

/** rft_folder_new: @epoll gets what is to be waited for. All else must stay. */
RftFolder *rft_folder_new(const RftWatchOptions *options, const RftWatchVoice *voice,
                          RftConverter *converter, int epoll, const char *given);
/** rft_folder_free: what is being converted must have ended; its files are put back. */
void rft_folder_free(RftFolder *folder);

/** rft_folder_open: opens it for the first time. Returns: %RFT_WATCH_DONE also when it is not there
 * and waited for; else the reason was told. */
RftWatchStatus rft_folder_open(RftFolder *folder);

/** rft_folder_step: does what is due. Returns: when something is due again; monotonic
 * microseconds. */
gint64 rft_folder_step(RftFolder *folder);

/** rft_folder_give: gives the converter what is ready, as far as it takes it. */
void rft_folder_give(RftFolder *folder);

/** rft_folder_take: Returns: whether @outcome was for this folder. */
bool rft_folder_take(RftFolder *folder, const RftOutcome *outcome);

/** rft_folder_is_idle: Returns: whether nothing is being done or will be, as things stand. */
bool rft_folder_is_idle(const RftFolder *folder);
/** rft_folder_has_trouble: Returns: whether something waits for what may pass. */
bool rft_folder_has_trouble(const RftFolder *folder);

/** rft_folder_is_stale: Returns: whether the folder's file is not the one that was read. */
bool rft_folder_is_stale(const RftFolder *folder);

/** rft_folder_reload: reads the folder's file again; one that is wrong changes nothing, and is
 * told. Nothing may be being converted. */
void rft_folder_reload(RftFolder *folder);

/* ---- between the files of this room ---- */

/** rft_watch_stopping: Returns: whether a signal waits that ends us. */
bool rft_watch_stopping(void);

/** rft_folder_say: a line about the folder; @path (nullable) is below the inbox. */
void rft_folder_say(const RftFolder *folder, ReferatLevel level, const char *path,
                    const char *format, ...) G_GNUC_PRINTF(4, 5);
/** rft_folder_inbox: Returns: (transfer full): the inbox's name as people see it. */
char *rft_folder_inbox(const RftFolder *folder);

/* look.c */
void rft_look_read_events(RftFolder *folder);
/** rft_look_around: looks at everything below @path, which is "" for all. */
void rft_look_around(RftFolder *folder, const char *path);
/** rft_look_poll: looks at what events do not tell of. */
void rft_look_poll(RftFolder *folder);
/** rft_look_at_due: decides on the files that are due. */
void rft_look_at_due(RftFolder *folder);
/** rft_look_again: there may be a file @path. */
void rft_look_again(RftFolder *folder, const char *path);
/** rft_look_polls: Returns: whether some folder is looked at by the clock. */
bool rft_look_polls(const RftFolder *folder);
/** rft_look_forget: nothing is known any more of what there is. */
void rft_look_forget(RftFolder *folder);
/** rft_look_trouble: @candidate met @failed, an errno that may pass: it is tried again later. */
void rft_look_trouble(RftFolder *folder, RftCandidate *candidate, int failed);
/** rft_backoff: Returns: for how long, in microseconds, something is left alone that failed
 * @troubles times in a row. */
gint64 rft_backoff(unsigned troubles);

/* turn.c */
/** rft_turn_stop: ends what is being done and puts the files back. */
void rft_turn_stop(RftFolder *folder);
/** rft_turn_put_back: what lies in work goes back to the inbox; but not what @pending deliveries
 * are about. */
void rft_turn_put_back(RftFolder *folder);
void rft_turn_free(gpointer data);
/** rft_turn_claim: takes the file out of the inbox, so that nobody else does; @claimed (out) is
 * false where that is not to be done or cannot be. Returns: false with errno set. */
bool rft_turn_claim(RftFolder *folder, const char *path, bool *claimed);
/** rft_turn_release: puts a claimed file back; its name may need a number. */
void rft_turn_release(RftFolder *folder, const char *path);

/** rft_turn_check: Returns: whether the archive's turn still is about what is there; if not, it is
 * over, and @turn gone. */
bool rft_turn_check(RftFolder *folder, RftTurn *turn);
/** rft_turn_conclude: an archive's turn is over, with @failed, an errno that may pass, or 0. */
void rft_turn_conclude(RftFolder *folder, RftTurn *turn, int failed);

/* deliver.c */
/** rft_deliver: takes @delivery; what cannot be done now is done later. Returns: false with errno
 * set when nothing could be begun; the delivery is gone then, with what was staged. */
bool rft_deliver(RftFolder *folder, RftDelivery *delivery);
/** rft_delivery_of_turn: Returns: (transfer full): of what @turn is about, whose original goes to
 * rest as the settings say. */
RftDelivery *rft_delivery_of_turn(const RftFolder *folder, RftFate fate, const RftTurn *turn);
/** rft_deliver_note: as rft_deliver(), with @text at the name of the original and @ending. */
bool rft_deliver_note(RftFolder *folder, RftDelivery *delivery, RftPlace place, const char *text,
                      const char *ending);
/** RftReason: why, in English for the ledger, and in the language of the notes; "" is not known. */
typedef struct {
    const char *english;
    const char *said;
} RftReason;

/** rft_deliver_failure: the file @path, claimed or not, is not to be converted. @turn: (nullable):
 * that it had; @reason, @lost: what the converter said. Returns: as of rft_deliver(). */
bool rft_deliver_failure(RftFolder *folder, const char *path, bool claimed, RftTrouble trouble,
                         const RftTurn *turn, const RftReason *reason, const char *lost);
/** rft_deliver_left: tells once that the file @path is not read. */
bool rft_deliver_left(RftFolder *folder, const char *path, RftTrouble trouble);
/** rft_deliver_same: what @turn is about was converted before, as @before tells. */
bool rft_deliver_same(RftFolder *folder, const RftTurn *turn, const RftLedgerLine *before);
/** rft_deliver_pending: tries again. Returns: when it is due again; G_MAXINT64 = never. */
gint64 rft_deliver_pending(RftFolder *folder);
/** rft_deliver_recover: carries out what a run that was killed had begun. */
void rft_deliver_recover(RftFolder *folder);
/** rft_deliver_find_same: Returns: whether the bytes @sum were converted as @profile says, and the
 * results are still there; @line gets when. */
bool rft_deliver_find_same(RftFolder *folder, const char *sum, const RftProfile *profile,
                           RftLedgerLine *line);
/** rft_stage_name: Returns: (transfer full): a name in %RFT_PLACE_STAGE that nothing has. */
char *rft_stage_name(uint64_t tag, size_t number);
/** rft_give_owner: gives what root made to whom the inbox belongs to. */
void rft_give_owner(const RftFolder *folder, int file);
/** rft_is_stage_name: Returns: whether @name is one of those. */
bool rft_is_stage_name(const char *name);
/** rft_stage_file: Returns: a new file in %RFT_PLACE_STAGE for writing, that belongs to whom the
 * inbox does; -1 with errno set. */
int rft_stage_file(const RftFolder *folder, const char *name);

/* unpack.c */
/** rft_unpack_start: begins to take the archive of @turn apart. Returns: false with errno set. */
bool rft_unpack_start(RftFolder *folder, RftTurn *turn);
/** rft_unpack_count: Returns: how many are being taken apart. */
guint rft_unpack_count(const RftFolder *folder);
/** rft_unpack_look: looks whether those that were begun have ended. */
void rft_unpack_look(RftFolder *folder);
/** rft_unpack_stop: ends what takes the archive of @turn apart, if there is one. */
void rft_unpack_stop(RftFolder *folder, RftTurn *turn);
/** rft_unpack_clear: takes away what was unpacked and not put in place. */
void rft_unpack_clear(RftFolder *folder);
