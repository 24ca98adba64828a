/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/io.h>

/*
 * Charts as SVG that stands in a page. Widths are shares of the page's and heights follow its
 * letters, so that they are read as well on a telephone as on a wall. What they show is to stand in
 * a table too.
 */

/** RftMark: @text below the axis, at @thousandths of its length. */
typedef struct {
    const char *text;
    unsigned thousandths;
} RftMark;

/**
 * RftColumns:
 * @id: names the chart in its page
 * @values: (array length=n)
 * @per: the axis shows values divided by it
 * @marks: (array length=n_marks)
 */
typedef struct {
    const char *id;
    const char *title;
    const char *description;
    const uint64_t *values;
    size_t n;
    double per;
    const RftMark *marks;
    size_t n_marks;
} RftColumns;

/** rft_put_columns: upright bars, side by side. */
void rft_put_columns(ReferatSink *sink, const RftColumns *columns);

/** RftBar: @value is what its length shows; @bad has another colour, @text says all of it. */
typedef struct {
    const char *text;
    uint64_t value;
    bool bad;
} RftBar;

/** rft_put_bars: bars below one another, each below its text; lengths are shares of @whole. */
void rft_put_bars(ReferatSink *sink, const char *id, const char *title, const char *description,
                  const RftBar *bars, size_t n, uint64_t whole);
