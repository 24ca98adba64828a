/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/normalise.h"
#include "referat/referat.h"

/*
 * Each pass by itself, on blocks with hints as any reader gives them. A fixture builds a document
 * line by line; what comes out is compared as an outline: "h2[Ad 1 –](Velkomst) p(…)".
 */

typedef struct {
    ReferatContext *context;
    ReferatBuilder *builder;
    RftPass pass;
} Fixture;

static void
fixture_init(Fixture *f)
{
    f->context = referat_context_new();
    f->builder = rft_builder_new(f->context);
    f->pass =
        (RftPass){f->context, f->builder, f->builder->document, rft_vocabulary_get(f->context)};
}

static void
fixture_clear(Fixture *f)
{
    rft_builder_free(f->builder);
    referat_context_free(f->context);
}

static ReferatNode *
add(Fixture *f, ReferatNode *parent, const char *text)
{
    ReferatNode *node = referat_builder_add(
        f->builder, parent != NULL ? parent : f->builder->document->body, REFERAT_NODE_PARAGRAPH);

    if (*text != '\0')
        (void)referat_builder_add_text(f->builder, node, text, strlen(text), 0, NULL,
                                       REFERAT_DIRECTION_UNSET);
    referat_builder_get_hints(f->builder, node)->relative_size = 1;
    return node;
}

static ReferatHints *
hints_of(Fixture *f, ReferatNode *node)
{
    return referat_builder_get_hints(f->builder, node);
}

static ReferatNode *
add_bold(Fixture *f, const char *text)
{
    ReferatNode *node = add(f, NULL, text);

    node->first->as.text.style = REFERAT_TEXT_BOLD;
    hints_of(f, node)->bold_share = 1;
    return node;
}

static ReferatNode *
add_item(Fixture *f, const char *label, uint32_t value, uint8_t level, uint32_t list,
         const char *text)
{
    ReferatNode *node = add(f, NULL, text);
    const ReferatLabel payload = {
        .text = label,
        .separator = "\t",
        .path = &value,
        .n_path = value > 0 ? 1 : 0,
        .scheme = value > 0 ? REFERAT_SCHEME_DECIMAL : REFERAT_SCHEME_BULLET,
    };

    referat_builder_set_label(f->builder, node, &payload);
    hints_of(f, node)->list_level = level;
    hints_of(f, node)->list_id = list;
    hints_of(f, node)->indent = 36.0F * (float)level;
    hints_of(f, node)->first_indent = -18;
    return node;
}

static void
outline(const ReferatNode *node, GString *out)
{
    const ReferatLabel *label = referat_node_get_label(node);

    switch ((ReferatNodeType)node->type) {
    case REFERAT_NODE_TEXT:
        g_string_append_len(out, node->as.text.text, node->as.text.length);
        return;
    case REFERAT_NODE_HEADING:
        g_string_append_printf(out, "h%d", node->as.heading.level);
        break;
    case REFERAT_NODE_PARAGRAPH:
        g_string_append_c(out, 'p');
        break;
    case REFERAT_NODE_LIST:
        g_string_append(out, node->as.list.kind == REFERAT_LIST_ORDERED ? "ol" : "ul");
        break;
    default:
        g_string_append(out, referat_node_type_name((ReferatNodeType)node->type));
        break;
    }
    if (node->type == REFERAT_NODE_CELL && node->as.cell.scope != REFERAT_SCOPE_NONE)
        g_string_append(out, node->as.cell.scope == REFERAT_SCOPE_COLUMN ? "^" : "<");
    if (label != NULL)
        g_string_append_printf(out, "[%s]", label->text);
    if (node->first == NULL)
        return;
    g_string_append_c(out, '(');
    for (const ReferatNode *kid = node->first; kid != NULL; kid = kid->next) {
        if (kid != node->first && kid->type != REFERAT_NODE_TEXT)
            g_string_append_c(out, ' ');
        outline(kid, out);
    }
    g_string_append_c(out, ')');
}

static void
assert_body(const Fixture *f, const char *want)
{
    g_autoptr(GString) got = g_string_new(NULL);

    for (const ReferatNode *kid = f->builder->document->body->first; kid != NULL; kid = kid->next) {
        outline(kid, got);
        g_string_append_c(got, '\n');
    }
    g_assert_cmpstr(got->str, ==, want);
    g_assert_true(referat_document_check(f->builder->document, NULL));
}

/* ---- language ---- */

static void
test_language(void)
{
    Fixture f;

    fixture_init(&f);
    ReferatNode *danish = add(&f, NULL,
                              "Formanden orienterede om sagen, og det blev besluttet, at der skal "
                              "ske en ny drøftelse efter sommerferien med alle kommunens skoler.");
    ReferatNode *english = add(&f, NULL,
                               "The chairman of the committee welcomed everyone who was there and "
                               "said that this would be the last of the meetings for the year.");
    for (int i = 0; i < 9; i++)
        add(&f, NULL,
            "Udvalget havde ingen bemærkninger til det, og sagen blev derefter sendt til byrådet.");
    danish->first->language = "en-US"; /* the machine it was typed on */
    english->first->language = "en-US";
    rft_pass_language(&f.pass);
    g_assert_cmpstr(f.builder->document->metadata[REFERAT_META_LANGUAGE], ==, "da");
    g_assert_null(danish->language);
    g_assert_null(danish->first->language);
    g_assert_cmpstr(english->language, ==, "en-US");
    fixture_clear(&f);
}

static void
test_language_declared_is_believed(void)
{
    Fixture f;

    fixture_init(&f);
    add(&f, NULL, "Lorem ipsum")->first->language = "is-IS";
    rft_pass_language(&f.pass);
    g_assert_cmpstr(f.builder->document->metadata[REFERAT_META_LANGUAGE], ==, "is-IS");
    fixture_clear(&f);
}

/* ---- page heads ---- */

static ReferatNode *
add_head(Fixture *f, ReferatPageKind kind, const char *text)
{
    ReferatNode *head =
        referat_builder_add(f->builder, f->builder->document->root, REFERAT_NODE_PAGE_HEADER);

    head->as.pages.pages = kind;
    head->as.pages.section = 1;
    (void)add(f, head, text);
    return head;
}

static unsigned
count_heads(const Fixture *f)
{
    unsigned n = 0;

    for (ReferatNode *node = f->builder->document->root->first; node != NULL; node = node->next)
        n += node->type == REFERAT_NODE_PAGE_HEADER ? 1 : 0;
    return n;
}

static void
test_page_heads(void)
{
    Fixture f;

    fixture_init(&f);
    add(&f, NULL, "body");
    ReferatNode *number = add_head(&f, REFERAT_PAGES_DEFAULT, "Side af")->first;
    hints_of(&f, number)->page_number = true;
    (void)add_head(&f, REFERAT_PAGES_FIRST, "Nordby Kommune");
    (void)add_head(&f, REFERAT_PAGES_DEFAULT, "Udvalget");
    (void)add_head(&f, REFERAT_PAGES_EVEN, "Udvalget ");
    rft_pass_page_heads(&f.pass);
    assert_body(&f, "p(Nordby Kommune)\np(body)\n");
    g_assert_cmpuint(count_heads(&f), ==, 1);
    fixture_clear(&f);
}

static void
test_page_head_that_repeats_is_no_letterhead(void)
{
    Fixture f;

    fixture_init(&f);
    add(&f, NULL, "body");
    (void)add_head(&f, REFERAT_PAGES_FIRST, "Nordby Kommune");
    (void)add_head(&f, REFERAT_PAGES_DEFAULT, "Nordby Kommune");
    rft_pass_page_heads(&f.pass);
    assert_body(&f, "p(body)\n");
    g_assert_cmpuint(count_heads(&f), ==, 1);
    fixture_clear(&f);
}

/* ---- joins and empty ---- */

static void
test_joins(void)
{
    Fixture f;

    fixture_init(&f);
    hints_of(&f, add(&f, NULL, "D"))->drop_cap = true;
    add(&f, NULL, "er var enighed.");
    hints_of(&f, add(&f, NULL, "Han oplyste, at der med"))->line_full = true;
    add(&f, NULL, "fordel kan etableres en station.");
    hints_of(&f, add(&f, NULL, "Mødet sluttede."))->line_full = true;
    add(&f, NULL, "og nyt begynder");
    rft_pass_joins(&f.pass);
    rft_pass_empty(&f.pass);
    assert_body(&f, "p(Der var enighed.)\n"
                    "p(Han oplyste, at der med fordel kan etableres en station.)\n"
                    "p(Mødet sluttede.)\np(og nyt begynder)\n");
    fixture_clear(&f);
}

static void
test_empty(void)
{
    Fixture f;

    fixture_init(&f);
    add(&f, NULL, "");
    add(&f, NULL, " \t\xc2\xa0");
    add(&f, NULL, "  text  ");
    (void)referat_builder_add(f.builder, f.builder->document->body, REFERAT_NODE_ASIDE);
    rft_pass_empty(&f.pass);
    assert_body(&f, "p(text)\n");
    fixture_clear(&f);
}

static void
test_empty_keeps_places(void)
{
    Fixture f;

    fixture_init(&f);
    ReferatNode *empty = add(&f, NULL, "");
    ReferatNode *anchor = referat_builder_add(f.builder, empty, REFERAT_NODE_ANCHOR);
    anchor->as.anchor.name = "here";
    add(&f, NULL, "text");
    rft_pass_empty(&f.pass);
    assert_body(&f, "p(anchortext)\n");
    fixture_clear(&f);
}

/* ---- labels ---- */

static void
test_labels(void)
{
    Fixture f;

    fixture_init(&f);
    add(&f, NULL, "Ad 1 – Velkomst:");
    add(&f, NULL, "1. maj 2024 holdt udvalget møde.");
    add(&f, NULL, "a) Første");
    add(&f, NULL, "b) Anden");
    add(&f, NULL, "§ 5\tVedtægter");
    add(&f, NULL, "Sag 12 blev udsat.");
    add(&f, NULL, "24/101 Apologies");
    add(&f, NULL, "24/102 Minutes");
    rft_pass_labels(&f.pass);
    assert_body(&f, "p[Ad 1 –](Velkomst:)\np(1. maj 2024 holdt udvalget møde.)\n"
                    "p[a)](Første)\np[b)](Anden)\np[§ 5](Vedtægter)\np(Sag 12 blev udsat.)\n"
                    "p[24/101](Apologies)\np[24/102](Minutes)\n");
    fixture_clear(&f);
}

static void
test_label_over_runs(void)
{
    Fixture f;

    fixture_init(&f);
    ReferatNode *node = add(&f, NULL, "Ad");
    (void)referat_builder_add_text(f.builder, node, " 2 – Økonomi", strlen(" 2 – Økonomi"),
                                   REFERAT_TEXT_BOLD, NULL, REFERAT_DIRECTION_UNSET);
    rft_pass_labels(&f.pass);
    assert_body(&f, "p[Ad 2 –](Økonomi)\n");
    fixture_clear(&f);
}

static void
test_label_alone_stays(void)
{
    Fixture f;

    fixture_init(&f);
    add(&f, NULL, "Punkt 4:");
    rft_pass_labels(&f.pass);
    assert_body(&f, "p(Punkt 4:)\n");
    fixture_clear(&f);
}

static void
test_roman_or_letter(void)
{
    Fixture f;

    fixture_init(&f);
    add(&f, NULL, "i. første");
    ReferatNode *second = add(&f, NULL, "ii. anden");
    rft_pass_labels(&f.pass);
    g_assert_cmpint(referat_node_get_label(second->previous)->scheme, ==,
                    REFERAT_SCHEME_LOWER_ROMAN);
    g_assert_cmpuint(referat_node_get_label(second->previous)->path[0], ==, 1);
    fixture_clear(&f);
}

/* ---- tables ---- */

static ReferatNode *
add_table(Fixture *f, const char *const *cells, unsigned rows, unsigned columns)
{
    ReferatNode *table =
        referat_builder_add(f->builder, f->builder->document->body, REFERAT_NODE_TABLE);

    hints_of(f, table)->borders = true;
    for (unsigned r = 0; r < rows; r++) {
        ReferatNode *row = referat_builder_add(f->builder, table, REFERAT_NODE_ROW);
        for (unsigned c = 0; c < columns; c++) {
            const char *text = cells[r * columns + c];
            ReferatNode *cell = referat_builder_add(f->builder, row, REFERAT_NODE_CELL);
            if (*text == '*')
                add(f, cell, text + 1)->first->as.text.style = REFERAT_TEXT_BOLD;
            else if (*text != '\0')
                add(f, cell, text);
        }
    }
    return table;
}

static void
test_table_headers(void)
{
    static const char *const cells[] = {"*Navn", "*Rolle", "Ane", "Formand", "Bo", "Medlem"};
    Fixture f;

    fixture_init(&f);
    (void)add_table(&f, cells, 3, 2);
    rft_pass_tables(&f.pass);
    assert_body(&f, "table(row(cell^(p(Navn)) cell^(p(Rolle))) row(cell(p(Ane)) cell(p(Formand))) "
                    "row(cell(p(Bo)) cell(p(Medlem))))\n");
    fixture_clear(&f);
}

/* Word marks the first row as special whether there is a header or not. */
static void
test_attendance_has_no_header(void)
{
    static const char *const cells[] = {"Ane Ask", "til stede", "afbud", "Bo Bæk", "til stede", ""};
    Fixture f;

    fixture_init(&f);
    hints_of(&f, add_table(&f, cells, 2, 3))->header_row = true;
    rft_pass_tables(&f.pass);
    assert_body(&f, "table(row(cell(p(Ane Ask)) cell(p(til stede)) cell(p(afbud))) "
                    "row(cell(p(Bo Bæk)) cell(p(til stede)) cell))\n");
    fixture_clear(&f);
}

static void
test_table_row_headers(void)
{
    static const char *const cells[] = {"*Dato", "3. maj", "*Sted", "Rådhuset"};
    Fixture f;

    fixture_init(&f);
    (void)add_table(&f, cells, 2, 2);
    rft_pass_tables(&f.pass);
    assert_body(&f, "table(row(cell<(p(Dato)) cell(p(3. maj))) "
                    "row(cell<(p(Sted)) cell(p(Rådhuset))))\n");
    fixture_clear(&f);
}

static void
test_frame_is_taken_away(void)
{
    static const char *const cells[] = {"Referat", "Tekst"};
    Fixture f;

    fixture_init(&f);
    (void)add_table(&f, cells, 2, 1);
    rft_pass_tables(&f.pass);
    assert_body(&f, "p(Referat)\np(Tekst)\n");
    fixture_clear(&f);
}

static void
test_ragged_rows_are_filled(void)
{
    static const char *const cells[] = {"a", "b", "c", "d"};
    Fixture f;

    fixture_init(&f);
    ReferatNode *table = add_table(&f, cells, 2, 2);
    referat_node_remove(table->last->last);
    table->first->first->as.cell.row_span = 9; /* past the last row */
    rft_pass_tables(&f.pass);
    assert_body(&f, "table(row(cell(p(a)) cell(p(b))) row(cell(p(c))))\n");
    g_assert_cmpuint(table->first->first->as.cell.row_span, ==, 2);
    fixture_clear(&f);
}

/* ---- captions ---- */

static void
test_captions(void)
{
    static const char *const cells[] = {"a", "b", "c", "d"};
    Fixture f;

    fixture_init(&f);
    hints_of(&f, add(&f, NULL, "Tabel 1"))->caption = true;
    (void)add_table(&f, cells, 2, 2);
    hints_of(&f, add(&f, NULL, "Ord"))->quote = true;
    hints_of(&f, add(&f, NULL, "Mere"))->quote = true;
    hints_of(&f, add(&f, NULL, "x = 1"))->code = true;
    hints_of(&f, add(&f, NULL, "y = 2"))->code = true;
    hints_of(&f, add(&f, NULL, "term"))->term = true;
    hints_of(&f, add(&f, NULL, "what it means"))->definition = true;
    rft_pass_captions(&f.pass);
    assert_body(&f,
                "table(caption(Tabel 1) row(cell(p(a)) cell(p(b))) row(cell(p(c)) cell(p(d))))\n"
                "quote(p(Ord) p(Mere))\npreformatted(x = 1 breaky = 2)\n"
                "definition-list(term(term) definition(p(what it means)))\n");
    fixture_clear(&f);
}

/* ---- headings ---- */

static void
test_headings_levels(void)
{
    Fixture f;

    fixture_init(&f);
    hints_of(&f, add(&f, NULL, "Referat"))->outline = 1;
    hints_of(&f, add(&f, NULL, "Punkt"))->outline = 4;
    hints_of(&f, add(&f, NULL, "Under"))->outline = 6;
    hints_of(&f, add(&f, NULL, "Punkt"))->outline = 4;
    rft_pass_headings(&f.pass);
    assert_body(&f, "h1(Referat)\nh2(Punkt)\nh3(Under)\nh2(Punkt)\n");
    fixture_clear(&f);
}

static void
test_headings_implied(void)
{
    Fixture f;

    fixture_init(&f);
    add_bold(&f, "Referat af møde i udvalget");
    add(&f, NULL, "Mødet blev holdt på rådhuset.");
    add_bold(&f, "Velkomst");
    add(&f, NULL, "Formanden bød velkommen.");
    add_bold(&f, "Dette er en hel sætning, der er fremhævet.");
    add_bold(&f, "Eventuelt");
    add(&f, NULL, "Intet.");
    rft_pass_headings(&f.pass);
    assert_body(&f, "h1(Referat af møde i udvalget)\np(Mødet blev holdt på rådhuset.)\n"
                    "h2(Velkomst)\np(Formanden bød velkommen.)\n"
                    "p(Dette er en hel sætning, der er fremhævet.)\nh2(Eventuelt)\np(Intet.)\n");
    fixture_clear(&f);
}

static void
test_headings_styled(void)
{
    Fixture f;

    fixture_init(&f);
    g_assert_true(referat_context_set_option(f.context, "headings", "styled", NULL));
    add_bold(&f, "Velkomst");
    add(&f, NULL, "Formanden bød velkommen.");
    rft_pass_headings(&f.pass);
    assert_body(&f, "p(Velkomst)\np(Formanden bød velkommen.)\n");
    fixture_clear(&f);
}

/* Where everything is bold, bold says nothing. */
static void
test_all_bold_is_no_heading(void)
{
    Fixture f;

    fixture_init(&f);
    for (int i = 0; i < 12; i++)
        add_bold(&f, "En linje");
    rft_pass_headings(&f.pass);
    for (const ReferatNode *node = f.builder->document->body->first; node != NULL;
         node = node->next)
        g_assert_cmpint(node->type, ==, REFERAT_NODE_PARAGRAPH);
    fixture_clear(&f);
}

/* ---- lists ---- */

static void
test_lists_by_level(void)
{
    Fixture f;

    fixture_init(&f);
    add_item(&f, "1.", 1, 1, 1, "en");
    add_item(&f, "a)", 1, 2, 1, "under");
    hints_of(&f, add(&f, NULL, "fortsat"))->list_continued = true;
    add_item(&f, "2.", 2, 1, 1, "to");
    add(&f, NULL, "ude");
    add_item(&f, "3.", 3, 1, 1, "tre");
    rft_pass_lists(&f.pass);
    assert_body(&f, "ol(item[1.](p(en) ol(item[a)](p(under) p(fortsat)))) item[2.](p(to)))\n"
                    "p(ude)\nol(item[3.](p(tre)))\n");
    fixture_clear(&f);
}

static void
test_lists_by_look(void)
{
    Fixture f;

    fixture_init(&f);
    add(&f, NULL, "1. en");
    add(&f, NULL, "a) under");
    add(&f, NULL, "b) under");
    add(&f, NULL, "2. to");
    add(&f, NULL, "- punkt");
    add(&f, NULL, "- punkt");
    rft_pass_labels(&f.pass);
    rft_pass_lists(&f.pass);
    assert_body(&f, "ol(item[1.](p(en) ol(item[a)](p(under)) item[b)](p(under)))) "
                    "item[2.](p(to) ul(item[-](p(punkt)) item[-](p(punkt)))))\n");
    fixture_clear(&f);
}

static void
test_lone_typed_label_is_a_paragraph(void)
{
    Fixture f;

    fixture_init(&f);
    add(&f, NULL, "§ 5\tVedtægter");
    add(&f, NULL, "tekst");
    rft_pass_labels(&f.pass);
    rft_pass_lists(&f.pass);
    assert_body(&f, "p[§ 5](Vedtægter)\np(tekst)\n");
    fixture_clear(&f);
}

/* ---- links ---- */

static void
add_link(Fixture *f, ReferatNode *paragraph, const char *anchor, const char *text)
{
    ReferatNode *link = referat_builder_add(f->builder, paragraph, REFERAT_NODE_LINK);

    link->as.link.anchor = anchor;
    (void)referat_builder_add_text(f->builder, link, text, strlen(text), 0, NULL,
                                   REFERAT_DIRECTION_UNSET);
}

static void
test_links(void)
{
    Fixture f;

    fixture_init(&f);
    ReferatNode *paragraph = add(&f, NULL, "se ");
    add_link(&f, paragraph, "there", "punkt 3");
    add_link(&f, paragraph, "nowhere", " og 4");
    ReferatNode *target = add(&f, NULL, "mål");
    referat_builder_add(f.builder, target, REFERAT_NODE_ANCHOR)->as.anchor.name = "there";
    referat_builder_add(f.builder, target, REFERAT_NODE_ANCHOR)->as.anchor.name = "unused";
    rft_pass_links(&f.pass);
    assert_body(&f, "p(se  link(punkt 3) og 4)\np(mål anchor)\n");
    g_assert_cmpuint(referat_context_count(f.context, REFERAT_MSG_LINK_TARGET), ==, 1);
    fixture_clear(&f);
}

/* ---- all together ---- */

static void
test_switched_off(void)
{
    Fixture f;

    fixture_init(&f);
    g_assert_true(referat_context_set_option(f.context, "no-pass", "labels", NULL));
    add(&f, NULL, "1. en");
    add(&f, NULL, "2. to");
    rft_normalise(f.context, f.builder);
    assert_body(&f, "p(1. en)\np(2. to)\n");
    fixture_clear(&f);
}

static void
test_finished_is_left_alone(void)
{
    Fixture f;

    fixture_init(&f);
    add(&f, NULL, "1. en");
    add(&f, NULL, "2. to");
    referat_builder_set_finished(f.builder);
    rft_normalise(f.context, f.builder);
    assert_body(&f, "p(1. en)\np(2. to)\n");
    fixture_clear(&f);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/passes/language/words-win", test_language);
    g_test_add_func("/passes/language/declared-is-believed", test_language_declared_is_believed);
    g_test_add_func("/passes/page-heads/kinds", test_page_heads);
    g_test_add_func("/passes/page-heads/repeats", test_page_head_that_repeats_is_no_letterhead);
    g_test_add_func("/passes/joins", test_joins);
    g_test_add_func("/passes/empty/drops", test_empty);
    g_test_add_func("/passes/empty/keeps-places", test_empty_keeps_places);
    g_test_add_func("/passes/labels/kinds", test_labels);
    g_test_add_func("/passes/labels/over-runs", test_label_over_runs);
    g_test_add_func("/passes/labels/alone-stays", test_label_alone_stays);
    g_test_add_func("/passes/labels/roman-or-letter", test_roman_or_letter);
    g_test_add_func("/passes/tables/headers", test_table_headers);
    g_test_add_func("/passes/tables/attendance", test_attendance_has_no_header);
    g_test_add_func("/passes/tables/row-headers", test_table_row_headers);
    g_test_add_func("/passes/tables/frame", test_frame_is_taken_away);
    g_test_add_func("/passes/tables/ragged", test_ragged_rows_are_filled);
    g_test_add_func("/passes/captions", test_captions);
    g_test_add_func("/passes/headings/levels", test_headings_levels);
    g_test_add_func("/passes/headings/implied", test_headings_implied);
    g_test_add_func("/passes/headings/styled", test_headings_styled);
    g_test_add_func("/passes/headings/all-bold", test_all_bold_is_no_heading);
    g_test_add_func("/passes/lists/by-level", test_lists_by_level);
    g_test_add_func("/passes/lists/by-look", test_lists_by_look);
    g_test_add_func("/passes/lists/lone-label", test_lone_typed_label_is_a_paragraph);
    g_test_add_func("/passes/links", test_links);
    g_test_add_func("/passes/switched-off", test_switched_off);
    g_test_add_func("/passes/finished", test_finished_is_left_alone);
    return g_test_run();
}
