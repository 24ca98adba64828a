/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/delivery.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bulk/record.h"
#include "watch/paths.h"
#include "watch/trash.h"

static void
item_free(gpointer data)
{
    RftDeliveryItem *item = data;

    g_free(item->staged);
    g_free(item->path);
    g_free(item->ending);
    g_free(item->named);
    g_free(item);
}

static RftDelivery *
delivery_blank(void)
{
    RftDelivery *delivery = g_new0(RftDelivery, 1);

    delivery->items = g_ptr_array_new_with_free_func(item_free);
    delivery->number = 1;
    return delivery;
}

RftDelivery *
rft_delivery_new(RftFate fate, const char *source, bool claimed)
{
    RftDelivery *delivery = delivery_blank();

    /* not below zero: it is written as a signed number */
    delivery->id = ((uint64_t)g_random_int() << 32 | g_random_int()) & (uint64_t)INT64_MAX;
    delivery->time = (int64_t)time(NULL);
    delivery->fate = fate;
    delivery->source = g_strdup(source);
    delivery->claimed = claimed;
    delivery->disposal = RFT_ORIGINALS_KEEP;
    delivery->rest = g_strdup("");
    delivery->sum = g_strdup("");
    delivery->mark = g_strdup("");
    delivery->summary = g_strdup("");
    delivery->lost = g_strdup("");
    delivery->reason = g_strdup("");
    return delivery;
}

void
rft_delivery_free(RftDelivery *delivery)
{
    if (delivery == NULL)
        return;
    g_ptr_array_unref(delivery->items);
    g_free(delivery->source);
    g_free(delivery->rest);
    g_free(delivery->rested);
    g_free(delivery->sum);
    g_free(delivery->mark);
    g_free(delivery->summary);
    g_free(delivery->lost);
    g_free(delivery->reason);
    g_free(delivery->said);
    g_free(delivery);
}

static RftDeliveryItem *
item_at(const RftDelivery *delivery, guint i)
{
    return g_ptr_array_index(delivery->items, i);
}

void
rft_delivery_add(RftDelivery *delivery, const char *staged, RftPlace place, const char *path,
                 const char *ending)
{
    RftDeliveryItem *item = g_new0(RftDeliveryItem, 1);

    item->from = RFT_PLACE_STAGE;
    item->staged = g_strdup(staged);
    item->place = place;
    item->path = g_strdup(path);
    item->ending = g_strdup(ending);
    g_ptr_array_add(delivery->items, item);
}

void
rft_delivery_add_folder(RftDelivery *delivery, const char *staged, const char *path)
{
    rft_delivery_add(delivery, staged, RFT_PLACE_INBOX, path, "");
    item_at(delivery, delivery->items->len - 1)->from = RFT_PLACE_INBOX;
}

/* ---- written down ---- */

static void
put_items(const RftDelivery *delivery, GString *text)
{
    g_autoptr(GString) line = g_string_new(NULL);

    for (guint i = 0; i < delivery->items->len; i++) {
        const RftDeliveryItem *item = item_at(delivery, i);
        rft_record_begin(line, "item");
        rft_record_text(line, item->staged);
        rft_record_number(line, (int64_t)item->place);
        rft_record_text(line, item->path);
        rft_record_text(line, item->ending);
        rft_record_text(line, item->named);
        rft_record_number(line, (int64_t)item->from);
        rft_record_end(line);
        g_string_append_len(text, line->str, (gssize)line->len);
    }
}

static GString *
text_of(const RftDelivery *delivery)
{
    GString *text = g_string_new(NULL);
    g_autoptr(GString) line = g_string_new(NULL);

    rft_record_begin(line, "delivery");
    rft_record_number(line, (int64_t)delivery->id);
    rft_record_number(line, delivery->time);
    rft_record_number(line, (int64_t)delivery->fate);
    rft_record_text(line, rft_verdict_name(delivery->verdict));
    rft_record_text(line, delivery->source);
    rft_record_number(line, delivery->claimed ? 1 : 0);
    rft_record_number(line, (int64_t)delivery->disposal);
    rft_record_number(line, (int64_t)delivery->rest_place);
    rft_record_text(line, delivery->rest);
    rft_record_text(line, delivery->rested);
    rft_record_number(line, delivery->number);
    rft_record_number(line, (int64_t)delivery->original.st_ino);
    rft_record_number(line, (int64_t)delivery->original.st_size);
    rft_record_number(line, (int64_t)delivery->original.st_mtim.tv_sec);
    rft_record_number(line, (int64_t)delivery->original.st_mtim.tv_nsec);
    rft_record_end(line);
    g_string_append_len(text, line->str, (gssize)line->len);
    rft_record_begin(line, "about");
    rft_record_text(line, delivery->sum);
    rft_record_text(line, delivery->mark);
    rft_record_text(line, delivery->summary);
    rft_record_text(line, delivery->lost);
    rft_record_text(line, delivery->reason);
    rft_record_end(line);
    g_string_append_len(text, line->str, (gssize)line->len);
    put_items(delivery, text);
    rft_record_begin(line, "end");
    rft_record_end(line);
    g_string_append_len(text, line->str, (gssize)line->len);
    return text;
}

static bool
write_down(const RftDelivery *delivery, const RftPlaces *places)
{
    const int folder = places->fd[RFT_PLACE_DELIVERIES];
    g_autofree char *name = g_strdup_printf("%016" G_GINT64_MODIFIER "x", delivery->id);
    g_autofree char *part = g_strconcat(name, ".part", NULL);
    g_autoptr(GString) text = text_of(delivery);
    const int file =
        openat(folder, part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool good = file >= 0;

    if (good) {
        errno = ENOSPC;
        good = write(file, text->str, text->len) == (ssize_t)text->len;
        const int failed = errno;
        (void)close(file);
        errno = failed;
    }
    if (good)
        return renameat(folder, part, folder, name) == 0;
    const int failed = errno;
    (void)unlinkat(folder, part, 0);
    errno = failed;
    return false;
}

static void
cross_out(const RftDelivery *delivery, const RftPlaces *places)
{
    g_autofree char *name = g_strdup_printf("%016" G_GINT64_MODIFIER "x", delivery->id);

    (void)unlinkat(places->fd[RFT_PLACE_DELIVERIES], name, 0);
}

/* ---- read again ---- */

static bool
is_place(int64_t number)
{
    return number >= 0 && number < RFT_N_PLACES;
}

static char *
copy_or_none(const RftRecord *record, size_t index)
{
    const char *text = rft_record_get_text(record, index);

    return *text != '\0' ? g_strdup(text) : NULL;
}

static bool
take_head(RftDelivery *delivery, const RftRecord *record)
{
    const int64_t fate = rft_record_get_number(record, 3);
    const int64_t disposal = rft_record_get_number(record, 7);
    const int64_t place = rft_record_get_number(record, 8);

    if (delivery->source != NULL || fate < 0 || fate >= RFT_N_FATES || disposal < 0 ||
        disposal > RFT_ORIGINALS_TRASH || !is_place(place))
        return false;
    delivery->id = (uint64_t)rft_record_get_number(record, 1);
    delivery->time = rft_record_get_number(record, 2);
    delivery->fate = (RftFate)fate;
    delivery->verdict = rft_verdict_from_name(rft_record_get_text(record, 4));
    delivery->source = g_strdup(rft_record_get_text(record, 5));
    delivery->claimed = rft_record_get_number(record, 6) != 0;
    delivery->disposal = (RftOriginals)disposal;
    delivery->rest_place = (RftPlace)place;
    delivery->rest = g_strdup(rft_record_get_text(record, 9));
    delivery->rested = copy_or_none(record, 10);
    delivery->number = (unsigned)CLAMP(rft_record_get_number(record, 11), 1, G_MAXINT);
    delivery->original.st_ino = (ino_t)rft_record_get_number(record, 12);
    delivery->original.st_size = (off_t)rft_record_get_number(record, 13);
    delivery->original.st_mtim.tv_sec = (time_t)rft_record_get_number(record, 14);
    delivery->original.st_mtim.tv_nsec = (long)rft_record_get_number(record, 15);
    return *delivery->source != '\0';
}

static bool
take_about(RftDelivery *delivery, const RftRecord *record)
{
    char **const texts[] = {&delivery->sum, &delivery->mark, &delivery->summary, &delivery->lost,
                            &delivery->reason};

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        if (*texts[i] != NULL)
            return false;
        *texts[i] = g_strdup(rft_record_get_text(record, i + 1));
    }
    return true;
}

static bool
take_item(RftDelivery *delivery, const RftRecord *record)
{
    const int64_t place = rft_record_get_number(record, 2);
    const int64_t from = rft_record_get_number(record, 6);

    if (!is_place(place) || (from != RFT_PLACE_STAGE && from != RFT_PLACE_INBOX))
        return false;
    const char *staged = rft_record_get_text(record, 1);
    const char *path = rft_record_get_text(record, 3);
    rft_delivery_add(delivery, staged, (RftPlace)place, path, rft_record_get_text(record, 4));
    item_at(delivery, delivery->items->len - 1)->named = copy_or_none(record, 5);
    item_at(delivery, delivery->items->len - 1)->from = (RftPlace)from;
    return *staged != '\0' && *path != '\0';
}

RftDelivery *
rft_delivery_parse(char *text, size_t length)
{
    g_autoptr(RftDelivery) delivery = delivery_blank();
    char *end = text + length;

    while (text < end) {
        char *line_end = memchr(text, '\n', (size_t)(end - text));
        RftRecord record;
        if (line_end == NULL || !rft_record_parse(&record, text, (size_t)(line_end - text)))
            return NULL;
        const char *kind = record.fields[0];
        text = line_end + 1;
        if (g_str_equal(kind, "end"))
            return delivery->source != NULL && delivery->sum != NULL ? g_steal_pointer(&delivery)
                                                                     : NULL;
        const bool good = g_str_equal(kind, "delivery") ? take_head(delivery, &record)
                          : g_str_equal(kind, "about")  ? take_about(delivery, &record)
                          : g_str_equal(kind, "item")   ? take_item(delivery, &record)
                                                        : false;
        if (!good)
            return NULL;
    }
    return NULL;
}

static RftDelivery *
read_one(int folder, const char *name)
{
    enum { LONGEST = 1 << 20 };
    struct stat st;
    const int file = rft_open_file(folder, name, &st);
    g_autofree char *text =
        file >= 0 && st.st_size <= LONGEST ? g_malloc((gsize)st.st_size + 1) : NULL;
    const ssize_t got = text != NULL ? pread(file, text, (size_t)st.st_size, 0) : -1;

    if (file >= 0)
        (void)close(file);
    if (got < 0)
        return NULL;
    text[got] = '\0';
    return rft_delivery_parse(text, (size_t)got);
}

GPtrArray *
rft_deliveries_read(const RftPlaces *places)
{
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)rft_delivery_free);
    DIR *entries = rft_entries_of(places->fd[RFT_PLACE_DELIVERIES]);

    for (struct dirent *entry = entries != NULL ? readdir(entries) : NULL; entry != NULL;
         entry = readdir(entries)) {
        if (entry->d_name[0] == '.')
            continue;
        /* what was not written to its end has no other name yet */
        RftDelivery *delivery = g_str_has_suffix(entry->d_name, ".part")
                                    ? NULL
                                    : read_one(places->fd[RFT_PLACE_DELIVERIES], entry->d_name);
        /* one that is not whole was never begun */
        if (delivery != NULL)
            g_ptr_array_add(all, delivery);
        else
            (void)unlinkat(places->fd[RFT_PLACE_DELIVERIES], entry->d_name, 0);
    }
    if (entries != NULL)
        (void)closedir(entries);
    return all;
}

/* ---- names ---- */

static char *
name_of(const RftDeliveryItem *item, unsigned number)
{
    return rft_numbered(item->path, number, item->ending);
}

static bool
is_gone(const RftPlaces *places, RftPlace place, const char *path)
{
    struct stat st;

    return !rft_stat_below(places->fd[place], path, &st) && errno == ENOENT;
}

static bool
is_free(const RftPlaces *places, RftPlace place, const char *path)
{
    struct stat st;

    /* the page over all results has its name already */
    if (place == RFT_PLACE_CONVERTED && g_str_equal(path, RFT_STATUS_PAGE))
        return false;
    return !rft_stat_below(places->fd[place], path, &st) && (errno == ENOENT || errno == ENOTDIR);
}

/* Where a file has the name of a folder that is needed, the folder gets a number. Returns:
 * (transfer full): @path, or another one for it. */
static char *
find_way(int folder, const char *path)
{
    enum { MOST = 1000 };
    GString *way = g_string_new(NULL);
    g_auto(GStrv) parts = g_strsplit(path, "/", -1);
    struct stat st;

    for (size_t i = 0; parts[i] != NULL; i++) {
        const size_t length = way->len;
        for (unsigned number = 1; number < MOST; number++) {
            g_autofree char *part =
                number > 1 ? g_strdup_printf("%s (%u)", parts[i], number) : g_strdup(parts[i]);
            g_string_truncate(way, length);
            g_string_append_printf(way, "%s%s", i > 0 ? "/" : "", part);
            /* the last part is the file's own, which is numbered with all others */
            if (parts[i + 1] == NULL || !rft_stat_below(folder, way->str, &st) ||
                S_ISDIR(st.st_mode))
                break;
        }
    }
    return g_string_free(way, FALSE);
}

static void
find_ways(RftDelivery *delivery, const RftPlaces *places)
{
    if (delivery->disposal == RFT_ORIGINALS_MOVE) {
        char *way = find_way(places->fd[delivery->rest_place], delivery->rest);
        g_free(delivery->rest);
        delivery->rest = way;
    }
    for (guint i = 0; i < delivery->items->len; i++) {
        RftDeliveryItem *item = item_at(delivery, i);
        char *way = find_way(places->fd[item->place], item->path);
        g_free(item->path);
        item->path = way;
    }
}

static bool
are_free(const RftDelivery *delivery, const RftPlaces *places, unsigned number)
{
    g_autofree char *rest = rft_numbered(delivery->rest, number, "");

    if (delivery->disposal == RFT_ORIGINALS_MOVE && !is_free(places, delivery->rest_place, rest))
        return false;
    for (guint i = 0; i < delivery->items->len; i++) {
        g_autofree char *name = name_of(item_at(delivery, i), number);
        if (!is_free(places, item_at(delivery, i)->place, name))
            return false;
    }
    return true;
}

bool
rft_delivery_prepare(RftDelivery *delivery, const RftPlaces *places)
{
    find_ways(delivery, places);
    while (!are_free(delivery, places, delivery->number))
        delivery->number++;
    return write_down(delivery, places);
}

/* ---- done ---- */

static bool
is_in_the_way(int failed)
{
    return failed == EEXIST || failed == ENOTDIR;
}

/* Somebody else took the name since it was looked for. The new number is written down before it is
 * used: what is there under an older one is not ours. */
static bool
next_number(RftDelivery *delivery, const RftPlaces *places)
{
    find_ways(delivery, places);
    delivery->number++;
    return write_down(delivery, places);
}

static bool
has_same_bytes(int a, int b)
{
    enum { ROOM = 1 << 14 };
    char first[ROOM];
    char second[ROOM];
    off_t at = 0;
    ssize_t got = 0;

    while ((got = pread(a, first, ROOM, at)) > 0) {
        if (pread(b, second, ROOM, at) != got || memcmp(first, second, (size_t)got) != 0)
            return false;
        at += got;
    }
    return got == 0 && pread(b, second, 1, at) == 0;
}

/* A copy that was made before we were killed need not be made again. */
static bool
is_copied(int from, const char *path, int to, const char *copy)
{
    struct stat st;
    const int a = rft_open_file(from, path, &st);
    const int b = a >= 0 ? rft_open_file(to, copy, &st) : -1;
    const bool same = b >= 0 && has_same_bytes(a, b);

    if (a >= 0)
        (void)close(a);
    if (b >= 0)
        (void)close(b);
    return same;
}

/* From one file system to another. */
static bool
give_name_by_copy(int from, const char *staged, int to, const char *named)
{
    if (!rft_copy_below(from, staged, to, named) &&
        !(errno == EEXIST && is_copied(from, staged, to, named)))
        return false;
    return rft_unlink_below(from, staged);
}

static bool
give_name(RftDelivery *delivery, const RftPlaces *places, RftDeliveryItem *item)
{
    const int from = places->fd[item->from];
    const int to = places->fd[item->place];

    for (;;) {
        g_free(item->named);
        item->named = name_of(item, delivery->number);
        if (rft_move_below(from, item->staged, to, item->named))
            return true;
        const int failed = errno;
        if (is_gone(places, item->from, item->staged))
            return true; /* before we were killed */
        errno = failed;
        if (failed == EXDEV && give_name_by_copy(from, item->staged, to, item->named))
            return true;
        /* not before it has it: who goes on after us takes what is named for done */
        g_clear_pointer(&item->named, g_free);
        if (!is_in_the_way(errno) || !next_number(delivery, places))
            return false;
    }
}

static bool
give_names(RftDelivery *delivery, const RftPlaces *places)
{
    for (guint i = 0; i < delivery->items->len; i++) {
        RftDeliveryItem *item = item_at(delivery, i);
        const unsigned before = delivery->number;
        if (item->named != NULL)
            continue; /* by an earlier try */
        if (!give_name(delivery, places, item))
            return false;
        /* the number of those that come may differ now: what this one got must be known */
        if (delivery->number != before && !write_down(delivery, places))
            return false;
    }
    return true;
}

/* Devices get other numbers when they are mounted again. Returns: false with errno set; ENOENT also
 * when another file has its name by now. */
static bool
is_still_there(const RftDelivery *delivery, int from)
{
    const struct stat *was = &delivery->original;
    struct stat st;

    if (!rft_stat_below(from, delivery->source, &st))
        return false;
    errno = ENOENT;
    return was->st_ino == 0 ||
           (was->st_ino == st.st_ino && was->st_size == st.st_size &&
            was->st_mtim.tv_sec == st.st_mtim.tv_sec && was->st_mtim.tv_nsec == st.st_mtim.tv_nsec);
}

static bool
move_to_rest(RftDelivery *delivery, const RftPlaces *places, int from)
{
    const int to = places->fd[delivery->rest_place];

    for (;;) {
        g_free(delivery->rested);
        delivery->rested = rft_numbered(delivery->rest, delivery->number, "");
        if (rft_move_below(from, delivery->source, to, delivery->rested))
            return true;
        if (errno == EXDEV &&
            (rft_copy_below(from, delivery->source, to, delivery->rested) ||
             (errno == EEXIST && is_copied(from, delivery->source, to, delivery->rested))))
            return !is_still_there(delivery, from) || rft_unlink_below(from, delivery->source);
        g_clear_pointer(&delivery->rested, g_free);
        if (!is_in_the_way(errno) || !next_number(delivery, places))
            return false;
    }
}

static bool
throw_away(RftDelivery *delivery, const RftPlaces *places, int from)
{
    if (rft_trash(places, from, delivery->source))
        return true;
    if (errno != ENOTSUP)
        return false;
    /* nothing is deleted because there is no trash here */
    delivery->disposal = RFT_ORIGINALS_MOVE;
    delivery->rest_place = RFT_PLACE_DONE;
    return write_down(delivery, places) && move_to_rest(delivery, places, from);
}

static bool
lay_to_rest(RftDelivery *delivery, const RftPlaces *places)
{
    const int from = places->fd[delivery->claimed ? RFT_PLACE_WORK : RFT_PLACE_INBOX];
    bool good = true;

    if (delivery->disposal == RFT_ORIGINALS_KEEP || delivery->rested != NULL)
        return true;
    if (!is_still_there(delivery, from)) {
        if (errno != ENOENT)
            return false;
        /* before we were killed, or by somebody who wanted it back */
        delivery->rested = delivery->disposal == RFT_ORIGINALS_MOVE
                               ? rft_numbered(delivery->rest, delivery->number, "")
                               : g_strdup("");
        return true;
    }
    if (delivery->disposal == RFT_ORIGINALS_MOVE)
        good = move_to_rest(delivery, places, from);
    else if (delivery->disposal == RFT_ORIGINALS_TRASH)
        good = throw_away(delivery, places, from);
    else
        good = rft_unlink_below(from, delivery->source);
    const int failed = errno;
    if (!good)
        g_clear_pointer(&delivery->rested, g_free);
    else if (delivery->rested == NULL)
        delivery->rested = g_strdup("");
    if (good && delivery->claimed) {
        g_autofree char *folder = g_path_get_dirname(delivery->source);
        rft_prune_below(from, g_str_equal(folder, ".") ? "" : folder);
    }
    errno = failed;
    return good;
}

static bool
enter(const RftDelivery *delivery, RftLedger *ledger)
{
    g_autoptr(GString) outputs = g_string_new(NULL);
    const char *note = "";

    if (rft_ledger_has(ledger, delivery->id))
        return true;
    for (guint i = 0; i < delivery->items->len; i++) {
        const RftDeliveryItem *item = item_at(delivery, i);
        const bool output = delivery->fate == RFT_FATE_CONVERTED;
        if (item->from == RFT_PLACE_INBOX)
            continue; /* what an archive held speaks for itself */
        if (!output)
            note = item->named;
        else
            g_string_append_printf(outputs, "%s%s", i > 0 ? RFT_LEDGER_SEPARATOR : "", item->named);
    }
    const RftLedgerLine line = {
        .id = delivery->id,
        .time = delivery->time,
        .fate = delivery->fate,
        .verdict = delivery->verdict,
        .path = delivery->source,
        .sum = delivery->sum,
        .mark = delivery->mark,
        .outputs = outputs->str,
        .rest = delivery->rested != NULL ? delivery->rested : "",
        .note = note,
        .summary = delivery->summary,
        .lost = delivery->lost,
        .reason = delivery->reason,
    };
    return rft_ledger_add(ledger, &line);
}

bool
rft_delivery_carry_out(RftDelivery *delivery, const RftPlaces *places, RftLedger *ledger)
{
    if (!give_names(delivery, places) || !lay_to_rest(delivery, places) || !enter(delivery, ledger))
        return false;
    cross_out(delivery, places);
    return true;
}

void
rft_delivery_withdraw(RftDelivery *delivery, const RftPlaces *places)
{
    for (guint i = 0; i < delivery->items->len; i++) {
        const RftDeliveryItem *item = item_at(delivery, i);
        if (item->from != RFT_PLACE_STAGE)
            continue;
        (void)unlinkat(places->fd[RFT_PLACE_STAGE], item->staged, 0);
        if (item->named != NULL)
            (void)rft_unlink_below(places->fd[item->place], item->named);
    }
    cross_out(delivery, places);
}
