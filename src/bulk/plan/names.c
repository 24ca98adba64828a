/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/plan/names.h"
#include "bulk/voice.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST_NAME = 255, LONGEST_ENDING = 16 };

/** ENDING: how each layout ends. */
#define ENDING ".{ext}"

static uint64_t
hash_of(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (; *text != '\0'; text++)
        hash = (hash ^ (uint8_t)*text) * UINT64_C(1099511628211);
    return hash;
}

/* ---- layouts ---- */

static bool
refuse_layout(const char *layout, const char *why, GError **error)
{
    g_autofree char *text = g_strdup_printf("--layout %s: %s", layout, why);
    g_autofree char *localised = g_strdup_printf("--layout %s: %s", layout, referat_translate(why));

    return referat_set_error_text(error, REFERAT_ERROR_OPTION, text, localised);
}

static const char *const fields[] = {"{dir}", "{stem}", "{suffix}", "{hash}", "{h1}", "{h2}"};
enum { FIELD_DIR, FIELD_STEM, FIELD_SUFFIX, FIELD_HASH, FIELD_H1, FIELD_H2 };

/* Returns: the field that @text begins with, or -1. */
static int
field_at(const char *text)
{
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        if (g_str_has_prefix(text, fields[i]))
            return (int)i;
    return -1;
}

bool
rft_layout_check(const char *layout, GError **error)
{
    if (!g_str_has_suffix(layout, ENDING))
        return refuse_layout(layout, REFERAT_TEXT("it must end in .{ext}"), error);
    if (*layout == '/' || strstr(layout, "..") != NULL)
        return refuse_layout(layout, REFERAT_TEXT("it leads out of the output"), error);
    if (strstr(layout, fields[FIELD_STEM]) == NULL && strstr(layout, fields[FIELD_HASH]) == NULL)
        return refuse_layout(
            layout, REFERAT_TEXT("all outputs would have one name: it needs {stem} or {hash}"),
            error);
    for (const char *p = layout; *p != '\0'; p++)
        if (*p == '{' && field_at(p) < 0 && !g_str_equal(p, "{ext}"))
            return refuse_layout(
                layout, REFERAT_TEXT("its fields are {dir} {stem} {suffix} {ext} {hash} {h1} {h2}"),
                error);
    return true;
}

typedef struct {
    char *dir, *stem, *hash;
    const char *suffix;
} Parts;

static void
split(const char *name, Parts *parts)
{
    const char *slash = strrchr(name, '/');
    const char *base = slash != NULL ? slash + 1 : name;
    const char *dot = strrchr(base, '.');

    parts->dir = slash != NULL ? g_strndup(name, (gsize)(slash - name)) : g_strdup("");
    parts->stem = dot != NULL && dot > base ? g_strndup(base, (gsize)(dot - base)) : g_strdup(base);
    parts->suffix = dot != NULL && dot > base ? dot + 1 : "";
    parts->hash = g_strdup_printf("%016" G_GINT64_MODIFIER "x", hash_of(name));
}

static void
append_field(GString *out, const Parts *parts, int field)
{
    switch (field) {
    case FIELD_DIR:
        g_string_append(out, parts->dir);
        break;
    case FIELD_STEM:
        g_string_append(out, parts->stem);
        break;
    case FIELD_SUFFIX:
        g_string_append(out, parts->suffix);
        break;
    case FIELD_HASH:
        g_string_append(out, parts->hash);
        break;
    case FIELD_H1:
        g_string_append_len(out, parts->hash, 2);
        break;
    default:
        g_string_append_len(out, parts->hash + 2, 2);
        break;
    }
}

/* A name that gets too long with its new ending keeps its beginning, and a part that is its own. */
static void
shorten(GString *out, const Parts *parts)
{
    enum { HASH = 8 };
    const char *slash = strrchr(out->str, '/');
    const size_t begin = slash != NULL ? (size_t)(slash + 1 - out->str) : 0;

    if (out->len - begin <= LONGEST_NAME - LONGEST_ENDING)
        return;
    size_t keep = begin + LONGEST_NAME - LONGEST_ENDING - HASH - 1;
    while (keep > begin && ((uint8_t)out->str[keep] & 0xc0) == 0x80)
        keep--;
    g_string_truncate(out, keep);
    g_string_append_printf(out, "~%.*s", HASH, parts->hash);
}

/* The output's name without its ending. With @suffix the source's ending stays part of it. */
static char *
stem_for(const char *layout, const char *name, bool suffix)
{
    Parts parts;
    GString *out = g_string_new(NULL);
    const char *end = layout + strlen(layout) - strlen(ENDING);

    split(name, &parts);
    for (const char *p = layout; p < end;) {
        const int field = field_at(p);
        if (field >= 0)
            append_field(out, &parts, field);
        else if (*p != '/' || (out->len > 0 && out->str[out->len - 1] != '/'))
            g_string_append_c(out, *p);
        p += field >= 0 ? strlen(fields[field]) : 1;
    }
    if (suffix && *parts.suffix != '\0')
        g_string_append_printf(out, ".%s", parts.suffix);
    shorten(out, &parts);
    g_free(parts.dir);
    g_free(parts.stem);
    g_free(parts.hash);
    return g_string_free(out, FALSE);
}

/* ---- two of one name ---- */

typedef struct {
    uint64_t hash;
    uint32_t index;
} Key;

/* The same for names that some file system takes for the same. */
static char *
fold(const char *name)
{
    if (!g_utf8_validate(name, -1, NULL))
        return g_ascii_strdown(name, -1);
    g_autofree char *normal = g_utf8_normalize(name, -1, G_NORMALIZE_NFC);
    return g_utf8_casefold(normal != NULL ? normal : name, -1);
}

static int
compare_keys(const void *a, const void *b)
{
    const Key *x = a;
    const Key *y = b;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->index == y->index ? 0 : x->index < y->index ? -1 : 1;
}

static GArray *
sorted_keys(const RftPlan *plan)
{
    GArray *keys = g_array_new(FALSE, FALSE, sizeof(Key));
    RftEntry entry;

    for (size_t i = 0; i < rft_plan_count(plan); i++) {
        rft_plan_get(plan, i, &entry);
        if (entry.verdict != RFT_VERDICT_NONE)
            continue;
        g_autofree char *folded = fold(rft_plan_get_stem(plan, i));
        const Key key = {hash_of(folded), (uint32_t)i};
        g_array_append_val(keys, key);
    }
    if (keys->len > 0)
        qsort(keys->data, keys->len, sizeof(Key), compare_keys);
    return keys;
}

static bool
is_same_file(const RftEntry *a, const RftEntry *b)
{
    return a->ordinal == b->ordinal && g_strcmp0(a->member, b->member) == 0 &&
           g_str_equal(a->path, b->path);
}

static char *
show(const RftEntry *entry)
{
    return rft_show_name(entry->path, entry->member);
}

static bool
refuse_pair(const RftPlan *plan, size_t i, size_t k, GError **error)
{
    RftEntry first;
    RftEntry second;

    rft_plan_get(plan, i, &first);
    rft_plan_get(plan, k, &second);
    g_autofree char *a = show(&first);
    g_autofree char *b = show(&second);
    g_autofree char *stem = g_filename_display_name(rft_plan_get_stem(plan, i));
    referat_set_error(error, REFERAT_ERROR_OPTION,
                      "%s and %s would both become %s; --collisions=suffix keeps their endings", a,
                      b, stem);
    return false;
}

/* Of those that are one file the first counts; those that are not get longer names, or are refused.
 */
static bool
settle(RftPlan *plan, const GArray *keys, guint from, guint to, const RftBulkOptions *options,
       bool again, GError **error)
{
    const size_t first = g_array_index(keys, Key, from).index;
    bool differ = false;
    RftEntry head;
    RftEntry entry;

    for (guint i = from + 1; i < to; i++) {
        const size_t at = g_array_index(keys, Key, i).index;
        rft_plan_get(plan, first, &head);
        rft_plan_get(plan, at, &entry);
        if (is_same_file(&head, &entry)) {
            rft_plan_decide(plan, at, RFT_VERDICT_DUPLICATE, "named twice");
            continue;
        }
        differ = true;
        if (options->collisions == RFT_COLLISIONS_REFUSE || again)
            return refuse_pair(plan, first, at, error);
    }
    for (guint i = from; differ && i < to; i++) {
        const size_t at = g_array_index(keys, Key, i).index;
        rft_plan_get(plan, at, &entry);
        g_autofree char *stem = stem_for(options->layout, entry.name, true);
        rft_plan_set_stem(plan, at, stem);
    }
    return true;
}

static bool
settle_all(RftPlan *plan, const RftBulkOptions *options, bool again, GError **error)
{
    g_autoptr(GArray) keys = sorted_keys(plan);

    for (guint from = 0, to = 0; from < keys->len; from = to) {
        const uint64_t hash = g_array_index(keys, Key, from).hash;
        for (to = from + 1; to < keys->len && g_array_index(keys, Key, to).hash == hash; to++)
            continue;
        if (to > from + 1 && !settle(plan, keys, from, to, options, again, error))
            return false;
    }
    return true;
}

/* ---- a name that is a folder too ---- */

static GHashTable *
folders_of(const RftPlan *plan)
{
    GHashTable *folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *last = NULL;
    RftEntry entry;

    for (size_t i = 0; i < rft_plan_count(plan); i++) {
        rft_plan_get(plan, i, &entry);
        if (entry.verdict != RFT_VERDICT_NONE)
            continue;
        g_autofree char *folder = g_path_get_dirname(rft_plan_get_stem(plan, i));
        if (g_strcmp0(folder, last) == 0)
            continue;
        g_free(last);
        last = g_strdup(folder);
        while (!g_str_equal(folder, ".")) {
            char *above = g_path_get_dirname(folder);
            (void)g_hash_table_add(folders, fold(folder));
            g_free(folder);
            folder = above;
        }
    }
    return folders;
}

static bool
is_folder(GHashTable *folders, const char *stem, const char *const *formats)
{
    ReferatFormat format;

    for (size_t i = 0; formats[i] != NULL; i++) {
        if (!referat_format_for_name(formats[i], &format))
            continue;
        g_autofree char *name = g_strdup_printf("%s.%s", stem, format.extensions[0]);
        g_autofree char *folded = fold(name);
        if (g_hash_table_contains(folders, folded))
            return true;
    }
    return false;
}

/* minutes.docx beside a folder minutes.html: there can be no file of that name. */
static bool
avoid_folders(RftPlan *plan, const RftBulkOptions *options, GError **error)
{
    g_autoptr(GHashTable) folders = folders_of(plan);
    RftEntry entry;

    for (size_t i = 0; i < rft_plan_count(plan) && g_hash_table_size(folders) > 0; i++) {
        rft_plan_get(plan, i, &entry);
        if (entry.verdict != RFT_VERDICT_NONE ||
            !is_folder(folders, rft_plan_get_stem(plan, i), options->formats))
            continue;
        if (options->collisions == RFT_COLLISIONS_REFUSE) {
            g_autofree char *name = show(&entry);
            referat_set_error(error, REFERAT_ERROR_OPTION,
                              "%s would get the name of a folder that others go to; "
                              "--collisions=suffix keeps its ending",
                              name);
            return false;
        }
        g_autofree char *stem = stem_for(options->layout, entry.name, true);
        rft_plan_set_stem(plan, i, stem);
    }
    return true;
}

/* --index writes index.html at the top: that name is taken. */
static bool
free_index(RftPlan *plan, size_t at, const RftEntry *entry, const RftBulkOptions *options,
           GError **error)
{
    g_autofree char *folded = options->index ? fold(rft_plan_get_stem(plan, at)) : NULL;

    if (g_strcmp0(folded, "index") != 0)
        return true;
    if (options->collisions == RFT_COLLISIONS_REFUSE) {
        g_autofree char *name = show(entry);
        referat_set_error(
            error, REFERAT_ERROR_OPTION,
            "%s would become index.html, which --index writes; --collisions=suffix keeps "
            "its ending",
            name);
        return false;
    }
    g_autofree char *stem = stem_for(options->layout, entry->name, true);
    rft_plan_set_stem(plan, at, stem);
    return true;
}

bool
rft_give_names(RftPlan *plan, const RftBulkOptions *options, GError **error)
{
    RftEntry entry;

    for (size_t i = 0; i < rft_plan_count(plan); i++) {
        rft_plan_get(plan, i, &entry);
        if (entry.verdict != RFT_VERDICT_NONE)
            continue;
        g_autofree char *stem = stem_for(options->layout, entry.name, false);
        rft_plan_set_stem(plan, i, stem);
        if (!free_index(plan, i, &entry, options, error))
            return false;
    }
    return avoid_folders(plan, options, error) && settle_all(plan, options, false, error) &&
           (options->collisions == RFT_COLLISIONS_REFUSE || settle_all(plan, options, true, error));
}
