/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "docx/numbering.h"

#include <string.h>

#include "common/symbols.h"
#include "docx/label.h"

enum { LEVELS = 9, LONGEST_LABEL = 400 };

typedef struct {
    bool defined;
    bool legal;
    bool has_text;
    int32_t start;
    int32_t restart; /* w:lvlRestart: 0 = never, n = after level n, -1 = not said */
    const char *format;
    const char *text;
    const char *suffix;
    const char *style;
    DocxParaProps para;
    DocxRunProps run;
    bool picture;
} Level;

typedef struct {
    const char *style_link;     /* this one defines the numbering style of that name */
    const char *num_style_link; /* see the numbering style of that name instead */
    Level levels[LEVELS];
    int32_t counters[LEVELS];
    bool used[LEVELS];
    uint32_t number; /* for list ids, from 1 */
} Abstract;

typedef struct {
    Abstract *abstract; /* resolved at the end of parsing */
    int32_t abstract_id;
    bool has_start[LEVELS];
    bool started[LEVELS];
    int32_t start[LEVELS];
    Level *override[LEVELS];
} Num;

struct DocxNumbering {
    ReferatContext *context;
    DocxStyles *styles;
    GStringChunk *strings;
    GHashTable *abstracts; /* id to Abstract */
    GHashTable *nums;
    GHashTable *by_style_link; /* abstracts by the numbering style that they define */
    GPtrArray *levels;         /* of overrides, to free */
    GString *text;
    uint64_t n_definitions;
    /* while parsing */
    Abstract *abstract;
    Num *num;
    Level *level;
    int override_level;
    XmlPath path;
    unsigned skip;
};

static void
level_init(Level *level)
{
    level->start = 0;
    level->restart = -1;
    level->format = "decimal";
    level->text = "";
    level->suffix = "\t";
}

static Level *
level_at(const XmlAttributes *attributes, Level *levels)
{
    const int32_t i = xml_attribute_int(attributes, W_ilvl, -1);

    return i >= 0 && i < LEVELS ? &levels[i] : NULL;
}

/* Definitions cost memory whether used or not. Returns: whether there is room for one more. */
static bool
has_room(DocxNumbering *numbering)
{
    if (numbering->n_definitions++ <
        referat_context_get_limit(numbering->context, REFERAT_LIMIT_LISTS))
        return true;
    referat_context_diagnose(numbering->context, REFERAT_MSG_LIMIT_CLAMPED, NULL, "lists");
    numbering->skip = numbering->path.depth;
    return false;
}

static void
begin_abstract(DocxNumbering *numbering, const XmlAttributes *attributes)
{
    const int32_t id = xml_attribute_int(attributes, W_abstractNumId, -1);

    if (!has_room(numbering))
        return;
    Abstract *abstract = g_new0(Abstract, 1);
    for (int i = 0; i < LEVELS; i++)
        level_init(&abstract->levels[i]);
    abstract->number = g_hash_table_size(numbering->abstracts) + 1;
    g_hash_table_replace(numbering->abstracts, GINT_TO_POINTER(id), abstract);
    numbering->abstract = abstract;
}

static void
begin_num(DocxNumbering *numbering, const XmlAttributes *attributes)
{
    if (!has_room(numbering))
        return;
    Num *num = g_new0(Num, 1);
    num->abstract_id = -1;
    g_hash_table_replace(numbering->nums,
                         GINT_TO_POINTER(xml_attribute_int(attributes, W_numId, -1)), num);
    numbering->num = num;
}

static void
begin_level(DocxNumbering *numbering, const XmlAttributes *attributes)
{
    if (numbering->num != NULL && numbering->override_level >= 0) {
        if (!has_room(numbering))
            return;
        Level *level = g_new0(Level, 1);
        level_init(level);
        g_ptr_array_add(numbering->levels, level);
        numbering->num->override[numbering->override_level] = level;
        numbering->level = level;
    } else if (numbering->abstract != NULL) {
        numbering->level = level_at(attributes, numbering->abstract->levels);
    }
    if (numbering->level != NULL)
        numbering->level->defined = true;
}

static const char *
suffix_of(const XmlAttributes *attributes)
{
    if (xml_attribute_is(attributes, W_val, "space"))
        return " ";
    return xml_attribute_is(attributes, W_val, "nothing") ? "" : "\t";
}

static void
level_property(DocxNumbering *numbering, uint16_t token, const XmlAttributes *attributes)
{
    Level *level = numbering->level;
    const char *value = NULL;

    switch (token) {
    case W_start:
        level->start = CLAMP(xml_attribute_int(attributes, W_val, 0), 0, 1000000);
        break;
    case W_numFmt:
        value = xml_attribute_intern(attributes, W_val, numbering->strings);
        level->format = value != NULL ? value : "decimal";
        break;
    case W_lvlText:
        value = xml_attribute_intern(attributes, W_val, numbering->strings);
        level->text = value != NULL ? value : "";
        level->has_text = true;
        break;
    case W_lvlRestart:
        level->restart = xml_attribute_int(attributes, W_val, -1);
        break;
    case W_isLgl:
        level->legal = docx_on_off(attributes, W_val);
        break;
    case W_suff:
        level->suffix = suffix_of(attributes);
        break;
    case W_pStyle:
        level->style = xml_attribute_intern(attributes, W_val, numbering->strings);
        break;
    case W_lvlPicBulletId:
        level->picture = true;
        break;
    default:
        if (!docx_para_property(&level->para, token, attributes, numbering->strings))
            (void)docx_run_property(&level->run, token, attributes, numbering->strings);
        break;
    }
}

static void
outer_property(DocxNumbering *numbering, uint16_t token, const XmlAttributes *attributes)
{
    switch (token) {
    case W_styleLink:
        if (numbering->abstract != NULL)
            numbering->abstract->style_link =
                xml_attribute_intern(attributes, W_val, numbering->strings);
        break;
    case W_numStyleLink:
        if (numbering->abstract != NULL)
            numbering->abstract->num_style_link =
                xml_attribute_intern(attributes, W_val, numbering->strings);
        break;
    case W_abstractNumId:
        if (numbering->num != NULL)
            numbering->num->abstract_id = xml_attribute_int(attributes, W_val, -1);
        break;
    case W_lvlOverride:
        numbering->override_level = xml_attribute_int(attributes, W_ilvl, -1);
        if (numbering->override_level >= LEVELS)
            numbering->override_level = -1;
        break;
    case W_startOverride:
        if (numbering->num != NULL && numbering->override_level >= 0) {
            numbering->num->has_start[numbering->override_level] = true;
            numbering->num->start[numbering->override_level] =
                CLAMP(xml_attribute_int(attributes, W_val, 0), 0, 1000000);
        }
        break;
    default:
        break;
    }
}

static void
on_start(gpointer data, uint16_t token, const XmlAttributes *attributes)
{
    DocxNumbering *numbering = data;
    const uint16_t parent = xml_path_up(&numbering->path, 0);

    xml_path_push(&numbering->path, token);
    if (numbering->skip != 0)
        return;
    if (token == W_rPrChange || token == W_pPrChange || token == MC_Fallback)
        numbering->skip = numbering->path.depth;
    else if (token == W_abstractNum && parent == W_numbering)
        begin_abstract(numbering, attributes);
    else if (token == W_num && parent == W_numbering)
        begin_num(numbering, attributes);
    else if (token == W_lvl)
        begin_level(numbering, attributes);
    else if (numbering->level != NULL)
        level_property(numbering, token, attributes);
    else
        outer_property(numbering, token, attributes);
}

static void
on_end(gpointer data, uint16_t token)
{
    DocxNumbering *numbering = data;

    if (numbering->skip == numbering->path.depth)
        numbering->skip = 0;
    xml_path_pop(&numbering->path);
    if (token == W_lvl)
        numbering->level = NULL;
    else if (token == W_lvlOverride)
        numbering->override_level = -1;
    else if (token == W_abstractNum)
        numbering->abstract = NULL;
    else if (token == W_num)
        numbering->num = NULL;
}

static const XmlHandlers handlers = {on_start, on_end, NULL};

/* ---- links between definitions (17.9.21, 17.9.27) ---- */

static Abstract *
resolve_abstract(DocxNumbering *numbering, int32_t id)
{
    Abstract *abstract = g_hash_table_lookup(numbering->abstracts, GINT_TO_POINTER(id));

    /* a link leads to a style, whose number leads on: at most a few steps, never in a circle */
    for (int step = 0; abstract != NULL && abstract->num_style_link != NULL && step < 8; step++) {
        Abstract *defining =
            g_hash_table_lookup(numbering->by_style_link, abstract->num_style_link);
        if (defining == NULL) {
            const DocxStyle *style =
                docx_styles_get(numbering->styles, abstract->num_style_link, DOCX_STYLE_NUMBERING);
            const Num *num =
                style != NULL && (style->para.set & DOCX_PARA_NUM_ID)
                    ? g_hash_table_lookup(numbering->nums, GINT_TO_POINTER(style->para.num_id))
                    : NULL;
            defining = num != NULL ? g_hash_table_lookup(numbering->abstracts,
                                                         GINT_TO_POINTER(num->abstract_id))
                                   : NULL;
        }
        if (defining == NULL || defining == abstract)
            break;
        abstract = defining;
    }
    return abstract;
}

static void
resolve_nums(DocxNumbering *numbering)
{
    GHashTableIter it;
    gpointer value = NULL;

    g_hash_table_iter_init(&it, numbering->abstracts);
    while (g_hash_table_iter_next(&it, NULL, &value)) {
        Abstract *abstract = value;
        if (abstract->style_link != NULL)
            g_hash_table_insert(numbering->by_style_link, (gpointer)abstract->style_link, abstract);
    }

    g_hash_table_iter_init(&it, numbering->nums);
    while (g_hash_table_iter_next(&it, NULL, &value)) {
        Num *num = value;
        num->abstract = resolve_abstract(numbering, num->abstract_id);
    }
}

DocxNumbering *
docx_numbering_load(ReferatContext *context, Package *package, int64_t index, DocxStyles *styles,
                    GError **error)
{
    DocxNumbering *numbering = g_new0(DocxNumbering, 1);

    numbering->context = context;
    numbering->styles = styles;
    numbering->strings = g_string_chunk_new(2048);
    numbering->abstracts = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    numbering->nums = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    numbering->by_style_link = g_hash_table_new(referat_string_hash, g_str_equal);
    numbering->levels = g_ptr_array_new_with_free_func(g_free);
    numbering->text = g_string_new(NULL);
    numbering->override_level = -1;
    if (index < 0)
        return numbering;
    g_autoptr(XmlParser) parser =
        xml_parser_new(context, &docx_vocabulary, &handlers, numbering, "word/numbering.xml");
    if (!opc_parse_part(context, package, index, REFERAT_LIMIT_SIDE_PART_BYTES, parser, error)) {
        docx_numbering_free(numbering);
        return NULL;
    }
    resolve_nums(numbering);
    return numbering;
}

void
docx_numbering_free(DocxNumbering *numbering)
{
    if (numbering == NULL)
        return;
    g_hash_table_unref(numbering->abstracts);
    g_hash_table_unref(numbering->nums);
    g_hash_table_unref(numbering->by_style_link);
    g_ptr_array_unref(numbering->levels);
    g_string_chunk_free(numbering->strings);
    (void)g_string_free(numbering->text, TRUE);
    g_free(numbering);
}

/* ---- counting ---- */

static Num *
find_num(DocxNumbering *numbering, int32_t num_id)
{
    Num *num = g_hash_table_lookup(numbering->nums, GINT_TO_POINTER(num_id));

    return num != NULL && num->abstract != NULL ? num : NULL;
}

static const Level *
level_of(const Num *num, int level)
{
    return num->override[level] != NULL && num->override[level]->has_text
               ? num->override[level]
               : &num->abstract->levels[level];
}

static int32_t
start_of(const Num *num, int level)
{
    if (num->has_start[level])
        return num->start[level];
    if (num->override[level] != NULL)
        return num->override[level]->start;
    return num->abstract->levels[level].start;
}

int
docx_numbering_level_of_style(DocxNumbering *numbering, int32_t num_id, const char *style)
{
    const Num *num = find_num(numbering, num_id);

    for (int i = 0; num != NULL && i < LEVELS; i++)
        if (g_strcmp0(level_of(num, i)->style, style) == 0)
            return i;
    return -1;
}

const DocxParaProps *
docx_numbering_level_para(DocxNumbering *numbering, int32_t num_id, uint8_t level)
{
    const Num *num = find_num(numbering, num_id);

    return num != NULL ? &level_of(num, level)->para : NULL;
}

/* Whether using @level lets deeper level @deep start again (17.9.11). */
static bool
restarts(const Num *num, int deep, int level)
{
    const int32_t restart = level_of(num, deep)->restart;

    if (restart == 0)
        return false;
    return restart < 0 || restart > deep ? true : level < restart;
}

static void
count(Num *num, int level)
{
    Abstract *abstract = num->abstract;

    if (num->has_start[level] && !num->started[level]) {
        num->started[level] = true;
        abstract->counters[level] = num->start[level];
    } else if (!abstract->used[level]) {
        abstract->counters[level] = start_of(num, level);
    } else if (abstract->counters[level] < INT32_MAX) {
        abstract->counters[level]++;
    }
    abstract->used[level] = true;
    for (int deep = level + 1; deep < LEVELS; deep++)
        if (restarts(num, deep, level))
            abstract->used[deep] = false;
    /* a level that was skipped counts as begun: "1.1" before any "1." is followed by "2." */
    for (int up = 0; up < level; up++) {
        if (!abstract->used[up]) {
            abstract->counters[up] = start_of(num, up);
            abstract->used[up] = true;
        }
    }
}

static void
append_bullet(DocxNumbering *numbering, const Level *level, const char *text)
{
    GString *out = numbering->text;

    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        const gunichar c = g_utf8_get_char(p);
        const gunichar mapped =
            symbol_is_font(level->run.font) ? symbol_to_unicode(level->run.font, c) : 0;
        if (mapped != 0)
            g_string_append_unichar(out, mapped);
        else if (c == 'o' && level->run.font != NULL &&
                 g_ascii_strncasecmp(level->run.font, "Courier", 7) == 0)
            g_string_append_unichar(out,
                                    0x25e6); /* Word's second level: an "o" that means a ring */
        else if (c >= 0xe000 && c <= 0xf8ff)
            g_string_append_unichar(out, 0x2022); /* a sign of a font that is not here */
        else
            g_string_append_unichar(out, c);
    }
}

static void
expand_text(DocxNumbering *numbering, const Num *num, const Level *level, const char *language,
            DocxLabel *label)
{
    for (const char *p = level->text; *p != '\0' && numbering->text->len < LONGEST_LABEL; p++) {
        if (*p != '%' || p[1] < '1' || p[1] > '9') {
            g_string_append_c(numbering->text, *p);
            continue;
        }
        const int at = *++p - '1';
        const Level *shown = level_of(num, at);
        const int32_t value = num->abstract->counters[at];
        const char *format =
            level->legal && !g_str_equal(shown->format, "none") ? "decimal" : shown->format;
        docx_number_append(numbering->context, numbering->text, format, (uint32_t)value, language);
        if (label->n_path < LEVELS && !g_str_equal(shown->format, "none"))
            label->path[label->n_path++] = (uint32_t)value;
    }
}

bool
docx_numbering_next(DocxNumbering *numbering, int32_t num_id, uint8_t at, const char *language,
                    DocxLabel *label)
{
    Num *num = find_num(numbering, num_id);

    memset(label, 0, sizeof(*label));
    if (num == NULL || at >= LEVELS)
        return false;
    const Level *level = level_of(num, at);
    label->level = at;
    label->list_id = num->abstract->number;
    label->para = &level->para;
    label->separator = level->suffix;
    label->scheme = docx_number_scheme(level->format);
    g_string_truncate(numbering->text, 0);
    label->text = numbering->text;
    if (!level->defined)
        return false;
    count(num, at);
    if (label->scheme == REFERAT_SCHEME_BULLET) {
        append_bullet(numbering, level, level->text);
        if (level->picture)
            g_string_assign(numbering->text, "•");
    } else {
        expand_text(numbering, num, level,
                    level->run.language != NULL ? level->run.language : language, label);
    }
    g_strstrip(numbering->text->str);
    numbering->text->len = strlen(numbering->text->str);
    label->continued = numbering->text->len == 0;
    return true;
}
