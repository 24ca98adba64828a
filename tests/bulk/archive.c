/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/plan/archive.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bulk/archive/protocol.h"
#include "worker/sandbox.h"

/*
 * Each archive of make-archives.py is listed and fetched from: what is told of its members, what
 * they hold or why not, how it ends. An attack costs its archive, and seconds.
 *   test-archive FOLDER
 * Then the same for a program that lies: this one, started under the other's name.
 */

enum { MOST_SECONDS = 20, SHOWN = 16, LINES = 20 };

static char *folder;

/*
 * Of each member: kind, name (of 40 bytes at most), size as listed; of files what came: "=" and
 * the bytes (their number when they are many) or the error. Last how the list ended.
 */
typedef struct {
    const char *name;
    const char *expected;
} Case;

#define PLAIN "file minutes/a.docx 5 =first\nfile minutes/b.txt 7000 =7000 bytes\nend"

#define FIVE "file a.docx 0 =\nfile a.docx 0 =\nfile a.docx 0 =\nfile a.docx 0 =\nfile a.docx 0 =\n"
#define MANY FIVE FIVE FIVE FIVE

/* clang-format off: a table */
static const Case cases[] = {
    {"bad-header.tar", "file a.docx 1 =a\n"
                       "ends damaged"},
    {"bad-sum.zip", "file a.docx 1 =a\n"
                    "file b.docx 100000 damaged\n"
                    "file c.docx 1 =c\n"
                    "end"},
    {"bomb.tar.gz", "file a.docx 1 =a\n"
                    "file bomb.docx 2147483648 limit\n"
                    "file z.docx 1 =z\n"
                    "end"},
    {"bomb.tar.zst", "file a.docx 1 =a\n"
                     "file bomb.docx 34359738368 limit\n"
                     "ends limit"},
    {"bomb.zip", "file a.docx 1 =a\n"
                 "file bomb.docx 134217728 limit\n"
                 "file z.docx 1 limit\n"
                 "end"},
    {"broken-member.zip", "file a.docx 1 =a\n"
                          "file b.docx 288890 damaged\n"
                          "file c.docx 1 =c\n"
                          "file d.docx 288890 =288890 bytes\n"
                          "end"},
    {"double.tar.gz", "ends limit"},
    {"empty", "ends damaged"},
    {"empty.tar", "end"},
    {"empty.zip", "end"},
    {"encrypted.zip", "file a.docx 1 =a\n"
                      "encrypted secret.docx 6\n"
                      "end"},
    {"hole.tar", "file hole.docx 1048576000 limit\n"
                 "file b.docx 1 limit\n"
                 "end"},
    {"huge-hole.tar", "file hole.docx 4611686018427387904 limit\n"
                      "file b.docx 1 =b\n"
                      "end"},
    {"lying-large.zip", "file a.docx 4294967280 limit\n"
                        "file b.docx 1 =b\n"
                        "end"},
    {"lying-small.zip", "file a.docx 10 damaged\n"
                        "file b.docx 1 =b\n"
                        "end"},
    {"lying.tar", "file a.docx 4611686018427387904 limit\n"
                  "ends damaged"},
    {"many.tar.gz", MANY "in all 1000000\nends limit"},
    {"names-false.zip", "unsafe  3\n"
                        "file b.docx 1 =b\n"
                        "end"},
    {"names-pax.tar", "file \\303\\206r\\303\\270/llllllllllllllllllllll 3 =pax\n"
                      "file a\\nb.docx 4 =line\n"
                      "end"},
    {"names.tar", "file m\\370de.docx 5 =latin\n"
                  "file d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/ 4 =long\n"
                  "file sm\\303\\270r.docx 3 =utf\n"
                  "end"},
    {"names.zip", "file \\303\\206r\\303\\270.docx 3 =utf\n"
                  "file plain.docx 5 =ascii\n"
                  "end"},
    {"nested.tar", "nested a.zip 272\n"
                   "nested b.TAR.GZ 1\n"
                   "file c.docx 1 =c\n"
                   "end"},
    {"overlap.zip", "file 00.docx 104857600 =104857600 bytes\n"
                    "end"},
    {"plain.tar", PLAIN},
    {"plain.tar.bz2", PLAIN},
    {"plain.tar.gz", PLAIN},
    {"plain.tar.lz4", PLAIN},
    {"plain.tar.xz", PLAIN},
    {"plain.tar.zst", PLAIN},
    {"plain.zip", PLAIN},
    {"sparse.tar", "file hole.docx 1048576 =1048576 bytes\n"
                   "file b.docx 1 =b\n"
                   "end"},
    {"special.tar", "special to 0\n"
                    "file a.docx 1 =a\n"
                    "special hard 0\n"
                    "special fifo 0\n"
                    "special null 0\n"
                    "file b.docx 1 =b\n"
                    "end"},
    {"special.zip", "special to 0\n"
                    "file a.docx 1 =a\n"
                    "end"},
    {"stored.zip", PLAIN},
    {"text", "ends damaged"},
    {"truncated.tar", "file a.docx 1 =a\n"
                      "file b.docx 100000 damaged\n"
                      "ends damaged"},
    {"truncated.tar.gz", "file a.docx 1 =a\n"
                         "file b.docx 200000 damaged\n"
                         "ends damaged"},
    {"truncated.zip", "file a.docx 1 =a\n"
                      "file b.docx 100000 damaged\n"
                      "ends damaged"},
    {"twice.tar", "file a.docx 3 =one\n"
                  "file a.docx 3 =two\n"
                  "end"},
    {"unsafe.tar", "unsafe ../x.docx 1\n"
                   "unsafe /etc/x.docx 1\n"
                   "unsafe a/../../x.docx 1\n"
                   "unsafe .. 1\n"
                   "unsafe a/.. 1\n"
                   "unsafe ..\\\\x.docx 1\n"
                   "unsafe C:\\\\x.docx 1\n"
                   "unsafe a/. 1\n"
                   "unsafe nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn 1\n"
                   "file ./fine/..docx 1 =x\n"
                   "end"},
    {"unsafe.zip", "unsafe ../x.docx 1\n"
                   "unsafe /x.docx 1\n"
                   "unsafe a/../../x.docx 1\n"
                   "file ok.docx 1 =x\n"
                   "end"},
};
/* clang-format on */

static const char *
error_name(const GError *error)
{
    g_assert_true(error->domain == REFERAT_ERROR);
    g_assert_nonnull(error->message);
    g_assert_null(strchr(error->message, '\n'));
    switch (error->code) {
    case REFERAT_ERROR_DAMAGED:
        return "damaged";
    case REFERAT_ERROR_ENCRYPTED:
        return "encrypted";
    case REFERAT_ERROR_LIMIT:
        return "limit";
    case REFERAT_ERROR_IO:
        return "io";
    case REFERAT_ERROR_TIMEOUT:
        return "timeout";
    default:
        return "crash";
    }
}

static int
open_case(const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    const int file = open(path, O_RDONLY | O_CLOEXEC);

    g_assert_cmpint(file, >=, 0);
    return file;
}

/* Adds what a fetched member holds, and sees that it cannot be changed. */
static void
add_bytes(GString *text, int file)
{
    struct stat status;
    char bytes[SHOWN + 1] = "";

    g_assert_cmpint(fstat(file, &status), ==, 0);
    g_assert_cmpint(lseek(file, 0, SEEK_CUR), ==, 0);
    g_assert_cmpint(fcntl(file, F_GETFD) & FD_CLOEXEC, ==, FD_CLOEXEC);
    g_assert_cmpint(write(file, "x", 1), ==, -1);
    g_assert_cmpint(ftruncate(file, status.st_size + 1), ==, -1);
    if (status.st_size > SHOWN)
        g_string_append_printf(text, " =%ld bytes", (long)status.st_size);
    else if (read(file, bytes, SHOWN) == status.st_size)
        g_string_append_printf(text, " =%s", bytes);
    (void)close(file);
}

typedef struct {
    uint32_t ordinal;
    guint line;
} Wanted;

/* One line a member; those to fetch go into @wanted. */
static void
list(int file, GPtrArray *lines, GArray *wanted)
{
    static const char *const kinds[] = {"file", "special", "encrypted", "unsafe", "nested"};
    g_autoptr(GError) error = NULL;
    g_autoptr(RftArchive) archive = rft_archive_open(file, &error);
    guint members = 0;
    RftMember member;

    g_assert_no_error(error);
    while (rft_archive_next(archive, &member, &error)) {
        g_autofree char *name = g_strescape(member.name, NULL);
        if (members++ >= LINES)
            continue;
        if (member.kind == RFT_MEMBER_FILE) {
            const Wanted one = {member.ordinal, lines->len};
            g_array_append_val(wanted, one);
        }
        g_ptr_array_add(
            lines, g_strdup_printf("%s %.40s %" PRIu64, kinds[member.kind], name, member.size));
    }
    if (members > LINES)
        g_ptr_array_add(lines, g_strdup_printf("in all %u", members));
    g_ptr_array_add(lines, error == NULL ? g_strdup("end")
                                         : g_strdup_printf("ends %s", error_name(error)));
    if (error != NULL)
        g_test_message("list: %s", error->message);
}

static void
fetch(int file, GPtrArray *lines, const GArray *wanted)
{
    g_autoptr(GError) no_error = NULL;
    g_autoptr(RftArchive) archive = rft_archive_open(file, &no_error);

    g_assert_no_error(no_error);
    for (guint i = 0; i < wanted->len; i++) {
        const Wanted *one = &g_array_index(wanted, Wanted, i);
        g_autoptr(GError) error = NULL;
        g_autoptr(GString) text = g_string_new(g_ptr_array_index(lines, one->line));
        int bytes = -1;
        if (rft_archive_ask(archive, one->ordinal))
            bytes = rft_archive_take(archive, &error);
        if (bytes >= 0)
            add_bytes(text, bytes);
        else if (error != NULL)
            g_string_append_printf(text, " %s", error_name(error));
        if (error != NULL)
            g_test_message("fetch %u: %s", one->ordinal, error->message);
        g_free(g_ptr_array_index(lines, one->line));
        lines->pdata[one->line] = g_strdup(text->str);
    }
}

static char *
all_of(const char *name)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) wanted = g_array_new(FALSE, FALSE, sizeof(Wanted));
    const int file = open_case(name);

    list(file, lines, wanted);
    fetch(file, lines, wanted);
    g_assert_cmpint(lseek(file, 0, SEEK_CUR), ==, 0);
    (void)close(file);
    g_ptr_array_add(lines, NULL);
    return g_strjoinv("\n", (char **)lines->pdata);
}

static void
test_case(gconstpointer data)
{
    const Case *one = data;
    g_autoptr(GTimer) timer = g_timer_new();
    g_autofree char *got = all_of(one->name);
    const double seconds = g_timer_elapsed(timer, NULL);

    g_test_message("%s: %.2f s", one->name, seconds);
    g_assert_cmpstr(got, ==, one->expected);
    g_assert_cmpfloat(seconds, <, MOST_SECONDS);
}

/* ---- the other end lies: this program under the name of referat-archive; the archive says how
 * ---- */

static void
send_raw(const RftArchiveAnswer *answer, size_t length, int file)
{
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control = {0};
    struct iovec part = {(void *)answer, length};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};

    if (file >= 0) {
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof(control.bytes);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(header), &file, sizeof(int));
    }
    (void)sendmsg(RFT_ARCHIVE_REQUESTS_FD, &message, MSG_NOSIGNAL);
}

/* Sends a sound member, and then what @word says. */
static void
lie(const char *word)
{
    const size_t header = offsetof(RftArchiveAnswer, text);
    RftArchiveAnswer answer = {
        .version = RFT_ARCHIVE_VERSION, .type = RFT_ARCHIVE_MEMBER, .ordinal = 7, .length = 6};
    size_t length = header + 6;
    int file = -1;

    memcpy(answer.text, "a.docx", 6);
    send_raw(&answer, length, -1);
    answer.ordinal = g_str_equal(word, "back") ? 7 : 8;
    if (g_str_equal(word, "far"))
        answer.ordinal = RFT_ARCHIVE_MEMBERS;
    if (g_str_equal(word, "outside"))
        memcpy(answer.text, "../../", 6);
    if (g_str_equal(word, "nul"))
        answer.text[3] = '\0';
    if (g_str_equal(word, "kind"))
        answer.kind = RFT_N_MEMBER_KINDS;
    if (g_str_equal(word, "type"))
        answer.type = RFT_N_ARCHIVE_ANSWERS;
    if (g_str_equal(word, "code"))
        answer.code = RFT_N_ARCHIVE_CODES;
    if (g_str_equal(word, "size"))
        answer.size = UINT64_MAX;
    if (g_str_equal(word, "version"))
        answer.version++;
    if (g_str_equal(word, "long"))
        answer.length = RFT_ARCHIVE_TEXT + 1;
    if (g_str_equal(word, "short"))
        length = header - 1;
    if (g_str_equal(word, "empty"))
        length = 0;
    if (g_str_equal(word, "bytes"))
        answer.type = RFT_ARCHIVE_BYTES;
    if (g_str_equal(word, "file"))
        file = STDIN_FILENO;
    if (g_str_equal(word, "beats"))
        answer.type = RFT_ARCHIVE_BEAT;
    if (g_str_equal(word, "abort"))
        abort();
    if (!g_str_equal(word, "exit"))
        send_raw(&answer, length, file);
}

/* Answers a FETCH with a file that is not as it must be. */
static void
lie_bytes(const char *word)
{
    const int file = memfd_create("lie", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    RftArchiveAnswer answer = {
        .version = RFT_ARCHIVE_VERSION, .type = RFT_ARCHIVE_BYTES, .ordinal = 3, .size = 3};

    g_assert_cmpint(write(file, "lie", 3), ==, 3);
    if (!g_str_equal(word, "unsealed"))
        (void)fcntl(file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
    if (g_str_equal(word, "other-size"))
        answer.size = 4;
    if (g_str_equal(word, "other-member"))
        answer.ordinal = 4;
    if (g_str_equal(word, "listed"))
        answer.type = RFT_ARCHIVE_MEMBER;
    const int sent = g_str_equal(word, "own-input") ? STDIN_FILENO : file;
    send_raw(&answer, offsetof(RftArchiveAnswer, text), g_str_equal(word, "none") ? -1 : sent);
}

static int
be_rogue(void)
{
    char word[SHOWN + 1] = "";
    RftArchiveRequest request;

    if (read(STDIN_FILENO, word, SHOWN) <= 0 ||
        read(RFT_ARCHIVE_REQUESTS_FD, &request, sizeof(request)) != sizeof(request))
        return EXIT_FAILURE;
    if (request.type == RFT_ARCHIVE_LIST)
        lie(word);
    else
        lie_bytes(word);
    return EXIT_SUCCESS;
}

static int
open_word(const char *word)
{
    const int file = memfd_create("word", MFD_CLOEXEC);

    g_assert_cmpint(write(file, word, strlen(word)), ==, (ssize_t)strlen(word));
    g_assert_cmpint(lseek(file, 0, SEEK_SET), ==, 0);
    return file;
}

static char *rogues; /* a folder that holds us under the other name */

static RftArchive *
open_rogue(const char *word)
{
    g_autoptr(GError) error = NULL;
    const int file = open_word(word);

    g_assert_true(g_setenv("REFERAT_LIBEXECDIR", rogues, TRUE));
    RftArchive *archive = rft_archive_open(file, &error);
    g_unsetenv("REFERAT_LIBEXECDIR");
    g_assert_no_error(error);
    (void)close(file);
    return archive;
}

static void
test_lie(gconstpointer word)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) later = NULL;
    g_autoptr(RftArchive) archive = open_rogue(word);
    RftMember member;

    g_assert_true(rft_archive_next(archive, &member, &error));
    g_assert_cmpstr(member.name, ==, "a.docx");
    g_assert_cmpuint(member.ordinal, ==, 7);
    g_assert_false(rft_archive_next(archive, &member, &error));
    g_assert_error(error, REFERAT_ERROR, REFERAT_ERROR_CRASH);
    g_assert_false(rft_archive_next(archive, &member, &later));
    g_assert_error(later, REFERAT_ERROR, REFERAT_ERROR_IO);
}

static void
test_lie_bytes(gconstpointer word)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(RftArchive) archive = open_rogue(word);

    g_assert_true(rft_archive_ask(archive, 3));
    const int file = rft_archive_take(archive, &error);
    if (g_str_equal(word, "honest")) {
        g_assert_no_error(error);
        (void)close(file);
        return;
    }
    g_assert_cmpint(file, ==, -1);
    g_assert_error(error, REFERAT_ERROR, REFERAT_ERROR_CRASH);
    g_assert_false(rft_archive_ask(archive, 4));
}

/* ---- single things ---- */

static void
test_names(void)
{
    static const char *const yes[] = {"a.zip",  "a.TAR",    "b/a.tar.gz", "a.tgz",     "a.tar.bz2",
                                      "a.Tbz2", "a.tar.xz", "a.txz",      "a.tar.zst", "a.tar.lz4"};
    static const char *const no[] = {"zip", ".zip", "a.docx", "a.gz", "a.zip.txt", "tar", ""};

    for (size_t i = 0; i < G_N_ELEMENTS(yes); i++)
        g_assert_true(rft_archive_has_name(yes[i]));
    for (size_t i = 0; i < G_N_ELEMENTS(no); i++)
        g_assert_false(rft_archive_has_name(no[i]));
}

static void
test_times(void)
{
    static const struct {
        const char *name;
        int64_t nanoseconds;
    } times[] = {{"plain.tar.gz", INT64_C(1000000000500000000)},
                 {"names.tar", INT64_C(1000000000000000000)},
                 {"plain.zip", INT64_C(1000000000000000000)}};

    for (size_t i = 0; i < G_N_ELEMENTS(times); i++) {
        const int file = open_case(times[i].name);
        g_autoptr(RftArchive) archive = rft_archive_open(file, NULL);
        RftMember member;
        g_assert_true(rft_archive_next(archive, &member, NULL));
        g_assert_cmpint(member.mtime, ==, times[i].nanoseconds);
        (void)close(file);
    }
}

/* What is not there or no file, or is asked for in a wrong order, fails, and the rest goes on. */
static void
test_order(void)
{
    static const uint32_t asked[] = {0, 2, 1, 9};
    static const char *const expected[] = {"io", "", "io", "damaged"};
    const int file = open_case("plain.zip");
    g_autoptr(RftArchive) archive = rft_archive_open(file, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(asked); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_true(rft_archive_ask(archive, asked[i]));
        const int bytes = rft_archive_take(archive, &error);
        g_assert_cmpstr(error != NULL ? error_name(error) : "", ==, expected[i]);
        g_assert_cmpint(bytes >= 0, ==, error == NULL);
        if (bytes >= 0)
            (void)close(bytes);
    }
    (void)close(file);
}

static void
test_missing(void)
{
    g_autoptr(GError) error = NULL;
    const int file = open_case("plain.zip");

    g_assert_true(g_setenv("REFERAT_LIBEXECDIR", folder, TRUE));
    g_assert_null(rft_archive_open(file, &error));
    g_unsetenv("REFERAT_LIBEXECDIR");
    g_assert_error(error, REFERAT_ERROR, REFERAT_ERROR_IO);
    (void)close(file);
    rft_archive_free(NULL);
}

/* A pipe is no archive; nothing hangs. */
static void
test_pipe(void)
{
    g_autoptr(GError) error = NULL;
    RftMember member;
    int ends[2] = {-1, -1};

    g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
    g_autoptr(RftArchive) archive = rft_archive_open(ends[0], NULL);
    g_assert_false(rft_archive_next(archive, &member, &error));
    g_assert_error(error, REFERAT_ERROR, REFERAT_ERROR_IO);
    (void)close(ends[0]);
    (void)close(ends[1]);
}

/* What the program gave up before it looked at the archive, and what it holds. */
static void
test_box(void)
{
    g_autofree char *children = NULL;
    g_autofree char *status = NULL;
    const int file = open_case("plain.zip");
    g_autoptr(RftArchive) archive = rft_archive_open(file, NULL);

    if ((rft_sandbox_probe() & RFT_SANDBOX_SECCOMP) == 0 ||
        !g_file_get_contents("/proc/thread-self/children", &children, NULL, NULL)) {
        g_test_skip("this kernel lacks what is looked for");
        return;
    }
    g_assert_true(rft_archive_ask(archive, 1));
    const int bytes = rft_archive_take(archive, NULL);
    g_assert_cmpint(bytes, >=, 0);
    (void)close(bytes);
    (void)close(file);
    g_autofree char *path = g_strdup_printf("/proc/%s/status", g_strstrip(children));
    g_autofree char *others = g_strdup_printf("/proc/%s/fd/5", children);
    g_assert_true(g_file_get_contents(path, &status, NULL, NULL));
    g_assert_nonnull(strstr(status, "\nSeccomp:\t2\n"));
    g_assert_nonnull(strstr(status, "\nNoNewPrivs:\t1\n"));
    g_assert_false(g_file_test(others, G_FILE_TEST_IS_SYMLINK));
}

static void
make_rogues(void)
{
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *link = NULL;

    rogues = g_dir_make_tmp("referat-rogues-XXXXXX", NULL);
    g_assert_nonnull(rogues);
    link = g_build_filename(rogues, "referat-archive", NULL);
    g_assert_cmpint(symlink(self, link), ==, 0);
}

static void
remove_rogues(void)
{
    g_autofree char *link = g_build_filename(rogues, "referat-archive", NULL);

    (void)unlink(link);
    (void)rmdir(rogues);
    g_free(rogues);
}

static void
add_lies(void)
{
    static const char *const words[] = {"back",  "far",  "outside", "nul",   "kind",  "type",
                                        "code",  "size", "version", "long",  "short", "empty",
                                        "bytes", "file", "beats",   "abort", "exit"};
    static const char *const of_bytes[] = {"honest", "unsealed",  "other-size", "other-member",
                                           "listed", "own-input", "none"};

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        g_autofree char *path = g_strconcat("/archive/lie/", words[i], NULL);
        g_test_add_data_func(path, words[i], test_lie);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(of_bytes); i++) {
        g_autofree char *path = g_strconcat("/archive/lie-bytes/", of_bytes[i], NULL);
        g_test_add_data_func(path, of_bytes[i], test_lie_bytes);
    }
}

int
main(int argc, char **argv)
{
    if (g_str_has_suffix(argv[0], "/referat-archive"))
        return be_rogue();
    g_test_init(&argc, &argv, NULL);
    if (argc != 2) {
        (void)fprintf(stderr, "test-archive FOLDER of make-archives.py\n");
        return EXIT_FAILURE;
    }
    folder = argv[1];
    make_rogues();
    g_test_add_func("/archive/names", test_names);
    g_test_add_func("/archive/times", test_times);
    g_test_add_func("/archive/order", test_order);
    g_test_add_func("/archive/missing", test_missing);
    g_test_add_func("/archive/pipe", test_pipe);
    g_test_add_func("/archive/box", test_box);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/archive/", cases[i].name, NULL);
        g_test_add_data_func(path, &cases[i], test_case);
    }
    add_lies();
    const int status = g_test_run();
    remove_rogues();
    return status;
}
