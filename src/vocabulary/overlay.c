/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vocabulary/overlay.h"

#include <string.h>

/* Vocabulary files of the user, in the format of those that are built in. A list that begins with
 * "+" is added to ours, any other stands for it. */

static const struct {
    const char *group;
    const char *key;
} uses[] = {
#define USE_KEY(id, group, key, all) {group, key},
    RFT_USES(USE_KEY)
#undef USE_KEY
};

static void
overlay_free(gpointer pointer)
{
    RftOverlay *overlay = pointer;

    g_array_unref(overlay->values);
    g_array_unref(overlay->phrases);
    g_array_unref(overlay->endings);
    g_ptr_array_unref(overlay->owned);
    g_free(overlay);
}

const RftOverlay *
rft_overlay_get(ReferatContext *context)
{
    return rft_context_get_data(context, "vocabulary-files");
}

const char *
rft_overlay_value(const RftOverlay *overlay, unsigned language, const char *group, const char *key)
{
    for (guint i = overlay != NULL ? overlay->values->len : 0; i-- > 0;) {
        const RftVocabularyValue *row = &g_array_index(overlay->values, RftVocabularyValue, i);
        if (row->language == language && g_str_equal(row->group, group) &&
            g_str_equal(row->key, key))
            return row->value;
    }
    return NULL;
}

static const char *
own(RftOverlay *overlay, char *text)
{
    g_ptr_array_add(overlay->owned, text);
    return text;
}

/* ---- one list ---- */

static void
add_phrase(RftOverlay *overlay, unsigned language, RftUse use, const char *text)
{
    unsigned n_words = 0;
    unsigned n_before = 0;
    const char *gap = strstr(text, "…");

    if (*text == '*') {
        const size_t length = strlen(text + 1);
        char *folded = g_strdup(text + 1);
        rft_fold(text + 1, length, folded);
        const RftEnding ending = {own(overlay, folded), (uint8_t)MIN(length, UINT8_MAX),
                                  (uint8_t)use, (uint8_t)language};
        g_array_append_val(overlay->endings, ending);
    }
    GString *before = NULL;
    if (gap != NULL) {
        g_autofree char *front = g_strndup(text, (gsize)(gap - text));
        before = rft_phrase_split(front, &n_before);
    }
    GString *words = rft_phrase_split(gap != NULL ? gap + strlen("…") : text, &n_words);
    if (words == NULL || strlen(words->str) > UINT8_MAX) {
        if (words != NULL)
            g_string_free(words, TRUE);
        if (before != NULL)
            g_string_free(before, TRUE);
        return;
    }
    const size_t first = strlen(words->str);
    const uint32_t slot = rft_hash_slot(rft_hash(words->str, first));
    const RftOverlayPhrase row = {
        .phrase = {.first_length = (uint8_t)first,
                   .n_words = (uint8_t)n_words,
                   .n_before = (uint8_t)n_before,
                   .use = (uint8_t)use,
                   .language = (uint8_t)language,
                   .value = use == RFT_USE_ONE ? 1 : 0,
                   .before = before != NULL ? own(overlay, g_string_free(before, FALSE)) : NULL,
                   .words = own(overlay, g_string_free(words, FALSE))},
        .slot = slot};
    g_array_append_val(overlay->phrases, row);
}

static const char *
built_in(unsigned language, const char *group, const char *key)
{
    for (const RftVocabularyValue *row = rft_vocabulary_values; row->group != NULL; row++)
        if (row->language == language && g_str_equal(row->group, group) &&
            g_str_equal(row->key, key))
            return row->value;
    return NULL;
}

/* Returns: false when nobody knows such a list. */
static bool
add_list(RftOverlay *overlay, unsigned language, const char *group, const char *key,
         const char *text)
{
    const char *ours = built_in(language, group, key);
    const bool more = *text == '+';
    bool known = ours != NULL;

    if (more)
        text++;
    if (ours != NULL) {
        const char *before = rft_overlay_value(overlay, language, group, key);
        if (before == NULL)
            before = ours;
        const RftVocabularyValue value = {
            own(overlay, g_strdup(group)), own(overlay, g_strdup(key)),
            own(overlay, more ? g_strconcat(before, ";", text, NULL) : g_strdup(text)),
            (uint8_t)language};
        g_array_append_val(overlay->values, value);
    }
    for (unsigned use = 0; use < RFT_N_USES; use++) {
        if (g_strcmp0(uses[use].group, group) != 0 || g_strcmp0(uses[use].key, key) != 0)
            continue;
        g_auto(GStrv) list = g_strsplit(text, ";", -1);
        known = true;
        if (!more)
            overlay->replaced[use][language] = true;
        for (size_t i = 0; list[i] != NULL; i++)
            add_phrase(overlay, language, (RftUse)use, g_strstrip(list[i]));
    }
    return known;
}

/* ---- one file ---- */

static bool refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static bool
refuse(GError **error, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    g_autofree char *text = g_strdup_vprintf(format, list);
    va_end(list);
    g_set_error_literal(error, REFERAT_ERROR, REFERAT_ERROR_OPTION, text);
    return false;
}

static bool
add_group(RftOverlay *overlay, unsigned language, GKeyFile *file, const char *group, GError **error)
{
    g_auto(GStrv) keys = g_key_file_get_keys(file, group, NULL, NULL);

    for (size_t i = 0; keys != NULL && keys[i] != NULL; i++) {
        g_autofree char *text = g_key_file_get_string(file, group, keys[i], error);
        if (text == NULL)
            return false;
        if (!add_list(overlay, language, group, keys[i], g_strstrip(text)))
            return refuse(error, "there is no list %s in [%s]", keys[i], group);
        if (overlay->phrases->len > RFT_OVERLAY_PHRASES_MAX)
            return refuse(error, "over %d phrases", RFT_OVERLAY_PHRASES_MAX);
    }
    return true;
}

static gint
by_slot(gconstpointer a, gconstpointer b)
{
    const RftOverlayPhrase *left = a;
    const RftOverlayPhrase *right = b;

    return left->slot < right->slot ? -1 : left->slot > right->slot;
}

static bool
add_file(RftOverlay *overlay, GKeyFile *file, GError **error)
{
    g_autofree char *tag = g_key_file_get_string(file, "language", "tag", NULL);
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    unsigned language = 0;

    if (tag == NULL)
        return refuse(error, "it has no tag in [language]");
    while (rft_vocabulary_tags[language] != NULL &&
           !rft_same_language(rft_vocabulary_tags[language], tag))
        language++;
    if (rft_vocabulary_tags[language] == NULL)
        return refuse(error, "the language \"%s\" is not built in", tag);
    for (size_t i = 0; groups[i] != NULL; i++)
        if (!g_str_equal(groups[i], "language") &&
            !add_group(overlay, language, file, groups[i], error))
            return false;
    g_array_sort(overlay->phrases, by_slot);
    return true;
}

bool
referat_context_add_vocabulary(ReferatContext *context, const char *text, gssize length,
                               GError **error)
{
    g_return_val_if_fail(context != NULL && text != NULL, false);
    g_autoptr(GKeyFile) file = g_key_file_new();
    const gsize n = length < 0 ? strlen(text) : (gsize)length;

    if (rft_context_get_data(context, "vocabulary") != NULL)
        return refuse(error, "the vocabulary is in use already");
    if (n == 0 || !g_utf8_validate(text, (gssize)n, NULL))
        return refuse(error, "it is no text in UTF-8");
    g_autoptr(GError) bad = NULL;
    if (!g_key_file_load_from_data(file, text, n, G_KEY_FILE_NONE, &bad))
        return refuse(error, "%s", bad->message);
    RftOverlay *overlay = rft_context_get_data(context, "vocabulary-files");
    if (overlay == NULL) {
        overlay = g_new0(RftOverlay, 1);
        overlay->values = g_array_new(FALSE, FALSE, sizeof(RftVocabularyValue));
        overlay->phrases = g_array_new(FALSE, FALSE, sizeof(RftOverlayPhrase));
        overlay->endings = g_array_new(FALSE, FALSE, sizeof(RftEnding));
        overlay->owned = g_ptr_array_new_with_free_func(g_free);
        rft_context_set_data(context, "vocabulary-files", overlay, overlay_free);
    }
    return add_file(overlay, file, error);
}
