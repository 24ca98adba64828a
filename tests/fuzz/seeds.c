/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "finish.h"
#include "pack.h"

/*
 * Runs one target over files without a fuzzer: each as it is, and with options before it.
 *   seeds-TARGET [--pack DEFAULTS] [--ending .xml]... PATH...
 * With --pack a folder called "input" is a package, packed as the test cases are; without, its
 * files are looked at one by one. --ending leaves out files found in folders that end differently.
 */

typedef struct {
    const char *defaults; /* NULL: nothing is packed */
    GPtrArray *endings;
    unsigned done;
} Job;

/* The name comes first: it is what a test that aborts leaves behind. */
static void
run_bytes(Job *job, const char *path, const uint8_t *data, size_t size)
{
    g_autofree uint8_t *copy = g_malloc(size + 1);

    (void)fprintf(stderr, "%s\n", path);
    memcpy(copy + 1, data, size);
    (void)LLVMFuzzerTestOneInput(copy + 1, size);
    copy[0] = FUZZ_SHOW_CHANGES | FUZZ_COMMENTS | FUZZ_STYLED_HEADINGS;
    (void)LLVMFuzzerTestOneInput(copy, size + 1);
    copy[0] = FUZZ_REJECT | FUZZ_NO_PASSES;
    (void)LLVMFuzzerTestOneInput(copy, size + 1);
    job->done++;
}

static void
run_file(Job *job, const char *path)
{
    g_autofree char *data = NULL;
    gsize size = 0;

    if (!g_file_get_contents(path, &data, &size, NULL))
        g_error("%s cannot be read", path);
    run_bytes(job, path, (const uint8_t *)data, size);
}

static void
run_packed(Job *job, const char *folder)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = pack_folder(folder, job->defaults, &error);
    gsize size = 0;

    if (bytes == NULL)
        g_error("%s", error->message);
    const uint8_t *data = g_bytes_get_data(bytes, &size);
    run_bytes(job, folder, data, size);
}

static bool
is_wanted(const Job *job, const char *name)
{
    for (guint i = 0; i < job->endings->len; i++)
        if (g_str_has_suffix(name, g_ptr_array_index(job->endings, i)))
            return true;
    return job->endings->len == 0;
}

static void
run_folder(Job *job, const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name = NULL;

    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        const bool is_folder = g_file_test(path, G_FILE_TEST_IS_DIR);
        if (is_folder && job->defaults != NULL && g_str_equal(name, "input"))
            run_packed(job, path);
        else if (is_folder)
            run_folder(job, path);
        else if (is_wanted(job, name))
            run_file(job, path);
    }
}

int
main(int argc, char **argv)
{
    g_autoptr(GPtrArray) endings = g_ptr_array_new();
    Job job = {NULL, endings, 0};

    for (int i = 1; i < argc; i++) {
        if (g_str_equal(argv[i], "--pack") && i + 1 < argc)
            job.defaults = argv[++i];
        else if (g_str_equal(argv[i], "--ending") && i + 1 < argc)
            g_ptr_array_add(endings, argv[++i]);
        else if (g_file_test(argv[i], G_FILE_TEST_IS_DIR))
            run_folder(&job, argv[i]);
        else
            run_file(&job, argv[i]);
    }
    (void)printf("%u inputs\n", job.done);
    return job.done > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
