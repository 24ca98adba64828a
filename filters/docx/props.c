/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "docx/props.h"

#include <string.h>

bool
docx_on_off(const XmlAttributes *attributes, uint16_t token)
{
    size_t length = 0;
    const char *value = xml_attribute(attributes, token, &length);

    if (value == NULL)
        return true;
    return !((length == 1 && *value == '0') || (length == 5 && memcmp(value, "false", 5) == 0) ||
             (length == 3 && memcmp(value, "off", 3) == 0) ||
             (length == 4 && memcmp(value, "none", 4) == 0));
}

static void
set_bit(DocxRunProps *props, uint32_t bit, bool on)
{
    props->set |= bit;
    props->on = on ? props->on | bit : props->on & ~bit;
}

static void
set_vertical(DocxRunProps *props, const XmlAttributes *attributes)
{
    set_bit(props, DOCX_SUPERSCRIPT, xml_attribute_is(attributes, W_val, "superscript"));
    set_bit(props, DOCX_SUBSCRIPT, xml_attribute_is(attributes, W_val, "subscript"));
}

static void
set_fonts(DocxRunProps *props, const XmlAttributes *attributes, GStringChunk *strings)
{
    const char *font = xml_attribute_intern(attributes, W_ascii, strings);

    if (font == NULL)
        font = xml_attribute_intern(attributes, W_hAnsi, strings);
    /* a theme font is never a symbol font; it must undo one */
    if (font == NULL && xml_attribute_intern(attributes, W_asciiTheme, strings) != NULL)
        font = "";
    if (font != NULL)
        props->font = font;
}

static void
set_language(DocxRunProps *props, const XmlAttributes *attributes, GStringChunk *strings)
{
    const char *value = xml_attribute_intern(attributes, W_val, strings);
    const char *bidi = xml_attribute_intern(attributes, W_bidi, strings);

    if (value != NULL)
        props->language = value;
    if (bidi != NULL)
        props->language_bidi = bidi;
}

/* The on-off elements and the bits they set. */
static uint32_t
toggle_bit(uint16_t token)
{
    switch (token) {
    case W_b:
        return DOCX_BOLD;
    case W_i:
        return DOCX_ITALIC;
    case W_bCs:
        return DOCX_BOLD_CS;
    case W_iCs:
        return DOCX_ITALIC_CS;
    case W_caps:
        return DOCX_CAPS;
    case W_smallCaps:
        return DOCX_SMALL_CAPS;
    case W_strike:
        return DOCX_STRIKE;
    case W_dstrike:
        return DOCX_DOUBLE_STRIKE;
    case W_vanish:
        return DOCX_VANISH;
    case W_rtl:
        return DOCX_RTL;
    case W_cs:
        return DOCX_CS;
    case W_highlight:
    case W_u:
        return token == W_u ? DOCX_UNDERLINE : DOCX_HIGHLIGHT;
    default:
        return 0;
    }
}

bool
docx_run_property(DocxRunProps *props, uint16_t token, const XmlAttributes *attributes,
                  GStringChunk *strings)
{
    const uint32_t bit = toggle_bit(token);

    if (bit != 0) {
        set_bit(props, bit, docx_on_off(attributes, W_val));
        return true;
    }
    switch (token) {
    case W_vertAlign:
        set_vertical(props, attributes);
        return true;
    case W_sz:
        props->size = (uint16_t)CLAMP(xml_attribute_int(attributes, W_val, 0), 0, 4000);
        return true;
    case W_rFonts:
        set_fonts(props, attributes, strings);
        return true;
    case W_lang:
        set_language(props, attributes, strings);
        return true;
    case W_rStyle:
        props->style = xml_attribute_intern(attributes, W_val, strings);
        return true;
    default:
        return false;
    }
}

static void
set_indent(DocxParaProps *props, const XmlAttributes *attributes)
{
    const int32_t none = INT32_MIN;
    int32_t left = xml_attribute_int(attributes, W_left, none);
    const int32_t hanging = xml_attribute_int(attributes, W_hanging, none);
    const int32_t first = xml_attribute_int(attributes, W_firstLine, none);

    if (left == none)
        left = xml_attribute_int(attributes, W_start, none); /* strict */
    if (left != none) {
        props->set |= DOCX_PARA_INDENT;
        props->indent = CLAMP(left, -31680, 31680);
    }
    if (hanging != none || first != none) {
        props->set |= DOCX_PARA_FIRST;
        props->first = hanging != none ? -CLAMP(hanging, 0, 31680) : CLAMP(first, -31680, 31680);
    }
}

static void
set_alignment(DocxParaProps *props, const XmlAttributes *attributes)
{
    props->set |= DOCX_PARA_JC;
    props->alignment = REFERAT_ALIGN_START;
    if (xml_attribute_is(attributes, W_val, "center"))
        props->alignment = REFERAT_ALIGN_CENTER;
    else if (xml_attribute_is(attributes, W_val, "right") ||
             xml_attribute_is(attributes, W_val, "end"))
        props->alignment = REFERAT_ALIGN_END;
    else if (xml_attribute_is(attributes, W_val, "both") ||
             xml_attribute_is(attributes, W_val, "distribute"))
        props->alignment = REFERAT_ALIGN_JUSTIFY;
}

static bool
numbering_property(DocxParaProps *props, uint16_t token, const XmlAttributes *attributes)
{
    switch (token) {
    case W_outlineLvl:
        props->set |= DOCX_PARA_OUTLINE;
        props->outline = (uint8_t)CLAMP(xml_attribute_int(attributes, W_val, 9), 0, 9);
        return true;
    case W_numId:
        props->set |= DOCX_PARA_NUM_ID;
        props->num_id = xml_attribute_int(attributes, W_val, 0);
        return true;
    case W_ilvl:
        props->set |= DOCX_PARA_ILVL;
        props->ilvl = (uint8_t)CLAMP(xml_attribute_int(attributes, W_val, 0), 0, 8);
        return true;
    default:
        return false;
    }
}

bool
docx_para_property(DocxParaProps *props, uint16_t token, const XmlAttributes *attributes,
                   GStringChunk *strings)
{
    switch (token) {
    case W_pStyle:
        props->style = xml_attribute_intern(attributes, W_val, strings);
        return true;
    case W_ind:
        set_indent(props, attributes);
        return true;
    case W_spacing:
        if (xml_attribute_int(attributes, W_before, -1) >= 0) {
            props->set |= DOCX_PARA_BEFORE;
            props->before = MIN(xml_attribute_int(attributes, W_before, 0), 31680);
        }
        return true;
    case W_jc:
        set_alignment(props, attributes);
        return true;
    case W_pageBreakBefore:
        props->set |= DOCX_PARA_BREAK;
        props->page_break = docx_on_off(attributes, W_val);
        return true;
    case W_bidi:
        props->set |= DOCX_PARA_BIDI;
        props->bidi = docx_on_off(attributes, W_val);
        return true;
    case W_framePr:
        props->set |= DOCX_PARA_DROP_CAP;
        props->drop_cap = xml_attribute_is(attributes, W_dropCap, "drop") ||
                          xml_attribute_is(attributes, W_dropCap, "margin");
        return true;
    default:
        return numbering_property(props, token, attributes);
    }
}

static void
overlay_rest(DocxRunProps *base, const DocxRunProps *over)
{
    if (over->size != 0)
        base->size = over->size;
    if (over->style != NULL)
        base->style = over->style;
    if (over->font != NULL)
        base->font = over->font;
    if (over->language != NULL)
        base->language = over->language;
    if (over->language_bidi != NULL)
        base->language_bidi = over->language_bidi;
}

void
docx_run_overlay(DocxRunProps *base, const DocxRunProps *over)
{
    base->on = (base->on & ~over->set) | (over->on & over->set);
    base->set |= over->set;
    overlay_rest(base, over);
}

void
docx_run_combine(DocxRunProps *base, const DocxRunProps *over)
{
    const uint32_t plain = over->set & ~(uint32_t)DOCX_TOGGLES;

    base->on = (base->on & ~plain) | (over->on & plain);
    base->on ^= over->on & over->set & DOCX_TOGGLES;
    base->set |= over->set;
    overlay_rest(base, over);
}

void
docx_para_overlay(DocxParaProps *base, const DocxParaProps *over)
{
    const uint32_t set = over->set;

    if (set & DOCX_PARA_OUTLINE)
        base->outline = over->outline;
    if (set & DOCX_PARA_NUM_ID)
        base->num_id = over->num_id;
    if (set & DOCX_PARA_ILVL)
        base->ilvl = over->ilvl;
    if (set & DOCX_PARA_INDENT)
        base->indent = over->indent;
    if (set & DOCX_PARA_FIRST)
        base->first = over->first;
    if (set & DOCX_PARA_BEFORE)
        base->before = over->before;
    if (set & DOCX_PARA_JC)
        base->alignment = over->alignment;
    if (set & DOCX_PARA_BREAK)
        base->page_break = over->page_break;
    if (set & DOCX_PARA_BIDI)
        base->bidi = over->bidi;
    if (set & DOCX_PARA_DROP_CAP)
        base->drop_cap = over->drop_cap;
    base->set |= set;
}
