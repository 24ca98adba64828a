/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <referat/referat.h>
#include <string.h>
#include <unistd.h>

#include "worker/sandbox.h"
#include "worker/worker.h"

/* Each thing that malice.c tries is stopped, named, and costs only its document. */

typedef struct {
    const char *word;
    ReferatError code;
    const char *says;
    unsigned layer; /* that stops it; 0 = any kernel does */
    bool memory;    /* needs the limit on address space */
} Attempt;

static const Attempt attempts[] = {
    {"loop", REFERAT_ERROR_TIMEOUT, "given up", 0, false},
    {"sleep", REFERAT_ERROR_TIMEOUT, "no progress", 0, false},
    {"allocate", REFERAT_ERROR_MEMORY, "worker-bytes", RFT_SANDBOX_LIMITS, true},
    {"fork", REFERAT_ERROR_CRASH, "SIGSYS", RFT_SANDBOX_SECCOMP, false},
    {"exec", REFERAT_ERROR_CRASH, "SIGSYS", RFT_SANDBOX_SECCOMP, false},
    {"open", REFERAT_ERROR_PERMISSION, "/etc/passwd was refused", RFT_SANDBOX_LANDLOCK, false},
    {"create", REFERAT_ERROR_PERMISSION, "malice was refused", RFT_SANDBOX_LANDLOCK, false},
    {"connect", REFERAT_ERROR_CRASH, "SIGSYS", RFT_SANDBOX_SECCOMP, false},
    {"kill", REFERAT_ERROR_CRASH, "SIGSYS", RFT_SANDBOX_SECCOMP, false},
    {"crash", REFERAT_ERROR_CRASH, "crashed", 0, false},
    {"exit", REFERAT_ERROR_CRASH, "without a result", 0, false},
    {"rogue-helper", REFERAT_ERROR_IO, "cannot start", 0, false},
};

static bool
convert(const char *word, GBytes **text, GError **error)
{
    g_autoptr(ReferatContext) context = referat_context_new();
    g_autoptr(GBytes) bytes = g_bytes_new(word, strlen(word));
    g_autoptr(ReferatSource) source = referat_source_new_bytes(bytes, word);
    g_autoptr(ReferatSink) sink = referat_sink_new_memory();
    const ReferatOutput output = {"text", sink};

    referat_context_set_limit(context, REFERAT_LIMIT_WORKER_SECONDS, 2);
    referat_context_set_limit(context, REFERAT_LIMIT_WORKER_SILENCE, 1);
    referat_context_set_limit(context, REFERAT_LIMIT_WORKER_BYTES, UINT64_C(1) << 30);
    const bool done = rft_worker_convert(context, source, "malice", &output, 1, error);
    if (done)
        *text = referat_sink_steal_bytes(sink);
    else
        g_assert_cmpuint(referat_sink_get_written(sink), ==, 0);
    return done;
}

static void
assert_fine(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) text = NULL;

    g_assert_true(convert("fine", &text, &error));
    g_assert_no_error(error);
    gsize size = 0;
    const char *data = g_bytes_get_data(text, &size);
    g_assert_nonnull(g_strstr_len(data, (gssize)size, "came through"));
}

static void
test_attempt(gconstpointer data)
{
    const Attempt *attempt = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) text = NULL;

    if ((rft_sandbox_probe() & attempt->layer) != attempt->layer) {
        g_test_skip("this kernel lacks the layer that stops it");
        return;
    }
#if defined(__SANITIZE_ADDRESS__)
    if (attempt->memory) {
        g_test_skip("the address sanitizer has limits of its own; the release build tests it");
        return;
    }
#endif
    g_assert_false(convert(attempt->word, &text, &error));
    g_assert_error(error, REFERAT_ERROR, attempt->code);
    g_assert_nonnull(strstr(error->message, attempt->says));
    assert_fine();
    g_assert_false(g_file_test("/tmp/referat-malice", G_FILE_TEST_EXISTS));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/worker/fine", assert_fine);
    for (size_t i = 0; i < G_N_ELEMENTS(attempts); i++) {
        g_autofree char *path = g_strconcat("/worker/", attempts[i].word, NULL);
        g_test_add_data_func(path, &attempts[i], test_attempt);
    }
    return g_test_run();
}
