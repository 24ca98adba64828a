/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/document.h>

/** RFT_SUMMARY_SEPARATOR: between the fields of a summary. */
#define RFT_SUMMARY_SEPARATOR "\x1f"

/** RftSummaryField: in this order; behind the last stand the titles of items. */
typedef enum {
    RFT_SUMMARY_KIND,
    RFT_SUMMARY_TITLE,
    RFT_SUMMARY_BODY,
    RFT_SUMMARY_DATE, /* ISO 8601 */
    RFT_SUMMARY_PLACE,
    RFT_SUMMARY_LANGUAGE,
    RFT_SUMMARY_DECISIONS, /* a number */
    RFT_SUMMARY_ITEMS
} RftSummaryField;

/** rft_summary: Returns: (transfer full): what a page over many minutes shows of
 * @document, as fields between %RFT_SUMMARY_SEPARATOR; at most a few kilobytes. */
char *rft_summary(const ReferatDocument *document);
