/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "docx/label.h"

#include <string.h>

ReferatLabelScheme
docx_number_scheme(const char *format)
{
    static const struct {
        const char *format;
        ReferatLabelScheme scheme;
    } schemes[] = {
        {"decimal", REFERAT_SCHEME_DECIMAL},         {"bullet", REFERAT_SCHEME_BULLET},
        {"lowerLetter", REFERAT_SCHEME_LOWER_ALPHA}, {"upperLetter", REFERAT_SCHEME_UPPER_ALPHA},
        {"lowerRoman", REFERAT_SCHEME_LOWER_ROMAN},  {"upperRoman", REFERAT_SCHEME_UPPER_ROMAN},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(schemes); i++)
        if (g_str_equal(schemes[i].format, format))
            return schemes[i].scheme;
    return REFERAT_SCHEME_OTHER;
}

static void
append_roman(GString *out, uint32_t number, bool upper)
{
    static const struct {
        uint32_t value;
        const char *lower;
        const char *upper;
    } digits[] = {
        {1000, "m", "M"}, {900, "cm", "CM"}, {500, "d", "D"},  {400, "cd", "CD"}, {100, "c", "C"},
        {90, "xc", "XC"}, {50, "l", "L"},    {40, "xl", "XL"}, {10, "x", "X"},    {9, "ix", "IX"},
        {5, "v", "V"},    {4, "iv", "IV"},   {1, "i", "I"},
    };

    if (number > 32767) {
        g_string_append_printf(out, "%u", number);
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(digits); i++)
        for (; number >= digits[i].value; number -= digits[i].value)
            g_string_append(out, upper ? digits[i].upper : digits[i].lower);
}

/* Word repeats a letter: z is followed by aa, bb, cc. */
static void
append_repeated(GString *out, uint32_t number, const char *alphabet)
{
    const uint32_t n = (uint32_t)g_utf8_strlen(alphabet, -1);
    const uint32_t times = MIN((number - 1) / n + 1, 30);
    const char *letter = g_utf8_offset_to_pointer(alphabet, (glong)((number - 1) % n));

    for (uint32_t i = 0; i < times; i++)
        g_string_append_unichar(out, g_utf8_get_char(letter));
}

static void
append_digits(GString *out, uint32_t number, gunichar zero)
{
    char decimal[16];

    (void)g_snprintf(decimal, sizeof(decimal), "%u", number);
    for (const char *p = decimal; *p != '\0'; p++)
        g_string_append_unichar(out, zero + (gunichar)(*p - '0'));
}

/* The first letter of a number in words is a capital, as word processors print it. */
static bool
append_words(ReferatContext *context, GString *out, uint32_t number, const char *language,
             ReferatNumberWords words)
{
    g_autofree char *spelled = referat_context_spell_number(context, language, number, words);

    if (spelled == NULL || *spelled == '\0')
        return false;
    const char *rest = g_utf8_next_char(spelled);
    if (words == REFERAT_WORDS_ORDINAL_DIGITS) {
        g_string_append(out, spelled);
    } else {
        g_string_append_unichar(out, g_unichar_toupper(g_utf8_get_char(spelled)));
        g_string_append(out, rest);
    }
    return true;
}

typedef struct {
    const char *format;
    const char *alphabet;
} Alphabet;

static const Alphabet alphabets[] = {
    {"lowerLetter", "abcdefghijklmnopqrstuvwxyz"},
    {"upperLetter", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    {"russianLower", "абвгдежзиклмнопрстуфхцчшщыэюя"},
    {"russianUpper", "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЭЮЯ"},
    {"arabicAlpha", "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"},
    {"arabicAbjad", "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"},
    {"hebrew2", "אבגדהוזחטיכלמנסעפצקרשת"},
    {"chicago", "*†‡§"},
    {"aiueo", "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ"},
    {"aiueoFullWidth", "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユ"
                       "ヨラリルレロワヲン"},
    {"ideographTraditional", "甲乙丙丁戊己庚辛壬癸"},
    {"ideographZodiac", "子丑寅卯辰巳午未申酉戌亥"},
    {"ganada", "가나다라마바사아자차카타파하"},
    {"chosung", "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"},
    {"thaiLetters", "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"},
};

static const struct {
    const char *format;
    gunichar zero;
} digit_sets[] = {
    {"hindiNumbers", 0x0966},     {"hindiArabic", 0x0660},       {"thaiNumbers", 0x0e50},
    {"decimalFullWidth", 0xff10}, {"decimalFullWidth2", 0xff10}, {"bengaliNumbers", 0x09e6},
};

static bool
append_by_table(GString *out, const char *format, uint32_t number)
{
    for (size_t i = 0; i < G_N_ELEMENTS(alphabets); i++) {
        if (g_str_equal(alphabets[i].format, format)) {
            append_repeated(out, number, alphabets[i].alphabet);
            return true;
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(digit_sets); i++) {
        if (g_str_equal(digit_sets[i].format, format)) {
            append_digits(out, number, digit_sets[i].zero);
            return true;
        }
    }
    return false;
}

static bool
append_special(ReferatContext *context, GString *out, const char *format, uint32_t number,
               const char *language)
{
    if (g_str_equal(format, "lowerRoman") || g_str_equal(format, "upperRoman"))
        append_roman(out, number, *format == 'u');
    else if (g_str_equal(format, "decimalZero"))
        g_string_append_printf(out, "%02u", number);
    else if (g_str_equal(format, "numberInDash"))
        g_string_append_printf(out, "- %u -", number);
    else if (g_str_equal(format, "hex"))
        g_string_append_printf(out, "%X", number);
    else if (g_str_equal(format, "decimalEnclosedCircle") && number <= 20)
        g_string_append_unichar(out, 0x2460 + number - 1);
    else if (g_str_equal(format, "decimalEnclosedParen") && number <= 20)
        g_string_append_unichar(out, 0x2474 + number - 1);
    else if (g_str_equal(format, "decimalEnclosedFullstop") && number <= 20)
        g_string_append_unichar(out, 0x2488 + number - 1);
    else if (g_str_equal(format, "ordinal"))
        return append_words(context, out, number, language, REFERAT_WORDS_ORDINAL_DIGITS);
    else if (g_str_equal(format, "ordinalText"))
        return append_words(context, out, number, language, REFERAT_WORDS_ORDINAL);
    else if (g_str_equal(format, "cardinalText"))
        return append_words(context, out, number, language, REFERAT_WORDS_CARDINAL);
    else
        return false;
    return true;
}

void
docx_number_append(ReferatContext *context, GString *out, const char *format, uint32_t number,
                   const char *language)
{
    if (g_str_equal(format, "none"))
        return;
    if (g_str_equal(format, "decimal") || number == 0 || number > 1000000) {
        g_string_append_printf(out, "%u", number);
        return;
    }
    if (!append_by_table(out, format, number) &&
        !append_special(context, out, format, number, language))
        g_string_append_printf(out, "%u", number);
}
