/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/filter.h>

/* What the layers after core need of a context and filters do not. */

/** rft_context_begin: forgets the counts of the last conversion; @name is that of the input. */
void rft_context_begin(ReferatContext *context);

/** rft_context_raised: Returns: false with %REFERAT_ERROR_DIAGNOSTIC when -Werror met a message. */
bool rft_context_raised(const ReferatContext *context, GError **error);

/** rft_context_get_data: Returns: (nullable) (transfer none): what was set under @key. */
gpointer rft_context_get_data(const ReferatContext *context, const char *key);

/** rft_context_set_data: keeps @data (the vocabulary, ICU) as long as the context. */
void rft_context_set_data(ReferatContext *context, const char *key, gpointer data,
                          GDestroyNotify free_data);
