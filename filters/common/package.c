/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "common/package.h"

#include <string.h>
#include <zip.h>

struct Package {
    ReferatContext *context;
    GBytes *bytes; /* what libzip reads; may be a slice behind leading junk */
    zip_t *zip;
    GHashTable *names; /* normalised name to index + 1 */
    GPtrArray *by_index;
    uint64_t inflated;
};

struct PackagePart {
    Package *package;
    zip_file_t *file;
    ReferatLimit limit;
    uint64_t max;
    uint64_t compressed;
    uint64_t done;
};

/* "\Word\.\Document.XML" and "/word/document.xml" are the same part (OPC, 6.2.2 and 6.3.5). */
static char *
normalise_name(const char *name)
{
    g_autofree char *lower =
        g_utf8_validate(name, -1, NULL) ? g_ascii_strdown(name, -1) : g_utf8_make_valid(name, -1);
    GString *out = g_string_new(NULL);

    g_strdelimit(lower, "\\", '/');
    /* piece by piece without a list of them: a name may be nothing but slashes */
    for (const char *piece = lower; *piece != '\0';) {
        const size_t length = strcspn(piece, "/");
        if (length > 0 && !(length == 1 && *piece == '.')) {
            if (out->len > 0)
                g_string_append_c(out, '/');
            g_string_append_len(out, piece, (gssize)length);
        }
        piece += length + (piece[length] == '/' ? 1 : 0);
    }
    return g_string_free(out, FALSE);
}

enum { END_RECORD = 22, LONGEST_COMMENT = 65535 };

static uint32_t
le32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* The end record (APPNOTE 4.3.16), looked for from the end; NULL when there is none. */
static const uint8_t *
find_end_record(const uint8_t *data, size_t size)
{
    if (size < END_RECORD)
        return NULL;
    const size_t reach = MIN(size - END_RECORD, (size_t)LONGEST_COMMENT);
    for (size_t back = 0; back <= reach; back++) {
        const uint8_t *p = data + size - END_RECORD - back;
        if (memcmp(p, "PK\5\6", 4) == 0)
            return p;
    }
    return NULL;
}

/* Bytes before the zip (a mail header, a self-extractor): offsets count from the zip's own start.
 */
static size_t
leading_junk(const uint8_t *data, size_t size)
{
    const uint8_t *end = find_end_record(data, size);

    if (end == NULL)
        return 0;
    const uint64_t table_size = le32(end + 12);
    const uint64_t table_offset = le32(end + 16);
    const uint64_t at = (uint64_t)(end - data);
    if (table_offset == UINT32_MAX || table_size + table_offset >= at)
        return 0;
    return (size_t)(at - table_size - table_offset);
}

bool
package_looks_cut(GBytes *bytes)
{
    gsize size = 0;
    const uint8_t *data = g_bytes_get_data(bytes, &size);

    return size >= 4 && memcmp(data, "PK\3\4", 4) == 0 && find_end_record(data, size) == NULL;
}

static zip_t *
open_zip(GBytes *bytes)
{
    gsize size = 0;
    const void *data = g_bytes_get_data(bytes, &size);
    zip_error_t error;

    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(data, size, 0, &error);
    zip_t *zip = source != NULL ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    if (zip == NULL && source != NULL)
        zip_source_free(source);
    zip_error_fini(&error);
    return zip;
}

static void
index_names(Package *package)
{
    const zip_int64_t n = zip_get_num_entries(package->zip, 0);

    for (zip_int64_t i = 0; i < n; i++) {
        const char *raw = zip_get_name(package->zip, (zip_uint64_t)i, ZIP_FL_ENC_GUESS);
        char *name = normalise_name(raw != NULL ? raw : "");
        g_ptr_array_add(package->by_index, name);
        if (g_hash_table_contains(package->names, name)) {
            referat_context_diagnose(package->context, REFERAT_MSG_PACKAGE_DUPLICATE, NULL, "%s",
                                     name);
            continue;
        }
        g_hash_table_insert(package->names, name, GUINT_TO_POINTER((guint)i + 1));
    }
}

static Package *
package_new(ReferatContext *context, GBytes *bytes)
{
    gsize size = 0;
    const uint8_t *data = g_bytes_get_data(bytes, &size);
    const size_t junk = leading_junk(data, size);
    g_autoptr(GBytes) slice = g_bytes_new_from_bytes(bytes, junk, size - junk);
    zip_t *zip = open_zip(slice);

    if (zip == NULL && junk > 0) {
        g_clear_pointer(&slice, g_bytes_unref);
        slice = g_bytes_ref(bytes);
        zip = open_zip(slice);
    }
    if (zip == NULL)
        return NULL;
    Package *package = g_new0(Package, 1);
    package->context = context;
    package->bytes = g_steal_pointer(&slice);
    package->zip = zip;
    package->names = g_hash_table_new(referat_string_hash, g_str_equal);
    package->by_index = g_ptr_array_new_with_free_func(g_free);
    if (junk > 0)
        referat_context_diagnose(context, REFERAT_MSG_PACKAGE_DAMAGED, NULL,
                                 "%zu bytes that do not belong to it stand before it", junk);
    return package;
}

Package *
package_open(ReferatContext *context, GBytes *bytes, GError **error)
{
    g_autoptr(Package) package = package_new(context, bytes);

    if (package == NULL) {
        if (package_looks_cut(bytes))
            referat_set_error(error, REFERAT_ERROR_DAMAGED,
                              "the zip is cut short: the file was not copied to its end");
        else
            referat_set_error(error, REFERAT_ERROR_DAMAGED, "the zip is damaged");
        return NULL;
    }
    const zip_int64_t n = zip_get_num_entries(package->zip, 0);
    if ((uint64_t)n > referat_context_get_limit(context, REFERAT_LIMIT_PACKAGE_ENTRIES)) {
        (void)referat_context_over_limit(context, REFERAT_LIMIT_PACKAGE_ENTRIES, error);
        return NULL;
    }
    index_names(package);
    return g_steal_pointer(&package);
}

void
package_free(Package *package)
{
    if (package == NULL)
        return;
    zip_discard(package->zip);
    g_hash_table_unref(package->names);
    g_ptr_array_unref(package->by_index);
    g_bytes_unref(package->bytes);
    g_free(package);
}

int64_t
package_find(const Package *package, const char *name)
{
    g_autofree char *key = normalise_name(name);

    return (int64_t)GPOINTER_TO_UINT(g_hash_table_lookup(package->names, key)) - 1;
}

const char *
package_entry_name(const Package *package, int64_t index)
{
    g_return_val_if_fail(index >= 0 && index < (int64_t)package->by_index->len, NULL);
    return g_ptr_array_index(package->by_index, (guint)index);
}

bool
package_is_encrypted(const Package *package, int64_t index)
{
    zip_stat_t st;

    return zip_stat_index(package->zip, (zip_uint64_t)index, 0, &st) == 0 &&
           (st.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && st.encryption_method != ZIP_EM_NONE;
}

uint64_t
package_entry_size(const Package *package, int64_t index)
{
    zip_stat_t st;

    return zip_stat_index(package->zip, (zip_uint64_t)index, 0, &st) == 0 &&
                   (st.valid & ZIP_STAT_SIZE) != 0
               ? st.size
               : 0;
}

PackagePart *
package_part_open(Package *package, int64_t index, ReferatLimit limit, GError **error)
{
    zip_stat_t st;

    if (zip_stat_index(package->zip, (zip_uint64_t)index, 0, &st) != 0) {
        referat_set_error(error, REFERAT_ERROR_DAMAGED, "the zip is damaged");
        return NULL;
    }
    if (package_is_encrypted(package, index)) {
        referat_set_error(error, REFERAT_ERROR_ENCRYPTED,
                          "the zip is encrypted: save the document without a password");
        return NULL;
    }
    zip_file_t *file = zip_fopen_index(package->zip, (zip_uint64_t)index, 0);
    if (file == NULL) {
        const bool method = zip_error_code_zip(zip_get_error(package->zip)) == ZIP_ER_COMPNOTSUPP;
        const char *name = package_entry_name(package, index);
        const char *reason = zip_strerror(package->zip);
        if (method)
            referat_set_error(error, REFERAT_ERROR_DAMAGED,
                              "the zip is packed in a way that word processors do not use: open "
                              "the document in one and save it again (%s: %s)",
                              name, reason);
        else
            referat_set_error(error, REFERAT_ERROR_DAMAGED, "the zip is damaged (%s: %s)", name,
                              reason);
        return NULL;
    }
    PackagePart *part = g_new0(PackagePart, 1);
    part->package = package;
    part->file = file;
    part->limit = limit;
    part->max = referat_context_get_limit(package->context, limit);
    part->compressed = (st.valid & ZIP_STAT_COMP_SIZE) != 0 ? st.comp_size : 0;
    return part;
}

void
package_part_close(PackagePart *part)
{
    if (part == NULL)
        return;
    (void)zip_fclose(part->file);
    g_free(part);
}

/* The bounds of one part, of all parts, and of how far it may swell; small parts may swell freely.
 */
static bool
within_limits(PackagePart *part, GError **error)
{
    const ReferatContext *context = part->package->context;

    if (part->done > part->max)
        return referat_context_over_limit(context, part->limit, error);
    if (part->package->inflated > referat_context_get_limit(context, REFERAT_LIMIT_PACKAGE_BYTES))
        return referat_context_over_limit(context, REFERAT_LIMIT_PACKAGE_BYTES, error);
    if (part->done > referat_context_get_limit(context, REFERAT_LIMIT_RATIO_FREE_BYTES) &&
        part->done / MAX(part->compressed, UINT64_C(1)) >
            referat_context_get_limit(context, REFERAT_LIMIT_RATIO))
        return referat_context_over_limit(context, REFERAT_LIMIT_RATIO, error);
    /* many parts that each stay below it */
    if (part->package->inflated >
            2 * referat_context_get_limit(context, REFERAT_LIMIT_RATIO_FREE_BYTES) &&
        part->package->inflated / MAX(g_bytes_get_size(part->package->bytes), 1) >
            referat_context_get_limit(context, REFERAT_LIMIT_RATIO))
        return referat_context_over_limit(context, REFERAT_LIMIT_RATIO, error);
    return true;
}

int64_t
package_part_read(PackagePart *part, char *buffer, size_t size, GError **error)
{
    const zip_int64_t got = zip_fread(part->file, buffer, size);

    if (got < 0) {
        referat_set_error(error, REFERAT_ERROR_DAMAGED, "the zip is damaged: %s",
                          zip_file_strerror(part->file));
        return -1;
    }
    part->done += (uint64_t)got;
    part->package->inflated += (uint64_t)got;
    if (!within_limits(part, error))
        return -1;
    return got;
}

GBytes *
package_part_load(Package *package, int64_t index, ReferatLimit limit, GError **error)
{
    g_autoptr(PackagePart) part = package_part_open(package, index, limit, error);
    g_autoptr(GByteArray) data = g_byte_array_new();
    char buffer[32 << 10];

    if (part == NULL)
        return NULL;
    for (;;) {
        const int64_t got = package_part_read(part, buffer, sizeof(buffer), error);
        if (got < 0)
            return NULL;
        if (got == 0)
            break;
        g_byte_array_append(data, (const guint8 *)buffer, (guint)got);
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&data));
}
