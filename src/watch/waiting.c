/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/waiting.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bulk/record.h"

/* Of one file. */
typedef struct {
    uint64_t inode;
    int64_t size;
    int64_t changed; /* nanoseconds since 1970, as its file system has it */
    int64_t since;   /* seconds since the machine was started */
    bool asked;
} Wait;

struct RftWaiting {
    int folder;
    char *boot; /* which start of the machine this is */
    GHashTable *files;
};

static int64_t
now(void)
{
    struct timespec time;

    return clock_gettime(CLOCK_BOOTTIME, &time) == 0 ? (int64_t)time.tv_sec : 0;
}

static int64_t
time_of(const struct stat *st)
{
    return (int64_t)st->st_mtim.tv_sec * INT64_C(1000000000) + st->st_mtim.tv_nsec;
}

static void
take_line(RftWaiting *waiting, char *text)
{
    RftRecord record;

    if (!rft_record_parse(&record, text, strlen(text)) || !g_str_equal(record.fields[0], "wait") ||
        !g_str_equal(rft_record_get_text(&record, 5), waiting->boot))
        return;
    Wait *wait = g_new0(Wait, 1);
    wait->inode = (uint64_t)rft_record_get_number(&record, 2);
    wait->size = rft_record_get_number(&record, 3);
    wait->changed = rft_record_get_number(&record, 4);
    wait->since = rft_record_get_number(&record, 6);
    g_hash_table_replace(waiting->files, g_strdup(rft_record_get_text(&record, 1)), wait);
}

RftWaiting *
rft_waiting_open(int folder)
{
    RftWaiting *waiting = g_new0(RftWaiting, 1);
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d/waiting", folder);
    g_autofree char *text = NULL;

    waiting->folder = folder;
    if (!g_file_get_contents("/proc/sys/kernel/random/boot_id", &waiting->boot, NULL, NULL))
        waiting->boot = g_strdup("");
    g_strstrip(waiting->boot);
    waiting->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return waiting;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++)
        take_line(waiting, lines[i]);
    return waiting;
}

gint64
rft_waiting_time(RftWaiting *waiting, const char *path, const struct stat *st)
{
    Wait *wait = g_hash_table_lookup(waiting->files, path);

    if (wait == NULL || wait->inode != (uint64_t)st->st_ino || wait->size != (int64_t)st->st_size ||
        wait->changed != time_of(st)) {
        wait = g_new0(Wait, 1);
        *wait = (Wait){(uint64_t)st->st_ino, (int64_t)st->st_size, time_of(st), now(), false};
        g_hash_table_replace(waiting->files, g_strdup(path), wait);
    }
    wait->asked = true;
    return (now() - wait->since) * G_USEC_PER_SEC;
}

static GString *
text_of(const RftWaiting *waiting)
{
    GString *text = g_string_new(NULL);
    g_autoptr(GString) line = g_string_new(NULL);
    GHashTableIter iter;
    gpointer path = NULL;
    gpointer value = NULL;

    g_hash_table_iter_init(&iter, waiting->files);
    while (g_hash_table_iter_next(&iter, &path, &value)) {
        const Wait *wait = value;
        if (!wait->asked)
            continue;
        rft_record_begin(line, "wait");
        rft_record_text(line, path);
        rft_record_number(line, (int64_t)wait->inode);
        rft_record_number(line, wait->size);
        rft_record_number(line, wait->changed);
        rft_record_text(line, waiting->boot);
        rft_record_number(line, wait->since);
        rft_record_end(line);
        g_string_append_len(text, line->str, (gssize)line->len);
    }
    return text;
}

void
rft_waiting_close(RftWaiting *waiting)
{
    if (waiting == NULL)
        return;
    g_autoptr(GString) text = text_of(waiting);
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d/waiting", waiting->folder);

    if (text->len > 0)
        (void)g_file_set_contents(path, text->str, (gssize)text->len, NULL);
    else
        (void)unlinkat(waiting->folder, "waiting", 0);
    g_hash_table_unref(waiting->files);
    g_free(waiting->boot);
    g_free(waiting);
}
