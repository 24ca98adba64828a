/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <unistd.h>

#include "core/context.h"
#include "finish.h"

/*
 * The input is what the page extractor would send: page records. There is no extractor and no
 * poppler here; a file without a name that holds the input stands in for its output. However often
 * the reader starts the program again, it says the same.
 */

static const FuzzInput *current;

static bool
start(const char *program, const char *const *arguments, RftHelperPipes *pipes, uint32_t *number,
      gpointer data)
{
    (void)program;
    (void)arguments;
    (void)data;
    *number = 0;
    *pipes = (RftHelperPipes){rft_memory_file("pages", current->data, current->size), -1};
    return pipes->output >= 0;
}

static void
end(uint32_t number, gpointer data)
{
    (void)number;
    (void)data;
}

void
fuzz_prepare(ReferatContext *context, const FuzzInput *input)
{
    static const RftHelperFuncs funcs = {start, end, NULL};

    current = input;
    rft_context_set_helper_funcs(context, &funcs);
    /* the same bytes come again and again: a page that fails, fails soon */
    referat_context_set_limit(context, REFERAT_LIMIT_PDF_FAILED_PAGES, 2);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_run("pdf", data, size);
}
