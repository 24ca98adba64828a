/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "watch/folder.h"
#include "watch/paths.h"
#include "watch/scan.h"

/*
 * A file's turn: it is claimed, given to a worker, and what the worker made is delivered, or the
 * file is put back. Only what a file was when it was claimed is ever presented as its result.
 */

/* Larger ones are not compared with what was converted before: nobody should wait for sums. */
enum { MOST_SUMMED = 256 << 20 };

/* There are fewer formats that are written. */
enum { MOST_FORMATS = 16 };

/* What takes too long or too much gets so many times as much, once. */
enum { PATIENT = 4 };

void
rft_turn_free(gpointer data)
{
    RftTurn *turn = data;

    if (turn == NULL)
        return;
    if (turn->file >= 0)
        (void)close(turn->file);
    rft_profile_free(turn->profile);
    g_free(turn->path);
    g_free(turn->sum);
    g_free(turn);
}

/* ---- claims ---- */

static void
prune_work(const RftFolder *folder, const char *path)
{
    g_autofree char *parent = g_path_get_dirname(path);

    if (!g_str_equal(parent, "."))
        rft_prune_below(folder->places->fd[RFT_PLACE_WORK], parent);
}

bool
rft_turn_claim(RftFolder *folder, const char *path, bool *claimed)
{
    const RftPlaces *places = folder->places;

    *claimed = false;
    if (folder->settings->originals == RFT_ORIGINALS_KEEP)
        return true;
    if (rft_move_below(places->fd[RFT_PLACE_INBOX], path, places->fd[RFT_PLACE_WORK], path)) {
        *claimed = true;
        return true;
    }
    const int failed = errno;
    prune_work(folder, path);
    errno = failed;
    /* a file system within the inbox: its files are converted where they are */
    return failed == EXDEV;
}

void
rft_turn_release(RftFolder *folder, const char *path)
{
    const int work = folder->places->fd[RFT_PLACE_WORK];
    const int inbox = folder->places->fd[RFT_PLACE_INBOX];

    for (unsigned number = 1; number < 10000; number++) {
        g_autofree char *name = rft_numbered(path, number, "");
        if (rft_move_below(work, path, inbox, name) || errno == ENOENT) {
            prune_work(folder, path);
            return;
        }
        if (errno != EEXIST)
            break;
    }
    rft_folder_say(folder, REFERAT_LEVEL_WARNING, path,
                   "cannot be put back now: %s; it is in .referat/work, and put back at the next "
                   "start",
                   g_strerror(errno));
}

/* ---- beginning ---- */

static char *
sum_of(int file, off_t size)
{
    enum { ROOM = 1 << 16 };
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree guchar *bytes = g_malloc(ROOM);
    off_t at = 0;
    ssize_t got = 0;

    if (size > MOST_SUMMED)
        return NULL;
    while (at < size && (got = pread(file, bytes, (size_t)MIN(size - at, (off_t)ROOM), at)) > 0) {
        g_checksum_update(sum, bytes, got);
        at += got;
    }
    return got >= 0 ? g_strdup(g_checksum_get_string(sum)) : NULL;
}

static RftTurn *
turn_new(RftFolder *folder, const RftCandidate *candidate, int file, const struct stat *st)
{
    RftTurn *turn = g_new0(RftTurn, 1);

    do
        turn->tag = (uint64_t)g_random_int() << 32 | g_random_int();
    while (g_hash_table_contains(folder->turns, &turn->tag));
    turn->path = g_strdup(candidate->path);
    turn->profile = rft_profile_copy(rft_settings_profile(folder->settings, candidate->path));
    turn->file = file;
    turn->st = *st;
    turn->attempt = 1;
    turn->patience = 1;
    turn->sum = sum_of(file, st->st_size);
    return turn;
}

static void
close_all(const int *files, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (files[i] >= 0)
            (void)close(files[i]);
}

static bool
open_stage(const RftFolder *folder, const RftTurn *turn, int *files, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        g_autofree char *name = rft_stage_name(turn->tag, i);
        (void)unlinkat(folder->places->fd[RFT_PLACE_STAGE], name, 0);
        files[i] = rft_stage_file(folder, name);
        if (files[i] >= 0)
            continue;
        const int failed = errno;
        close_all(files, i);
        errno = failed;
        return false;
    }
    return true;
}

static void
clear_stage(const RftFolder *folder, const RftTurn *turn)
{
    for (size_t i = 0; turn->profile->formats[i] != NULL; i++) {
        g_autofree char *name = rft_stage_name(turn->tag, i);
        (void)unlinkat(folder->places->fd[RFT_PLACE_STAGE], name, 0);
    }
}

/* Returns: false with errno set; what was opened is closed. */
static bool
give(RftFolder *folder, RftTurn *turn)
{
    const size_t n = MIN(g_strv_length(turn->profile->formats), (guint)MOST_FORMATS);
    g_autoptr(GError) error = NULL;
    int files[MOST_FORMATS];
    g_autofree char *link = g_strdup_printf("/proc/self/fd/%d", turn->file);
    /* at its beginning: a copy would be where another worker has got to */
    const int input = open(link, O_RDONLY | O_CLOEXEC);

    if (input < 0 || !open_stage(folder, turn, files, n)) {
        const int failed = errno;
        if (input >= 0)
            (void)close(input);
        errno = failed;
        return false;
    }
    const RftTask task = {
        .input = input,
        .outputs = files,
        .name = rft_last_part(turn->path),
        .size = (uint64_t)turn->st.st_size,
        .patience = turn->patience,
        .fresh = turn->fresh,
        .tag = turn->tag,
    };
    if (rft_converter_give(folder->converter, turn->profile, &task, &error))
        return true;
    rft_folder_say(folder, REFERAT_LEVEL_WARNING, turn->path, "%s",
                   referat_error_get_localised(error));
    errno = EAGAIN;
    return false;
}

static void
forget(RftFolder *folder, RftTurn *turn)
{
    if (turn->sum != NULL)
        (void)g_hash_table_remove(folder->sums, turn->sum);
    (void)g_hash_table_remove(folder->turns, &turn->tag); /* frees it */
}

/* The candidate is looked at anew, or is gone with its file. @keep: it was done where it is. */
static void
end(RftFolder *folder, RftTurn *turn, bool keep)
{
    g_autofree char *path = g_strdup(turn->path);
    RftCandidate *candidate = rft_candidates_find(folder->candidates, path);
    struct stat st;

    forget(folder, turn);
    if (candidate == NULL)
        return;
    if (keep && rft_stat_below(folder->places->fd[RFT_PLACE_INBOX], path, &st) &&
        rft_is_unchanged(&candidate->sample, &st, false)) {
        rft_candidates_make(folder->candidates, candidate, RFT_CANDIDATE_LEFT);
        return;
    }
    rft_candidates_drop(folder->candidates, candidate);
    rft_look_again(folder, path);
}

/* It waits for what may pass; its file is back in the inbox, as it was. */
static void
wait(RftFolder *folder, RftTurn *turn, int failed)
{
    const bool output = failed == ENOSPC || failed == EDQUOT || failed == EROFS ||
                        failed == EMFILE || failed == EAGAIN || failed == ENOMEM;
    g_autofree char *path = g_strdup(turn->path);
    RftCandidate *candidate = rft_candidates_find(folder->candidates, path);
    const unsigned troubles = candidate != NULL ? candidate->troubles : 0;
    g_autofree char *trouble = candidate != NULL ? g_strdup(candidate->trouble) : NULL;

    clear_stage(folder, turn);
    if (turn->claimed)
        rft_turn_release(folder, path);
    end(folder, turn, false);
    if (output) {
        folder->pauses++;
        folder->paused = g_get_monotonic_time() + rft_backoff(folder->pauses);
    }
    candidate = rft_candidates_find(folder->candidates, path);
    if (candidate == NULL)
        return;
    /* it was put back by us: that is no news */
    candidate->troubles = troubles;
    g_free(candidate->trouble);
    candidate->trouble = g_steal_pointer(&trouble);
    rft_look_trouble(folder, candidate, failed);
}

/* ---- what needs no worker ---- */

/* Where originals stay, they are met again after each start. */
static bool
is_done(RftFolder *folder, const RftTurn *turn)
{
    RftLedgerLine line;

    if (folder->settings->originals != RFT_ORIGINALS_KEEP || turn->sum == NULL)
        return false;
    return rft_ledger_find_path(folder->ledger, turn->path, &line) &&
           g_str_equal(line.sum, turn->sum) &&
           (line.fate == RFT_FATE_FAILED || line.fate == RFT_FATE_SAME ||
            (line.fate == RFT_FATE_UNPACKED) ||
            (line.fate == RFT_FATE_CONVERTED &&
             rft_deliver_find_same(folder, turn->sum, turn->profile, &line)));
}

/* Returns: whether that was all. */
static bool
deliver_known(RftFolder *folder, RftTurn *turn, const char *sum)
{
    RftLedgerLine line;

    if (sum == NULL || *sum == '\0' || turn->unpacker != 0 ||
        !rft_deliver_find_same(folder, sum, turn->profile, &line))
        return false;
    clear_stage(folder, turn);
    if (rft_deliver_same(folder, turn, &line))
        end(folder, turn, folder->settings->originals == RFT_ORIGINALS_KEEP);
    else
        wait(folder, turn, errno);
    return true;
}

/* ---- a turn ---- */

/* Returns: whether the name leads to what was opened: somebody may have put another file there. */
static bool
has_its_name(const RftFolder *folder, const RftTurn *turn)
{
    const int place = folder->places->fd[turn->claimed ? RFT_PLACE_WORK : RFT_PLACE_INBOX];
    struct stat st;
    struct stat own;

    return fstat(turn->file, &own) == 0 && rft_stat_below(place, turn->path, &st) &&
           rft_is_same_file(&own, &st);
}

static void
begin_claimed(RftFolder *folder, RftTurn *turn, bool archive)
{
    struct stat st;
    bool good = fstat(turn->file, &st) == 0;

    /* a claim changes its st_ctime; what else changes is a writer who is not through */
    if (!good || !rft_is_unchanged(&turn->st, &st, true) || !has_its_name(folder, turn)) {
        if (turn->claimed)
            rft_turn_release(folder, turn->path);
        end(folder, turn, false);
        return;
    }
    turn->st = st;
    if (!archive && deliver_known(folder, turn, turn->sum))
        return;
    good = archive ? rft_unpack_start(folder, turn) : give(folder, turn);
    if (!good)
        wait(folder, turn, errno);
}

static void
begin(RftFolder *folder, RftCandidate *candidate)
{
    struct stat st;
    const bool archive = candidate->archive;
    const int file = rft_open_file(folder->places->fd[RFT_PLACE_INBOX], candidate->path, &st);

    if (file < 0 || !rft_is_unchanged(&candidate->sample, &st, false)) {
        if (file >= 0)
            (void)close(file);
        /* whatever it is now, it is to be looked at */
        rft_candidates_wait(folder->candidates, candidate, g_get_monotonic_time());
        return;
    }
    RftTurn *turn = turn_new(folder, candidate, file, &st);
    if (turn->sum != NULL && g_hash_table_contains(folder->sums, turn->sum)) {
        enum { SOON = 100000 /* microseconds: the same is being converted, and will be known */ };
        rft_candidates_wait(folder->candidates, candidate, g_get_monotonic_time() + SOON);
        rft_turn_free(turn);
        return;
    }
    const guint refused = GPOINTER_TO_UINT(g_hash_table_lookup(folder->refused, turn->path));
    if (refused > 1 && candidate->troubles < refused) {
        rft_turn_free(turn);
        candidate->troubles = refused - 1;
        rft_look_trouble(folder, candidate, EIO);
        return;
    }
    if (is_done(folder, turn)) {
        rft_candidates_make(folder->candidates, candidate, RFT_CANDIDATE_LEFT);
        rft_turn_free(turn);
        return;
    }
    if (!rft_turn_claim(folder, turn->path, &turn->claimed)) {
        const int failed = errno;
        rft_turn_free(turn);
        /* one of the same name is being converted: this one is next */
        rft_look_trouble(folder, candidate, failed == EEXIST ? EAGAIN : failed);
        return;
    }
    rft_candidates_make(folder->candidates, candidate, RFT_CANDIDATE_TAKEN);
    g_hash_table_insert(folder->turns, &turn->tag, turn);
    if (turn->sum != NULL)
        (void)g_hash_table_add(folder->sums, turn->sum);
    begin_claimed(folder, turn, archive);
}

/* Returns: whether the results of the file, @claimed or where it was, cannot be put in place now:
 * it has had its turn. */
static bool
is_pending(const RftFolder *folder, const char *path, bool claimed)
{
    for (guint i = 0; i < folder->pending->len; i++) {
        const RftPending *pending = g_ptr_array_index(folder->pending, i);
        if (pending->delivery->claimed == claimed && g_str_equal(pending->delivery->source, path))
            return true;
    }
    return false;
}

void
rft_folder_give(RftFolder *folder)
{
    RftCandidate *candidate = NULL;

    while (folder->places != NULL && g_get_monotonic_time() >= folder->paused &&
           (candidate = rft_candidates_ready(folder->candidates)) != NULL) {
        const RftProfile *profile = rft_settings_profile(folder->settings, candidate->path);
        if (candidate->archive && rft_unpack_count(folder) >= folder->options->workers)
            rft_candidates_wait(folder->candidates, candidate,
                                g_get_monotonic_time() + G_USEC_PER_SEC / 2);
        else if (is_pending(folder, candidate->path, false))
            rft_candidates_wait(folder->candidates, candidate,
                                g_get_monotonic_time() + G_USEC_PER_SEC);
        else if (candidate->archive || rft_converter_takes(folder->converter, profile))
            begin(folder, candidate);
        else
            return;
    }
}

/* ---- what became of it ---- */

/* Returns: whether what was read is what is there: written to meanwhile, it is another document;
 * taken away, it is nobody's any more. */
static bool
still_holds(const RftFolder *folder, const RftTurn *turn)
{
    struct stat st;

    return fstat(turn->file, &st) == 0 && rft_is_unchanged(&turn->st, &st, true) &&
           has_its_name(folder, turn);
}

static void
discard(RftFolder *folder, RftTurn *turn)
{
    rft_folder_say(folder, REFERAT_LEVEL_NOTE, turn->path,
                   "was changed or taken away while it was being converted; looking again");
    clear_stage(folder, turn);
    if (turn->claimed)
        rft_turn_release(folder, turn->path);
    end(folder, turn, false);
}

/* Nothing that a worker says is longer than what fits into a record. */
static char *
shorten(const char *text)
{
    enum { LONGEST = 16 << 10 };
    g_autofree char *start = g_strndup(text != NULL ? text : "", LONGEST);

    return g_utf8_make_valid(start, -1);
}

/* A worker that was taken over has its files open still: what gets a name is a copy. */
static bool
copy_outputs(const RftFolder *folder, const RftTurn *turn)
{
    const int stage = folder->places->fd[RFT_PLACE_STAGE];
    bool good = true;

    for (size_t i = 0; good && turn->profile->formats[i] != NULL; i++) {
        g_autofree char *name = rft_stage_name(turn->tag, i);
        g_autofree char *copy_name = rft_stage_name(turn->tag, MOST_FORMATS + 1 + i);
        struct stat st;
        const int file = rft_open_file(stage, name, &st);
        const int copy = file >= 0 ? rft_stage_file(folder, copy_name) : -1;
        good = copy >= 0 && rft_copy_bytes(file, copy, st.st_size) &&
               renameat(stage, copy_name, stage, name) == 0;
        const int failed = errno;
        if (!good)
            (void)unlinkat(stage, copy_name, 0);
        if (file >= 0)
            (void)close(file);
        if (copy >= 0)
            (void)close(copy);
        errno = failed;
    }
    return good;
}

static bool
deliver_result(RftFolder *folder, RftTurn *turn, const RftOutcome *outcome)
{
    if (!copy_outputs(folder, turn))
        return false;
    RftDelivery *delivery = rft_delivery_of_turn(folder, RFT_FATE_CONVERTED, turn);
    g_autofree char *stem = g_strdelimit(rft_without_ending(turn->path), RFT_LEDGER_SEPARATOR, '_');
    ReferatFormat format;

    delivery->verdict = outcome->warnings > 0 ? RFT_VERDICT_LOSS : RFT_VERDICT_OK;
    g_free(delivery->mark);
    delivery->mark = g_strdup(turn->profile->mark);
    g_free(delivery->summary);
    delivery->summary = shorten(outcome->summary);
    g_free(delivery->lost);
    delivery->lost = shorten(outcome->lost);
    for (size_t i = 0; turn->profile->formats[i] != NULL; i++) {
        g_autofree char *staged = rft_stage_name(turn->tag, i);
        (void)referat_format_for_name(turn->profile->formats[i], &format);
        g_autofree char *ending = g_strconcat(".", format.extensions[0], NULL);
        rft_delivery_add(delivery, staged, RFT_PLACE_CONVERTED, stem, ending);
    }
    return rft_deliver(folder, delivery);
}

/* Returns: whether @turn was given once more: verdicts do not depend on what else a worker has
 * seen, and what is merely large gets its time. */
static bool
try_again(RftFolder *folder, RftTurn *turn, const RftOutcome *outcome, RftVerdict verdict)
{
    const bool slow = verdict == RFT_VERDICT_TIMEOUT || verdict == RFT_VERDICT_MEMORY;

    const bool crash = verdict == RFT_VERDICT_CRASH || verdict == RFT_VERDICT_IO;

    /* somebody else may have killed it, the kernel for want of memory too */
    if (outcome->fresh && !(slow && turn->patience == 1) && !(crash && turn->attempt == 1))
        return false;
    turn->fresh = true;
    turn->patience = slow ? PATIENT : turn->patience;
    turn->attempt++;
    return give(folder, turn);
}

/* Returns: whether there is room for what may come of @turn. */
static bool
has_room(const RftFolder *folder, const RftTurn *turn)
{
    enum { LEAST = 1 << 20, TIMES = 4 };
    g_autofree char *name = rft_stage_name(turn->tag, MOST_FORMATS);
    const int file = rft_stage_file(folder, name);
    const off_t room = MAX(turn->st.st_size * TIMES, (off_t)LEAST);
    const bool good = file >= 0 && posix_fallocate(file, 0, room) == 0;

    if (file >= 0)
        (void)close(file);
    (void)unlinkat(folder->places->fd[RFT_PLACE_STAGE], name, 0);
    return good;
}

/* What a worker says of files may pass, unless it is not so: it is not to keep a file waiting for
 * ever. Returns: an errno, or 0 when it is not believed. */
static int
passing_of(const RftFolder *folder, const RftTurn *turn, const RftOutcome *outcome,
           RftVerdict verdict)
{
    enum { BELIEVED = 12 /* troubles in a row, with a minute between the last ones */ };
    const RftCandidate *candidate = rft_candidates_find(folder->candidates, turn->path);
    const bool often = candidate != NULL && candidate->troubles >= BELIEVED;
    g_autofree char *sum = NULL;

    if (outcome->number == 0 && verdict != RFT_VERDICT_IO)
        return 0;
    if (outcome->number != 0)
        return often && has_room(folder, turn) ? 0 : outcome->number;
    /* reading failed, it says: we can tell */
    sum = turn->st.st_size > MOST_SUMMED ? NULL : sum_of(turn->file, turn->st.st_size);
    return sum != NULL || often ? 0 : EIO;
}

static void
take_failure(RftFolder *folder, RftTurn *turn, const RftOutcome *outcome)
{
    const RftVerdict verdict = rft_verdict_of_error(outcome->error);
    const bool keep = folder->settings->originals == RFT_ORIGINALS_KEEP;

    /* a style sheet or template that cannot be used is no fault of the document's */
    if (g_error_matches(outcome->error, REFERAT_ERROR, REFERAT_ERROR_OPTION)) {
        rft_folder_say(folder, REFERAT_LEVEL_ERROR, NULL, "%s; documents wait until it is mended",
                       referat_error_get_localised(outcome->error));
        wait(folder, turn, EAGAIN);
        return;
    }
    const int passing = passing_of(folder, turn, outcome, verdict);
    const RftTrouble trouble =
        verdict == RFT_VERDICT_IO ? RFT_TROUBLE_CRASH : rft_trouble_of_verdict(verdict);

    if (passing != 0) {
        wait(folder, turn, passing);
        return;
    }
    if (try_again(folder, turn, outcome, verdict))
        return;
    clear_stage(folder, turn);
    const RftReason reason = {outcome->error->message, referat_error_get_localised(outcome->error)};
    if (rft_deliver_failure(folder, turn->path, turn->claimed, trouble, turn, &reason,
                            outcome->lost))
        end(folder, turn, keep);
    else
        wait(folder, turn, errno);
}

bool
rft_folder_take(RftFolder *folder, const RftOutcome *outcome)
{
    RftTurn *turn = g_hash_table_lookup(folder->turns, &outcome->tag);

    if (turn == NULL)
        return false;
    if (folder->lost || folder->places == NULL || !rft_lease_holds(folder->lease)) {
        /* it is somebody else's now, or nowhere: what was claimed is put back by whoever opens */
        if (folder->places != NULL)
            clear_stage(folder, turn);
        forget(folder, turn);
    } else if (!still_holds(folder, turn)) {
        discard(folder, turn);
    } else if (outcome->error != NULL) {
        take_failure(folder, turn, outcome);
    } else if (!deliver_known(folder, turn, turn->sum)) {
        folder->pauses = 0;
        if (deliver_result(folder, turn, outcome))
            end(folder, turn, folder->settings->originals == RFT_ORIGINALS_KEEP);
        else
            wait(folder, turn, errno);
    }
    return true;
}

void
rft_turn_conclude(RftFolder *folder, RftTurn *turn, int failed)
{
    if (failed != 0)
        wait(folder, turn, failed);
    else
        end(folder, turn, folder->settings->originals == RFT_ORIGINALS_KEEP);
}

bool
rft_turn_check(RftFolder *folder, RftTurn *turn)
{
    if (folder->lost || folder->places == NULL || !rft_lease_holds(folder->lease)) {
        forget(folder, turn);
        return false;
    }
    if (still_holds(folder, turn))
        return true;
    discard(folder, turn);
    return false;
}

/* ---- the end ---- */

void
rft_turn_stop(RftFolder *folder)
{
    GHashTableIter iter;
    gpointer value = NULL;

    g_hash_table_iter_init(&iter, folder->turns);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        RftTurn *turn = value;
        rft_unpack_stop(folder, turn);
        if (folder->places != NULL)
            clear_stage(folder, turn);
        if (folder->places != NULL && !folder->lost && turn->claimed)
            rft_turn_release(folder, turn->path);
    }
    g_hash_table_remove_all(folder->sums);
    g_hash_table_remove_all(folder->turns);
}

/* What is to be put back, and the folders that it leaves. */
typedef struct {
    GPtrArray *paths;
    GPtrArray *folders;
} Found;

static bool
enter_all(const char *path, int fd, const struct stat *st, gpointer data)
{
    const Found *found = data;

    (void)fd;
    (void)st;
    if (*path != '\0')
        g_ptr_array_add(found->folders, g_strdup(path));
    return true;
}

static void
collect(const char *path, const struct stat *st, gpointer data)
{
    const Found *found = data;

    (void)st;
    g_ptr_array_add(found->paths, g_strdup(path));
}

static void
pass_over(const char *path, int failed, gpointer data)
{
    (void)path;
    (void)failed;
    (void)data;
}

void
rft_turn_put_back(RftFolder *folder)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) folders = g_ptr_array_new_with_free_func(g_free);
    Found found = {paths, folders};
    const RftVisitor visitor = {enter_all, collect, pass_over, &found};

    const int work = folder->places->fd[RFT_PLACE_WORK];
    rft_scan(work, "", &visitor);
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        if (is_pending(folder, path, true))
            continue;
        rft_folder_say(folder, REFERAT_LEVEL_NOTE, path,
                       "was being converted when we were "
                       "stopped; it is put back");
        rft_turn_release(folder, path);
    }
    for (guint i = folders->len; i > 0; i--)
        rft_prune_below(work, g_ptr_array_index(folders, i - 1));
}
