/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "referat/referat.h"
#include "vocabulary/phrases.h"
#include "vocabulary/spelling.h"
#include "vocabulary/vocabulary.h"
#include "vocabulary/words.h"

/* The vocabulary: every file says everything, and the questions that are asked of it. */

static const char *const phrases[] = {
    "skip",  "contents", "notes",     "endnotes", "comment", "comments", "note",
    "back",  "page",     "header",    "footer",   "picture", "inserted", "deleted",
    "table", "checked",  "unchecked", "aside",    "source",  "untitled",
};

static void
test_every_phrase(void)
{
    g_autoptr(ReferatContext) context = referat_context_new();

    for (const char *const *tag = rft_vocabulary_tags; *tag != NULL; tag++) {
        for (size_t i = 0; i < G_N_ELEMENTS(phrases); i++) {
            const char *phrase = referat_context_phrase(context, *tag, phrases[i]);
            /* a key that is missing comes back as itself */
            if (g_str_equal(phrase, phrases[i]))
                g_test_message("%s: %s", *tag, phrases[i]);
            g_assert_cmpstr(phrase, !=, phrases[i]);
            g_assert_true(g_utf8_validate(phrase, -1, NULL));
        }
    }
    g_assert_cmpstr(referat_context_phrase(context, "da-DK", "contents"), ==, "Indhold");
    g_assert_cmpstr(referat_context_phrase(context, "no", "contents"), ==, "Innhold");
    g_assert_cmpstr(referat_context_phrase(context, "xx", "contents"), ==, "Contents");
    g_assert_cmpstr(referat_context_phrase(context, NULL, "contents"), ==, "Contents");
}

static void
test_style_roles(void)
{
    static const struct {
        const char *name;
        ReferatStyleRole role;
        uint8_t level;
    } rows[] = {
        {"heading 1", REFERAT_ROLE_HEADING, 1},   {"Overskrift2", REFERAT_ROLE_HEADING, 2},
        {"Rubrik 3", REFERAT_ROLE_HEADING, 3},    {"Rubrik", REFERAT_ROLE_TITLE, 0},
        {"berschrift1", REFERAT_ROLE_HEADING, 1}, {"Kop 4", REFERAT_ROLE_HEADING, 4},
        {"Title", REFERAT_ROLE_TITLE, 0},         {"toc 2", REFERAT_ROLE_CONTENTS, 2},
        {"List Paragraph", REFERAT_ROLE_LIST, 0}, {"Normal", REFERAT_ROLE_NONE, 0},
        {"heading", REFERAT_ROLE_NONE, 0},        {"", REFERAT_ROLE_NONE, 0},
    };
    g_autoptr(ReferatContext) context = referat_context_new();

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        uint8_t level = 99;
        g_assert_cmpint(referat_context_style_role(context, rows[i].name, &level), ==,
                        rows[i].role);
        g_assert_cmpuint(level, ==, rows[i].level);
    }
}

static void
test_item_words(void)
{
    g_autoptr(ReferatContext) context = referat_context_new();
    const RftVocabulary *vocabulary = rft_vocabulary_get(context);

    g_assert_true(rft_vocabulary_is_item_word(vocabulary, "ad", 2));
    g_assert_true(rft_vocabulary_is_item_word(vocabulary, "TOP", 3));
    g_assert_true(rft_vocabulary_is_item_word(vocabulary, "§", strlen("§")));
    g_assert_false(rft_vocabulary_is_item_word(vocabulary, "Der", 3));
    g_assert_false(rft_vocabulary_is_item_word(vocabulary, "", 0));
    g_assert_true(rft_vocabulary_is_page_word(vocabulary, "Side", 4));
    g_assert_true(rft_vocabulary_is_page_word(vocabulary, "of", 2));
}

static void
test_languages_by_words(void)
{
    static const struct {
        const char *tag;
        const char *text;
    } rows[] = {
        {"da", "Det blev besluttet, at sagen ikke skal op igen, og at der bliver skrevet til dem"},
        {"sv", "Det beslutades att ärendet inte ska tas upp igen och att man skriver till dem"},
        {"de", "Es wurde beschlossen, dass der Antrag nicht mehr auf die Tagesordnung kommt"},
        {"nl",
         "Er werd besloten dat het voorstel niet meer op de agenda komt en dat wij schrijven"},
        {"en", "It was decided that the matter would not be taken up again and that they write"},
        {"fr", "Il a été décidé que la question ne serait pas reprise et que nous leur écrivons"},
        {"fi", "Päätettiin että asiaa ei oteta enää esille ja että heille kirjoitetaan kuitenkin"},
    };
    g_autoptr(ReferatContext) context = referat_context_new();
    const RftVocabulary *vocabulary = rft_vocabulary_get(context);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        RftLanguageVotes votes = {0};
        rft_vocabulary_vote(vocabulary, rows[i].text, strlen(rows[i].text), &votes);
        g_assert_cmpstr(rft_vocabulary_winner(vocabulary, &votes, NULL), ==, rows[i].tag);
    }
}

static void
test_number_words(void)
{
    static const struct {
        const char *tag;
        uint32_t number;
        ReferatNumberWords words;
        const char *text;
    } rows[] = {
        {"da-DK", 2, REFERAT_WORDS_CARDINAL, "to"},
        {"da", 3, REFERAT_WORDS_ORDINAL, "tredje"},
        {"en-GB", 21, REFERAT_WORDS_ORDINAL, "twenty-first"},
        {"en", 22, REFERAT_WORDS_ORDINAL_DIGITS, "22nd"},
        {"de", 3, REFERAT_WORDS_CARDINAL, "drei"},
    };
    g_autoptr(ReferatContext) context = referat_context_new();

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text =
            referat_context_spell_number(context, rows[i].tag, rows[i].number, rows[i].words);
        g_assert_cmpstr(text, ==, rows[i].text);
    }
    /* ICU knows no ordinals of nynorsk: the caller falls back to digits */
    g_assert_null(referat_context_spell_number(context, "nn", 2, REFERAT_WORDS_ORDINAL));
}

static void
test_same_language(void)
{
    g_assert_true(rft_same_language("da", "da-DK"));
    g_assert_true(rft_same_language("NO", "nb-NO"));
    g_assert_false(rft_same_language("nn", "nb"));
    g_assert_false(rft_same_language("da", "dav"));
    g_assert_false(rft_same_language("da", NULL));
    g_assert_true(rft_same_language(NULL, NULL));
}

/* The patterns of Danish, which the tests install: they say where a word is not broken, no more. */
static void
test_patterns(void)
{
    if (!g_file_test("/usr/share/hyphen/hyph_da_DK.dic", G_FILE_TEST_EXISTS)) {
        g_test_skip("no Danish hyphenation patterns are installed");
        return;
    }
    g_assert_true(rft_patterns_allow("da", "bestyrelsen", 2));
    g_assert_true(rft_patterns_allow("da-DK", "kontingent", 3));
    g_assert_false(rft_patterns_allow("da", "bestyrelsen", 4));
    g_assert_false(rft_patterns_allow("da", "bestyrelsen", 10));
    /* nothing is known of these, so nothing is forbidden */
    g_assert_true(rft_patterns_allow("xx", "bestyrelsen", 4));
    g_assert_true(rft_patterns_allow(NULL, "bestyrelsen", 4));
    g_assert_true(rft_patterns_allow("da", "", 0));
    g_assert_true(rft_patterns_allow("da", "ab", 40));
}

static bool
add_words(ReferatContext *context, const char *lists)
{
    g_autofree char *text = g_strconcat("[language]\ntag=da\n", lists, NULL);

    return referat_context_add_vocabulary(context, text, -1, NULL);
}

static guint
count_hits(const RftPhrases *table, const char *text, RftUse use)
{
    g_autoptr(GArray) hits = g_array_new(FALSE, FALSE, sizeof(RftHit));
    guint n = 0;

    rft_phrases_scan(table, true, text, strlen(text), hits);
    for (guint i = 0; i < hits->len; i++)
        n += g_array_index(hits, RftHit, i).use == use;
    return n;
}

/* Files of the user's: "+" adds, anything else replaces; of two the later one counts. */
static void
test_own_files(void)
{
    g_autoptr(ReferatContext) context = referat_context_new();

    g_assert_true(add_words(context, "[attendance]\npresent=+sjakket;holdet … mødte\n"
                                     "absent=borte\n[items]\nwords=+Knald\n"
                                     "[bodies]\nwords=+*gryden\n"));
    g_assert_true(add_words(context, "[interface]\nnote=Fodnote\n[items]\nwords=+Fald\n"));
    g_assert_false(add_words(context, "[attendance]\npresents=x\n"));
    g_assert_false(add_words(context, "no key file"));
    g_assert_false(add_words(context, "[attendance]\npresent=… til stede\n"));
    g_assert_false(referat_context_add_vocabulary(context, "", 0, NULL));
    g_assert_false(referat_context_add_vocabulary(context, "[x]\n", -1, NULL));
    g_assert_false(referat_context_add_vocabulary(context, "[language]\ntag=xx\n", -1, NULL));

    const RftPhrases *table = rft_phrases_get(context, "da");
    g_assert_cmpuint(count_hits(table, "sjakket: anna", RFT_USE_PRESENT), ==, 1);
    g_assert_cmpuint(count_hits(table, "til stede: anna", RFT_USE_PRESENT), ==, 1);
    g_assert_cmpuint(count_hits(table, "hele holdet fra i går mødte", RFT_USE_PRESENT), ==, 1);
    g_assert_cmpuint(count_hits(table, "borte: ib", RFT_USE_ABSENT), ==, 1);
    g_assert_cmpuint(count_hits(table, "ikke mødt: ib", RFT_USE_ABSENT), ==, 0);
    g_assert_cmpuint(rft_phrases_ending(table, RFT_USE_BODY_WORD, "kogegryden", 10), ==, 6);
    const RftVocabulary *vocabulary = rft_vocabulary_get(context);
    g_assert_true(rft_vocabulary_is_item_word(vocabulary, "Knald", 5));
    g_assert_true(rft_vocabulary_is_item_word(vocabulary, "Fald", 4));
    g_assert_true(rft_vocabulary_is_item_word(vocabulary, "Punkt", 5));
    g_assert_cmpstr(referat_context_phrase(context, "da", "note"), ==, "Fodnote");
    g_assert_cmpstr(referat_context_phrase(context, "en", "note"), !=, "Fodnote");
    /* what was read is not read anew */
    g_assert_false(add_words(context, "[items]\nwords=+Sent\n"));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/vocabulary/phrases", test_every_phrase);
    g_test_add_func("/vocabulary/style-roles", test_style_roles);
    g_test_add_func("/vocabulary/item-words", test_item_words);
    g_test_add_func("/vocabulary/languages", test_languages_by_words);
    g_test_add_func("/vocabulary/number-words", test_number_words);
    g_test_add_func("/vocabulary/same-language", test_same_language);
    g_test_add_func("/vocabulary/patterns", test_patterns);
    g_test_add_func("/vocabulary/own-files", test_own_files);
    return g_test_run();
}
