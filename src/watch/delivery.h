/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "watch/ledger.h"
#include "watch/places.h"

/*
 * Putting in place what a conversion made, so that it can be killed anywhere: what is to be done is
 * written down first, each step can be seen to have been done, and whoever starts next goes on.
 *
 *     outputs and notes get their names → the original goes to rest → a line in the ledger
 */

/** RftDeliveryItem: something that gets a name.
 * @from, @staged: where it is: in %RFT_PLACE_STAGE, or, what an archive held, in the inbox
 * @place: where it goes
 * @path: what it is to be called there, before a number is needed; @ending is added to that
 * @named: (nullable): what it was called */
typedef struct {
    RftPlace from;
    char *staged;
    RftPlace place;
    char *path;
    char *ending;
    char *named;
} RftDeliveryItem;

/**
 * RftDelivery:
 * @source: the original below the inbox
 * @claimed: whether it lies in %RFT_PLACE_WORK, under that name; else in the inbox
 * @disposal: what becomes of it
 * @original: what it was when it was read: another file of its name is none of ours
 * @rest_place, @rest: with %RFT_ORIGINALS_MOVE: where it goes, before a number is needed
 * @rested: (nullable): what it was called there
 * @number: that names get, as far as they can
 * @items: of RftDeliveryItem
 *
 * The others are as of RftLedgerLine; no string is %NULL but where it says so.
 */
typedef struct {
    uint64_t id;
    int64_t time;
    RftFate fate;
    RftVerdict verdict;
    char *source;
    bool claimed;
    RftOriginals disposal;
    struct stat original; /* st_ino of 0: it was not looked at */
    RftPlace rest_place;
    char *rest;
    char *rested;
    unsigned number;
    GPtrArray *items;
    char *sum, *mark, *summary, *lost, *reason;
    char *said; /* (nullable): the reason in the language of notes; not kept over a restart */
} RftDelivery;

/** rft_delivery_new: Returns: (transfer full): of nothing yet, with an id of its own. */
RftDelivery *rft_delivery_new(RftFate fate, const char *source, bool claimed);
void rft_delivery_free(RftDelivery *delivery);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RftDelivery, rft_delivery_free)

/** rft_delivery_add: @staged goes to @path with @ending added. */
void rft_delivery_add(RftDelivery *delivery, const char *staged, RftPlace place, const char *path,
                      const char *ending);

/** rft_delivery_add_folder: the hidden folder @staged of the inbox becomes @path there. */
void rft_delivery_add_folder(RftDelivery *delivery, const char *staged, const char *path);

/** rft_delivery_prepare: finds the number for which all names are free, and writes down what is to
 * be done. Returns: false with errno set; nothing was done then. */
bool rft_delivery_prepare(RftDelivery *delivery, const RftPlaces *places);

/** rft_delivery_carry_out: does what is not done yet. Returns: false with errno set when that
 * cannot be now; it may be called again. */
bool rft_delivery_carry_out(RftDelivery *delivery, const RftPlaces *places, RftLedger *ledger);

/** rft_delivery_withdraw: it is not carried out: takes away what was staged for it, and what has
 * got its name already. The original must not have been laid to rest. */
void rft_delivery_withdraw(RftDelivery *delivery, const RftPlaces *places);

/** rft_deliveries_read: Returns: (transfer full) (element-type RftDelivery): those that were
 * written down and not carried out to the end. */
GPtrArray *rft_deliveries_read(const RftPlaces *places);

/** rft_delivery_parse: Returns: (transfer full) (nullable): what the text of a file (array
 * length=length), which is changed, says; %NULL when it is not whole. */
RftDelivery *rft_delivery_parse(char *text, size_t length);
