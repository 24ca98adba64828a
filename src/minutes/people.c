/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minutes/people.h"

#include <string.h>

/*
 * Lists of people as minutes print them: "Borgmester Ib Holm, direktør for Børn og Unge Anna Lund
 * og Per Friis (Kystbyen)", "Councilmembers Daysog, Knox White and Mayor Ashcraft – 5". A list is
 * cut into tokens, these into segments at commas and "and", and each segment into role and name.
 */

/* MOST_PEOPLE: no meeting has more; a roll of names without end costs no more than this. */
enum { TOKENS_MAX = 2048, LONGEST_NAME = 6, MOST_PROSE = 5, MOST_PEOPLE = 2000 };

typedef enum {
    TOKEN_NAME, /* begins with a capital letter */
    TOKEN_WORD, /* in small letters */
    TOKEN_NUMBER,
    TOKEN_COMMA,
    TOKEN_AND,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_DASH,
    TOKEN_OTHER
} TokenKind;

typedef struct {
    uint32_t start;
    uint32_t end;
    TokenKind kind;
    bool particle;
    bool role;    /* an office, or the last word of one */
    bool binding; /* "for" in "director for ..." */
    bool title;   /* Mr., Madame */
    bool initial; /* one letter */
} Token;

typedef struct {
    RftReading *reading;
    const RftPeople *how;
    const RftPassage *passage;
    uint32_t index; /* of the passage */
    Token *tokens;
    unsigned n;
    bool adding;
    unsigned found;
    uint32_t last;         /* participant, UINT32_MAX = none */
    uint32_t pending_role; /* where a role began that waits for its name; UINT32_MAX = none */
    bool pending_for;      /* and that it is "for" something, of which more may come */
    unsigned prose;
    bool role_first; /* offices stand before the names of this list */
} List;

/* ---- tokens ---- */

static bool
is_apostrophe(const char *text, const char *end)
{
    return *text == '\'' || (end - text > 3 && memcmp(text, "’", 3) == 0);
}

/* The end of a word with its hyphens, apostrophes and the stop of an abbreviation. */
static const char *
end_of_word(const char *text, const char *end)
{
    const char *start = text;

    for (;;) {
        text = rft_word_end(text, end);
        const char *joint = text;
        if (joint < end && (*joint == '-' || is_apostrophe(joint, end)))
            joint += *joint == '-' || *joint == '\'' ? 1 : 3;
        if (joint == text || joint >= end || rft_word_end(joint, end) == joint)
            break;
        text = joint;
    }
    const ptrdiff_t length = text - start;
    const bool behind = text + 1 >= end || g_ascii_isspace(text[1]) ||
                        strchr(",;)", text[1]) != NULL ||
                        (end - text > 2 && memcmp(text + 1, "\xc2\xa0", 2) == 0);
    /* "Chr. Holm", "B. Holm", "Holm B." */
    if (text < end && *text == '.' &&
        (g_utf8_strlen(start, length) == 1 || (length <= 4 && text + 2 < end && behind)))
        text++;
    /* "J.P. Holm" */
    if (text < end && text[-1] == '.' && g_unichar_isupper(g_utf8_get_char(text)) &&
        rft_word_end(text, end) > text)
        return end_of_word(text, end);
    return text;
}

static bool
has_hit(const List *list, RftUse use, uint32_t start, uint32_t end)
{
    const RftHit *hit = rft_hit_at(list->reading, list->passage, use, start);

    return hit != NULL && hit->end <= end;
}

/* Whether a phrase of @use covers @start to @end, perhaps with more. */
static bool
is_covered(const List *list, RftUse use, uint32_t start, uint32_t end)
{
    for (uint32_t i = rft_hits_near(list->passage, start); i < list->passage->n_hits; i++) {
        const RftHit *hit = rft_hit(list->reading, list->passage, i);
        if (hit->start > start)
            break;
        if (hit->use == use && hit->start <= start && hit->end + 1 >= end && hit->end > start)
            return true;
    }
    return false;
}

/* "deHaan", "d'Arc" */
static bool
has_inner_capital(const char *text, uint32_t start, uint32_t end)
{
    for (uint32_t i = start; i < end; i++)
        if (g_ascii_isupper(text[i]))
            return true;
    return false;
}

static void
add_word(List *list, uint32_t start, uint32_t end)
{
    Token *token = &list->tokens[list->n++];
    const RftPassage *passage = list->passage;
    const gunichar first = g_utf8_get_char(passage->text + start);

    *token = (Token){start, end, TOKEN_WORD, false, false, false, false, false};
    if (g_unichar_isdigit(first))
        token->kind = TOKEN_NUMBER;
    else if (g_unichar_isupper(first) || g_unichar_istitle(first) ||
             has_inner_capital(passage->text, start, end))
        token->kind = TOKEN_NAME;
    token->particle = is_covered(list, RFT_USE_PARTICLE, start, end);
    token->binding = has_hit(list, RFT_USE_FOR, start, end);
    token->title = is_covered(list, RFT_USE_HONORIFIC, start, end);
    token->role = is_covered(list, RFT_USE_ROLE, start, end) ||
                  is_covered(list, RFT_USE_CHAIR, start, end) ||
                  is_covered(list, RFT_USE_SECRETARY, start, end) ||
                  rft_phrases_ending(list->reading->phrases, RFT_USE_ROLE, passage->folded + start,
                                     end - start) > 0;
    const char *stop = passage->text + end;
    token->initial = g_utf8_strlen(passage->text + start, stop - (passage->text + start)) <=
                     (stop[-1] == '.' ? 2 : 1);
    if (has_hit(list, RFT_USE_AND, start, end) && token->kind == TOKEN_WORD)
        token->kind = TOKEN_AND;
}

static void
add_mark(List *list, uint32_t at, uint32_t length, TokenKind kind)
{
    list->tokens[list->n++] = (Token){at, at + length, kind, false, false, false, false, false};
}

static void
add_sign(List *list, uint32_t at, uint32_t n)
{
    const char *text = list->passage->text + at;

    if (strchr(",;\t.", *text) != NULL)
        add_mark(list, at, n, TOKEN_COMMA);
    else if (*text == '(' || *text == '[')
        add_mark(list, at, n, TOKEN_OPEN);
    else if (*text == ')' || *text == ']')
        add_mark(list, at, n, TOKEN_CLOSE);
    else if (*text == '&')
        add_mark(list, at, n, TOKEN_AND);
    else if (*text == '-' || memcmp(text, "–", MIN(n, 3)) == 0 || memcmp(text, "—", MIN(n, 3)) == 0)
        add_mark(list, at, n, TOKEN_DASH);
    else if (!g_ascii_isspace(*text) && *text != '*' && (unsigned char)*text != 0xc2)
        add_mark(list, at, n, TOKEN_OTHER);
}

/* "Dott.ssa", "Prof.", "D.ª": a title is one token with all its stops. Returns: its end, or 0. */
static uint32_t
end_of_title(const List *list, uint32_t at, uint32_t end)
{
    static const RftUse uses[] = {RFT_USE_HONORIFIC, RFT_USE_ACADEMIC};
    uint32_t stop = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(uses); i++) {
        const RftHit *hit = rft_hit_at(list->reading, list->passage, uses[i], at);
        if (hit != NULL && hit->end <= end)
            stop = MAX(stop, hit->end);
    }
    return stop > 0 && stop < end && list->passage->text[stop] == '.' ? stop + 1 : stop;
}

static bool
tokenise(List *list, RftSpan span)
{
    const char *text = list->passage->text;

    for (uint32_t at = span.start; at < span.end;) {
        const char *end = text + MAX(end_of_title(list, at, span.end),
                                     (uint32_t)(end_of_word(text + at, text + span.end) - text));
        if (list->n + 1 >= TOKENS_MAX)
            return false;
        if (end > text + at) {
            add_word(list, at, (uint32_t)(end - text));
            at = (uint32_t)(end - text);
            continue;
        }
        const uint32_t n = MIN((uint32_t)g_utf8_skip[(unsigned char)text[at]], span.end - at);
        add_sign(list, at, n);
        at += n;
    }
    return true;
}

/* ---- what is found ---- */

static RftSpan
span_of(const List *list, uint32_t start, uint32_t end)
{
    const RftSpan span = {list->index, start, end};

    return span;
}

static void
fill_participant(List *list, ReferatParticipant *one, RftSpan role)
{
    const RftPeople *how = list->how;

    if (one->status == REFERAT_STATUS_UNKNOWN)
        one->status = how->status;
    if (one->function == REFERAT_FUNCTION_NONE)
        one->function = how->function;
    if (!rft_span_is_empty(role) && one->role.text == NULL)
        one->role = rft_value(list->reading, role, how->confidence);
    else if (!rft_span_is_empty(how->role) && one->role.text == NULL)
        one->role = rft_value(list->reading, how->role, how->confidence);
}

static void
found_name(List *list, RftSpan name, RftSpan role)
{
    RftReading *reading = list->reading;

    list->found++;
    if (!list->adding)
        return;
    const char *text = rft_span_text(reading, name);
    ReferatParticipant *known = rft_participant_same(reading, text);
    if (known == NULL && reading->participants->len >= MOST_PEOPLE)
        return;
    if (known == NULL) {
        const ReferatParticipant one = {.status = REFERAT_STATUS_UNKNOWN};
        g_array_append_val(reading->participants, one);
        g_ptr_array_add(reading->folded_names, NULL);
        known = &g_array_index(reading->participants, ReferatParticipant,
                               reading->participants->len - 1);
        rft_participant_rename(reading, known, rft_value(reading, name, list->how->confidence));
    }
    list->last = (uint32_t)(known - (ReferatParticipant *)(void *)reading->participants->data);
    if (strchr(known->name.text, ' ') == NULL && strchr(text, ' ') != NULL)
        rft_participant_rename(reading, known, rft_value(reading, name, list->how->confidence));
    fill_participant(list, known, role);
}

static ReferatParticipant *
last_one(const List *list)
{
    return list->adding && list->last != UINT32_MAX
               ? &g_array_index(list->reading->participants, ReferatParticipant, list->last)
               : NULL;
}

/* "Patrick Reimer (PGR)": how the minutes call him from then on, when it begins and may end like
 * his names. */
static bool
take_alias(List *list, const ReferatParticipant *one, const Token *token)
{
    enum { LONGEST_ALIAS = 5 };
    const char *text = list->passage->text;
    const uint32_t length = token->end - token->start;
    const char *last = strrchr(one->name.text, ' ');

    if (length < 2 || length > LONGEST_ALIAS || text[token->start] != one->name.text[0] ||
        last == NULL || memchr(text + token->start, last[1], length) == NULL)
        return false;
    for (uint32_t i = token->start; i < token->end; i++)
        if (!g_ascii_isupper(text[i]))
            return false;
    char *alias = rft_arena_strndup(&list->reading->arena, text + token->start, length);
    g_hash_table_insert(list->reading->aliases, alias, GUINT_TO_POINTER(list->last + 1));
    return true;
}

/* What is said of the last person behind a comma, a dash or in brackets. */
static void
found_attribute(List *list, unsigned from, unsigned to)
{
    ReferatParticipant *one = last_one(list);
    unsigned words = 0;
    bool role = false;
    bool title = false;

    for (unsigned i = from; i < to; i++) {
        words += list->tokens[i].kind == TOKEN_WORD && !list->tokens[i].particle &&
                 !list->tokens[i].binding;
        role = role || list->tokens[i].role;
        title = title || list->tokens[i].kind == TOKEN_NAME;
    }
    if (one == NULL || from >= to || words > MOST_PROSE)
        return;
    if (to - from == 1 && take_alias(list, one, &list->tokens[from]))
        return;
    RftSpan span = span_of(list, list->tokens[from].start, list->tokens[to - 1].end);
    if (role && one->role.text == NULL) {
        one->role = rft_value(list->reading, span, list->how->confidence);
    } else if (!role && title && words <= 1 && one->organisation.text == NULL) {
        /* "fra Torsevig Vand repræsenteret" */
        while (to > from + 1 && list->tokens[to - 1].kind == TOKEN_WORD)
            to--;
        span.end = list->tokens[to - 1].end;
        one->organisation = rft_value(list->reading, span, list->how->confidence);
    }
    for (unsigned i = from; i < to && role; i++) {
        const Token *token = &list->tokens[i];
        /* a clerk by office need not be the one who wrote these minutes */
        if (has_hit(list, RFT_USE_ROLE, token->start, token->end))
            continue;
        if (is_covered(list, RFT_USE_SECRETARY, token->start, token->end))
            one->function = REFERAT_FUNCTION_SECRETARY;
        else if (has_hit(list, RFT_USE_CHAIR, token->start, token->end))
            one->function = REFERAT_FUNCTION_CHAIR;
    }
}

/* ---- segments ---- */

/* Capitals that begin no name: months, labels, words for bodies and meetings. */
static bool
is_no_name(const List *list, const Token *token)
{
    const Token *next = token + 1 < list->tokens + list->n ? token + 1 : NULL;
    const Token *before = token > list->tokens ? token - 1 : NULL;

    static const RftUse whole[] = {RFT_USE_MONTH,   RFT_USE_WEEKDAY, RFT_USE_NOBODY,
                                   RFT_USE_PRESENT, RFT_USE_ABSENT,  RFT_USE_EXCUSED,
                                   RFT_USE_GUEST,   RFT_USE_MEETING, RFT_USE_BODY_WORD,
                                   RFT_USE_MINUTES, RFT_USE_AGENDA};

    /* "April Jones", not "4 April" */
    const bool given = next != NULL && next->kind == TOKEN_NAME && !next->role &&
                       (before == NULL || before->kind != TOKEN_NUMBER);
    for (size_t i = 0; i < G_N_ELEMENTS(whole); i++)
        if ((whole[i] != RFT_USE_MONTH || !given) &&
            has_hit(list, whole[i], token->start, token->end))
            return true;
    /* "Yvon LE GOFF", "Mme LE PROVOST" */
    if (token->particle && before != NULL && before->kind == TOKEN_NAME && next != NULL &&
        next->kind == TOKEN_NAME)
        return false;
    /* "As I said" */
    if (rft_vocabulary_is_function_word(list->reading->vocabulary, list->reading->language,
                                        list->passage->folded + token->start,
                                        token->end - token->start))
        return true;
    return is_covered(list, RFT_USE_AGENDA, token->start, token->end) ||
           is_covered(list, RFT_USE_MINUTES, token->start, token->end);
}

static bool
is_slash(const List *list, unsigned i)
{
    return list->tokens[i].kind == TOKEN_OTHER && list->passage->text[list->tokens[i].start] == '/';
}

/* "Library Director Jane Holm": the last office among the capitals, when a name is left behind it.
 */
static unsigned
last_office(const List *list, unsigned from, unsigned to)
{
    unsigned last = from;

    for (unsigned i = from; i < to && list->tokens[i].kind == TOKEN_NAME; i++)
        if (list->tokens[i].role && i + 1 < to && list->tokens[i + 1].kind == TOKEN_NAME)
            last = i + 1;
    return last;
}

/* Takes the role at the front of the tokens @from to @to; returns where the name begins. */
static unsigned
take_role(const List *list, unsigned from, unsigned to)
{
    unsigned at = last_office(list, from, to);
    bool bound = false; /* behind "for" capitals belong to the role */

    for (unsigned i = at; i < to; i++) {
        const Token *token = &list->tokens[i];
        if (token->kind == TOKEN_NAME && !token->role && !bound && !is_no_name(list, token))
            break;
        if (token->kind == TOKEN_WORD && token->particle && !token->role && !token->binding &&
            i + 1 < to && list->tokens[i + 1].kind == TOKEN_NAME && at == from)
            break;
        /* "Mayor/Chair", "Board Members / Commissioners" */
        if (is_slash(list, i) && i > from && list->tokens[i - 1].role)
            continue;
        if (token->kind != TOKEN_NAME && token->kind != TOKEN_WORD)
            break;
        bound = token->binding && at > from;
        at = i + 1;
    }
    return at;
}

/* "direktør Thomas Foged": behind an office and a first name a word for an office is a last name.
 */
static bool
is_last_name(const List *list, unsigned at, unsigned from, bool in_office)
{
    return in_office && at > from && !list->tokens[from].role &&
           list->tokens[from].kind == TOKEN_NAME;
}

/* The end of the name that begins with token @from: capitals, initials, and particles between.
 * @in_office: an office stands before it. */
static unsigned
take_name(const List *list, unsigned from, unsigned to, bool in_office)
{
    unsigned i = from;
    unsigned last = from;

    while (i < to && i - from < LONGEST_NAME + 2) {
        const Token *token = &list->tokens[i];
        if (token->kind == TOKEN_NAME && !is_no_name(list, token) &&
            (!token->role || token->initial || is_last_name(list, i, from, in_office))) {
            last = ++i;
        } else if (token->kind == TOKEN_WORD && token->particle) {
            i++;
        } else {
            break;
        }
    }
    return last;
}

static unsigned
count_kind(const List *list, unsigned from, unsigned to, TokenKind kind)
{
    unsigned n = 0;

    for (unsigned i = from; i < to; i++)
        n += list->tokens[i].kind == kind;
    return n;
}

static unsigned
count_bindings(const List *list, unsigned from, unsigned to)
{
    unsigned n = 0;

    for (unsigned i = from; i < to; i++)
        n += list->tokens[i].binding;
    return n;
}

/* "KVK", "FDP": an organisation, where a person stands before it. */
static bool
is_short_capitals(const List *list, unsigned from, unsigned to)
{
    const Token *token = &list->tokens[from];

    if (to - from != 1 || token->end - token->start > 5)
        return false;
    for (uint32_t i = token->start; i < token->end; i++)
        if (!g_ascii_isupper(list->passage->text[i]) && !g_ascii_isdigit(list->passage->text[i]))
            return false;
    return true;
}

/* What stands before a name is its role when it names an office, or is a word or two. */
static RftSpan
role_span(const List *list, unsigned from, unsigned name)
{
    enum { FEW_WORDS = 2 };
    uint32_t start = list->pending_role;
    bool role = start != UINT32_MAX;

    for (unsigned i = from; i < name; i++)
        role = role || list->tokens[i].role;
    if (start == UINT32_MAX && name > from)
        start = list->tokens[from].start;
    if (start == UINT32_MAX || name == 0 || (!role && name - from > FEW_WORDS))
        return span_of(list, 0, 0);
    return rft_trim(list->reading, span_of(list, start, MAX(start, list->tokens[name].start)),
                    ",;");
}

/* What stands between two commas: an office from @from, the name from @name to @end, and what is
 * said behind it to @to. */
typedef struct {
    unsigned from;
    unsigned name;
    unsigned end;
    unsigned to;
} Segment;

/* "Derudover var Anna Lund …": a capital that only begins the sentence is no name. */
static void
skip_opening(const List *list, Segment *segment)
{
    unsigned later = segment->end;

    if (segment->end - segment->name != 1 || segment->end >= segment->to ||
        list->tokens[segment->end].kind != TOKEN_WORD || list->pending_role != UINT32_MAX)
        return;
    while (later < segment->to &&
           (list->tokens[later].kind != TOKEN_NAME || list->tokens[later].title))
        later++;
    const unsigned stop = take_name(list, later, segment->to, false);
    if (stop - later < 2 || later == segment->end)
        return;
    segment->from = segment->name = later;
    segment->end = stop;
}

static Segment
cut_segment(const List *list, unsigned from, unsigned to)
{
    Segment segment = {from, take_role(list, from, to), 0, to};

    while (segment.name < to && list->tokens[segment.name].title)
        segment.name++;
    segment.end =
        take_name(list, segment.name, to, segment.name > from || list->pending_role != UINT32_MAX);
    skip_opening(list, &segment);
    return segment;
}

/* "Direktør for Børn og" | "Unge Anna Lund": the first capital belongs to the office that waits, or
 * is all that there is. Returns: true when the office goes on waiting. */
static bool
take_waiting(List *list, Segment *segment)
{
    const unsigned words = segment->end - segment->name;
    const bool bound = segment->name > segment->from && list->tokens[segment->name - 1].binding;

    if (words == 0 || (!bound && !list->pending_for))
        return false;
    if (words >= 3) {
        segment->name++;
        return false;
    }
    if (!bound && words > 1)
        return false;
    if (list->pending_role == UINT32_MAX)
        list->pending_role = list->tokens[segment->from].start;
    list->pending_for = true;
    return true;
}

/* An office alone: of the one before, or of the one to come. */
static void
read_nameless(List *list, const Segment *segment)
{
    const unsigned from = segment->from;

    if (list->tokens[from].role && (list->found == 0 || list->role_first)) {
        list->pending_role = list->tokens[from].start;
        list->pending_for = count_bindings(list, from, segment->to) > 0;
    } else {
        found_attribute(list, from, segment->to);
    }
    list->prose += count_kind(list, from, segment->to, TOKEN_WORD) > MOST_PROSE;
}

/* "Anna Lund, KVK", "Anna Lund, V": said of the one before. */
static bool
is_attached(const List *list, const Segment *segment)
{
    return list->found > 0 && segment->from == segment->name &&
           (is_short_capitals(list, segment->name, segment->end) ||
            (segment->end - segment->name == 1 && list->tokens[segment->name].initial));
}

static void
read_name(List *list, const Segment *segment)
{
    const unsigned name = segment->name;
    unsigned end = segment->end;
    const bool has_role = name > segment->from || list->pending_role != UINT32_MAX;
    const RftSpan role = has_role ? role_span(list, segment->from, name) : span_of(list, 0, 0);

    list->role_first = list->role_first || (list->found == 0 && !rft_span_is_empty(role));
    list->pending_role = UINT32_MAX;
    list->pending_for = false;
    RftSpan span = span_of(list, list->tokens[name].start, list->tokens[end - 1].end);
    if (!list->tokens[end - 1].initial)
        span = rft_trim(list->reading, span, ".:");
    found_name(list, span, role);
    while (end < segment->to && list->tokens[end].kind == TOKEN_DASH)
        end++;
    found_attribute(list, end, segment->to);
}

/* Tokens @from to @to stand between commas. */
static void
read_segment(List *list, unsigned from, unsigned to)
{
    while (from < to && (list->tokens[from].title || list->tokens[from].kind == TOKEN_DASH ||
                         list->tokens[from].kind == TOKEN_OTHER))
        from++;
    if (from >= to)
        return;
    /* "fra Torsevig Kommune": where those before it come from */
    if (list->tokens[from].binding && list->found > 0 && list->pending_role == UINT32_MAX) {
        found_attribute(list, from + 1, to);
        return;
    }
    Segment segment = cut_segment(list, from, to);
    if (take_waiting(list, &segment))
        return;
    if (segment.end == segment.name) {
        read_nameless(list, &segment);
        return;
    }
    if (is_attached(list, &segment)) {
        found_attribute(list, segment.name, segment.end);
        return;
    }
    const unsigned words = count_kind(list, segment.end, to, TOKEN_WORD);
    const bool single = segment.end - segment.name == 1;
    if (words > MOST_PROSE || (single && (list->how->strict || words > 1)))
        list->prose++;
    else
        read_name(list, &segment);
}

/* Brackets: what is in them is said of the one before. */
static unsigned
read_brackets(List *list, unsigned open)
{
    unsigned close = open + 1;

    while (close < list->n && list->tokens[close].kind != TOKEN_CLOSE)
        close++;
    found_attribute(list, open + 1, close);
    return close;
}

static void
read_tokens(List *list)
{
    unsigned from = 0;

    for (unsigned i = 0; i <= list->n; i++) {
        const TokenKind kind = i < list->n ? list->tokens[i].kind : TOKEN_COMMA;
        if (kind != TOKEN_COMMA && kind != TOKEN_AND && kind != TOKEN_OPEN)
            continue;
        read_segment(list, from, i);
        if (kind == TOKEN_OPEN)
            i = read_brackets(list, i);
        from = i + 1;
    }
}

static unsigned
read_list(RftReading *reading, RftSpan span, const RftPeople *how, bool adding)
{
    g_autofree Token *tokens = g_new(Token, TOKENS_MAX);
    List list = {.reading = reading,
                 .how = how,
                 .passage = rft_passage(reading, span.passage),
                 .index = span.passage,
                 .tokens = tokens,
                 .adding = adding,
                 .last = UINT32_MAX,
                 .pending_role = UINT32_MAX};

    rft_scan_small(reading, span.passage);
    if (!tokenise(&list, span))
        return 0;
    read_tokens(&list);
    return list.prose > list.found ? 0 : list.found;
}

unsigned
rft_people_count(RftReading *reading, RftSpan span, const RftPeople *how)
{
    return read_list(reading, span, how, false);
}

unsigned
rft_people_add(RftReading *reading, RftSpan span, const RftPeople *how)
{
    if (read_list(reading, span, how, false) == 0)
        return 0;
    return read_list(reading, span, how, true);
}

/* ---- single names ---- */

/* "V. B." is nobody. */
static bool
has_full_word(const List *list, unsigned from, unsigned to)
{
    for (unsigned i = from; i < to; i++)
        if (!list->tokens[i].initial)
            return true;
    return false;
}

static bool
name_in(RftReading *reading, RftSpan span, bool whole, unsigned least, RftSpan *name)
{
    static const RftPeople anybody = {.confidence = 1};
    g_autofree Token *tokens = g_new(Token, TOKENS_MAX);
    List list = {.reading = reading,
                 .how = &anybody,
                 .passage = rft_passage(reading, span.passage),
                 .index = span.passage,
                 .tokens = tokens};

    rft_scan_small(reading, span.passage);
    if (!tokenise(&list, span))
        return false;
    for (unsigned i = 0; i < list.n; i++) {
        if (list.tokens[i].kind != TOKEN_NAME || list.tokens[i].title) {
            if (whole && !list.tokens[i].title)
                return false;
            continue;
        }
        const unsigned end = take_name(&list, i, list.n, false);
        if (end - i >= least && end - i <= LONGEST_NAME && (!whole || end == list.n) &&
            has_full_word(&list, i, end)) {
            *name = span_of(&list, list.tokens[i].start, list.tokens[end - 1].end);
            if (!list.tokens[end - 1].initial)
                *name = rft_trim(reading, *name, ".");
            return true;
        }
        if (whole)
            return false;
        i = MAX(end, i + 1) - 1;
    }
    return false;
}

bool
rft_find_name(RftReading *reading, RftSpan span, RftSpan *name)
{
    return name_in(reading, span, false, 2, name);
}

bool
rft_is_name(RftReading *reading, RftSpan span, bool single)
{
    RftSpan name;

    return name_in(reading, span, true, single ? 1 : 2, &name);
}

bool
rft_take_name(RftReading *reading, RftSpan span, RftSpan *name)
{
    return name_in(reading, span, true, 1, name);
}
