/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Lines of fields between tabs, as manifests and journals hold them. Each ends with a sum of
 * itself: one that was torn, or written over, is told from one that is whole. A field may hold any
 * bytes: control characters, "%" and what is no UTF-8 are written as "%" and two digits.
 */

/** rft_record_begin: begins a line of the kind @kind in the empty or ended @line. */
void rft_record_begin(GString *line, const char *kind);
/** rft_record_text: @text may be %NULL, which is the same as "". */
void rft_record_text(GString *line, const char *text);
void rft_record_number(GString *line, int64_t number);
/** rft_record_end: adds the sum and the line's end. */
void rft_record_end(GString *line);

/** rft_reason: Returns: (transfer none): what the system calls the error @number, in English
 * whatever the language is: for what is kept. */
const char *rft_reason(int number);

enum { RFT_RECORD_FIELDS = 16 };

/**
 * RftRecord:
 * @fields: (array length=n): the kind first; raw until rft_record_get_text()
 */
typedef struct {
    char *fields[RFT_RECORD_FIELDS];
    size_t n;
} RftRecord;

/** rft_record_parse: takes @line (array length=length), without its end, apart in place. Returns:
 * false when it is not whole. */
bool rft_record_parse(RftRecord *record, char *line, size_t length);

/** rft_record_get_text: Returns: (transfer none): the field at @index, undone in place; "" when
 * there is none. To be called once a field. */
char *rft_record_get_text(const RftRecord *record, size_t index);
/** rft_record_get_number: Returns: 0 when there is none. */
int64_t rft_record_get_number(const RftRecord *record, size_t index);

/** rft_escape: appends @bytes as a field holds them: for reports and for people too. */
void rft_escape(GString *text, const char *bytes);
