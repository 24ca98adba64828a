/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vocabulary/vocabulary.h"

#include <string.h>

#include "core/context.h"
#include "vocabulary/overlay.h"
#include "vocabulary/words.h"

typedef enum { WORD_ITEM = 1, WORD_MINUTES = 2, WORD_PAGE = 4 } WordUse;

typedef struct {
    ReferatStyleRole plain;   /* without a number behind it */
    ReferatStyleRole counted; /* with one: "rubrik 1" is a heading, "rubrik" a title */
} StyleName;

/* A function word and a bit for each language that has it. */
enum { FUNCTION_SLOTS = 4096, LONGEST_FUNCTION = 15 };
typedef struct {
    char word[LONGEST_FUNCTION + 1];
    uint32_t languages;
} Function;

struct RftVocabulary {
    unsigned n;
    const char *tags[RFT_LANGUAGES_MAX];
    GHashTable *words;   /* casefolded to WordUse bits */
    Function *functions; /* open addressing by hash; asked for every word of a document */
    char letters[256];   /* the lower case of a byte that belongs to a word, 0 for any other */
    GHashTable *styles;  /* squeezed name to StyleName */
    const RftOverlay *overlay; /* or NULL */
};

/* ---- loading ---- */

static void
add_use(RftVocabulary *vocabulary, char **list, WordUse use)
{
    for (size_t i = 0; list[i] != NULL; i++) {
        g_autofree char *folded = g_utf8_casefold(g_strstrip(list[i]), -1);
        if (*folded == '\0')
            continue;
        const guint known = GPOINTER_TO_UINT(g_hash_table_lookup(vocabulary->words, folded));
        g_hash_table_insert(vocabulary->words, g_steal_pointer(&folded),
                            GUINT_TO_POINTER(known | use));
    }
}

static void
fill_letters(char letters[256])
{
    for (unsigned c = 0; c < 256; c++)
        letters[c] =
            g_ascii_isalpha((char)c) || c >= 0x80 || c == '\'' ? g_ascii_tolower((char)c) : '\0';
}

static Function *
function_slot(const RftVocabulary *vocabulary, const char *word, size_t length, uint32_t hash)
{
    uint32_t i = (hash ^ hash >> 15) & (FUNCTION_SLOTS - 1);

    while (vocabulary->functions[i].languages != 0 &&
           (strncmp(vocabulary->functions[i].word, word, length) != 0 ||
            vocabulary->functions[i].word[length] != '\0'))
        i = (i + 1) & (FUNCTION_SLOTS - 1);
    return &vocabulary->functions[i];
}

static void
add_functions(RftVocabulary *vocabulary, char **list, unsigned language)
{
    for (size_t i = 0; list[i] != NULL; i++) {
        const char *word = g_strstrip(list[i]);
        const size_t length = strlen(word);
        if (length == 0 || length > LONGEST_FUNCTION)
            continue;
        Function *slot = function_slot(vocabulary, word, length, rft_hash(word, length));
        memcpy(slot->word, word, length);
        slot->languages |= 1U << language;
    }
}

/* Lower case without blanks; with @ascii also without what Word drops from identifiers. */
static char *
squeeze(const char *name, bool ascii)
{
    g_autofree char *lower = g_utf8_strdown(name, -1);
    GString *out = g_string_new(NULL);

    for (const char *p = lower; *p != '\0'; p = g_utf8_next_char(p)) {
        const gunichar c = g_utf8_get_char(p);
        if (c == ' ' || c == '-' || c == '_' || (ascii && c > 0x7f))
            continue;
        g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

static void
add_style(RftVocabulary *vocabulary, char *name, ReferatStyleRole role)
{
    if (*name == '\0') {
        g_free(name);
        return;
    }
    StyleName *entry = g_hash_table_lookup(vocabulary->styles, name);
    if (entry == NULL) {
        entry = g_new0(StyleName, 1);
        g_hash_table_insert(vocabulary->styles, g_strdup(name), entry);
    }
    const bool counted = role == REFERAT_ROLE_HEADING || role == REFERAT_ROLE_CONTENTS;
    ReferatStyleRole *slot = counted ? &entry->counted : &entry->plain;
    if (*slot == REFERAT_ROLE_NONE)
        *slot = role;
    g_free(name);
}

static void
add_styles(RftVocabulary *vocabulary, const char *key, char **list)
{
    static const struct {
        const char *key;
        ReferatStyleRole role;
    } rows[] = {
        {"heading", REFERAT_ROLE_HEADING},   {"title", REFERAT_ROLE_TITLE},
        {"subtitle", REFERAT_ROLE_SUBTITLE}, {"caption", REFERAT_ROLE_CAPTION},
        {"quote", REFERAT_ROLE_QUOTE},       {"toc", REFERAT_ROLE_CONTENTS},
        {"list", REFERAT_ROLE_LIST},
    };

    for (size_t r = 0; r < G_N_ELEMENTS(rows); r++) {
        if (!g_str_equal(rows[r].key, key))
            continue;
        for (size_t i = 0; list[i] != NULL; i++) {
            add_style(vocabulary, squeeze(list[i], false), rows[r].role);
            add_style(vocabulary, squeeze(list[i], true), rows[r].role);
        }
    }
}

/* What is asked for word by word is kept in tables of its own. */
static void
load_value(RftVocabulary *vocabulary, const RftVocabularyValue *row)
{
    const bool items = g_str_equal(row->group, "items") && g_str_equal(row->key, "words");
    const bool minutes = g_str_equal(row->group, "titles") && g_str_equal(row->key, "minutes");
    const bool page = g_str_equal(row->group, "page");
    const bool functions = g_str_equal(row->group, "function-words");
    const bool styles = g_str_equal(row->group, "styles");

    if (!items && !minutes && !page && !functions && !styles)
        return;
    g_auto(GStrv) list = g_strsplit(row->value, ";", -1);
    if (functions)
        add_functions(vocabulary, list, row->language);
    else if (styles)
        add_styles(vocabulary, row->key, list);
    else
        add_use(vocabulary, list, items ? WORD_ITEM : minutes ? WORD_MINUTES : WORD_PAGE);
}

const char *
rft_vocabulary_built_in(unsigned language, const char *group, const char *key)
{
    for (const RftVocabularyValue *row = rft_vocabulary_values; row->group != NULL; row++)
        if (row->language == language && g_str_equal(row->group, group) &&
            g_str_equal(row->key, key))
            return row->value;
    return NULL;
}

/* Returns: (nullable) (transfer none): as the data has it. */
static const char *
value_of(const RftVocabulary *vocabulary, unsigned language, const char *group, const char *key)
{
    const char *own = rft_overlay_value(vocabulary->overlay, language, group, key);

    return own != NULL ? own : rft_vocabulary_built_in(language, group, key);
}

static void
vocabulary_free(gpointer pointer)
{
    RftVocabulary *vocabulary = pointer;

    g_hash_table_unref(vocabulary->words);
    g_free(vocabulary->functions);
    g_hash_table_unref(vocabulary->styles);
    g_free(vocabulary);
}

RftVocabulary *
rft_vocabulary_get(ReferatContext *context)
{
    RftVocabulary *vocabulary = rft_context_get_data(context, "vocabulary");

    if (vocabulary != NULL)
        return vocabulary;
    vocabulary = g_new0(RftVocabulary, 1);
    vocabulary->words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    vocabulary->functions = g_new0(Function, FUNCTION_SLOTS);
    fill_letters(vocabulary->letters);
    vocabulary->styles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    while (rft_vocabulary_tags[vocabulary->n] != NULL && vocabulary->n < RFT_LANGUAGES_MAX) {
        vocabulary->tags[vocabulary->n] = rft_vocabulary_tags[vocabulary->n];
        vocabulary->n++;
    }
    vocabulary->overlay = rft_overlay_get(context);
    const RftOverlay *overlay = vocabulary->overlay;
    for (const RftVocabularyValue *row = rft_vocabulary_values; row->group != NULL; row++)
        if (overlay == NULL ||
            rft_overlay_value(overlay, row->language, row->group, row->key) == NULL)
            load_value(vocabulary, row);
    for (guint i = 0; overlay != NULL && i < overlay->values->len; i++) {
        const RftVocabularyValue *row = &g_array_index(overlay->values, RftVocabularyValue, i);
        /* of two that stand for the same list the later one counts */
        if (rft_overlay_value(overlay, row->language, row->group, row->key) == row->value)
            load_value(vocabulary, row);
    }
    rft_context_set_data(context, "vocabulary", vocabulary, vocabulary_free);
    return vocabulary;
}

unsigned
rft_vocabulary_count(const RftVocabulary *vocabulary)
{
    return vocabulary->n;
}

const char *
rft_vocabulary_tag(const RftVocabulary *vocabulary, unsigned index)
{
    return vocabulary->tags[index];
}

/* ---- words ---- */

static bool
has_use(const RftVocabulary *vocabulary, const char *word, size_t length, WordUse use)
{
    if (length == 0 || length > 64)
        return false;
    g_autofree char *folded = g_utf8_casefold(word, (gssize)length);
    return (GPOINTER_TO_UINT(g_hash_table_lookup(vocabulary->words, folded)) & use) != 0;
}

bool
rft_vocabulary_is_item_word(const RftVocabulary *vocabulary, const char *word, size_t length)
{
    return has_use(vocabulary, word, length, WORD_ITEM);
}

bool
rft_vocabulary_is_minutes_word(const RftVocabulary *vocabulary, const char *word, size_t length)
{
    return has_use(vocabulary, word, length, WORD_MINUTES);
}

bool
rft_vocabulary_is_page_word(const RftVocabulary *vocabulary, const char *word, size_t length)
{
    return has_use(vocabulary, word, length, WORD_PAGE);
}

ReferatStyleRole
referat_context_style_role(ReferatContext *context, const char *name, uint8_t *level)
{
    RftVocabulary *vocabulary = rft_vocabulary_get(context);
    g_autofree char *squeezed = squeeze(name, false);
    size_t length = strlen(squeezed);
    unsigned number = 0;

    *level = 0;
    if (length > 1 && g_ascii_isdigit(squeezed[length - 1])) {
        number = (unsigned)(squeezed[length - 1] - '0');
        squeezed[--length] = '\0';
    }
    const StyleName *entry = g_hash_table_lookup(vocabulary->styles, squeezed);
    if (entry == NULL)
        return REFERAT_ROLE_NONE;
    if (number > 0 && entry->counted != REFERAT_ROLE_NONE) {
        *level = (uint8_t)number;
        return entry->counted;
    }
    return number == 0 ? entry->plain : REFERAT_ROLE_NONE;
}

/* ---- languages ---- */

bool
rft_same_language(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    const size_t n = strcspn(a, "-_");
    const size_t m = strcspn(b, "-_");
    if (n == m && g_ascii_strncasecmp(a, b, n) == 0)
        return true;
    /* "no" is bokmål unless it says otherwise */
    const bool a_norwegian =
        n == 2 && (g_ascii_strncasecmp(a, "no", 2) == 0 || g_ascii_strncasecmp(a, "nb", 2) == 0);
    const bool b_norwegian =
        m == 2 && (g_ascii_strncasecmp(b, "no", 2) == 0 || g_ascii_strncasecmp(b, "nb", 2) == 0);
    return a_norwegian && b_norwegian;
}

int
rft_vocabulary_language(const RftVocabulary *vocabulary, const char *tag)
{
    for (unsigned i = 0; tag != NULL && i < vocabulary->n; i++)
        if (rft_same_language(vocabulary->tags[i], tag))
            return (int)i;
    return -1;
}

bool
rft_vocabulary_knows(const RftVocabulary *vocabulary, const char *tag)
{
    return rft_vocabulary_language(vocabulary, tag) >= 0;
}

/* Returns: the bit set of the languages that have the word at @text, whose end it tells. */
static uint32_t
languages_of_word(const RftVocabulary *vocabulary, const char *text, size_t length, size_t *end)
{
    char lower[LONGEST_FUNCTION + 1];
    uint32_t hash = RFT_HASH_START;
    size_t i = 0;

    for (; i < length; i++) {
        const char c = vocabulary->letters[(unsigned char)text[i]];
        if (c == '\0')
            break;
        if (i < LONGEST_FUNCTION) {
            lower[i] = c;
            hash = rft_hash_step(hash, c);
        }
    }
    *end = i;
    return i > LONGEST_FUNCTION ? 0 : function_slot(vocabulary, lower, i, hash)->languages;
}

bool
rft_vocabulary_is_function_word(const RftVocabulary *vocabulary, const char *tag, const char *word,
                                size_t length)
{
    const int language = rft_vocabulary_language(vocabulary, tag);
    size_t end = 0;

    /* one letter alone is more often a name: "Schedule A" */
    return language >= 0 && length > 1 &&
           (languages_of_word(vocabulary, word, length, &end) >> language & 1) != 0 &&
           end == length;
}

bool
rft_vocabulary_suspends(const RftVocabulary *vocabulary, const char *tag, const char *word)
{
    const int language = rft_vocabulary_language(vocabulary, tag);

    if (language < 0)
        return false;
    const char *value = value_of(vocabulary, (unsigned)language, "hyphens", "suspended");
    g_auto(GStrv) words = g_strsplit(value != NULL ? value : "", ";", -1);
    return *word != '\0' && g_strv_contains((const char *const *)words, word);
}

void
rft_vocabulary_vote(const RftVocabulary *vocabulary, const char *text, size_t length,
                    RftLanguageVotes *votes)
{
    size_t i = 0;

    while (i < length) {
        if (vocabulary->letters[(unsigned char)text[i]] == '\0') {
            i++;
            continue;
        }
        size_t end = 0;
        uint32_t bits = languages_of_word(vocabulary, text + i, length - i, &end);
        votes->words++;
        i += end;
        for (; bits != 0; bits &= bits - 1)
            votes->hits[__builtin_ctz(bits)]++;
    }
}

bool
rft_vocabulary_opens_in(const RftVocabulary *vocabulary, int language, const char *text,
                        size_t length, unsigned wanted)
{
    unsigned found = 0;

    for (size_t i = 0; i < length && found < wanted;) {
        size_t end = 1;
        if (vocabulary->letters[(unsigned char)text[i]] != '\0')
            found += languages_of_word(vocabulary, text + i, length - i, &end) >> language & 1;
        i += end;
    }
    return found >= wanted;
}

const char *
rft_vocabulary_winner(const RftVocabulary *vocabulary, const RftLanguageVotes *votes, bool *clear)
{
    unsigned best = 0;
    uint32_t second = 0;

    for (unsigned i = 1; i < vocabulary->n; i++)
        if (votes->hits[i] > votes->hits[best])
            best = i;
    for (unsigned i = 0; i < vocabulary->n; i++)
        if (i != best)
            second = MAX(second, votes->hits[i]);
    if (votes->hits[best] == 0)
        return NULL;
    if (clear != NULL)
        *clear = votes->hits[best] >= 5 && votes->hits[best] * 2 > second * 3;
    return vocabulary->tags[best];
}

uint32_t
rft_vocabulary_votes_for(const RftVocabulary *vocabulary, const RftLanguageVotes *votes,
                         const char *tag)
{
    const int i = rft_vocabulary_language(vocabulary, tag);

    return i >= 0 ? votes->hits[i] : 0;
}

const char *
rft_vocabulary_value(const RftVocabulary *vocabulary, unsigned index, const char *group,
                     const char *key)
{
    return value_of(vocabulary, index, group, key);
}

const char *
referat_context_phrase(ReferatContext *context, const char *language, const char *key)
{
    RftVocabulary *vocabulary = rft_vocabulary_get(context);
    int i = rft_vocabulary_language(vocabulary, language);

    if (i < 0)
        i = rft_vocabulary_language(vocabulary, "en");
    g_return_val_if_fail(i >= 0, "");
    /* kept by the context, so that the caller may keep it too */
    g_autofree char *name = g_strdup_printf("phrase:%s:%s", vocabulary->tags[i], key);
    const char *known = rft_context_get_data(context, name);
    if (known == NULL) {
        const char *phrase = value_of(vocabulary, (unsigned)i, "interface", key);
        rft_context_set_data(context, name, g_strdup(phrase != NULL ? phrase : key), g_free);
        known = rft_context_get_data(context, name);
    }
    return known;
}

char *
rft_vocabulary_ruleset(const RftVocabulary *vocabulary, const char *tag, ReferatNumberWords words)
{
    const int i = rft_vocabulary_language(vocabulary, tag);

    if (i < 0 || words == REFERAT_WORDS_ORDINAL_DIGITS)
        return NULL;
    const char *value = value_of(vocabulary, (unsigned)i, "numbers",
                                 words == REFERAT_WORDS_ORDINAL ? "ordinal" : "cardinal");
    return value != NULL && *value != '\0' ? g_strdup(value) : NULL;
}
