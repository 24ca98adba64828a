/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <referat/referat.h>
#include <string.h>
#include <unistd.h>

#include "watch/delivery.h"
#include "watch/ready.h"
#include "watch/trouble.h"

/*
 * What a watched folder is found with, between lines "--": a ledger, a delivery, settings, and a
 * file that was dropped. Shares are written to by others. What does not hold is refused or passed
 * over; nothing else happens.
 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
look_at_ledger(int folder)
{
    RftLedger *ledger = rft_ledger_open(folder);
    RftLedgerLine line;

    if (ledger == NULL)
        return;
    for (uint32_t i = 0; i < rft_ledger_count(ledger); i++) {
        RftLedgerLine again;
        if (!rft_ledger_get(ledger, i, &line))
            continue;
        g_assert_cmpuint(line.fate, <, RFT_N_FATES);
        g_autofree char *sum = g_strdup(line.sum);
        g_autofree char *mark = g_strdup(line.mark);
        g_autofree char *path = g_strdup(line.path);
        if (rft_ledger_find_sum(ledger, sum, mark, &again))
            g_assert_cmpstr(again.sum, ==, sum);
        if (rft_ledger_find_path(ledger, path, &again))
            g_assert_cmpstr(again.path, ==, path);
    }
    rft_ledger_free(ledger);
}

/* What was read is what is written: a delivery that was found is not another one the next time. */
static void
look_at_delivery(const char *bytes, size_t length)
{
    g_autofree char *text = g_strndup(bytes, length);
    g_autoptr(RftDelivery) delivery = rft_delivery_parse(text, strlen(text));

    if (delivery == NULL)
        return;
    g_assert_nonnull(delivery->source);
    g_assert_cmpuint(delivery->fate, <, RFT_N_FATES);
    const RftNote note = {
        .name = delivery->source,
        .inbox = "Inbox",
        .trouble = rft_trouble_from_name(delivery->summary),
        .reason = delivery->reason,
        .lost = delivery->lost,
        .time = delivery->time,
    };
    g_autofree char *said = rft_note_text(&note);
    g_assert_true(g_utf8_validate(said, -1, NULL));
}

static void
look_at_settings(const char *folder)
{
    const RftWatchOptions options = {
        .settle = RFT_WATCH_NOT_GIVEN,
        .rescan = RFT_WATCH_NOT_GIVEN,
        .poll = RFT_WATCH_NOT_GIVEN,
        .patience = RFT_WATCH_NOT_GIVEN,
    };
    g_autoptr(RftSettings) settings = rft_settings_read(&options, folder, NULL);

    if (settings == NULL)
        return;
    const RftProfile *profile = rft_settings_profile(settings, "Board/2024/minutes.docx");
    g_assert_nonnull(profile->formats[0]);
    g_assert_nonnull(profile->mark);
}

static void
look_at_file(const char *path)
{
    static const char *const names[] = {"a.docx", "a.pdf", "a.zip", "a.rxml", "a", "a.doc"};
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;

    if (file < 0 || fstat(file, &st) != 0)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        g_assert_cmpint(rft_look_ready(file, &st, names[i]), <=, RFT_READY_UNSUPPORTED);
    (void)close(file);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { PARTS = 4 };
    static char folder[] = "/dev/shm/referat-fuzz-XXXXXX";
    static const char *const names[PARTS] = {"ledger", "delivery", RFT_SETTINGS_FILE, "dropped"};
    static int open_folder = -1;
    const char *text = (const char *)data;

    if (open_folder < 0 &&
        (g_mkdtemp(folder) == NULL || (open_folder = open(folder, O_RDONLY | O_DIRECTORY)) < 0))
        return 0;
    for (size_t i = 0; i < PARTS; i++) {
        g_autofree char *path = g_build_filename(folder, names[i], NULL);
        const char *end = size > 0 ? memmem(text, size, "\n--\n", 4) : NULL;
        const size_t length = i == PARTS - 1 || end == NULL ? size : (size_t)(end - text) + 1;
        if (!g_file_set_contents(path, text, (gssize)length, NULL))
            return 0;
        if (i == 1)
            look_at_delivery(text, length);
        if (i == PARTS - 1)
            look_at_file(path);
        const size_t taken = MIN(size, length + (end != NULL && i < PARTS - 1 ? 3 : 0));
        text += taken;
        size -= taken;
    }
    look_at_ledger(open_folder);
    look_at_settings(folder);
    return 0;
}
