/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/context.h>

/** RftSpelling: what a dictionary says of a word. */
typedef enum { RFT_SPELLING_UNKNOWN, RFT_SPELLING_RIGHT, RFT_SPELLING_WRONG } RftSpelling;

/**
 * rft_spelling_knows:
 * @language: (nullable): BCP 47 tag
 *
 * Asks the hunspell dictionary of @language, which is loaded at the first call, with the library.
 * Returns: unknown where there is no library or dictionary.
 */
RftSpelling rft_spelling_knows(ReferatContext *context, const char *language, const char *word);
