/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "po/i18n.h"
#include "watch/folder.h"
#include "watch/paths.h"

/* From what is known of a file to what lies in the folders, what stands in the ledger, and what
 * people are told. */

char *
rft_stage_name(uint64_t tag, size_t number)
{
    return g_strdup_printf("%016" G_GINT64_MODIFIER "x.%zu", tag, number);
}

bool
rft_is_stage_name(const char *name)
{
    enum { TAG = 16 };

    return g_str_has_prefix(name, RFT_STATUS_PAGE) || g_str_has_prefix(name, "." RFT_STATUS_PAGE) ||
           (strspn(name, "0123456789abcdef") == TAG && name[TAG] == '.' &&
            g_ascii_isdigit(name[TAG + 1]));
}

/* A service that runs as root works for whoever has the inbox; others give the files to the inbox's
 * group where they may and the folder does not do so itself. */
void
rft_give_owner(const RftFolder *folder, int file)
{
    const struct stat *inbox = &folder->places->st[RFT_PLACE_INBOX];
    struct stat st;

    if (fstat(file, &st) != 0)
        return;
    if (geteuid() == 0)
        (void)!fchown(file, inbox->st_uid, inbox->st_gid);
    else if (st.st_gid != inbox->st_gid &&
             (folder->places->st[RFT_PLACE_CONVERTED].st_mode & S_ISGID) == 0)
        (void)!fchown(file, (uid_t)-1, inbox->st_gid);
}

int
rft_stage_file(const RftFolder *folder, const char *name)
{
    const int file = openat(folder->places->fd[RFT_PLACE_STAGE], name,
                            O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);

    if (file >= 0)
        rft_give_owner(folder, file);
    return file;
}

static void
set(char **text, const char *value)
{
    g_free(*text);
    *text = g_strdup(value != NULL ? value : "");
}

/* ---- telling ---- */

static char *
show_items(const RftFolder *folder, const RftDelivery *delivery)
{
    GString *shown = g_string_new(NULL);

    for (guint i = 0; i < delivery->items->len; i++) {
        const RftDeliveryItem *item = g_ptr_array_index(delivery->items, i);
        g_autofree char *name = rft_places_shown(folder->places, item->place, item->named);
        g_string_append_printf(shown, "%s%s", i > 0 ? ", " : "", name);
    }
    return g_string_free(shown, FALSE);
}

static char *
path_of_note(const RftFolder *folder, const RftDelivery *delivery)
{
    const guint n = delivery->items->len;
    const RftDeliveryItem *item = n > 0 ? g_ptr_array_index(delivery->items, n - 1) : NULL;

    return item != NULL ? g_build_filename(folder->places->path[item->place], item->named, NULL)
                        : NULL;
}

static void
tell(RftFolder *folder, const RftDelivery *delivery)
{
    g_autofree char *shown = show_items(folder, delivery);
    g_autofree char *note = path_of_note(folder, delivery);
    const RftTrouble trouble = rft_trouble_from_name(delivery->summary);
    const bool failed = delivery->fate == RFT_FATE_FAILED || delivery->fate == RFT_FATE_LEFT;

    const char *why = delivery->said != NULL ? delivery->said : delivery->reason;
    switch (delivery->fate) {
    case RFT_FATE_CONVERTED:
        rft_folder_say(folder, REFERAT_LEVEL_NOTE, delivery->source, "%s: %s",
                       _(rft_verdict_text(delivery->verdict)), shown);
        break;
    case RFT_FATE_SAME:
        rft_folder_say(folder, REFERAT_LEVEL_NOTE, delivery->source,
                       "the same as one that was converted before%s%s", *shown != '\0' ? ": " : "",
                       shown);
        break;
    case RFT_FATE_UNPACKED:
        rft_folder_say(folder, REFERAT_LEVEL_NOTE, delivery->source, "taken apart: %s", shown);
        break;
    case RFT_FATE_FAILED:
    case RFT_FATE_LEFT:
        rft_folder_say(folder, REFERAT_LEVEL_WARNING, delivery->source, "not converted: %s%s%s: %s",
                       rft_verdict_name(delivery->verdict), *why != '\0' ? ": " : "", why, shown);
        break;
    case RFT_N_FATES:
        break;
    }
    rft_batch_add(&folder->batch, delivery->fate, delivery->verdict == RFT_VERDICT_LOSS,
                  delivery->source, failed ? rft_trouble_wrong(trouble) : NULL, note);
}

/* ---- carrying out ---- */

/* A note about an earlier try would tell lies once the file is converted, and be alone once it was
 * taken out of Failed. It goes if nobody wrote into it. */
static void
retire_note(RftFolder *folder, const char *path, bool converted)
{
    RftLedgerLine line;
    struct stat st;
    const int failed = folder->places->fd[RFT_PLACE_FAILED];

    if (!rft_ledger_find_path(folder->ledger, path, &line) || *line.note == '\0' ||
        (line.fate != RFT_FATE_FAILED && line.fate != RFT_FATE_LEFT))
        return;
    if (!converted && (*line.rest == '\0' || rft_stat_below(failed, line.rest, &st)))
        return;
    const int file = rft_open_file(failed, line.note, &st);
    if (file < 0)
        return;
    char text[1 << 14];
    const ssize_t length = pread(file, text, sizeof(text), 0);
    (void)close(file);
    if (length <= 0 || (size_t)length == sizeof(text))
        return;
    g_autofree char *sum =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text, (gsize)length);
    if (g_str_equal(sum, line.mark))
        (void)rft_unlink_below(failed, line.note);
}

static bool
carry_out(RftFolder *folder, RftDelivery *delivery)
{
    if (!rft_delivery_carry_out(delivery, folder->places, folder->ledger))
        return false;
    tell(folder, delivery);
    return true;
}

static void
pending_free(gpointer data)
{
    RftPending *pending = data;

    rft_delivery_free(pending->delivery);
    g_free(pending);
}

/* No time will mend it: the file has its turn again, from the beginning. Takes @delivery. */
static void
give_up(RftFolder *folder, RftDelivery *delivery, int failed)
{
    rft_folder_say(folder, REFERAT_LEVEL_WARNING, delivery->source,
                   "cannot be put in place: %s; it goes back to the inbox", g_strerror(failed));
    rft_delivery_withdraw(delivery, folder->places);
    if (delivery->claimed)
        rft_turn_release(folder, delivery->source);
    const guint times =
        GPOINTER_TO_UINT(g_hash_table_lookup(folder->refused, delivery->source)) + 1;
    g_hash_table_replace(folder->refused, g_strdup(delivery->source), GUINT_TO_POINTER(times));
    rft_delivery_free(delivery);
}

static void
carry_out_later(RftFolder *folder, RftDelivery *delivery, int failed)
{
    if (failed == EINVAL || failed == ELOOP || failed == ENAMETOOLONG || failed == EISDIR ||
        failed == ENOTDIR) {
        give_up(folder, delivery, failed);
        return;
    }
    RftPending *pending = g_new0(RftPending, 1);

    rft_folder_say(folder, REFERAT_LEVEL_WARNING, delivery->source,
                   "is converted, and cannot be put in place now: %s", g_strerror(failed));
    pending->delivery = delivery;
    pending->troubles = 1;
    pending->due = g_get_monotonic_time() + rft_backoff(1);
    g_ptr_array_set_free_func(folder->pending, pending_free);
    g_ptr_array_add(folder->pending, pending);
}

/* Names are given to what is on the disk. */
static bool
sync_items(const RftFolder *folder, const RftDelivery *delivery)
{
    struct stat st;
    bool good = true;

    for (guint i = 0; good && i < delivery->items->len; i++) {
        const RftDeliveryItem *item = g_ptr_array_index(delivery->items, i);
        if (item->from != RFT_PLACE_STAGE)
            continue; /* its files were, one by one */
        const int file = rft_open_file(folder->places->fd[RFT_PLACE_STAGE], item->staged, &st);
        good = file >= 0 && fdatasync(file) == 0;
        const int failed = errno;
        if (file >= 0)
            (void)close(file);
        errno = failed;
    }
    return good;
}

bool
rft_deliver(RftFolder *folder, RftDelivery *delivery)
{
    g_autoptr(RftDelivery) own = delivery;

    retire_note(folder, own->source, own->fate == RFT_FATE_CONVERTED || own->fate == RFT_FATE_SAME);
    if (!sync_items(folder, own) || !rft_delivery_prepare(own, folder->places)) {
        const int failed = errno;
        rft_delivery_withdraw(own, folder->places);
        errno = failed;
        return false;
    }
    if (!carry_out(folder, own))
        carry_out_later(folder, g_steal_pointer(&own), errno);
    return true;
}

gint64
rft_deliver_pending(RftFolder *folder)
{
    gint64 next = G_MAXINT64;

    for (guint i = folder->pending->len; i > 0; i--) {
        RftPending *pending = g_ptr_array_index(folder->pending, i - 1);
        if (g_get_monotonic_time() >= pending->due) {
            if (carry_out(folder, pending->delivery)) {
                (void)g_ptr_array_remove_index(folder->pending, i - 1);
                continue;
            }
            pending->troubles++;
            pending->due = g_get_monotonic_time() + rft_backoff(pending->troubles);
        }
        next = MIN(next, pending->due);
    }
    return next;
}

void
rft_deliver_recover(RftFolder *folder)
{
    g_autoptr(GPtrArray) all = rft_deliveries_read(folder->places);

    while (all->len > 0) {
        RftDelivery *delivery = g_ptr_array_steal_index(all, all->len - 1);
        if (!carry_out(folder, delivery))
            carry_out_later(folder, delivery, errno);
        else
            rft_delivery_free(delivery);
    }
}

/* ---- notes ---- */

/* Returns: (transfer full) (nullable): the staged note's name; NULL with errno set. */
static char *
stage_note(const RftFolder *folder, const RftDelivery *delivery, const char *text)
{
    g_autofree char *name = rft_stage_name(delivery->id, 0);
    const int file = rft_stage_file(folder, name);
    const size_t length = strlen(text);

    if (file < 0)
        return NULL;
    errno = ENOSPC;
    const bool good = write(file, text, length) == (ssize_t)length;
    const int failed = errno;
    (void)close(file);
    if (good)
        return g_steal_pointer(&name);
    (void)unlinkat(folder->places->fd[RFT_PLACE_STAGE], name, 0);
    errno = failed;
    return NULL;
}

bool
rft_deliver_note(RftFolder *folder, RftDelivery *delivery, RftPlace place, const char *text,
                 const char *ending)
{
    g_autofree char *staged = stage_note(folder, delivery, text);

    if (staged == NULL) {
        const int failed = errno;
        rft_delivery_free(delivery);
        errno = failed;
        return false;
    }
    rft_delivery_add(delivery, staged, place, delivery->source, ending);
    return rft_deliver(folder, delivery);
}

static RftDelivery *
new_failure(RftFolder *folder, RftFate fate, const char *path, bool claimed, RftTrouble trouble,
            const RftReason *reason, const char *lost, char **text)
{
    RftDelivery *delivery = rft_delivery_new(fate, path, claimed);
    g_autofree char *inbox = rft_folder_inbox(folder);
    const RftNote note = {
        .name = rft_last_part(path),
        .inbox = inbox,
        .trouble = trouble,
        .stays = fate == RFT_FATE_LEFT || folder->settings->originals == RFT_ORIGINALS_KEEP,
        .reason = reason->said,
        .lost = lost,
        .time = delivery->time,
    };

    *text = rft_note_text(&note);
    g_free(delivery->mark);
    delivery->mark =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)*text, strlen(*text));
    delivery->verdict = rft_trouble_verdict(trouble);
    set(&delivery->summary, rft_trouble_name(trouble));
    set(&delivery->reason, reason->english);
    delivery->said = g_strdup(reason->said);
    set(&delivery->lost, lost);
    return delivery;
}

bool
rft_deliver_failure(RftFolder *folder, const char *path, bool claimed, RftTrouble trouble,
                    const RftTurn *turn, const RftReason *reason, const char *lost)
{
    g_autofree char *text = NULL;
    RftDelivery *delivery =
        new_failure(folder, RFT_FATE_FAILED, path, claimed, trouble, reason, lost, &text);

    set(&delivery->sum, turn != NULL ? turn->sum : "");
    if (turn != NULL)
        delivery->original = turn->st;
    set(&delivery->rest, path);
    delivery->rest_place = RFT_PLACE_FAILED;
    /* whatever becomes of originals: one that was not converted is not thrown away */
    delivery->disposal =
        folder->settings->originals == RFT_ORIGINALS_KEEP ? RFT_ORIGINALS_KEEP : RFT_ORIGINALS_MOVE;
    return rft_deliver_note(folder, delivery, RFT_PLACE_FAILED, text, ".error.txt");
}

bool
rft_deliver_left(RftFolder *folder, const char *path, RftTrouble trouble)
{
    g_autofree char *text = NULL;
    RftLedgerLine line;
    struct stat st;

    if (rft_ledger_find_path(folder->ledger, path, &line) && line.fate == RFT_FATE_LEFT &&
        rft_stat_below(folder->places->fd[RFT_PLACE_FAILED], line.note, &st))
        return true; /* told before, by a run before this one */
    RftDelivery *delivery =
        new_failure(folder, RFT_FATE_LEFT, path, false, trouble, &(RftReason){"", ""}, "", &text);
    return rft_deliver_note(folder, delivery, RFT_PLACE_FAILED, text, ".error.txt");
}

RftDelivery *
rft_delivery_of_turn(const RftFolder *folder, RftFate fate, const RftTurn *turn)
{
    RftDelivery *delivery = rft_delivery_new(fate, turn->path, turn->claimed);

    delivery->original = turn->st;
    delivery->rest_place = RFT_PLACE_DONE;
    delivery->disposal = folder->settings->originals;
    set(&delivery->rest, turn->path);
    /* never the sum that a worker says: it may be that of another document */
    set(&delivery->sum, turn->sum);
    return delivery;
}

bool
rft_deliver_same(RftFolder *folder, const RftTurn *turn, const RftLedgerLine *before)
{
    const char *path = turn->path;
    RftDelivery *delivery = rft_delivery_of_turn(folder, RFT_FATE_SAME, turn);
    const size_t length = strcspn(before->outputs, RFT_LEDGER_SEPARATOR);
    g_autofree char *output = g_strndup(before->outputs, length);
    g_autofree char *text = rft_same_text(rft_last_part(path), rft_last_part(before->path),
                                          rft_last_part(output), before->time);
    /* where the names tell, nobody looks for it under another one */
    const bool other = !g_str_equal(path, before->path);

    delivery->verdict = RFT_VERDICT_DUPLICATE;
    set(&delivery->reason, before->path);
    return other ? rft_deliver_note(folder, delivery, RFT_PLACE_CONVERTED, text, ".note.txt")
                 : rft_deliver(folder, delivery);
}

bool
rft_deliver_find_same(RftFolder *folder, const char *sum, const RftProfile *profile,
                      RftLedgerLine *line)
{
    struct stat st;

    if (!rft_ledger_find_sum(folder->ledger, sum, profile->mark, line))
        return false;
    g_auto(GStrv) names = g_strsplit(line->outputs, RFT_LEDGER_SEPARATOR, -1);
    for (size_t i = 0; names[i] != NULL; i++)
        if (!rft_stat_below(folder->places->fd[RFT_PLACE_CONVERTED], names[i], &st))
            return false; /* somebody took the result away, and may want it again */
    return names[0] != NULL;
}
