/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "common/uri.h"
#include "pdf/story.h"

/* The filter: page records to blocks. It links nothing that reads PDF: the extractor does. */

static void
pdf_sniff(const ReferatProbe *probe, ReferatSniff *result)
{
    enum { REACH = 1024 };

    /* ISO 32000-1, annex H: the header may stand anywhere in the first 1024 bytes */
    if (memmem(probe->head, MIN(probe->head_length, (size_t)REACH), "%PDF-", 5) != NULL)
        result->bid = 90;
}

static void
story_init(PdfStory *story, ReferatContext *context, ReferatBuilder *builder)
{
    *story = (PdfStory){
        .context = context,
        .builder = builder,
        .items = g_array_new(FALSE, TRUE, sizeof(PdfItem)),
        .sheets = g_array_new(FALSE, TRUE, sizeof(PdfSheet)),
        .links = g_array_new(FALSE, TRUE, sizeof(PdfLink)),
        .targets = g_array_new(FALSE, TRUE, sizeof(PdfTarget)),
        .notes = g_array_new(FALSE, TRUE, sizeof(PdfNote)),
        .strings = g_string_chunk_new(4096),
    };
    g_array_set_clear_func(story->items, pdf_item_clear);
    pdf_about_init(&story->about);
}

static void
story_clear(PdfStory *story)
{
    g_array_unref(story->items);
    g_array_unref(story->sheets);
    g_array_unref(story->links);
    g_array_unref(story->notes);
    g_array_unref(story->targets);
    g_string_chunk_free(story->strings);
    pdf_owners_free(story->owners);
    pdf_outline_clear(story);
    pdf_about_clear(&story->about);
    g_free(story->heads);
}

/* Returns: the name of the place that a link leads to; NULL when there are too many. */
static const char *
name_target(PdfStory *story, const PdfLink *link)
{
    enum { MOST_TARGETS = 2000 };
    g_autofree char *name = g_strdup_printf("page-%u-at-%.0f", link->page, (double)link->top);

    for (guint i = 0; i < story->targets->len; i++) {
        const PdfTarget *target = &g_array_index(story->targets, PdfTarget, i);
        if (target->page == link->page && g_str_equal(target->name, name))
            return target->name;
    }
    if (story->targets->len >= MOST_TARGETS)
        return NULL;
    const PdfTarget target = {
        .name = g_string_chunk_insert(story->strings, name), .page = link->page, .top = link->top};
    g_array_append_val(story->targets, target);
    return target.name;
}

static void
keep_links(PdfStory *story, const PdfPage *page)
{
    for (uint32_t i = 0; i < page->n_links; i++) {
        PdfLink link = page->links[i];
        const ReferatPosition position = {.page = page->number};
        if (link.uri != NULL && uri_is_safe(link.uri)) {
            g_autofree char *clean = uri_clean(link.uri);
            link.uri = g_string_chunk_insert_const(story->strings, clean);
        } else if (link.uri != NULL) {
            referat_context_diagnose(story->context, REFERAT_MSG_LINK_SCHEME, &position, NULL);
            link.uri = NULL;
        } else if (link.page > 0) {
            link.anchor = name_target(story, &link);
        }
        g_array_append_val(story->links, link);
    }
}

/* Letters, and not one that was seen to be painted, on a page without lines and pictures: the hooks
 * of the extractor are not called here. */
static void
check_capture(PdfStory *story, const PdfPage *page)
{
    const ReferatPosition position = {.page = page->number};

    if (story->uncaptured || page->n_glyphs == 0 || page->n_rules > 0 || page->n_areas > 0 ||
        (page->flags & RFT_PDF_PAGE_TEXT_ONLY) != 0)
        return;
    for (uint32_t i = 0; i < page->n_glyphs; i++)
        if ((page->glyphs[i].flags & (RFT_PDF_GLYPH_BASE | RFT_PDF_GLYPH_UNDRAWN)) != 0)
            return;
    story->uncaptured = true;
    referat_context_diagnose(story->context, REFERAT_MSG_PDF_NO_CAPTURE, &position, NULL);
}

/* Text that says nothing is not told; what of it stands among good text is, with a warning. */
static void
check_text(const PdfStory *story, PdfPage *page)
{
    const guint nonsense = pdf_page_nonsense(page);
    const ReferatPosition position = {.page = page->number};

    if (nonsense == 0)
        return;
    referat_context_diagnose(story->context, REFERAT_MSG_PDF_NONSENSE, &position, "%u letters",
                             nonsense);
    if (nonsense * 2 > page->n_glyphs && (page->flags & RFT_PDF_PAGE_TEXT_ONLY) == 0) {
        page->illegible = true;
        page->n_glyphs = 0;
    }
}

/* A page with far less text than those beside it, in a file that could not be read without trouble,
 * has lost some. */
static void
check_damage(const PdfStory *story)
{
    enum { MUCH = 600, FRACTION = 4 };

    for (guint i = 1; story->about.messages > 0 && i + 1 < story->sheets->len; i++) {
        const PdfSheet *sheet = &g_array_index(story->sheets, PdfSheet, i);
        const guint beside = MIN((sheet - 1)->letters, (sheet + 1)->letters);
        const ReferatPosition position = {.page = sheet->number};
        if (beside >= MUCH && sheet->letters * FRACTION < beside)
            referat_context_diagnose(story->context, REFERAT_MSG_PDF_DAMAGED, &position,
                                     "a page with %u letters between pages of %u and more",
                                     sheet->letters, beside);
    }
}

static bool
take_page(PdfPage *page, uint32_t number, gpointer user_data, GError **error)
{
    PdfStory *story = user_data;
    const uint32_t first_link = story->links->len;
    PdfSheet sheet = {.number = number, .first = story->items->len};
    PdfPageResult result = {0};

    (void)error;
    if (page != NULL) {
        sheet.width = page->width;
        sheet.height = page->height;
        if (page->label != NULL)
            sheet.label = g_string_chunk_insert(story->strings, page->label);
        check_capture(story, page);
        check_text(story, page);
        sheet.letters = page->n_glyphs;
        keep_links(story, page);
        if (story->owners == NULL && story->about.tags_sound && story->about.n_tags > 0)
            story->owners = pdf_owners_new(&story->about);
        pdf_layout_page(page, story->items, story->owners, first_link, &result);
        sheet.ocr = result.ocr;
        story->hidden += result.hidden;
        story->letters += result.letters;
        story->owned += result.owned;
        story->artifacts += result.artifacts;
        pdf_page_pictures(story, page, sheet.ocr);
        pdf_page_free(page);
    }
    sheet.end = story->items->len;
    pdf_place_pictures(story, &sheet);
    g_array_append_val(story->sheets, sheet);
    return true;
}

static void
report(const PdfStory *story)
{
    if (story->hidden > 0)
        referat_context_diagnose(story->context, REFERAT_MSG_HIDDEN_TEXT, NULL, "%u characters",
                                 story->hidden);
    if (story->owners != NULL && !story->tagged)
        referat_context_diagnose(story->context, REFERAT_MSG_PDF_BAD_TAGS, NULL, NULL);
    /* the author's affair: the conversion needs no tags */
    if (story->owners == NULL && referat_context_get_flag(story->context, "check"))
        referat_context_diagnose(story->context, REFERAT_MSG_PDF_UNTAGGED, NULL, NULL);
    for (guint i = 0; i < story->sheets->len; i++) {
        const PdfSheet *sheet = &g_array_index(story->sheets, PdfSheet, i);
        const ReferatPosition position = {.page = sheet->number};
        if (sheet->ocr)
            referat_context_diagnose(story->context, REFERAT_MSG_PDF_OCR_TEXT, &position, NULL);
    }
    check_damage(story);
    if (story->about.attachments > 0)
        referat_context_diagnose(story->context, REFERAT_MSG_PDF_ATTACHMENTS, NULL, "%u",
                                 story->about.attachments);
}

static bool
pdf_read(ReferatContext *context, ReferatSource *source, ReferatBuilder *builder, GError **error)
{
    PdfStory story;
    GBytes *bytes = referat_source_get_bytes(
        source, referat_context_get_limit(context, REFERAT_LIMIT_INPUT_BYTES), error);

    if (bytes == NULL)
        return false;
    story_init(&story, context, builder);
    story.extractor = pdf_extractor_new(context, bytes);
    const bool done = pdf_extract(story.extractor, &story.about, take_page, &story, error);
    if (done) {
        pdf_put_metadata(&story, bytes);
        pdf_outline_index(&story);
        pdf_story_measure(&story);
        story.tagged = pdf_tags_are_good(&story);
        pdf_story_heads(&story);
        if (!story.tagged)
            pdf_find_notes(&story);
        pdf_story_first_foot(&story);
        pdf_story_pictures(&story);
        pdf_story_send_heads(&story);
        if (story.tagged)
            pdf_story_build_tagged(&story);
        else
            pdf_story_build(&story);
        report(&story);
    }
    pdf_extractor_free(story.extractor);
    story_clear(&story);
    return done;
}

static const char *const extensions[] = {"pdf", NULL};
static const char *const mime_types[] = {"application/pdf", NULL};

/* clang-format off */
static const ReferatOption options[] = {
    { "page-image-dpi", REFERAT_OPTION_NUMBER, "DPI", NULL, "150",
      REFERAT_TEXT("pages without text: how fine their pictures are, at most 150") },
    { NULL, REFERAT_OPTION_FLAG, NULL, NULL, NULL, NULL },
};
/* clang-format on */

const ReferatFilter pdf_filter = {
    .abi_version = REFERAT_FILTER_ABI,
    .struct_size = sizeof(ReferatFilter),
    .info = {.name = "pdf",
             .description = REFERAT_TEXT("PDF, with or without tags (ISO 32000)"),
             .extensions = extensions,
             .mime_types = mime_types},
    .options = options,
    .sniff = pdf_sniff,
    .read = pdf_read,
};
