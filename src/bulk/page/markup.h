/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/io.h>

/* Writing HTML of what is not to be trusted. */

/** rft_clean_text: Returns: (transfer full) (nullable): at most @most bytes of @text as people may
 * see it: valid, on one line, without what turns the direction of writing; %NULL when nothing is
 * left. @text may be %NULL. */
char *rft_clean_text(const char *text, size_t most);

/** rft_put_text: @text is UTF-8; escaped for text and for attributes between double quotes. */
void rft_put_text(ReferatSink *sink, const char *text);

/** rft_put_href: an attribute href: @base is put as it is, @name and @ending percent-encoded. */
void rft_put_href(ReferatSink *sink, const char *base, const char *name, const char *ending);

/** rft_put_dir: an attribute that keeps apart what is written from right to left, when @text has
 * any of it. */
void rft_put_dir(ReferatSink *sink, const char *text);

/** rft_relative_base: Returns: (transfer full): what leads from the page at @page into @folder,
 * percent-encoded: "./", "../out/". It always begins with a dot, so no name can be taken for a
 * scheme. */
char *rft_relative_base(const char *page, const char *folder);

/** rft_is_language: Returns: whether @tag has the form of a language tag (BCP 47). */
bool rft_is_language(const char *tag);

/** rft_language_name: Returns: (transfer none): in English; @tag itself when it is not known. */
const char *rft_language_name(const char *tag);

/** rft_known_language: Returns: (nullable): the tag of one of those that have a name; NULL behind
 * the last. */
const char *rft_known_language(size_t number);

/** rft_group_digits: Returns: (transfer full): @count with @between before each thousand. */
char *rft_group_digits(uint64_t count, const char *between);
/** rft_show_count: Returns: (transfer full): "12,345". */
char *rft_show_count(uint64_t count);
/** rft_show_bytes: Returns: (transfer full): "1.5 MB". */
char *rft_show_bytes(uint64_t bytes);
/** rft_show_share: Returns: (transfer full): "12.3 %". */
char *rft_show_share(uint64_t part, uint64_t whole);
/** rft_show_time: Returns: (transfer full): "12 ms", "1.4 s", "3 min 5 s". */
char *rft_show_time(int64_t microseconds);

/** RftPageHead: @language: (nullable): that of the page, NULL is "en"; @sheets: (array
 * zero-terminated=1); @script: (nullable): the only one that may run. */
typedef struct {
    const char *language;
    const char *title;
    const char *const *sheets;
    const char *script;
    const char *skip;    /* what the first link says */
    const char *skip_to; /* an id */
} RftPageHead;

/** rft_put_head: all up to the skip link. */
void rft_put_head(ReferatSink *sink, const RftPageHead *head);

/** rft_commit_page: Returns: false with @error set; then nothing is there that was not before. */
bool rft_commit_page(ReferatSink *sink, GError **error);
