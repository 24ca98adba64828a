/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/page/charts.h"

#include "bulk/page/markup.h"

/* Lengths are in hundredths: of a per cent or of the height of a letter. They are whole numbers,
 * for the point that a locale puts between them may be a comma. */
enum { LETTER = 100 };

static void
put_length(ReferatSink *sink, const char *name, unsigned hundredths, const char *unit)
{
    referat_sink_printf(sink, " %s=\"%u.%02u%s\"", name, hundredths / 100, hundredths % 100, unit);
}

static void
open_chart(ReferatSink *sink, const char *id, const char *class, unsigned height)
{
    referat_sink_printf(sink, "<svg class=\"%s\" role=\"img\" aria-labelledby=\"%s-title %s-text\"",
                        class, id, id);
    put_length(sink, "height", height, "em");
    referat_sink_puts(sink, ">\n");
}

static void
put_names(ReferatSink *sink, const char *id, const char *title, const char *description)
{
    referat_sink_printf(sink, "<title id=\"%s-title\">", id);
    rft_put_text(sink, title);
    referat_sink_printf(sink, "</title>\n<desc id=\"%s-text\">", id);
    rft_put_text(sink, description);
    referat_sink_puts(sink, "</desc>\n");
}

/* ---- columns ---- */

enum {
    TOP = 1 * LETTER,
    PLOT = 10 * LETTER,
    BOTTOM = TOP + PLOT,
    MARKS = BOTTOM + 15 * LETTER / 10,
    HEIGHT = BOTTOM + 2 * LETTER,
    WIDTH = 10000, /* 100 % */
};

/* The next number that is easily halved and read. */
static double
nice_above(double value)
{
    static const double steps[] = {1, 1.2, 1.6, 2, 3, 4, 5, 6, 8};
    double unit = 0.1;

    while (8 * unit < value)
        unit *= 10;
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
        if (steps[i] * unit >= value)
            return steps[i] * unit;
    return value;
}

static char *
show_value(double value)
{
    if (value >= 10)
        return rft_show_count((uint64_t)(value + 0.5));
    const unsigned hundredths = (unsigned)(value * 100 + 0.5);
    if (hundredths % 100 == 0)
        return g_strdup_printf("%u", hundredths / 100);
    return hundredths % 10 == 0 ? g_strdup_printf("%u.%u", hundredths / 100, hundredths % 100 / 10)
                                : g_strdup_printf("%u.%02u", hundredths / 100, hundredths % 100);
}

static void
put_line(ReferatSink *sink, const char *class, unsigned y)
{
    referat_sink_printf(sink, "<line class=\"%s\" x1=\"0\" x2=\"100%%\"", class);
    put_length(sink, "y1", y, "em");
    put_length(sink, "y2", y, "em");
    referat_sink_puts(sink, "/>\n");
}

static void
put_scale(ReferatSink *sink, double top, unsigned share, const char *class)
{
    const unsigned y = TOP + PLOT - PLOT * share / 2;
    g_autofree char *shown = show_value(top * share / 2);

    put_line(sink, class, y);
    referat_sink_puts(sink, "<text class=\"y\" x=\"0\" dx=\"-.5em\"");
    put_length(sink, "y", y + 35, "em");
    referat_sink_printf(sink, ">%s</text>\n", shown);
}

static void
put_column(ReferatSink *sink, size_t at, size_t n, double share)
{
    const unsigned wide = (unsigned)(WIDTH / n);
    const unsigned left = (unsigned)(WIDTH * at / n);
    const unsigned high = MAX((unsigned)(share * PLOT), 8U); /* what is there is seen */

    referat_sink_puts(sink, "<rect class=\"bar\"");
    put_length(sink, "x", left + wide / 12, "%");
    put_length(sink, "width", wide - wide / 6, "%");
    put_length(sink, "y", BOTTOM - high, "em");
    put_length(sink, "height", high, "em");
    referat_sink_puts(sink, "/>\n");
}

static void
put_mark(ReferatSink *sink, const RftMark *mark)
{
    const char *class = "middle";

    if (mark->thousandths == 0)
        class = "start";
    else if (mark->thousandths == 1000)
        class = "end";
    referat_sink_printf(sink, "<text class=\"%s\"", class);
    put_length(sink, "x", mark->thousandths * 10, "%");
    put_length(sink, "y", MARKS, "em");
    referat_sink_puts(sink, ">");
    rft_put_text(sink, mark->text);
    referat_sink_puts(sink, "</text>\n");
}

void
rft_put_columns(ReferatSink *sink, const RftColumns *columns)
{
    uint64_t most = 0;

    for (size_t i = 0; i < columns->n; i++)
        most = MAX(most, columns->values[i]);
    const double top = nice_above((double)most / columns->per);
    open_chart(sink, columns->id, "columns", HEIGHT);
    put_names(sink, columns->id, columns->title, columns->description);
    put_scale(sink, top, 2, "grid");
    put_scale(sink, top, 1, "grid");
    for (size_t i = 0; i < columns->n; i++)
        if (columns->values[i] > 0)
            put_column(sink, i, columns->n, (double)columns->values[i] / columns->per / top);
    put_scale(sink, top, 0, "axis");
    for (size_t i = 0; i < columns->n_marks; i++)
        put_mark(sink, &columns->marks[i]);
    referat_sink_puts(sink, "</svg>\n");
}

/* ---- bars ---- */

void
rft_put_bars(ReferatSink *sink, const char *id, const char *title, const char *description,
             const RftBar *bars, size_t n, uint64_t whole)
{
    enum {
        ROW = 24 * LETTER / 10,
        TEXT = 1 * LETTER,
        BAR = 14 * LETTER / 10,
        THICK = 6 * LETTER / 10
    };

    open_chart(sink, id, "bars", (unsigned)n * ROW);
    put_names(sink, id, title, description);
    for (size_t i = 0; i < n; i++) {
        const unsigned y = (unsigned)i * ROW;
        const unsigned wide = (unsigned)(bars[i].value * WIDTH / MAX(whole, 1));
        referat_sink_puts(sink, "<text x=\"0\"");
        put_length(sink, "y", y + TEXT, "em");
        referat_sink_puts(sink, ">");
        rft_put_text(sink, bars[i].text);
        referat_sink_puts(sink, "</text>\n<rect class=\"track\" x=\"0\" width=\"100%\"");
        put_length(sink, "y", y + BAR, "em");
        put_length(sink, "height", THICK, "em");
        referat_sink_printf(sink, "/>\n<rect class=\"%s\" x=\"0\"", bars[i].bad ? "bad" : "bar");
        put_length(sink, "width", MAX(wide, 40U), "%");
        put_length(sink, "y", y + BAR, "em");
        put_length(sink, "height", THICK, "em");
        referat_sink_puts(sink, "/>\n");
    }
    referat_sink_puts(sink, "</svg>\n");
}
