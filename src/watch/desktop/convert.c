/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "po/i18n.h"
#include "watch/desktop/desktop.h"
#include "watch/desktop/notice.h"
#include "watch/desktop/open.h"
#include "watch/desktop/run.h"

/*
 * `referat-desktop convert`: files that were dropped on an icon or chosen in a file manager. Each
 * gets a run of `referat` of its own: so it is known which was refused and why, whatever their
 * names, and one that is refused keeps no other back.
 */

enum { MOST_TOLD = 4, SECONDS_EACH = 3600 };

typedef struct {
    char *program;
    const char *formats;
    GHashTable *taken;  /* of char *: paths of inputs and of results so far */
    GPtrArray *results; /* of char *: the first format of each */
    GPtrArray *refused; /* of char *: "NAME: reason" */
    int status;         /* that of referat */
    bool ended;         /* somebody asked us to */
} Batch;

/* Returns: (transfer full): `referat` beside this program, or the one in PATH. */
static char *
find_referat(void)
{
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = g_path_get_dirname(self != NULL ? self : "");
    g_autofree char *path = g_build_filename(folder, "..", "..", "bin", "referat", NULL);

    return g_file_test(path, G_FILE_TEST_IS_EXECUTABLE) ? g_canonicalize_filename(path, NULL)
                                                        : g_strdup("referat");
}

static void
refuse(Batch *batch, const char *path, int status, const char *reason)
{
    g_autofree char *name = rft_desktop_name(path);
    g_autofree char *printable = rft_desktop_printable(reason, false);

    /* TRANSLATORS: the name of a file, and why it was not converted. */
    g_ptr_array_add(batch->refused, g_strdup_printf(_("%s: %s"), name, printable));
    rft_desktop_tell("%s",
                     (const char *)g_ptr_array_index(batch->refused, batch->refused->len - 1));
    if (batch->status == 0)
        batch->status = status;
}

/* Where referat puts the first format of @path: beside it, with the ending of the format. */
static char *
name_result(const Batch *batch, const char *path)
{
    g_autofree char *format = g_strndup(batch->formats, strcspn(batch->formats, ","));
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *base = g_path_get_basename(path);
    char *dot = strrchr(base, '.');

    if (dot != NULL && dot != base)
        *dot = '\0';
    g_autofree char *name =
        g_strdup_printf("%s.%s", base, g_str_equal(format, "text") ? "txt" : format);
    return g_build_filename(folder, name, NULL);
}

/* Returns: (transfer full): the reason in what referat @said of @path: its last error. */
static char *
find_reason(const char *said, const char *path)
{
    static const char mark[] = ": error: ";
    g_autofree char *printable = rft_desktop_printable(path, false);
    g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
    const char *last = NULL;

    for (size_t i = 0; lines[i] != NULL; i++) {
        /* a name may hold the mark, too, but it is no longer than it is */
        const char *line = lines[i];
        const bool named = strlen(line) > strlen(path) && g_str_has_prefix(line, "/");
        const char *found = strstr(named ? line + strlen(path) : line, mark);
        if (found != NULL)
            last = found + strlen(mark);
    }
    if (last == NULL)
        return g_strdup(_("it could not be converted"));
    /* without the folder, which people know */
    const char *again = g_str_has_prefix(last, printable) ? last + strlen(printable) : last;
    return g_strdup(g_str_has_prefix(again, ": ") ? again + 2 : again);
}

static void
note_end(Batch *batch, const char *path, const char *result, int status, const char *said)
{
    if (status == RFT_RUN_ENDED) {
        batch->ended = true;
        batch->status = RFT_DESKTOP_AGAIN;
    } else if (status == RFT_RUN_FAILED) {
        g_autofree char *reason =
            g_strdup_printf(_("referat cannot be started: %s"), g_strerror(errno));
        refuse(batch, path, RFT_DESKTOP_SYSTEM, reason);
    } else if (status < 0) {
        refuse(batch, path, RFT_DESKTOP_SYSTEM, _("referat was stopped"));
    } else if (status > 0) {
        g_autofree char *reason = find_reason(said, path);
        refuse(batch, path, status, reason);
    } else {
        g_ptr_array_add(batch->results, g_strdup(result));
    }
}

/* Returns: whether @path is something that referat is to be asked about; told when not. */
static bool
is_wanted(Batch *batch, const char *path)
{
    struct stat st;

    if (stat(path, &st) != 0)
        refuse(batch, path, RFT_DESKTOP_NO_INPUT, g_strerror(errno));
    else if (S_ISDIR(st.st_mode))
        refuse(batch, path, RFT_DESKTOP_USAGE,
               _("folders are for the watched folder: choose the files in them"));
    else if (!S_ISREG(st.st_mode))
        refuse(batch, path, RFT_DESKTOP_NO_INPUT, _("this is no file that could be read"));
    else
        return true;
    return false;
}

static void
convert(Batch *batch, const char *path)
{
    const char *const argv[] = {batch->program, "convert", "--to", batch->formats,
                                "--",           path,      NULL};
    g_autofree char *result = name_result(batch, path);
    g_autofree char *said = NULL;

    if (!is_wanted(batch, path))
        return;
    if (g_hash_table_contains(batch->taken, result)) {
        refuse(batch, path, RFT_DESKTOP_USAGE,
               _("its result would take the place of another of these files"));
        return;
    }
    g_hash_table_add(batch->taken, g_strdup(result));
    const int status = rft_run((char *const *)argv, SECONDS_EACH, &said);
    note_end(batch, path, result, status, said);
}

/* ---- telling ---- */

static char *
make_summary(const Batch *batch)
{
    const unsigned good = batch->results->len;
    const unsigned bad = batch->refused->len;

    if (bad == 0)
        return g_strdup_printf(rft_plural("%u document converted", "%u documents converted", good),
                               good);
    if (good == 0)
        return g_strdup_printf(
            rft_plural("%u document not converted", "%u documents not converted", bad), bad);
    /* TRANSLATORS: how many documents were converted, and how many were not. */
    return g_strdup_printf(_("%u converted, %u not"), good, bad);
}

static char *
make_body(const Batch *batch)
{
    GString *body = g_string_new(NULL);
    const guint n = batch->refused->len;
    const guint told = n > MOST_TOLD ? MOST_TOLD - 1 : n;

    for (guint i = 0; i < told; i++)
        g_string_append_printf(body, "%s%s", i > 0 ? "\n" : "",
                               (const char *)g_ptr_array_index(batch->refused, i));
    if (n > told) {
        (void)g_string_append_c(body, '\n');
        /* TRANSLATORS: the last line below names of files: how many more there are. */
        g_string_append_printf(body, rft_plural("… and %u more", "… and %u more", n - told),
                               n - told);
    }
    if (n == 0 && batch->results->len == 1) {
        g_autofree char *name = rft_desktop_name(g_ptr_array_index(batch->results, 0));
        (void)g_string_append(body, name);
    }
    return g_string_free(body, FALSE);
}

/* Tells what was done, and opens it: when people want it, or at once where nobody can ask them. */
static void
tell(const Batch *batch, unsigned seconds)
{
    const char *first = batch->results->len > 0 ? g_ptr_array_index(batch->results, 0) : NULL;
    g_autofree char *folder = first != NULL ? g_path_get_dirname(first) : NULL;
    const char *wanted = batch->results->len == 1 ? first : folder;
    g_autofree char *summary = make_summary(batch);
    g_autofree char *body = make_body(batch);
    g_autoptr(GError) error = NULL;
    const RftNoticeAction actions[] = {
        {"default", _("Open"), wanted},
        {"folder", _("Open the folder"), folder},
        {"open", _("Open"), first},
    };
    const RftNotice notice = {
        .summary = summary,
        .body = body,
        .icon = "x-office-document",
        .actions = actions,
        .n_actions = first == NULL              ? 0
                     : batch->results->len == 1 ? 3
                                                : 2,
        .seconds = seconds,
        .status = batch->status,
    };

    if (rft_notice_show(&notice) == RFT_NOTICE_SHOWN || wanted == NULL)
        return;
    rft_notice_guard(RFT_OPEN_SECONDS, batch->status);
    if (!rft_desktop_open(wanted, NULL, &error))
        rft_desktop_tell("%s: %s", wanted, error->message);
}

int
rft_desktop_convert(char **words)
{
    Batch batch = {.formats = "html"};
    const char *wait = NULL;
    unsigned seconds = RFT_NOTICE_SECONDS;
    const RftDesktopOption options[] = {{"to", &batch.formats}, {"wait", &wait}, {NULL, NULL}};
    char **files = rft_desktop_parse(words, options);

    if (files == NULL || !rft_desktop_seconds(wait, &seconds))
        return RFT_DESKTOP_USAGE;
    if (*files == NULL) {
        rft_desktop_tell("convert needs a file");
        return RFT_DESKTOP_USAGE;
    }
    batch.program = find_referat();
    batch.taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    batch.results = g_ptr_array_new_with_free_func(g_free);
    batch.refused = g_ptr_array_new_with_free_func(g_free);
    rft_run_catch();
    for (char **file = files; *file != NULL; file++)
        g_hash_table_add(batch.taken, g_canonicalize_filename(*file, NULL));
    for (; *files != NULL && !batch.ended; files++) {
        g_autofree char *path = g_canonicalize_filename(*files, NULL);
        convert(&batch, path);
    }
    if (!batch.ended)
        tell(&batch, seconds);
    g_free(batch.program);
    g_hash_table_unref(batch.taken);
    g_ptr_array_unref(batch.results);
    g_ptr_array_unref(batch.refused);
    return batch.status;
}
