/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

/*
 * The bare limit: opens a DOCX, inflates its main parts and parses them with empty handlers. What a
 * reader of that XML cannot beat, measured beside it in the same run.
 *
 *   limit MODE FILE REPEATS     MODE 0: inflate only; 1: parse too
 */

static void
on_start(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_ns,
         const xmlChar **ns, int n, int n_default, const xmlChar **attributes)
{
    (void)name;
    (void)prefix;
    (void)uri;
    (void)n_ns;
    (void)ns;
    (void)n;
    (void)n_default;
    (void)attributes;
    (*(size_t *)data)++;
}

static void
on_text(void *data, const xmlChar *text, int length)
{
    (void)data;
    (void)text;
    (void)length;
}

static void
read_part(zip_t *zip, const char *name, int parse, size_t *elements)
{
    zip_stat_t st;
    xmlSAXHandler sax;

    if (zip_stat(zip, name, 0, &st) != 0)
        return;
    char *data = malloc(st.size + 1);
    zip_file_t *file = zip_fopen(zip, name, 0);
    if (data != NULL && file != NULL && zip_fread(file, data, st.size) == (zip_int64_t)st.size &&
        parse) {
        memset(&sax, 0, sizeof(sax));
        sax.initialized = XML_SAX2_MAGIC;
        sax.startElementNs = on_start;
        sax.characters = on_text;
        (void)xmlSAXUserParseMemory(&sax, elements, data, (int)st.size);
    }
    if (file != NULL)
        (void)zip_fclose(file);
    free(data);
}

int
main(int argc, char **argv)
{
    size_t elements = 0;

    if (argc != 4) {
        (void)fprintf(stderr, "usage: limit MODE FILE REPEATS\n");
        return 64;
    }
    for (long i = strtol(argv[3], NULL, 10); i > 0; i--) {
        zip_t *zip = zip_open(argv[2], ZIP_RDONLY, NULL);
        if (zip == NULL)
            return 66;
        const int parse = argv[1][0] == '1';
        read_part(zip, "word/document.xml", parse, &elements);
        read_part(zip, "word/styles.xml", parse, &elements);
        read_part(zip, "word/numbering.xml", parse, &elements);
        zip_discard(zip);
    }
    return printf("%zu elements\n", elements) > 0 ? 0 : 74;
}
