/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "docx/story.h"

/*
 * Formulas: Office Math (ECMA-376 part 1, 22.1) to MathML. A formula is small: it is kept as a
 * tree until its end, then written in one go.
 */

typedef struct MathItem MathItem;
struct MathItem {
    MathItem *parent;
    uint16_t token;
    char *value;     /* m:val */
    GString *text;   /* of m:t */
    GPtrArray *kids; /* NULL = none */
};

struct DocxMath {
    MathItem *root;
    MathItem *current;
    unsigned depth; /* of the formula's own element in the story */
};

static void
item_free(gpointer pointer)
{
    MathItem *item = pointer;

    if (item->kids != NULL)
        g_ptr_array_unref(item->kids);
    if (item->text != NULL)
        (void)g_string_free(item->text, TRUE);
    g_free(item->value);
    g_free(item);
}

void
docx_math_free(DocxMath *math)
{
    if (math == NULL)
        return;
    item_free(math->root);
    g_free(math);
}

void
docx_math_start(DocxStory *story, uint16_t token, const XmlAttributes *attributes)
{
    MathItem *item = g_new0(MathItem, 1);

    if (story->math == NULL) {
        if (!docx_shows(story) || !docx_paragraph_ensure(story)) {
            g_free(item);
            docx_skip(story);
            return;
        }
        story->math = g_new0(DocxMath, 1);
        story->math->root = item;
        story->math->depth = story->depth;
    } else {
        item->parent = story->math->current;
        if (item->parent->kids == NULL)
            item->parent->kids = g_ptr_array_new_with_free_func(item_free);
        g_ptr_array_add(item->parent->kids, item);
    }
    item->token = token;
    item->value = xml_attribute_dup(attributes, M_val);
    story->math->current = item;
}

void
docx_math_text(DocxStory *story, const char *text, size_t length)
{
    MathItem *item = story->math->current;

    if (item->token != M_t && item->token != W_t)
        return;
    if (item->text == NULL)
        item->text = g_string_new(NULL);
    if (item->text->len < 65536)
        g_string_append_len(item->text, text, (gssize)length);
}

/* ---- writing ---- */

typedef struct {
    ReferatBuilder *builder;
    const char *language;
} Writer;

static const MathItem *
child(const MathItem *item, uint16_t token)
{
    for (guint i = 0; item != NULL && item->kids != NULL && i < item->kids->len; i++) {
        const MathItem *kid = g_ptr_array_index(item->kids, i);
        if (kid->token == token)
            return kid;
    }
    return NULL;
}

/* The value of a property: property(item, M_dPr, M_begChr). */
static const char *
property(const MathItem *item, uint16_t group, uint16_t name, const char *fallback)
{
    const MathItem *found = child(child(item, group), name);

    if (found == NULL)
        return fallback;
    return found->value != NULL ? found->value : "";
}

static bool
is_on(const MathItem *item, uint16_t group, uint16_t name)
{
    const char *value = property(item, group, name, "0");

    return !(g_str_equal(value, "0") || g_str_equal(value, "off") || g_str_equal(value, "false"));
}

static ReferatNode *
element(const Writer *w, ReferatNode *parent, ReferatMathElement name)
{
    ReferatNode *node = referat_builder_add(w->builder, parent, REFERAT_NODE_MATH_ELEMENT);

    referat_node_edit_math_element(node)->element = name;
    return node;
}

static ReferatNode *
leaf(const Writer *w, ReferatNode *parent, ReferatMathElement name, const char *text, size_t n)
{
    ReferatNode *node = element(w, parent, name);

    (void)referat_builder_add_text(w->builder, node, text, n, 0, NULL, REFERAT_DIRECTION_UNSET);
    return node;
}

static void
attribute(const Writer *w, ReferatNode *node, const char *value)
{
    referat_node_edit_math_element(node)->attribute = referat_builder_intern(w->builder, value);
}

static void write_item(const Writer *w, ReferatNode *parent, const MathItem *item);

static void
write_kids(const Writer *w, ReferatNode *parent, const MathItem *item)
{
    for (guint i = 0; item != NULL && item->kids != NULL && i < item->kids->len; i++)
        write_item(w, parent, g_ptr_array_index(item->kids, i));
}

/* One argument of a construct: always one element, even when it is empty. */
static void
write_argument(const Writer *w, ReferatNode *parent, const MathItem *item, uint16_t token)
{
    ReferatNode *row = element(w, parent, REFERAT_MATH_MROW);

    write_kids(w, row, child(item, token));
}

static void
write_letters(const Writer *w, ReferatNode *parent, const char *text, bool upright)
{
    const char *p = text;

    while (*p != '\0') {
        const char *start = p;
        const gunichar c = g_utf8_get_char(p);
        if (g_unichar_isdigit(c)) {
            while (g_unichar_isdigit(g_utf8_get_char(p)) ||
                   ((*p == '.' || *p == ',') && g_ascii_isdigit(p[1])))
                p = g_utf8_next_char(p);
            (void)leaf(w, parent, REFERAT_MATH_MN, start, (size_t)(p - start));
        } else if (g_unichar_isalpha(c)) {
            do {
                p = g_utf8_next_char(p);
            } while (upright && g_unichar_isalpha(g_utf8_get_char(p)));
            ReferatNode *node = leaf(w, parent, REFERAT_MATH_MI, start, (size_t)(p - start));
            if (upright && g_utf8_next_char(start) == p)
                attribute(w, node, "mathvariant=normal");
        } else {
            p = g_utf8_next_char(p);
            if (!g_unichar_isspace(c))
                (void)leaf(w, parent, REFERAT_MATH_MO, start, (size_t)(p - start));
        }
    }
}

static void
write_run(const Writer *w, ReferatNode *parent, const MathItem *item)
{
    const MathItem *text = child(item, M_t);
    const MathItem *properties = child(item, M_rPr);
    const MathItem *style = child(properties, M_sty);

    if (text == NULL)
        text = child(item, W_t);
    if (text == NULL || text->text == NULL)
        return;
    if (child(properties, M_nor) != NULL)
        (void)leaf(w, parent, REFERAT_MATH_MTEXT, text->text->str, text->text->len);
    else
        write_letters(w, parent, text->text->str,
                      style != NULL && g_strcmp0(style->value, "p") == 0);
}

static void
write_fraction(const Writer *w, ReferatNode *parent, const MathItem *item)
{
    const char *type = property(item, M_fPr, M_type, "bar");
    ReferatNode *node = element(w, parent, REFERAT_MATH_MFRAC);

    if (g_str_equal(type, "noBar"))
        attribute(w, node, "linethickness=0");
    else if (g_str_equal(type, "skw") || g_str_equal(type, "lin"))
        attribute(w, node, "bevelled=true");
    write_argument(w, node, item, M_num);
    write_argument(w, node, item, M_den);
}

static void
write_scripts(const Writer *w, ReferatNode *parent, const MathItem *item)
{
    switch (item->token) {
    case M_sSup:
        parent = element(w, parent, REFERAT_MATH_MSUP);
        write_argument(w, parent, item, M_e);
        write_argument(w, parent, item, M_sup);
        break;
    case M_sSub:
        parent = element(w, parent, REFERAT_MATH_MSUB);
        write_argument(w, parent, item, M_e);
        write_argument(w, parent, item, M_sub);
        break;
    case M_sSubSup:
        parent = element(w, parent, REFERAT_MATH_MSUBSUP);
        write_argument(w, parent, item, M_e);
        write_argument(w, parent, item, M_sub);
        write_argument(w, parent, item, M_sup);
        break;
    default: /* M_sPre */
        parent = element(w, parent, REFERAT_MATH_MMULTISCRIPTS);
        write_argument(w, parent, item, M_e);
        (void)element(w, parent, REFERAT_MATH_MPRESCRIPTS);
        write_argument(w, parent, item, M_sub);
        write_argument(w, parent, item, M_sup);
        break;
    }
}

static void
write_limit(const Writer *w, ReferatNode *parent, const MathItem *item)
{
    parent = element(w, parent, item->token == M_limLow ? REFERAT_MATH_MUNDER : REFERAT_MATH_MOVER);
    write_argument(w, parent, item, M_e);
    write_argument(w, parent, item, M_lim);
}

static void
write_root(const Writer *w, ReferatNode *parent, const MathItem *item)
{
    const MathItem *degree = child(item, M_deg);
    const bool square = is_on(item, M_radPr, M_degHide) || degree == NULL || degree->kids == NULL;

    parent = element(w, parent, square ? REFERAT_MATH_MSQRT : REFERAT_MATH_MROOT);
    write_argument(w, parent, item, M_e);
    if (!square)
        write_argument(w, parent, item, M_deg);
}

static void
write_operator(const Writer *w, ReferatNode *parent, const char *text, const char *how)
{
    if (*text == '\0')
        return;
    ReferatNode *node = leaf(w, parent, REFERAT_MATH_MO, text, strlen(text));
    if (how != NULL)
        attribute(w, node, how);
}

/* Where nothing is said, limits stand under and over, but not those of integrals (22.1.2.53). */
static bool
limits_stand_under(const MathItem *item, const char *sign)
{
    const gunichar c = g_utf8_get_char(sign);
    const bool integral = *sign == '\0' || (c >= 0x222b && c <= 0x2233);
    const char *location = property(item, M_naryPr, M_limLoc, integral ? "subSup" : "undOvr");

    return !g_str_equal(location, "subSup");
}

static void
write_nary(const Writer *w, ReferatNode *parent, const MathItem *item)
{
    const char *sign = property(item, M_naryPr, M_chr, "∫");
    const bool no_sub = is_on(item, M_naryPr, M_subHide);
    const bool no_sup = is_on(item, M_naryPr, M_supHide);
    const bool under = limits_stand_under(item, sign);
    ReferatNode *row = element(w, parent, REFERAT_MATH_MROW);
    ReferatNode *node = row;

    if (!no_sub && !no_sup)
        node = element(w, row, under ? REFERAT_MATH_MUNDEROVER : REFERAT_MATH_MSUBSUP);
    else if (!no_sub)
        node = element(w, row, under ? REFERAT_MATH_MUNDER : REFERAT_MATH_MSUB);
    else if (!no_sup)
        node = element(w, row, under ? REFERAT_MATH_MOVER : REFERAT_MATH_MSUP);
    write_operator(w, node, *sign != '\0' ? sign : "∫", "largeop=true");
    if (!no_sub)
        write_argument(w, node, item, M_sub);
    if (!no_sup)
        write_argument(w, node, item, M_sup);
    write_argument(w, row, item, M_e);
}

static void
write_delimiters(const Writer *w, ReferatNode *parent, const MathItem *item)
{
    const char *separator = property(item, M_dPr, M_sepChr, "|");
    ReferatNode *row = element(w, parent, REFERAT_MATH_MROW);
    unsigned n = 0;

    write_operator(w, row, property(item, M_dPr, M_begChr, "("), "fence=true");
    for (guint i = 0; item->kids != NULL && i < item->kids->len; i++) {
        const MathItem *kid = g_ptr_array_index(item->kids, i);
        if (kid->token != M_e)
            continue;
        if (n++ > 0)
            write_operator(w, row, separator, "separator=true");
        write_kids(w, element(w, row, REFERAT_MATH_MROW), kid);
    }
    write_operator(w, row, property(item, M_dPr, M_endChr, ")"), "fence=true");
}

/* m:m holds rows of cells, m:eqArr cells one below the other. */
static void
write_matrix(const Writer *w, ReferatNode *parent, const MathItem *item)
{
    ReferatNode *table = element(w, parent, REFERAT_MATH_MTABLE);

    for (guint i = 0; item->kids != NULL && i < item->kids->len; i++) {
        const MathItem *kid = g_ptr_array_index(item->kids, i);
        if (kid->token != M_mr && kid->token != M_e)
            continue;
        ReferatNode *row = element(w, table, REFERAT_MATH_MTR);
        if (kid->token == M_e) {
            write_kids(w, element(w, row, REFERAT_MATH_MTD), kid);
            continue;
        }
        for (guint j = 0; kid->kids != NULL && j < kid->kids->len; j++) {
            const MathItem *cell = g_ptr_array_index(kid->kids, j);
            if (cell->token == M_e)
                write_kids(w, element(w, row, REFERAT_MATH_MTD), cell);
        }
    }
}

/* A sign above or below: accents, bars, braces. */
static void
write_accent(const Writer *w, ReferatNode *parent, const MathItem *item)
{
    const char *sign = "̂";
    bool below = false;

    if (item->token == M_acc) {
        sign = property(item, M_accPr, M_chr, sign);
    } else if (item->token == M_bar) {
        below = !g_str_equal(property(item, M_barPr, M_pos, "bot"), "top");
        sign = below ? "_" : "‾";
    } else {
        below = !g_str_equal(property(item, M_groupChrPr, M_pos, "bot"), "top");
        sign = property(item, M_groupChrPr, M_chr, "⏟");
    }
    ReferatNode *node = element(w, parent, below ? REFERAT_MATH_MUNDER : REFERAT_MATH_MOVER);
    attribute(w, node, below ? "accentunder=true" : "accent=true");
    write_argument(w, node, item, M_e);
    write_operator(w, node, *sign != '\0' ? sign : "^", NULL);
}

static void
write_function(const Writer *w, ReferatNode *parent, const MathItem *item)
{
    ReferatNode *row = element(w, parent, REFERAT_MATH_MROW);

    write_argument(w, row, item, M_fName);
    write_operator(w, row, "\xe2\x81\xa1", NULL); /* function application */
    write_argument(w, row, item, M_e);
}

typedef void (*ItemFunc)(const Writer *w, ReferatNode *parent, const MathItem *item);

static ItemFunc
item_func(uint16_t token)
{
    static const struct {
        uint16_t token;
        ItemFunc func;
    } rows[] = {
        {M_r, write_run},        {W_r, write_run},           {M_f, write_fraction},
        {M_sSup, write_scripts}, {M_sSub, write_scripts},    {M_sSubSup, write_scripts},
        {M_sPre, write_scripts}, {M_limLow, write_limit},    {M_limUpp, write_limit},
        {M_rad, write_root},     {M_nary, write_nary},       {M_d, write_delimiters},
        {M_m, write_matrix},     {M_eqArr, write_matrix},    {M_acc, write_accent},
        {M_bar, write_accent},   {M_groupChr, write_accent}, {M_func, write_function},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (rows[i].token == token)
            return rows[i].func;
    return NULL;
}

static void
write_item(const Writer *w, ReferatNode *parent, const MathItem *item)
{
    const ItemFunc func = item_func(item->token);

    if (func != NULL) {
        func(w, parent, item);
        return;
    }
    switch (item->token) {
    case M_borderBox:
    case M_phant:
        parent = element(w, parent,
                         item->token == M_phant ? REFERAT_MATH_MPHANTOM : REFERAT_MATH_MENCLOSE);
        if (item->token == M_borderBox)
            attribute(w, parent, "notation=box");
        write_argument(w, parent, item, M_e);
        break;
    case M_fPr:
    case M_rPr:
    case M_ctrlPr:
    case W_del:
        break;
    default:
        write_kids(w, parent, item);
        break;
    }
}

static void
put_formula(DocxStory *story, const MathItem *item, bool display)
{
    const Writer w = {story->reader->builder, NULL};
    ReferatNode *math =
        referat_builder_add(w.builder, docx_inline_parent(story), REFERAT_NODE_MATH);
    ReferatNode *row = element(&w, math, REFERAT_MATH_MROW);

    referat_node_edit_math(math)->display = display;
    write_kids(&w, row, item);
    story->flow->paragraph.has_content = true;
}

void
docx_math_end(DocxStory *story, uint16_t token)
{
    DocxMath *math = story->math;

    (void)token;
    if (math->current != math->root) {
        math->current = math->current->parent;
        return;
    }
    story->math = NULL; /* what follows is text again */
    if (math->root->token == M_oMathPara) {
        for (guint i = 0; math->root->kids != NULL && i < math->root->kids->len; i++) {
            const MathItem *kid = g_ptr_array_index(math->root->kids, i);
            if (kid->token == M_oMath)
                put_formula(story, kid, true);
        }
    } else {
        put_formula(story, math->root, false);
    }
    docx_math_free(math);
}
