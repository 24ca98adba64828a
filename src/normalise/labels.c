/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/ordinals.h"

/*
 * Labels that were typed: "1.", "a)", "Ad 1 –", "§ 5", "- ". What looks like one counts when
 * something bears it out: a neighbour that counts on, a tab or hanging indent, or an item word.
 */

typedef struct {
    ReferatNode *node;
    size_t length; /* of the label in the paragraph's text */
    char *text;
    char *signature; /* labels of one series share it: "(#)", "#.", "Ad #" */
    uint32_t path[9];
    uint32_t n_path;
    ReferatLabelScheme scheme;
    bool sure;
    bool tabbed;
    bool lettered; /* "4A": below "4." */
} Candidate;

static void
candidate_clear(Candidate *candidate)
{
    g_clear_pointer(&candidate->text, g_free);
    g_clear_pointer(&candidate->signature, g_free);
}

static void
candidate_free(gpointer pointer)
{
    candidate_clear(pointer);
    g_free(pointer);
}

/* The first letters of a block as they are printed; enough for any label. */
enum { LABEL_REACH = 48 };

static size_t
opening(const ReferatNode *block, char *out)
{
    size_t n = 0;

    for (const ReferatNode *node = block->first; node != NULL && n < LABEL_REACH;
         node = rft_next_in_preorder(node, block)) {
        if (node->type == REFERAT_NODE_TEXT) {
            const size_t take = MIN(node->as.text.length, LABEL_REACH - n);
            memcpy(out + n, node->as.text.text, take);
            n += take;
        } else if (node->type != REFERAT_NODE_ANCHOR && node->type != REFERAT_NODE_PAGE_MARK &&
                   node->type != REFERAT_NODE_LINK) {
            break;
        }
    }
    out[n] = '\0';
    const char *end = out + n;
    if (!g_utf8_validate(out, -1, &end))
        n = (size_t)(end - out);
    out[n] = '\0';
    return n;
}

static bool
is_blank_at(const char *p)
{
    return *p == ' ' || *p == '\t' || *p == '\0' || strncmp(p, "\xc2\xa0", 2) == 0;
}

static const char *
skip_blanks(const char *p)
{
    for (;;) {
        if (*p == ' ' || *p == '\t')
            p++;
        else if (strncmp(p, "\xc2\xa0", 2) == 0)
            p += 2;
        else
            return p;
    }
}

/* ---- numbers ---- */

static uint32_t
roman_value(const char *text, size_t n)
{
    static const char letters[] = "ivxlcdm";
    static const uint32_t values[] = {1, 5, 10, 50, 100, 500, 1000};
    uint32_t sum = 0;
    uint32_t previous = 0;

    for (size_t i = n; i > 0; i--) {
        const char *at = strchr(letters, g_ascii_tolower(text[i - 1]));
        if (at == NULL)
            return 0;
        const uint32_t value = values[at - letters];
        sum = value < previous ? sum - value : sum + value;
        previous = MAX(previous, value);
    }
    return sum;
}

/* "22.06.2019", "6/22/2019": */
static bool
is_date(const Candidate *candidate)
{
    enum { LAST_DAY = 31, FIRST_YEAR = 1900, LAST_YEAR = 2199 };
    const uint32_t *path = candidate->path;

    return candidate->n_path == 3 && path[0] >= 1 && path[0] <= LAST_DAY && path[1] >= 1 &&
           path[1] <= LAST_DAY && path[2] >= FIRST_YEAR && path[2] <= LAST_YEAR;
}

static bool
is_year(const char *text, size_t n)
{
    return n == 4 && (strncmp(text, "19", 2) == 0 || strncmp(text, "20", 2) == 0);
}

/* "12", "4.1", "24/101", "1-2": digits joined by points, slashes or hyphens. Years and spans of
 * time are joined by hyphens too, and longer. Returns: where it ends. */
static const char *
parse_digits(const char *p, Candidate *candidate)
{
    enum { LONGEST = 4, LONGEST_HYPHENED = 2 };
    bool hyphened = false;

    while (g_ascii_isdigit(*p) && candidate->n_path < G_N_ELEMENTS(candidate->path)) {
        const size_t n = strspn(p, "0123456789");
        if (n > LONGEST || (hyphened && n > LONGEST_HYPHENED && !is_year(p, n)))
            return NULL;
        candidate->path[candidate->n_path++] = (uint32_t)g_ascii_strtoull(p, NULL, 10);
        p += n;
        /* "052-2024": a number and its year; "2020-2024" is a span */
        const bool hyphen = *p == '-' && n < LONGEST;
        if ((*p != '.' && *p != '/' && !hyphen) || !g_ascii_isdigit(p[1]))
            break;
        hyphened = hyphened || hyphen;
        p++;
    }
    return candidate->n_path > 0 && !is_date(candidate) ? p : NULL;
}

/* "4A", "12b", "6.A": a letter that counts below the number. Returns: where it ends. */
static const char *
parse_suffix(const char *p, Candidate *candidate)
{
    if (candidate->n_path == 1 && *p == '.' && g_ascii_isalpha(p[1]) &&
        (is_blank_at(p + 2) || (p[2] == '.' && is_blank_at(p + 3)))) {
        candidate->path[candidate->n_path++] = (uint32_t)(g_ascii_toupper(p[1]) - 'A' + 1);
        return p + 2;
    }
    if (candidate->n_path != 1 || !g_ascii_isalpha(*p) || (!is_blank_at(p + 1) && p[1] != '.'))
        return p;
    candidate->path[candidate->n_path++] = (uint32_t)(g_ascii_toupper(*p) - 'A' + 1);
    candidate->lettered = true;
    return p + 1;
}

/* One letter, or a roman number of several. */
static const char *
parse_letters(const char *p, Candidate *candidate)
{
    size_t n = 0;

    while (g_ascii_isalpha(p[n]))
        n++;
    const bool upper = g_ascii_isupper(*p);
    const uint32_t roman = n > 0 && n < 7 ? roman_value(p, n) : 0;
    if (n == 1) {
        candidate->path[0] = (uint32_t)(g_ascii_tolower(*p) - 'a' + 1);
        candidate->scheme = upper ? REFERAT_SCHEME_UPPER_ALPHA : REFERAT_SCHEME_LOWER_ALPHA;
    } else if (roman > 0 && roman < 100) {
        candidate->path[0] = roman;
        candidate->scheme = upper ? REFERAT_SCHEME_UPPER_ROMAN : REFERAT_SCHEME_LOWER_ROMAN;
    } else {
        return NULL;
    }
    candidate->n_path = 1;
    /* "E.1": a number below the letter */
    if (n == 1 && strchr("IVXivx", *p) == NULL && p[1] == '.' && g_ascii_isdigit(p[2]) &&
        is_blank_at(p + 2 + strspn(p + 2, "0123456789"))) {
        candidate->path[candidate->n_path++] = (uint32_t)g_ascii_strtoull(p + 2, NULL, 10);
        return p + 2 + strspn(p + 2, "0123456789");
    }
    return p + n;
}

static const char *
parse_number(const char *p, Candidate *candidate)
{
    if (g_ascii_isdigit(*p)) {
        candidate->scheme = REFERAT_SCHEME_DECIMAL;
        return parse_digits(p, candidate);
    }
    return parse_letters(p, candidate);
}

/* ---- the kinds of labels ---- */

/* "- ", "– ", "• ": Returns: the label's length, 0 = none. */
static size_t
bullet_length(const char *text)
{
    static const char *const bullets[] = {"-", "–", "—", "•", "·", "▪", "*", "●", "○",
                                          "■", "►", "➢", "✓", "→", "◦", "□", "‣"};

    for (size_t i = 0; i < G_N_ELEMENTS(bullets); i++) {
        const size_t n = strlen(bullets[i]);
        if (*text == *bullets[i] && strncmp(text, bullets[i], n) == 0 && is_blank_at(text + n) &&
            *skip_blanks(text + n) != '\0')
            return n;
    }
    /* a letter for a ring, as a typewriter had it */
    return text[0] == 'o' && text[1] == '\t' ? 1 : 0;
}

static bool
parse_bullet(const char *text, Candidate *candidate)
{
    const size_t n = bullet_length(text);

    if (n == 0)
        return false;
    candidate->scheme = REFERAT_SCHEME_BULLET;
    candidate->length = n;
    candidate->signature = g_strndup(text, n);
    candidate->tabbed = text[n] == '\t';
    /* signs that are nothing but bullets; a dash or an asterisk may be something else */
    candidate->sure = (unsigned char)*text >= 0x80 && strncmp(text, "–", n) != 0 &&
                      strncmp(text, "—", n) != 0 && strncmp(text, "·", n) != 0;
    return true;
}

/* A dash or colon after the number belongs to the label: "Ad 1 –", "Punkt 4:". */
static const char *
take_punctuation(const char *p, bool *found)
{
    static const char *const marks[] = {"–", "—", "-", ":", ".", ")"};
    const char *at = skip_blanks(p);

    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
        const size_t n = strlen(marks[i]);
        const bool spaced = at != p;
        if (strncmp(at, marks[i], n) == 0 && is_blank_at(at + n) &&
            !(spaced && (*at == '.' || *at == ')'))) {
            *found = true;
            return at + n;
        }
    }
    return p;
}

/* Where a plain label ends, and what closes it. */
typedef struct {
    const char *end;
    char close;
    bool dashed;
} Closing;

/* @p: behind the number. Returns: .end NULL when nothing closes it. */
static Closing
close_plain(const char *p, const Candidate *candidate, bool open, bool hyphened)
{
    const bool several = candidate->n_path > 1;
    Closing closing = {p, *p, false};

    /* "1.-" */
    if (!open && p[0] == '.' && p[1] == '-' && is_blank_at(p + 2)) {
        closing.end = p + 2;
        return closing;
    }
    bool marked = false;
    /* "1 -", "2-", "1-2 :" */
    const char *end = candidate->scheme == REFERAT_SCHEME_DECIMAL && !open && *p != '.'
                          ? take_punctuation(p, &marked)
                          : p;
    const bool bare =
        !open && (several || (candidate->scheme == REFERAT_SCHEME_DECIMAL && *p == '\t'));
    const bool closed = *p == ')' || (!open && (*p == '.' || (*p == ':' && !several)));

    closing.dashed = marked && end[-1] != ')';
    if (closing.dashed) {
        closing.end = end;
        closing.close = '-';
    } else if (closed && !hyphened) {
        closing.end++;
    } else {
        closing.close = ' ';
    }
    if ((!closing.dashed && (hyphened || (!closed && !bare))) || !is_blank_at(closing.end))
        closing.end = NULL;
    return closing;
}

/* @p: behind the sign in "1.º", "1º.-", "1ª)". */
static Closing
close_ordinal(const char *p)
{
    Closing closing = {p, 'o', false};

    if (*p == '.' || *p == ')')
        closing.end++;
    if (*closing.end == '-' || *closing.end == ':')
        closing.end++;
    if (!is_blank_at(closing.end))
        closing.end = NULL;
    return closing;
}

/* "1.", "1)", "(1)", "4.1", "24/101", "a)", "iv.", "1.º" */
static bool
parse_plain(const char *text, Candidate *candidate)
{
    const bool open = *text == '(';
    const char *p = parse_number(text + (open ? 1 : 0), candidate);

    if (p == NULL)
        return false;
    if (candidate->scheme == REFERAT_SCHEME_DECIMAL && !open)
        p = parse_suffix(p, candidate);
    const bool several = candidate->n_path > 1;
    /* "12-14" may be a span; "05/24-1" is none */
    const bool hyphened = candidate->n_path == 2 && memchr(text, '-', (size_t)(p - text)) != NULL;
    const size_t sign =
        candidate->scheme == REFERAT_SCHEME_DECIMAL && !open ? rft_ordinal_sign(p) : 0;
    const Closing closing =
        sign > 0 ? close_ordinal(p + sign) : close_plain(p, candidate, open, hyphened);
    if (closing.end == NULL)
        return false;
    candidate->length = (size_t)(closing.end - text);
    candidate->signature =
        g_strdup_printf("%s%c%d%u%s", open ? "(" : "", closing.close, (int)candidate->scheme,
                        candidate->n_path, candidate->lettered ? "A" : "");
    /* a bare number before a gap may be the first of several columns */
    candidate->tabbed = *closing.end == '\t' && (several || closing.close != ' ');
    return true;
}

/* "Punto 1 all'o.d.g.:": the item word goes on behind the number that ends at @p. */
static const char *
skip_rest_of_word(const RftPass *pass, const char *text, const char *number, const char *p)
{
    enum { MOST_WORDS = 4 };
    const char *rest = skip_blanks(p);
    const char *end = rest;
    const char *found = p;

    for (int words = 0; rest > p && words < MOST_WORDS && *end != '\0'; words++) {
        while (*end != '\0' && !is_blank_at(end) && *end != ':')
            end = g_utf8_next_char(end);
        g_autofree char *whole =
            g_strdup_printf("%.*s%.*s", (int)(number - text), text, (int)(end - rest), rest);
        if (end > rest && rft_vocabulary_is_item_word(pass->vocabulary, whole, strlen(whole)))
            found = end;
        if (!is_blank_at(end))
            break;
        end = skip_blanks(end);
    }
    return found;
}

/* "Ad 1 –", "Punkt 4:", "§ 5", "TOP 2", "Sak 12/24": an item word and a number. */
static bool
parse_item(const RftPass *pass, const char *text, Candidate *candidate)
{
    const char *end = text;
    const char *number = NULL;

    /* the word may be of several: "Sag nr." */
    for (int words = 0; words < 3 && number == NULL; words++) {
        while (*end != '\0' && !is_blank_at(end) && !g_ascii_isdigit(*end))
            end = g_utf8_next_char(end);
        if (end == text)
            return false;
        const char *after = skip_blanks(end);
        if (g_ascii_isdigit(*after) &&
            rft_vocabulary_is_item_word(pass->vocabulary, text, (size_t)(end - text)))
            number = after;
        else if (after == end || *after == '\0')
            return false;
        else if (number == NULL)
            end = after;
    }
    if (number == NULL)
        return false;
    candidate->scheme = REFERAT_SCHEME_DECIMAL;
    const char *p = parse_digits(number, candidate);
    if (p == NULL)
        return false;
    if (g_ascii_isalpha(*p) && (is_blank_at(p + 1) || p[1] == ')' || p[1] == '.'))
        p++; /* "§ 5a" */
    bool marked = false;
    p = skip_rest_of_word(pass, text, number, p);
    p = take_punctuation(p, &marked);
    if (!is_blank_at(p))
        return false;
    candidate->length = (size_t)(p - text);
    candidate->signature = g_strndup(text, (gsize)(number - text));
    candidate->sure = marked || *skip_blanks(p) == '\0';
    candidate->tabbed = *p == '\t';
    return true;
}

/* The end of an item word of up to four words at @text, the longest; NULL when there is none. */
static const char *
item_word_end(const RftPass *pass, const char *text)
{
    enum { MOST_WORDS = 4 };
    const char *end = text;
    const char *found = NULL;

    for (int words = 0; words < MOST_WORDS && *end != '\0'; words++) {
        while (*end != '\0' && !is_blank_at(end) && *end != ':' && *end != ',')
            end = g_utf8_next_char(end);
        if (end > text && rft_vocabulary_is_item_word(pass->vocabulary, text, (size_t)(end - text)))
            found = end;
        if (!is_blank_at(end))
            break;
        end = skip_blanks(end);
    }
    return found;
}

/* "1 § Kokouksen avaus", "1° punto all'ordine del giorno – …": the word stands behind the number.
 */
static bool
parse_word_behind(const RftPass *pass, const char *text, Candidate *candidate)
{
    if (!g_ascii_isdigit(*text))
        return false;
    candidate->scheme = REFERAT_SCHEME_DECIMAL;
    const char *p = parse_digits(text, candidate);
    if (p == NULL || candidate->n_path != 1)
        return false;
    const size_t sign = rft_ordinal_sign(p);
    p += sign;
    if (*p == '.')
        p++;
    const char *word = skip_blanks(p);
    const char *end = word > p ? item_word_end(pass, word) : NULL;
    bool marked = false;
    if (end == NULL)
        return false;
    p = take_punctuation(end, &marked);
    /* a word of letters needs the sign and a mark: "3 sager" counts things, "4. Motion –" is 4 */
    if (!is_blank_at(p) || (g_ascii_isalpha(*word) && (!marked || sign == 0)))
        return false;
    candidate->length = (size_t)(p - text);
    candidate->signature = g_strdup_printf("#%.*s", (int)(end - word), word);
    candidate->sure = marked;
    candidate->tabbed = *p == '\t';
    return true;
}

/* "PRIMERO.-", "Ponto um –", "Punto primero:": the number is a word, with its mark behind it. */
static bool
parse_in_words(const RftPass *pass, const char *text, Candidate *candidate)
{
    bool ordinal = false;
    bool marked = false;

    /* a number in words is worth looking for where its mark stands behind a word */
    if (!g_unichar_isalpha(g_utf8_get_char(text)) || strpbrk(text, ".:-–") == NULL)
        return false;
    const char *item = item_word_end(pass, text);
    const char *number = item != NULL ? skip_blanks(item) : text;
    if (!g_unichar_isalpha(g_utf8_get_char(number)) || strpbrk(number, ".:-–") == NULL)
        return false;
    const size_t n = rft_number_word(pass, number, strlen(number), &candidate->path[0], &ordinal);
    if (n == 0 || (item == NULL && !ordinal))
        return false;
    const char *p = take_punctuation(number + n, &marked);
    /* "PRIMERO.-" */
    if (!marked && number[n] == '.' && number[n + 1] == '-' && is_blank_at(number + n + 2)) {
        p = number + n + 2;
        marked = true;
    }
    if (!marked || !is_blank_at(p))
        return false;
    candidate->n_path = 1;
    candidate->scheme = REFERAT_SCHEME_OTHER;
    candidate->length = (size_t)(p - text);
    /* capitals head items, small letters count below them */
    candidate->signature = g_strdup_printf(
        "%.*s%s", (int)(number - text), text,
        g_unichar_isupper(g_utf8_get_char(g_utf8_next_char(number))) ? "ONE" : "one");
    candidate->sure = item != NULL;
    candidate->tabbed = *p == '\t';
    return true;
}

/* Whether nothing is read behind the first @n bytes of @block. */
static bool
block_ends(const ReferatNode *block, size_t n)
{
    g_autoptr(GString) text = g_string_new(NULL);

    referat_node_append_plain_text(block, text);
    return text->len <= n || *skip_blanks(text->str + n) == '\0';
}

static bool
parse_any(const RftPass *pass, const char *text, Candidate *candidate)
{
    if (parse_word_behind(pass, text, candidate))
        return true;
    candidate->n_path = 0;
    if (parse_plain(text, candidate))
        return true;
    candidate->n_path = 0;
    if (parse_item(pass, text, candidate))
        return true;
    candidate->n_path = 0;
    return parse_in_words(pass, text, candidate);
}

static Candidate *
parse_label(const RftPass *pass, ReferatNode *block)
{
    char text[LABEL_REACH + 1];
    g_autofree Candidate *candidate = g_new0(Candidate, 1);

    if (opening(block, text) == 0)
        return NULL;
    candidate->node = block;
    if (!parse_bullet(text, candidate) && !parse_any(pass, text, candidate)) {
        candidate_clear(candidate);
        return NULL;
    }
    /* a label that is all there is says it itself: "Section 1" */
    if (*skip_blanks(text + candidate->length) == '\0' && block_ends(block, candidate->length)) {
        candidate_clear(candidate);
        return NULL;
    }
    candidate->text = g_strndup(text, candidate->length);
    return g_steal_pointer(&candidate);
}

/* ---- what bears a candidate out ---- */

static bool
looks_like_heading(const ReferatNode *block)
{
    const ReferatHints *hints = rft_node_hints(block);

    return hints != NULL && (hints->outline > 0 || hints->title ||
                             (hints->bold_share > 0.9F && hints->relative_size > 0));
}

static bool
counts_on(const Candidate *a, const Candidate *b)
{
    if (!g_str_equal(a->signature, b->signature) || a->n_path != b->n_path)
        return false;
    if (a->scheme == REFERAT_SCHEME_BULLET)
        return true;
    for (uint32_t i = 0; i + 1 < a->n_path; i++)
        if (a->path[i] != b->path[i])
            return false;
    return b->path[b->n_path - 1] == a->path[a->n_path - 1] + 1;
}

/* "V." behind "IV." counts on in roman numbers. */
static void
take_roman(Candidate *candidate, const GPtrArray *list, guint index)
{
    const Candidate *before = index > 0 ? g_ptr_array_index(list, index - 1) : NULL;
    const bool upper = candidate->scheme == REFERAT_SCHEME_UPPER_ALPHA;
    const char letter = (char)('a' + (int)candidate->path[0] - 1);

    if (before == NULL || candidate->n_path != 1 ||
        before->scheme != (upper ? REFERAT_SCHEME_UPPER_ROMAN : REFERAT_SCHEME_LOWER_ROMAN) ||
        (!upper && candidate->scheme != REFERAT_SCHEME_LOWER_ALPHA) ||
        roman_value(&letter, 1) != before->path[0] + 1)
        return;
    candidate->scheme = before->scheme;
    candidate->path[0] = before->path[0] + 1;
    g_free(candidate->signature);
    candidate->signature = g_strdup(before->signature);
}

/* "i." after "h." is a letter, before "ii." a number. */
static void
tell_roman_from_letter(GPtrArray *list)
{
    for (guint i = 0; i < list->len; i++) {
        Candidate *a = g_ptr_array_index(list, i);
        const Candidate *b = g_ptr_array_index(list, MIN(i + 1, list->len - 1));
        const bool lower = b->scheme == REFERAT_SCHEME_LOWER_ROMAN && b->path[0] == 2 &&
                           a->scheme == REFERAT_SCHEME_LOWER_ALPHA;
        const bool upper = b->scheme == REFERAT_SCHEME_UPPER_ROMAN && b->path[0] == 2 &&
                           a->scheme == REFERAT_SCHEME_UPPER_ALPHA;
        take_roman(a, list, i);
        if (a->path[0] == 9 && (lower || upper)) {
            a->scheme = b->scheme;
            a->path[0] = 1;
            g_free(a->signature);
            a->signature = g_strdup(b->signature);
        }
    }
}

/* "6A" behind "6.". */
static bool
opens_below(const GPtrArray *list, guint i)
{
    const Candidate *first = g_ptr_array_index(list, i);
    const Candidate *above = g_ptr_array_index(list, i - 1);

    return first->lettered && first->path[1] == 1 && above->sure && above->n_path == 1 &&
           above->scheme == REFERAT_SCHEME_DECIMAL && above->path[0] == first->path[0];
}

static void
bear_out(GPtrArray *list)
{
    tell_roman_from_letter(list);
    for (guint i = 0; i < list->len; i++) {
        Candidate *a = g_ptr_array_index(list, i);
        const ReferatHints *hints = rft_node_hints(a->node);
        /* "M. Dupont": one capital may be a name's */
        const bool initial = a->scheme == REFERAT_SCHEME_UPPER_ALPHA && a->signature[0] == '.';
        /* "3D models" looks like one too */
        const bool set_off = !a->lettered && (looks_like_heading(a->node) ||
                                              (hints != NULL && hints->first_indent < 0));
        if (a->tabbed || (!initial && set_off) || (i > 0 && opens_below(list, i)))
            a->sure = true;
        /* the series may be interrupted by sub-items and paragraphs, not by much */
        for (guint j = i + 1; j < list->len && j < i + 40; j++) {
            Candidate *b = g_ptr_array_index(list, j);
            const bool near = a->scheme != REFERAT_SCHEME_BULLET || a->node->next == b->node ||
                              a->signature[0] == '*';
            if (near && counts_on(a, b)) {
                a->sure = true;
                b->sure = true;
                break;
            }
        }
    }
}

static void
take(RftPass *pass, const Candidate *candidate)
{
    const ReferatLabel label = {
        .text = candidate->text,
        .separator = candidate->tabbed ? "\t" : " ",
        .path = candidate->path,
        .n_path = candidate->n_path,
        .scheme = candidate->scheme,
        .origin = rft_is_read(candidate->node) ? REFERAT_ORIGIN_READ : REFERAT_ORIGIN_TYPED,
    };

    referat_builder_set_label(pass->builder, candidate->node, &label);
    rft_cut_front(candidate->node, candidate->length);
}

/* What is read off a page has no list to belong to: labels of one kind on one edge are one series.
 */
static void
name_series(const RftPass *pass, GHashTable *series, const Candidate *candidate)
{
    enum { STEP = 9 /* points */ };

    if (!rft_is_read(candidate->node) || candidate->scheme == REFERAT_SCHEME_BULLET)
        return;
    ReferatHints *hints = referat_builder_get_hints(pass->builder, candidate->node);
    const int edge = (int)((hints->indent + hints->first_indent) / STEP + 0.5F);
    char *key = g_strdup_printf("%d@%u@%s", edge, candidate->n_path, candidate->signature);
    gpointer id = g_hash_table_lookup(series, key);
    if (id == NULL) {
        id = GUINT_TO_POINTER(g_hash_table_size(series) + 1);
        g_hash_table_insert(series, key, id);
    } else {
        g_free(key);
    }
    hints->list_id = GPOINTER_TO_UINT(id);
}

static bool
may_have_label(const ReferatNode *node)
{
    const ReferatHints *hints = rft_node_hints(node);

    return node->type == REFERAT_NODE_PARAGRAPH && referat_node_get_label(node) == NULL &&
           (hints == NULL ||
            (!hints->code && !hints->title && !hints->caption && !hints->table_of_contents));
}

static void
label_children(RftPass *pass, GHashTable *series, ReferatNode *container)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(candidate_free);

    for (ReferatNode *node = container->first; node != NULL; node = node->next) {
        Candidate *candidate = may_have_label(node) ? parse_label(pass, node) : NULL;
        if (candidate != NULL)
            g_ptr_array_add(list, candidate);
    }
    bear_out(list);
    for (guint i = 0; i < list->len; i++) {
        const Candidate *candidate = g_ptr_array_index(list, i);
        if (!candidate->sure)
            continue;
        take(pass, candidate);
        name_series(pass, series, candidate);
    }
}

void
rft_pass_labels(RftPass *pass)
{
    ReferatNode *root = pass->document->root;
    g_autoptr(GHashTable) series =
        g_hash_table_new_full(referat_string_hash, g_str_equal, g_free, NULL);

    for (ReferatNode *node = root; node != NULL; node = rft_next_in_preorder(node, root))
        if (rft_type_holds_blocks((ReferatNodeType)node->type))
            label_children(pass, series, node);
}
