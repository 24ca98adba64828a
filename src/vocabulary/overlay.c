/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vocabulary/overlay.h"

#include <string.h>

/* Vocabulary files of the user, in the format of those that are built in. A list that begins with
 * "+" is added to ours, any other stands for it. */

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

static bool
add_phrase(RftOverlay *overlay, unsigned language, RftUse use, const char *text, GError **error)
{
    RftPhraseText row;

    if (!rft_phrase_parse(text, language, use, &row)) {
        referat_set_error(error, REFERAT_ERROR_OPTION, "\"%s\" is no phrase", text);
        return false;
    }
    if (row.ending != NULL) {
        const size_t length = strlen(row.ending);
        const RftEnding ending = {own(overlay, g_steal_pointer(&row.ending)), (uint8_t)length,
                                  (uint8_t)use, (uint8_t)language};
        g_array_append_val(overlay->endings, ending);
    }
    if (row.words != NULL) {
        RftOverlayPhrase phrase = {.phrase = row.phrase, .slot = row.slot};
        phrase.phrase.words = own(overlay, g_string_free(g_steal_pointer(&row.words), FALSE));
        if (row.before != NULL)
            phrase.phrase.before = own(overlay, g_string_free(g_steal_pointer(&row.before), FALSE));
        g_array_append_val(overlay->phrases, phrase);
    }
    rft_phrase_text_clear(&row);
    return true;
}

static void
add_value(RftOverlay *overlay, unsigned language, const char *group, const char *key,
          const char *text, bool more)
{
    const char *before = rft_overlay_value(overlay, language, group, key);

    if (before == NULL)
        before = rft_vocabulary_built_in(language, group, key);
    const RftVocabularyValue value = {
        own(overlay, g_strdup(group)), own(overlay, g_strdup(key)),
        own(overlay, more ? g_strconcat(before, ";", text, NULL) : g_strdup(text)),
        (uint8_t)language};
    g_array_append_val(overlay->values, value);
}

static bool
add_list(RftOverlay *overlay, unsigned language, const char *group, const char *key,
         const char *text, GError **error)
{
    const bool more = *text == '+';
    bool known = rft_vocabulary_built_in(language, group, key) != NULL;

    if (more)
        text++;
    if (known)
        add_value(overlay, language, group, key, text, more);
    for (unsigned use = 0; use < RFT_N_USES; use++) {
        if (g_strcmp0(rft_use_keys[use].group, group) != 0 ||
            g_strcmp0(rft_use_keys[use].key, key) != 0)
            continue;
        g_auto(GStrv) list = g_strsplit(text, ";", -1);
        known = true;
        if (!more)
            overlay->replaced[use][language] = true;
        for (size_t i = 0; list[i] != NULL; i++)
            if (!add_phrase(overlay, language, (RftUse)use, g_strstrip(list[i]), error))
                return false;
    }
    if (!known)
        referat_set_error(error, REFERAT_ERROR_OPTION, "there is no list %s in [%s]", key, group);
    return known;
}

/* ---- one file ---- */

static bool
add_group(RftOverlay *overlay, unsigned language, GKeyFile *file, const char *group, GError **error)
{
    g_auto(GStrv) keys = g_key_file_get_keys(file, group, NULL, NULL);

    for (size_t i = 0; keys != NULL && keys[i] != NULL; i++) {
        g_autofree char *text = g_key_file_get_string(file, group, keys[i], error);
        if (text == NULL || !add_list(overlay, language, group, keys[i], g_strstrip(text), error))
            return false;
        if (overlay->phrases->len > RFT_OVERLAY_PHRASES_MAX)
            return referat_set_error(error, REFERAT_ERROR_OPTION, "more than %d phrases",
                                     (int)RFT_OVERLAY_PHRASES_MAX);
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
        return referat_set_error(error, REFERAT_ERROR_OPTION, "it has no tag in [language]");
    while (rft_vocabulary_tags[language] != NULL &&
           !rft_same_language(rft_vocabulary_tags[language], tag))
        language++;
    if (rft_vocabulary_tags[language] == NULL) {
        referat_set_error(error, REFERAT_ERROR_OPTION, "the language \"%s\" is not built in", tag);
        return false;
    }
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
        return referat_set_error(error, REFERAT_ERROR_OPTION, "the vocabulary is in use already");
    if (n == 0 || !g_utf8_validate(text, (gssize)n, NULL))
        return referat_set_error(error, REFERAT_ERROR_OPTION, "it is no text in UTF-8");
    g_autoptr(GError) bad = NULL;
    if (!g_key_file_load_from_data(file, text, n, G_KEY_FILE_NONE, &bad))
        return referat_set_error_text(error, REFERAT_ERROR_OPTION, bad->message,
                                      referat_error_get_localised(bad));
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
