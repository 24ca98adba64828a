/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/referat.h>

/* What a worker's end means, as errors. */

/** rft_judge_death: @status is what waitpid() said of a worker that left without a result; @seconds
 * of processor time were allowed. Sets @error. */
void rft_judge_death(int status, uint64_t seconds, GError **error);

/** rft_judge_result: @code and @text, which is English, and @localised (nullable) are what a worker
 * said of its failure; it is not believed further than that. Sets @error. */
void rft_judge_result(uint32_t code, const char *text, const char *localised, GError **error);

/** rft_judge_silence: nothing was heard for @seconds. Sets @error. */
void rft_judge_silence(unsigned seconds, GError **error);

/** rft_judge_lateness: it took more than @seconds. Sets @error. */
void rft_judge_lateness(uint64_t seconds, GError **error);

/** rft_total_seconds: Returns: the time that a document of @size bytes may take. */
uint64_t rft_total_seconds(const ReferatContext *context, uint64_t size);
