/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bulk/plan/archive.h"
#include "bulk/voice.h"
#include "po/i18n.h"
#include "watch/folder.h"
#include "watch/ignore.h"
#include "watch/paths.h"

/*
 * An archive that was dropped becomes a folder of the inbox, whose documents are then like any
 * others. A process of its own takes it apart, so that nobody waits for it; when it is through, its
 * folder is put in place at once, and the archive goes to rest.
 */

enum { MOST_MEMBERS = 10000, DEEPEST = 32, MOST_NAMED = 50, LONGEST = 900 /* seconds */ };
static const uint64_t most_bytes = UINT64_C(2) << 30;

/* Of the folder, in the inbox, where its name makes it hidden: there it is on the file system where
 * it is to be. And of the file that says how it went, in that of our state. */
#define PREFIX ".referat-unpack-"

/* How the process ends. */
enum { UNPACKED = 0, NOTHING = 1, BAD = 2, PASSING = 3 };

static char *
name_of_turn(uint64_t tag)
{
    return g_strdup_printf(PREFIX "%016" G_GINT64_MODIFIER "x", tag);
}

/* ---- in the process of its own ---- */

typedef struct {
    int archive; /* the file */
    int target;  /* the folder */
    GArray *ordinals;
    GPtrArray *names;
    GPtrArray *left; /* names of members that are not taken, as people see them; the first */
    guint n_left;
    GHashTable *numbers; /* the last that a name got */
    GString *reason;     /* English */
    GString *said;       /* in the language of the notes */
    int failed;          /* errno of what may pass */
    RftVerdict verdict;
} Unpacking;

/* Returns: (transfer full) (nullable): where a member goes; NULL when it is none of a document. */
static char *
safe_name(const char *name)
{
    g_auto(GStrv) parts = g_strsplit_set(name, "/\\", -1);
    guint n = 0;
    ReferatFormat format;

    for (guint i = 0; parts[i] != NULL; i++) {
        if (g_str_equal(parts[i], ".."))
            return NULL;
        /* "./a//b" is "a/b" */
        if (*parts[i] != '\0' && !g_str_equal(parts[i], ".")) {
            char *part = parts[i];
            parts[i] = parts[n];
            parts[n++] = part;
        }
    }
    const guint all = g_strv_length(parts);
    for (guint i = n; i < all; i++)
        g_clear_pointer(&parts[i], g_free);
    const char *dot = n > 0 && n <= DEEPEST ? strrchr(parts[n - 1], '.') : NULL;
    g_autofree char *ending = dot != NULL ? g_ascii_strdown(dot + 1, -1) : NULL;
    if (ending == NULL || !referat_format_for_name(ending, &format) || !format.readable)
        return NULL;
    g_autofree char *path = g_strjoinv("/", parts);
    return rft_numbered(path, 1, "");
}

static bool
fail(Unpacking *unpacking, GError *error)
{
    unpacking->verdict = rft_verdict_of_error(error);
    g_string_assign(unpacking->reason, error->message);
    g_string_assign(unpacking->said, referat_error_get_localised(error));
    if (unpacking->verdict == RFT_VERDICT_IO)
        unpacking->failed = EIO;
    g_error_free(error);
    return false;
}

static bool
over_limit(Unpacking *unpacking, const char *what)
{
    unpacking->verdict = RFT_VERDICT_LIMIT;
    g_string_assign(unpacking->reason, what);
    g_string_assign(unpacking->said, _(what));
    return false;
}

/* What a file system or an operating system put there is no loss. */
static bool
is_litter(const char *name)
{
    g_auto(GStrv) parts = g_strsplit_set(name, "/\\", -1);

    for (guint i = 0; parts[i] != NULL; i++)
        if (!g_str_equal(parts[i], ".") && !g_str_equal(parts[i], "..") &&
            (rft_is_ignored(parts[i]) || g_str_equal(parts[i], "__MACOSX")))
            return true;
    return false;
}

static bool
list(Unpacking *unpacking)
{
    GError *error = NULL;
    g_autoptr(RftArchive) archive = rft_archive_open(unpacking->archive, &error);
    RftMember member;

    while (archive != NULL && rft_archive_next(archive, &member, &error)) {
        if (is_litter(member.name))
            continue;
        char *name = member.kind == RFT_MEMBER_FILE ? safe_name(member.name) : NULL;
        if (member.kind == RFT_MEMBER_ENCRYPTED)
            unpacking->verdict = RFT_VERDICT_ENCRYPTED;
        if (name == NULL) {
            unpacking->n_left++;
            if (unpacking->left->len < MOST_NAMED)
                g_ptr_array_add(unpacking->left, rft_show_name(member.name, NULL));
            continue;
        }
        g_array_append_val(unpacking->ordinals, member.ordinal);
        g_ptr_array_add(unpacking->names, name);
        if (unpacking->names->len > MOST_MEMBERS)
            return over_limit(unpacking, N_("the archive holds too many documents"));
    }
    return error == NULL || fail(unpacking, error);
}

static bool
put_file(Unpacking *unpacking, int from, const char *path, uint64_t *bytes)
{
    struct stat st;
    bool good = fstat(from, &st) == 0;
    /* very many of one name are not tried one after the other */
    unsigned number = GPOINTER_TO_UINT(g_hash_table_lookup(unpacking->numbers, path)) + 1;

    *bytes += good ? (uint64_t)st.st_size : 0;
    for (; good; number++) {
        g_autofree char *name = rft_numbered(path, number, "");
        if (rft_stat_below(unpacking->target, name, &st))
            continue;
        if (rft_write_copy(from, unpacking->target, name)) {
            g_hash_table_replace(unpacking->numbers, g_strdup(path), GUINT_TO_POINTER(number));
            return true;
        }
        good = errno == EEXIST;
    }
    unpacking->failed = errno;
    return false;
}

static bool
fetch(Unpacking *unpacking)
{
    GError *error = NULL;
    g_autoptr(RftArchive) archive = rft_archive_open(unpacking->archive, &error);
    uint64_t bytes = 0;

    for (guint i = 0; archive != NULL && i < unpacking->names->len; i++) {
        const uint32_t ordinal = g_array_index(unpacking->ordinals, uint32_t, i);
        const int file = rft_archive_ask(archive, ordinal) ? rft_archive_take(archive, &error) : -1;
        if (file < 0)
            break;
        const bool good = put_file(unpacking, file, g_ptr_array_index(unpacking->names, i), &bytes);
        (void)close(file);
        if (!good)
            return false;
        if (bytes > most_bytes)
            return over_limit(unpacking, N_("the archive holds too many bytes"));
    }
    return error == NULL || fail(unpacking, error);
}

static void
write_reason(const Unpacking *unpacking, int state, const char *name)
{
    g_autofree char *path = g_strconcat(name, ".reason", NULL);
    const int file = openat(state, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    g_autofree char *reason = rft_show_name(unpacking->reason->str, NULL);
    g_autofree char *said = rft_show_name(unpacking->said->str, NULL);
    g_autoptr(GString) text = g_string_new(NULL);

    g_string_printf(text, "%d\n%s\n%s\n%s\n%u", unpacking->failed,
                    rft_verdict_name(unpacking->verdict), reason, said, unpacking->n_left);
    for (guint i = 0; i < unpacking->left->len; i++)
        g_string_append_printf(text, "\n%s", (const char *)g_ptr_array_index(unpacking->left, i));

    if (file < 0)
        return;
    (void)!write(file, text->str, text->len);
    (void)close(file);
}

static int
unpack(int inbox, int state, int archive, const char *name)
{
    Unpacking unpacking = {
        .archive = archive,
        .target = rft_open_below(inbox, name, true),
        .ordinals = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
        .names = g_ptr_array_new(),
        .left = g_ptr_array_new(),
        .numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .reason = g_string_new(NULL),
        .said = g_string_new(NULL),
    };
    const bool good = unpacking.target >= 0 && list(&unpacking) && fetch(&unpacking);

    if (unpacking.target < 0)
        unpacking.failed = errno;
    write_reason(&unpacking, state, name);
    if (!good)
        return unpacking.failed != 0 ? PASSING : BAD;
    return unpacking.names->len > 0 ? UNPACKED : NOTHING;
}

/* ---- on our side ---- */

bool
rft_unpack_start(RftFolder *folder, RftTurn *turn)
{
    const int inbox = folder->places->fd[RFT_PLACE_INBOX];
    const int state = folder->places->fd[RFT_PLACE_STATE];
    g_autofree char *name = name_of_turn(turn->tag);
    sigset_t none;

    turn->begun = g_get_monotonic_time();
    turn->unpacker = fork();
    if (turn->unpacker == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)sigemptyset(&none);
        (void)sigprocmask(SIG_SETMASK, &none, NULL);
        _exit(unpack(inbox, state, turn->file, name));
    }
    if (turn->unpacker > 0)
        return true;
    turn->unpacker = 0;
    return false;
}

static void
remove_all(const RftFolder *folder, const char *name)
{
    g_autofree char *reason = g_strconcat(name, ".reason", NULL);

    rft_remove_below(folder->places->fd[RFT_PLACE_INBOX], name);
    (void)unlinkat(folder->places->fd[RFT_PLACE_STATE], reason, 0);
}

/* Returns: whether a delivery that is still to be carried out needs the folder @name. */
static bool
is_wanted(const RftFolder *folder, const char *name)
{
    for (guint i = 0; i < folder->pending->len; i++) {
        const RftPending *pending = g_ptr_array_index(folder->pending, i);
        for (guint k = 0; k < pending->delivery->items->len; k++) {
            const RftDeliveryItem *item = g_ptr_array_index(pending->delivery->items, k);
            if (g_str_equal(item->staged, name))
                return true;
        }
    }
    return false;
}

/* Returns: (transfer full): what the folder is to be called. */
static char *
stem_of(const RftTurn *turn)
{
    g_autofree char *stem = rft_without_ending(turn->path);

    return g_str_has_suffix(stem, ".tar") ? rft_without_ending(stem) : g_steal_pointer(&stem);
}

/* What the process said. */
typedef struct {
    int failed;
    RftVerdict verdict;
    guint n_left;
    char **lines; /* see write_reason() */
} Report;

enum { REASON = 2, SAID = 3, COUNT = 4, NAMES = 5 };

static Report
read_report(const RftFolder *folder, const char *name)
{
    g_autofree char *file = g_strconcat(name, ".reason", NULL);
    g_autofree char *path = g_build_filename(folder->places->path[RFT_PLACE_STATE], file, NULL);
    g_autofree char *text = NULL;
    Report report = {.verdict = RFT_VERDICT_CRASH};

    (void)g_file_get_contents(path, &text, NULL, NULL);
    report.lines = g_strsplit(text != NULL ? text : "", "\n", -1);
    if (g_strv_length(report.lines) < NAMES)
        return report;
    report.failed = (int)g_ascii_strtoll(report.lines[0], NULL, 10);
    report.verdict = rft_verdict_from_name(report.lines[1]);
    report.n_left = (guint)g_ascii_strtoull(report.lines[COUNT], NULL, 10);
    return report;
}

static bool
deliver_unpacked(RftFolder *folder, const RftTurn *turn, const char *name, const Report *report)
{
    g_autofree char *stem = stem_of(turn);
    const char *const *left =
        report->n_left > 0 ? (const char *const *)report->lines + NAMES : NULL;
    RftDelivery *delivery = rft_delivery_of_turn(folder, RFT_FATE_UNPACKED, turn);

    rft_delivery_add_folder(delivery, name, stem);
    if (left == NULL)
        return rft_deliver(folder, delivery);
    g_autofree char *text = rft_left_text(rft_last_part(turn->path), left, report->n_left);
    return rft_deliver_note(folder, delivery, RFT_PLACE_CONVERTED, text, ".note.txt");
}

/* Returns: an errno of what may pass; 0: it was delivered, as one way or the other. */
static int
conclude(RftFolder *folder, const RftTurn *turn, int status)
{
    g_autofree char *name = name_of_turn(turn->tag);
    const Report report = read_report(folder, name);
    g_auto(GStrv) lines = report.lines;
    const bool told = g_strv_length(lines) > SAID;
    const RftReason reason = {told ? lines[REASON] : "", told ? lines[SAID] : ""};
    const RftTrouble trouble = status == NOTHING && report.verdict == RFT_VERDICT_NONE
                                   ? RFT_TROUBLE_ARCHIVE
                                   : rft_trouble_of_verdict(report.verdict);
    bool good = false;

    errno = report.failed != 0 ? report.failed : EIO;
    if (status == UNPACKED)
        good = deliver_unpacked(folder, turn, name, &report);
    else if (status != PASSING)
        good = rft_deliver_failure(folder, turn->path, turn->claimed, trouble, turn, &reason, "");
    const int failed = errno;
    if (!is_wanted(folder, name))
        remove_all(folder, name);
    return good ? 0 : failed;
}

void
rft_unpack_look(RftFolder *folder)
{
    g_autoptr(GPtrArray) ended = g_ptr_array_new();
    GHashTableIter iter;
    gpointer value = NULL;

    g_hash_table_iter_init(&iter, folder->turns);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        RftTurn *turn = value;
        const gint64 passed = g_get_monotonic_time() - turn->begun;
        if (turn->unpacker > 0 && passed > (gint64)LONGEST * G_USEC_PER_SEC)
            (void)kill(turn->unpacker, SIGKILL);
        if (turn->unpacker > 0 &&
            waitpid(turn->unpacker, &turn->unpacker_status, WNOHANG) == turn->unpacker)
            g_ptr_array_add(ended, turn);
    }
    for (guint i = 0; i < ended->len; i++) {
        RftTurn *turn = g_ptr_array_index(ended, i);
        const int status =
            WIFEXITED(turn->unpacker_status) ? WEXITSTATUS(turn->unpacker_status) : BAD;
        g_autofree char *name = name_of_turn(turn->tag);
        turn->unpacker = 0;
        if (rft_turn_check(folder, turn))
            rft_turn_conclude(folder, turn, conclude(folder, turn, status));
        else
            remove_all(folder, name);
    }
}

void
rft_unpack_stop(RftFolder *folder, RftTurn *turn)
{
    g_autofree char *name = name_of_turn(turn->tag);
    int status = 0;

    if (turn->unpacker <= 0)
        return;
    (void)kill(turn->unpacker, SIGKILL);
    (void)waitpid(turn->unpacker, &status, 0);
    turn->unpacker = 0;
    if (folder->places != NULL)
        remove_all(folder, name);
}

guint
rft_unpack_count(const RftFolder *folder)
{
    GHashTableIter iter;
    gpointer value = NULL;
    guint count = 0;

    g_hash_table_iter_init(&iter, folder->turns);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        count += ((const RftTurn *)value)->unpacker > 0 ? 1 : 0;
    return count;
}

/* Anybody may put a link of such a name into the inbox: what it leads to is none of ours. */
static void
clear_place(RftFolder *folder, int place)
{
    DIR *entries = rft_entries_of(place);

    for (struct dirent *entry = entries != NULL ? readdir(entries) : NULL; entry != NULL;
         entry = readdir(entries))
        if (g_str_has_prefix(entry->d_name, PREFIX) && !is_wanted(folder, entry->d_name))
            rft_remove_below(place, entry->d_name);
    if (entries != NULL)
        (void)closedir(entries);
}

void
rft_unpack_clear(RftFolder *folder)
{
    clear_place(folder, folder->places->fd[RFT_PLACE_INBOX]);
    clear_place(folder, folder->places->fd[RFT_PLACE_STATE]);
}
