/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

#include "pdf/extract/about.h"
#include "pdf/extract/fonts.h"
#include "pdf/extract/nursery.h"
#include "pdf/extract/page.h"
#include "pdf/extract/picture.h"
#include "worker/sandbox.h"

/*
 * referat-pdf: a PDF on standard input (a file, not a pipe), page records on standard output.
 * A program of its own, so that a crash costs a page and nothing else links poppler. With --nursery
 * it makes such processes on order (nursery.h).
 */

typedef struct {
    int first; /* from 0 */
    int last;  /* not included; 0 = to the end */
    int share; /* which part of the pages of a long document; of so many */
    int shares;
    int text_only; /* the page of which only the text is wanted; -1 = none */
    bool bare;     /* no document, outline and tags: another program sends those */
    int password_fd;
    int seconds;     /* of processor time for a page; 0 = no limit */
    int requests_fd; /* pictures are asked for here when the pages are sent; -1 = none will be */
    bool unboxed;    /* no sandbox: --isolation=off */
} Job;

enum { LONGEST_PASSWORD = 1024, STATUS_USAGE = 64 };

/* ---- what poppler prints goes into a file that has no name, and from there into messages ---- */

static int said = -1;

/* What GLib prints when one of poppler's own checks fails says nothing of the file, and there may
 * be one for each element of the structure tree: to write them takes a third of reading the tree.
 */
static void
drop(const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
    (void)domain;
    (void)level;
    (void)message;
    (void)user_data;
}

static void
catch_messages(void)
{
    said = memfd_create("messages", MFD_CLOEXEC);
    if (said >= 0)
        (void)dup2(said, STDERR_FILENO);
    (void)g_log_set_default_handler(drop, NULL);
}

/* A line that says nothing of the file: it is about our colours (capture.c). */
static bool
is_ours(const char *line)
{
    return strstr(line, "Can't create transform") != NULL;
}

/* The first line of @text that is about the file. */
static const char *
first_complaint(char *text)
{
    char *line = text;

    /* what has no end was cut */
    for (char *end = NULL; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = '\0';
        if (*line != '\0' && !is_ours(line))
            return line;
    }
    return "";
}

static void
send_messages(XtStream *stream, int page)
{
    enum { MOST = 16000 };
    char text[MOST + 1];
    off_t end = said >= 0 ? lseek(said, 0, SEEK_CUR) : 0;

    if (end <= 0)
        return;
    const ssize_t got = pread(said, text, MOST, 0);
    (void)lseek(said, 0, SEEK_SET);
    (void)ftruncate(said, 0);
    if (got <= 0)
        return;
    text[got] = '\0';
    const char *line = first_complaint(text);
    if (*line == '\0')
        return;
    xt_begin(stream, RFT_PDF_MESSAGE);
    xt_u32(stream, (uint32_t)page);
    xt_string(stream, line);
    (void)xt_end(stream);
}

/* A page that takes too long is the end of this program; who started it knows which it was. */
static void
set_timer(int seconds)
{
    const struct itimerval timer = {.it_value = {.tv_sec = seconds}};

    if (seconds > 0)
        (void)setitimer(ITIMER_PROF, &timer, NULL);
}

/* Titles and the like are UTF-16, and poppler wants passwords in Latin-1 (it does not look whether
 * they could be converted). The C library loads a file for each: before the doors are closed. */
static void
load_converters(void)
{
    static GIConv kept[2];

    kept[0] = g_iconv_open("UTF-8", "UTF-16BE");
    kept[1] = g_iconv_open("ISO-8859-1", "UTF-8");
    (void)kept;
}

/* Nothing can be opened from here on but poppler's tables and the font; nothing is connected to,
 * started or written. */
static void
close_doors(void)
{
    static const uint64_t memory = UINT64_C(1536) << 20;
    g_autofree char *font = xt_fonts_path();
    const char *const readable[] = {"/usr/share/poppler", font, NULL};
    const RftSandbox sandbox = {
        .readable = readable,
        .memory = memory,
        .file_bytes = UINT64_C(64) << 20,
    };

    (void)rft_sandbox_enter(&sandbox);
}

/* ---- opening ---- */

static int
fail(XtStream *stream, RftPdfFailure why, const char *text)
{
    xt_begin(stream, RFT_PDF_FAILURE);
    xt_u32(stream, why);
    xt_string(stream, text);
    (void)xt_end(stream);
    return 0;
}

static const char *
read_password(int fd)
{
    static char password[LONGEST_PASSWORD + 1]; /* the file may be opened twice */
    size_t length = strlen(password);

    ssize_t got = 0;
    while (fd >= 0 && length < LONGEST_PASSWORD &&
           (got = read(fd, password + length, LONGEST_PASSWORD - length)) > 0)
        length += (size_t)got;
    return fd >= 0 ? password : NULL;
}

static PopplerDocument *
open_document(XtStream *stream, const Job *job)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GMappedFile) file = g_mapped_file_new_from_fd(STDIN_FILENO, FALSE, &error);
    const char *password = read_password(job->password_fd);

    if (file == NULL) {
        (void)fail(stream, RFT_PDF_FAILURE_DAMAGED, error->message);
        return NULL;
    }
    g_autoptr(GBytes) bytes = g_mapped_file_get_bytes(file);
    /* poppler tries a password twice, and the second time uses bytes that it has freed; a file it
     * opens anew. Ours has no name, so the sandbox lets it be opened by its descriptor. */
    PopplerDocument *document =
        password != NULL
            ? poppler_document_new_from_file("file:///proc/self/fd/0", password, &error)
            : poppler_document_new_from_bytes(bytes, NULL, &error);
    if (document == NULL) {
        RftPdfFailure why = RFT_PDF_FAILURE_DAMAGED;
        if (g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
            why = password != NULL ? RFT_PDF_FAILURE_PASSWORD : RFT_PDF_FAILURE_ENCRYPTED;
        (void)fail(stream, why, error->message);
    } else if (poppler_document_get_n_pages(document) < 1) {
        (void)fail(stream, RFT_PDF_FAILURE_EMPTY, NULL);
        g_clear_object(&document);
    }
    return document;
}

/* ---- sending ---- */

static bool
send_about(XtStream *stream, PopplerDocument *document, const Job *job)
{
    set_timer(job->seconds);
    return job->bare || (xt_document_send(stream, document) && xt_outline_send(stream, document) &&
                         xt_tags_send(stream, document));
}

static bool
send_pages(XtStream *stream, PopplerDocument *document, const Job *job)
{
    const int n = poppler_document_get_n_pages(document);
    const int last = job->last > 0 ? MIN(job->last, n) : n;

    for (int i = job->first; i < last; i++) {
        if (n >= RFT_PDF_SHARED_FROM && i / RFT_PDF_SHARE_PAGES % job->shares != job->share)
            continue;
        set_timer(job->seconds);
        if (!xt_page_send(stream, document, i, i == job->text_only))
            return false;
        send_messages(stream, i + 1);
    }
    return true;
}

static bool
read_request(int fd, uint8_t *bytes)
{
    size_t length = 0;

    while (length < RFT_PDF_REQUEST_SIZE) {
        const ssize_t got = read(fd, bytes + length, RFT_PDF_REQUEST_SIZE - length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        length += (size_t)got;
    }
    return true;
}

static uint32_t
u32_at(const uint8_t *at)
{
    uint32_t value = 0;

    memcpy(&value, at, sizeof(value));
    return GUINT32_FROM_LE(value);
}

static double
f32_at(const uint8_t *at)
{
    const uint32_t bits = u32_at(at);
    float value = 0;

    memcpy(&value, &bits, sizeof(value));
    return isfinite(value) ? value : 0;
}

/* Until nobody asks any more. */
static void
answer_requests(XtStream *stream, PopplerDocument *document, const Job *job)
{
    uint8_t request[RFT_PDF_REQUEST_SIZE];
    PopplerDocument *lettered = NULL; /* the other one has not read the fonts (fonts.c) */
    bool sent = true;

    while (sent && read_request(job->requests_fd, request)) {
        const XtWanted wanted = {
            .index = (int)CLAMP(u32_at(request), 1, G_MAXINT32) - 1,
            .box = {f32_at(request + 4), f32_at(request + 8), f32_at(request + 12),
                    f32_at(request + 16)},
            .dpi = CLAMP(f32_at(request + 20), 10, 600),
            .letters = u32_at(request + 24) != 0,
        };
        set_timer(job->seconds);
        XtLook look = xt_picture_look(document, &wanted);
        if (look.letters && lettered == NULL && (lettered = open_document(stream, job)) == NULL)
            return;
        sent = xt_picture_send(stream, look.letters ? lettered : document, &wanted, &look);
        g_clear_pointer(&look.jpeg, g_byte_array_unref);
    }
}

static bool
parse(Job *job, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *value = strchr(argv[i], '=');
        const int number = value != NULL ? (int)g_ascii_strtoll(value + 1, NULL, 10) : 0;
        if (g_str_has_prefix(argv[i], "--first="))
            job->first = MAX(number - 1, 0);
        else if (g_str_has_prefix(argv[i], "--last="))
            job->last = number;
        else if (g_str_has_prefix(argv[i], "--share=") && value != NULL &&
                 strchr(value, ':') != NULL) {
            job->share = number;
            job->shares = MAX((int)g_ascii_strtoll(strchr(value, ':') + 1, NULL, 10), 1);
        } else if (g_str_has_prefix(argv[i], "--text-only="))
            job->text_only = number - 1;
        else if (g_str_has_prefix(argv[i], "--seconds="))
            job->seconds = number;
        else if (g_str_has_prefix(argv[i], "--password-fd="))
            job->password_fd = number;
        else if (g_str_has_prefix(argv[i], "--requests-fd="))
            job->requests_fd = number;
        else if (g_str_equal(argv[i], "--isolation=off"))
            job->unboxed = true;
        else if (g_str_equal(argv[i], "--bare"))
            job->bare = true;
        else
            return false;
    }
    return true;
}

/* The whole life of an extractor, but for what it loads first. */
static void
extract(int argc, char **argv)
{
    Job job = {.shares = 1, .text_only = -1, .password_fd = -1, .requests_fd = -1};

    if (!parse(&job, argc, argv)) {
        static const char usage[] =
            "referat-pdf is run by referat: a PDF on standard input, page records out\n";
        (void)!write(STDERR_FILENO, usage, sizeof(usage) - 1);
        _exit(STATUS_USAGE);
    }
    set_timer(job.seconds);
    catch_messages();
    XtStream *stream = xt_stream_open(STDOUT_FILENO);
    if (!job.unboxed)
        close_doors();
    PopplerDocument *document = open_document(stream, &job);
    if (document != NULL) {
        send_messages(stream, 0);
        if (send_about(stream, document, &job) && send_pages(stream, document, &job)) {
            xt_begin(stream, RFT_PDF_END);
            if (xt_end(stream) && job.requests_fd >= 0)
                answer_requests(stream, document, &job);
        }
    }
    /* the file goes with the process: freeing what poppler holds takes a tenth of the time */
    _exit(0);
}

/* What poppler sets up when it opens its first file, it then has; this one is ours. */
static void
warm_up(void)
{
    static const char smallest[] =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n";
    g_autoptr(GBytes) bytes = g_bytes_new_static(smallest, sizeof(smallest) - 1);
    PopplerDocument *document = poppler_document_new_from_bytes(bytes, NULL, NULL);
    PopplerPage *page = document != NULL ? poppler_document_get_page(document, 0) : NULL;

    if (page != NULL)
        g_free(poppler_page_get_text(page));
    g_clear_object(&page);
    g_clear_object(&document);
}

int
main(int argc, char **argv)
{
    (void)signal(SIGPIPE, SIG_IGN);
    (void)xt_fonts_init();
    load_converters();
    if (argc == 2 && g_str_equal(argv[1], "--nursery")) {
        warm_up();
        xt_nursery_serve(STDIN_FILENO, extract);
        _exit(0);
    }
    extract(argc, argv);
}
