/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "pdf/page.h"

/*
 * Driving the page extractor. It may die, hang or lie on any page: then it is started again at
 * that page, for the text alone; and where that fails too, after it. The pages of a long document
 * are dealt out to several, which run side by side; they are taken in their order all the same.
 * When the pages are there one stays, and is asked for the pictures that are kept.
 */

enum { MOST_SHARES = 8 };

struct PdfExtractor {
    ReferatContext *context;
    GBytes *bytes;
    PdfAbout *about;
    PdfPageFunc func;
    gpointer user_data;
    uint32_t next;    /* the page that comes, from 1 */
    uint32_t retried; /* the page that was asked for again; 0 = none */
    uint32_t failed;  /* how many were given up */
    bool opened;
    bool done;
    GByteArray *record;
    ReferatHelper *shares[MOST_SHARES]; /* NULL: not started, or stopped */
    bool greeted[MOST_SHARES];
    uint32_t n_shares;
    uint32_t ready;  /* the share that answers requests; MOST_SHARES = none */
    uint32_t deaths; /* of those that drew pictures */
};

static unsigned
page_seconds(const ReferatContext *context)
{
    return (unsigned)referat_context_get_limit(context, REFERAT_LIMIT_PDF_PAGE_SECONDS);
}

/* Reads one record. Returns: its type; 0 when there is none, or none that may be believed. */
static RftPdfRecordType
read_record(ReferatContext *context, ReferatHelper *helper, GByteArray *record)
{
    uint8_t header[RFT_PDF_HEADER_SIZE];
    uint32_t type = 0;
    uint32_t length = 0;
    const unsigned patience = page_seconds(context) * 3;

    if (!referat_helper_read(helper, header, sizeof(header), patience))
        return 0;
    memcpy(&type, header, sizeof(type));
    memcpy(&length, header + sizeof(type), sizeof(length));
    type = GUINT32_FROM_LE(type);
    length = GUINT32_FROM_LE(length);
    if (type < RFT_PDF_DOCUMENT || type > RFT_PDF_END ||
        length > referat_context_get_limit(context, REFERAT_LIMIT_PDF_RECORD_BYTES))
        return 0;
    g_byte_array_set_size(record, length);
    if (!referat_helper_read(helper, record->data, length, patience))
        return 0;
    return (RftPdfRecordType)type;
}

static bool
starts_right(ReferatContext *context, ReferatHelper *helper)
{
    char magic[RFT_PDF_MAGIC_SIZE];

    return referat_helper_read(helper, magic, sizeof(magic), page_seconds(context) * 3) &&
           memcmp(magic, RFT_PDF_MAGIC, sizeof(magic)) == 0;
}

/* ---- what a record says ---- */

static bool
cannot_open(const PdfFailure *failure, GError **error)
{
    ReferatError code = REFERAT_ERROR_DAMAGED;
    const char *text = REFERAT_TEXT("the PDF is damaged beyond reading");

    if (failure->code == RFT_PDF_FAILURE_ENCRYPTED) {
        code = REFERAT_ERROR_ENCRYPTED;
        text = REFERAT_TEXT("the PDF needs a password: give it with --password-fd");
    } else if (failure->code == RFT_PDF_FAILURE_PASSWORD) {
        code = REFERAT_ERROR_ENCRYPTED;
        text = REFERAT_TEXT("the password does not open the PDF");
    } else if (failure->code == RFT_PDF_FAILURE_EMPTY) {
        text = REFERAT_TEXT("the PDF has no page");
    }
    return referat_set_error_text(error, code, text, referat_translate(text));
}

static bool
take_failure(PdfExtractor *x, GError **error)
{
    PdfFailure failure = {0};

    x->done = true;
    (void)pdf_failure_parse(&failure, x->record->data, x->record->len);
    const bool kept = cannot_open(&failure, error);
    g_free(failure.text);
    return kept;
}

static void
take_message(PdfExtractor *x)
{
    PdfFailure message = {0};

    if (pdf_failure_parse(&message, x->record->data, x->record->len) && message.text != NULL) {
        const ReferatPosition position = {.page = message.code};
        x->about->messages++;
        referat_context_diagnose(x->context, REFERAT_MSG_PDF_DAMAGED, &position, "%s",
                                 message.text);
    }
    g_free(message.text);
}

static bool
hand_on(PdfExtractor *x, PdfPage *page, GError **error)
{
    const uint32_t number = x->next++;

    x->retried = 0;
    return referat_context_heartbeat(x->context, number, x->about->n_pages, error) &&
           x->func(page, number, x->user_data, error);
}

/* Returns: whether to go on; @trouble is set when the record may not be believed. */
static bool
take_page(PdfExtractor *x, bool *trouble, GError **error)
{
    PdfPage *page = pdf_page_parse(x->record->data, x->record->len);

    if (page == NULL || page->number != x->next || page->number > x->about->n_pages) {
        pdf_page_free(page);
        *trouble = true;
        return true;
    }
    if ((page->flags & RFT_PDF_PAGE_TEXT_ONLY) != 0) {
        const ReferatPosition position = {.page = page->number};
        referat_context_diagnose(x->context, REFERAT_MSG_PDF_PAGE_TEXT_ONLY, &position, NULL);
    }
    return hand_on(x, page, error);
}

static bool
check_pages(const PdfExtractor *x, GError **error)
{
    if (x->about->n_pages > referat_context_get_limit(x->context, REFERAT_LIMIT_PDF_PAGES))
        return referat_context_over_limit(x->context, REFERAT_LIMIT_PDF_PAGES, error);
    return true;
}

static bool
take_record(PdfExtractor *x, RftPdfRecordType type, bool *trouble, GError **error)
{
    switch (type) {
    case RFT_PDF_DOCUMENT:
    case RFT_PDF_OUTLINE:
    case RFT_PDF_TAGS:
        *trouble = !pdf_about_parse(x->about, type, x->record->data, x->record->len);
        x->opened = true;
        return check_pages(x, error);
    case RFT_PDF_PAGE:
        return take_page(x, trouble, error);
    case RFT_PDF_MESSAGE:
        take_message(x);
        return true;
    case RFT_PDF_FAILURE:
        return take_failure(x, error);
    case RFT_PDF_END: /* pages are missing, or nobody would have read on */
    case RFT_PDF_PICTURE:
        break;
    }
    *trouble = true;
    return true;
}

/* ---- runs ---- */

static uint32_t
most_shares(const ReferatContext *context)
{
    return (uint32_t)CLAMP(referat_context_get_limit(context, REFERAT_LIMIT_PDF_EXTRACTORS), 1,
                           MOST_SHARES);
}

static uint32_t
share_of(const PdfExtractor *x, uint32_t page)
{
    return (page - 1) / RFT_PDF_SHARE_PAGES % x->n_shares;
}

/* Starts the extractor of one share, from the next page on. Returns: false with @error set. */
static bool
start(PdfExtractor *x, uint32_t share, GError **error)
{
    g_autofree char *first = g_strdup_printf("--first=%u", x->next);
    g_autofree char *text_only = g_strdup_printf("--text-only=%u", x->retried);
    g_autofree char *seconds = g_strdup_printf("--seconds=%u", page_seconds(x->context));
    g_autofree char *dealt = g_strdup_printf("--share=%u:%u", share, most_shares(x->context));
    const bool unboxed = g_strcmp0(referat_context_get_option(x->context, "isolation"), "off") == 0;
    const char *arguments[7] = {first, text_only, seconds, dealt};
    size_t n = 4;
    if (x->opened)
        arguments[n++] = "--bare";
    if (unboxed)
        arguments[n++] = "--isolation=off";

    x->greeted[share] = false;
    x->shares[share] =
        referat_context_start_helper(x->context, "referat-pdf", arguments, x->bytes, error);
    return x->shares[share] != NULL;
}

static void
stop(PdfExtractor *x, uint32_t share)
{
    referat_helper_end(x->shares[share]);
    x->shares[share] = NULL;
}

/* Lets one end that has done what it was asked for. */
static void
finish(PdfExtractor *x, uint32_t share)
{
    referat_helper_finish(x->shares[share], page_seconds(x->context));
    x->shares[share] = NULL;
}

/* When the number of pages is known, the other shares begin to work ahead. */
static bool
start_others(PdfExtractor *x, GError **error)
{
    if (x->n_shares > 1 || x->about->n_pages < RFT_PDF_SHARED_FROM)
        return true;
    x->n_shares = most_shares(x->context);
    for (uint32_t i = 1; i < x->n_shares; i++)
        if (!start(x, i, error))
            return false;
    return true;
}

/* One record of the share that the next page is of. @stopped: there was none that may be believed.
 * Returns: false with @error set. */
static bool
take_next(PdfExtractor *x, bool *stopped, GError **error)
{
    const uint32_t share = share_of(x, x->next);
    const bool opened = x->opened;
    bool trouble = false;

    if (x->shares[share] == NULL && !start(x, share, error))
        return false;
    if (!x->greeted[share]) {
        x->greeted[share] = true;
        trouble = !starts_right(x->context, x->shares[share]);
    }
    const RftPdfRecordType type =
        trouble ? 0 : read_record(x->context, x->shares[share], x->record);
    *stopped = type == 0;
    bool ok = *stopped || take_record(x, type, stopped, error);
    if (ok && !opened && x->opened && !x->done)
        ok = start_others(x, error);
    return ok;
}

/* The extractor stopped before the end: the page that did not come is asked for once more. */
static bool
after_stop(PdfExtractor *x, GError **error)
{
    const ReferatPosition position = {.page = x->next};

    if (!x->opened || x->about->n_pages == 0) {
        referat_set_error(error, REFERAT_ERROR_DAMAGED,
                          "the PDF cannot be opened: the page extractor stopped");
        return false;
    }
    if (x->retried != x->next) {
        x->retried = x->next;
        return true;
    }
    referat_context_diagnose(x->context, REFERAT_MSG_PDF_PAGE_FAILED, &position, NULL);
    if (++x->failed > referat_context_get_limit(x->context, REFERAT_LIMIT_PDF_FAILED_PAGES))
        return referat_context_over_limit(x->context, REFERAT_LIMIT_PDF_FAILED_PAGES, error);
    return hand_on(x, NULL, error);
}

/* What is still said of the last page. Returns: whether the extractor is ready for requests. */
static bool
hear_out(PdfExtractor *x, uint32_t share)
{
    RftPdfRecordType type = 0;

    if (x->shares[share] == NULL || !x->greeted[share])
        return false;
    while ((type = read_record(x->context, x->shares[share], x->record)) == RFT_PDF_MESSAGE)
        take_message(x);
    return type == RFT_PDF_END;
}

/* One is enough for pictures: the others end, and what they hold of the file goes with them. */
static void
keep_one(PdfExtractor *x)
{
    x->ready = MOST_SHARES;
    for (uint32_t i = 0; i < MOST_SHARES; i++)
        if (!hear_out(x, i))
            stop(x, i);
        else if (x->ready == MOST_SHARES)
            x->ready = i;
        else
            finish(x, i);
}

bool
pdf_extract(PdfExtractor *x, PdfAbout *about, PdfPageFunc func, gpointer user_data, GError **error)
{
    bool ok = true;

    x->about = about;
    x->func = func;
    x->user_data = user_data;
    while (ok && !x->done) {
        bool stopped = false;
        const uint32_t share = share_of(x, x->next);
        ok = take_next(x, &stopped, error);
        if (ok && stopped && !x->done) {
            stop(x, share);
            ok = after_stop(x, error);
        }
        x->done = x->done || (x->opened && x->next > about->n_pages);
    }
    if (ok)
        keep_one(x);
    return ok;
}

/* ---- pictures ---- */

static void
put_u32(uint8_t *at, uint32_t value)
{
    const uint32_t little = GUINT32_TO_LE(value);

    memcpy(at, &little, sizeof(little));
}

static void
put_f32(uint8_t *at, float value)
{
    uint32_t bits = 0;

    memcpy(&bits, &value, sizeof(bits));
    put_u32(at, bits);
}

static bool
ask(ReferatHelper *helper, const PdfWanted *wanted)
{
    uint8_t request[RFT_PDF_REQUEST_SIZE];

    put_u32(request, wanted->page);
    put_f32(request + 4, wanted->x0);
    put_f32(request + 8, wanted->y0);
    put_f32(request + 12, wanted->x1);
    put_f32(request + 16, wanted->y1);
    put_f32(request + 20, (float)wanted->dpi);
    put_u32(request + 24, wanted->letters ? 1 : 0);
    return referat_helper_write(helper, request, sizeof(request));
}

/* The extractor that answers; a new one where the last one died. */
static ReferatHelper *
answering(PdfExtractor *x)
{
    enum { MOST_DEATHS = 8 };

    if (x->ready < MOST_SHARES)
        return x->shares[x->ready];
    if (x->deaths++ >= MOST_DEATHS || !start(x, 0, NULL))
        return NULL;
    x->greeted[0] = starts_right(x->context, x->shares[0]);
    if (!hear_out(x, 0)) {
        stop(x, 0);
        return NULL;
    }
    x->ready = 0;
    return x->shares[0];
}

void
pdf_extract_pictures(PdfExtractor *x, const PdfWanted *wanted, guint n, PdfPicture *pictures)
{
    enum { AHEAD = 2 };
    guint asked = 0; /* while one is taken in, the next is drawn */

    memset(pictures, 0, n * sizeof(*pictures));
    for (guint i = 0; i < n; i++) {
        ReferatHelper *helper = answering(x);
        if (helper == NULL)
            return;
        for (asked = MAX(asked, i); asked < n && asked < i + AHEAD; asked++)
            if (!ask(helper, &wanted[asked]))
                break;
        const RftPdfRecordType type = read_record(x->context, helper, x->record);
        if (type == RFT_PDF_PICTURE &&
            pdf_picture_parse(&pictures[i], x->record->data, x->record->len) &&
            pictures[i].page == wanted[i].page)
            continue;
        /* it died of this one, which is gone; those behind it are asked for anew */
        g_clear_pointer(&pictures[i].file, g_bytes_unref);
        stop(x, x->ready);
        x->ready = MOST_SHARES;
        asked = i + 1;
    }
}

/* ---- the beginning and the end ---- */

PdfExtractor *
pdf_extractor_new(ReferatContext *context, GBytes *bytes)
{
    PdfExtractor *x = g_new0(PdfExtractor, 1);

    x->context = context;
    x->bytes = bytes;
    x->next = 1;
    x->n_shares = 1;
    x->ready = MOST_SHARES;
    x->record = g_byte_array_new();
    return x;
}

void
pdf_extractor_free(PdfExtractor *x)
{
    if (x->ready < MOST_SHARES)
        finish(x, x->ready);
    for (uint32_t i = 0; i < MOST_SHARES; i++)
        stop(x, i);
    g_byte_array_unref(x->record);
    g_free(x);
}
