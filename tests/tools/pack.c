/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pack.h"

#include <string.h>
#include <zip.h>

static void
collect(const char *folder, const char *prefix, GHashTable *parts)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name = NULL;

    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *part =
            *prefix != '\0' ? g_strdup_printf("%s/%s", prefix, name) : g_strdup(name);
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            collect(path, part, parts);
        else if (!g_hash_table_contains(parts, part))
            g_hash_table_insert(parts, g_steal_pointer(&part), g_steal_pointer(&path));
    }
}

static int
compare(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
add_part(zip_t *zip, const char *part, const char *path, GPtrArray *kept, GError **error)
{
    char *data = NULL;
    gsize size = 0;

    if (!g_file_get_contents(path, &data, &size, error))
        return false;
    g_ptr_array_add(kept, data); /* libzip reads it when the archive is closed */
    zip_source_t *source = zip_source_buffer(zip, data, size, 0);
    const zip_int64_t index = zip_file_add(zip, part, source, ZIP_FL_ENC_UTF_8);
    return index >= 0 && zip_file_set_mtime(zip, (zip_uint64_t)index, 1577836800, 0) == 0;
}

static GBytes *
take_bytes(zip_source_t *source)
{
    zip_stat_t st;

    if (zip_source_open(source) != 0)
        return NULL;
    (void)zip_source_stat(source, &st);
    char *data = g_malloc(st.size);
    const zip_int64_t got = zip_source_read(source, data, st.size);
    (void)zip_source_close(source);
    if (got != (zip_int64_t)st.size) {
        g_free(data);
        return NULL;
    }
    return g_bytes_new_take(data, st.size);
}

GBytes *
pack_folder(const char *folder, const char *defaults, GError **error)
{
    g_autoptr(GHashTable) parts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
    GHashTableIter it;
    gpointer name = NULL;

    zip_source_keep(source);
    collect(folder, "", parts);
    if (defaults != NULL)
        collect(defaults, "", parts);
    g_hash_table_iter_init(&it, parts);
    while (g_hash_table_iter_next(&it, &name, NULL))
        g_ptr_array_add(names, name);
    g_ptr_array_sort(names, compare);
    for (guint i = 0; i < names->len; i++) {
        const char *part = g_ptr_array_index(names, i);
        if (!add_part(zip, part, g_hash_table_lookup(parts, part), kept, error)) {
            zip_discard(zip);
            zip_source_free(source);
            return NULL;
        }
    }
    GBytes *bytes = zip_close(zip) == 0 ? take_bytes(source) : NULL;
    zip_source_free(source);
    if (bytes == NULL)
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: cannot be packed", folder);
    return bytes;
}

char *
pack_extract(GBytes *bytes, const char *name)
{
    gsize size = 0;
    const void *data = g_bytes_get_data(bytes, &size);
    zip_source_t *source = zip_source_buffer_create(data, size, 0, NULL);
    zip_t *zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
    zip_stat_t st;

    if (zip == NULL) {
        zip_source_free(source);
        return NULL;
    }
    zip_file_t *file = zip_stat(zip, name, 0, &st) == 0 ? zip_fopen(zip, name, 0) : NULL;
    char *text = file != NULL ? g_malloc0(st.size + 1) : NULL;
    if (file != NULL && zip_fread(file, text, st.size) != (zip_int64_t)st.size)
        g_clear_pointer(&text, g_free);
    if (file != NULL)
        (void)zip_fclose(file);
    zip_discard(zip);
    return text;
}
