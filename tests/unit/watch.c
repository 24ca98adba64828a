/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "po/i18n.h"
#include "watch/candidates.h"
#include "watch/delivery.h"
#include "watch/ignore.h"
#include "watch/paths.h"
#include "watch/ready.h"
#include "watch/settings.h"
#include "watch/trouble.h"

/* The parts of the watcher that need no watching. */

static void
test_numbers(void)
{
    static const struct {
        const char *path;
        unsigned number;
        const char *ending, *result;
    } rows[] = {
        {"a.docx", 1, "", "a.docx"},
        {"a.docx", 2, "", "a (2).docx"},
        {"Board/a.docx", 3, ".error.txt", "Board/a (3).docx.error.txt"},
        {"Board.d/a", 2, ".html", "Board.d/a (2).html"},
        {".hidden", 2, "", ".hidden (2)"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *name = rft_numbered(rows[i].path, rows[i].number, rows[i].ending);
        g_assert_cmpstr(name, ==, rows[i].result);
    }
}

/* A name that is as long as can be gets a number all the same, and no letter is cut in two. */
static void
test_long_names(void)
{
    GString *long_name = g_string_new("Board/");

    while (long_name->len < strlen("Board/") + 250)
        g_string_append(long_name, "å");
    g_string_append(long_name, ".docx");
    for (unsigned number = 1; number < 4; number++) {
        g_autofree char *name = rft_numbered(long_name->str, number, ".error.txt");
        g_assert_cmpuint(strlen(name), <=, strlen("Board/") + 255);
        g_assert_true(g_utf8_validate(name, -1, NULL));
        g_assert_true(g_str_has_suffix(name, ".docx.error.txt"));
    }
    g_string_free(long_name, TRUE);
}

typedef struct {
    char *path;
    int fd;
} Folder;

static void
folder_make(Folder *folder, gconstpointer data)
{
    g_autoptr(GError) error = NULL;

    (void)data;
    folder->path = g_dir_make_tmp("referat-XXXXXX", &error);
    g_assert_no_error(error);
    folder->fd = open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    g_assert_cmpint(folder->fd, >=, 0);
}

static void
folder_end(Folder *folder, gconstpointer data)
{
    const char *const argv[] = {"rm", "-rf", folder->path, NULL};

    (void)data;
    (void)g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                       NULL);
    (void)close(folder->fd);
    g_free(folder->path);
}

static void
put(const Folder *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder->path, name, NULL);
    g_autoptr(GError) error = NULL;

    g_file_set_contents(path, text, -1, &error);
    g_assert_no_error(error);
}

static void
assert_text(const Folder *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder->path, name, NULL);
    g_autofree char *found = NULL;

    g_assert_true(g_file_get_contents(path, &found, NULL, NULL));
    g_assert_cmpstr(found, ==, text);
}

static void
test_moves(Folder *folder, gconstpointer data)
{
    struct stat st;

    (void)data;
    put(folder, "a", "one");
    put(folder, "b", "two");
    g_assert_false(rft_move_below(folder->fd, "a", folder->fd, "b"));
    g_assert_cmpint(errno, ==, EEXIST);
    assert_text(folder, "b", "two");
    g_assert_true(rft_move_below(folder->fd, "a", folder->fd, "x/y/a"));
    assert_text(folder, "x/y/a", "one");
    g_assert_false(rft_copy_below(folder->fd, "x/y/a", folder->fd, "b"));
    g_assert_true(rft_copy_below(folder->fd, "x/y/a", folder->fd, "x/c"));
    assert_text(folder, "x/c", "one");
    g_assert_true(rft_unlink_below(folder->fd, "x/y/a"));
    rft_prune_below(folder->fd, "x/y");
    g_assert_false(rft_stat_below(folder->fd, "x/y", &st));
    g_assert_true(rft_stat_below(folder->fd, "x/c", &st));
}

/* Whoever may write to an inbox may put a link there. */
static void
test_links(Folder *folder, gconstpointer data)
{
    g_autofree char *outside = g_build_filename(folder->path, "outside", NULL);
    g_autofree char *link = g_build_filename(folder->path, "in", "link", NULL);
    struct stat st;

    (void)data;
    g_assert_cmpint(g_mkdir_with_parents(outside, 0700), ==, 0);
    put(folder, "outside/secret", "secret");
    const int in = rft_open_below(folder->fd, "in", true);
    g_assert_cmpint(in, >=, 0);
    g_assert_cmpint(symlink("../outside", link), ==, 0);
    g_assert_cmpint(rft_open_file(in, "link/secret", &st), ==, -1);
    g_assert_cmpint(rft_open_file(in, "../outside/secret", &st), ==, -1);
    g_assert_cmpint(rft_open_file(in, "/etc/passwd", &st), ==, -1);
    g_assert_false(rft_move_below(in, "link/secret", in, "mine"));
    g_assert_false(rft_move_below(folder->fd, "outside/secret", in, "link/mine"));
    assert_text(folder, "outside/secret", "secret");
    (void)close(in);
}

static RftReadiness
look(const Folder *folder, const char *name, const char *bytes, size_t length)
{
    g_autofree char *path = g_build_filename(folder->path, name, NULL);
    struct stat st;

    g_assert_true(g_file_set_contents(path, bytes, (gssize)length, NULL));
    const int file = rft_open_file(folder->fd, name, &st);
    g_assert_cmpint(file, >=, 0);
    const RftReadiness readiness = rft_look_ready(file, &st, name);
    (void)close(file);
    return readiness;
}

static void
test_arrival(Folder *folder, gconstpointer data)
{
#define EMPTY_ZIP_END "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
    static const char whole[] = "PK\3\4 package" EMPTY_ZIP_END;
    static const char liar[] = "PK\3\4 package PK\5\6\0\0\0\0\0\0\0\0\xff\0\0\0\0\0\0\0\0\0";
    static const char pdf[] = "%PDF-1.4 text\n%%EOF\n";
    static const char blank[64] = "";

    (void)data;
    g_assert_cmpint(look(folder, "a.docx", whole, sizeof(whole) - 1), ==, RFT_READY_DOCUMENT);
    g_assert_cmpint(look(folder, "a.docx", whole, sizeof(whole) - 3), ==, RFT_READY_INCOMPLETE);
    g_assert_cmpint(look(folder, "a.docx", liar, sizeof(liar) - 1), ==, RFT_READY_INCOMPLETE);
    g_assert_cmpint(look(folder, "a.docx", blank, sizeof(blank)), ==, RFT_READY_INCOMPLETE);
    g_assert_cmpint(look(folder, "a.docx", "", 0), ==, RFT_READY_EMPTY);
    g_assert_cmpint(look(folder, "a.zip", whole, sizeof(whole) - 1), ==, RFT_READY_ARCHIVE);
    g_assert_cmpint(look(folder, "a.PDF", pdf, sizeof(pdf) - 1), ==, RFT_READY_DOCUMENT);
    g_assert_cmpint(look(folder, "a.pdf", pdf, sizeof(pdf) - 4), ==, RFT_READY_INCOMPLETE);
    /* a scanner's, without an ending */
    g_assert_cmpint(look(folder, "scan0001", pdf, sizeof(pdf) - 1), ==, RFT_READY_DOCUMENT);
    g_assert_cmpint(look(folder, "a.doc", "\xd0\xcf\x11\xe0", 4), ==, RFT_READY_UNSUPPORTED);
    g_assert_cmpint(look(folder, "a.xlsx", whole, sizeof(whole) - 1), ==, RFT_READY_UNSUPPORTED);
}

static void
test_writer(Folder *folder, gconstpointer data)
{
    g_autofree char *path = g_build_filename(folder->path, "a.pdf", NULL);
    struct stat st;

    (void)data;
    put(folder, "a.pdf", "%PDF-1.4\n%%EOF");
    const int writer = open(path, O_WRONLY | O_CLOEXEC);
    const int file = rft_open_file(folder->fd, "a.pdf", &st);
    if (fcntl(file, F_SETLEASE, F_RDLCK) != 0 && errno != EAGAIN)
        g_test_skip("leases cannot be had here");
    else
        g_assert_cmpint(rft_look_ready(file, &st, "a.pdf"), ==, RFT_READY_WRITTEN);
    (void)close(writer);
    g_assert_cmpint(rft_look_ready(file, &st, "a.pdf"), ==, RFT_READY_DOCUMENT);
    (void)close(file);
}

static void
test_ignored(void)
{
    static const char *const yes[] = {".DS_Store",      "._a.docx",        "~$minutes.docx",
                                      ".~lock.a.odt#",  "a.docx.part",     "a.pdf.crdownload",
                                      "A.TMP",          "Thumbs.db",       ".nfs0001",
                                      ".fuse_hidden01", ".goutputstream-X"};
    static const char *const no[] = {"minutes.docx", "a.b.pdf",     "part.docx",
                                     "tmp",          "Thumbs.docx", "~minutes.docx"};

    for (size_t i = 0; i < G_N_ELEMENTS(yes); i++)
        g_assert_true(rft_is_ignored(yes[i]));
    for (size_t i = 0; i < G_N_ELEMENTS(no); i++)
        g_assert_false(rft_is_ignored(no[i]));
}

static void
test_settings(Folder *folder, gconstpointer data)
{
    const RftWatchOptions options = {.settle = RFT_WATCH_NOT_GIVEN,
                                     .rescan = RFT_WATCH_NOT_GIVEN,
                                     .poll = 7,
                                     .patience = RFT_WATCH_NOT_GIVEN};
    static const char *const wrong[] = {
        "[watch]\nto=nothing\n",       "[watch]\nsettel=2\n",       "[watch]\nsettle=much\n",
        "[watch]\nmode=guess\n",       "[watching]\nto=html\n",     "[folder A]\nto=\n",
        "[folder A]\nno-option=yes\n", "[watch]\noriginals=burn\n", "nonsense\n"};

    (void)data;
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        put(folder, RFT_SETTINGS_FILE, wrong[i]);
        g_assert_null(rft_settings_read(&options, folder->path, &error));
        g_assert_error(error, REFERAT_ERROR, REFERAT_ERROR_OPTION);
    }
    put(folder, RFT_SETTINGS_FILE,
        "[watch]\nto=html;odt\npoll=3\nlang=da\n[folder A]\nto=txt\n[folder A/B]\nlang=de\n");
    g_autoptr(RftSettings) settings = rft_settings_read(&options, folder->path, NULL);
    g_assert_nonnull(settings);
    g_assert_cmpfloat(settings->poll, ==, 7); /* the command line comes first */
    g_assert_cmpstr(rft_settings_profile(settings, "x.docx")->mark, ==, "html,odt lang=da");
    g_assert_cmpstr(rft_settings_profile(settings, "A/x.docx")->mark, ==, "text lang=da");
    g_assert_cmpstr(rft_settings_profile(settings, "AB/x.docx")->mark, ==, "html,odt lang=da");
    g_assert_cmpstr(rft_settings_profile(settings, "A/B/C/x.docx")->mark, ==,
                    "html,odt lang=da lang=de");
}

static void
test_candidates(void)
{
    RftCandidates *candidates = rft_candidates_new();
    struct stat st = {.st_ino = 1, .st_size = 10};
    bool news = false;
    RftCandidate *first = rft_candidates_see(candidates, "a", &st, G_USEC_PER_SEC, &news);

    g_assert_true(news);
    g_assert_true(rft_candidates_due(candidates) == first);
    const gint64 due = first->due;
    g_assert_true(rft_candidates_see(candidates, "a", &st, G_USEC_PER_SEC, &news) == first);
    g_assert_false(news);
    g_assert_cmpint(first->due, ==, due);
    st.st_size = 11;
    g_assert_true(rft_candidates_see(candidates, "a", &st, G_USEC_PER_SEC, &news) == first);
    g_assert_true(news);
    g_assert_cmpint(first->due, >=, due);
    rft_candidates_make(candidates, first, RFT_CANDIDATE_READY);
    g_assert_null(rft_candidates_due(candidates));
    g_assert_true(rft_candidates_ready(candidates) == first);
    /* what was met in no look around is gone, but for what is being converted */
    rft_candidates_make(candidates, first, RFT_CANDIDATE_TAKEN);
    (void)rft_candidates_see(candidates, "b/c", &st, 0, &news);
    rft_candidates_sweep(candidates, "", 7);
    g_assert_nonnull(rft_candidates_find(candidates, "a"));
    g_assert_null(rft_candidates_find(candidates, "b/c"));
    rft_candidates_free(candidates);
}

static void
test_words(void)
{
    g_autofree char *filled = rft_fill("{b} {a} {c} {", "a", "{b}", "b", "2", NULL);
    const RftNote note = {.name = "mi\nnutes.docx",
                          .inbox = "Inbox",
                          .trouble = RFT_TROUBLE_ENCRYPTED,
                          .reason = "needs a password\x1b[2J",
                          .lost = "a=1 b=2"};

    g_assert_cmpstr(filled, ==, "2 {b} {c} {");
    g_autofree char *text = rft_note_text(&note);
    g_assert_nonnull(strstr(text, "mi%0Anutes.docx"));
    g_assert_null(strchr(text, '\x1b'));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++)
        g_assert_cmpint(g_utf8_strlen(lines[i], -1), <=, 78);
    for (unsigned i = 0; i < RFT_N_TROUBLES; i++)
        g_assert_cmpuint(rft_trouble_from_name(rft_trouble_name((RftTrouble)i)), ==, i);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/watch/numbers", test_numbers);
    g_test_add_func("/watch/long-names", test_long_names);
    g_test_add("/watch/moves", Folder, NULL, folder_make, test_moves, folder_end);
    g_test_add("/watch/links", Folder, NULL, folder_make, test_links, folder_end);
    g_test_add("/watch/arrival", Folder, NULL, folder_make, test_arrival, folder_end);
    g_test_add("/watch/writer", Folder, NULL, folder_make, test_writer, folder_end);
    g_test_add_func("/watch/ignored", test_ignored);
    g_test_add("/watch/settings", Folder, NULL, folder_make, test_settings, folder_end);
    g_test_add_func("/watch/candidates", test_candidates);
    g_test_add_func("/watch/words", test_words);
    return g_test_run();
}
