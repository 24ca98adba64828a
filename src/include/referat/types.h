/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <referat/version.h>

/** REFERAT_API: marks what libreferat exports; everything else is hidden. */
#if defined(__GNUC__)
#define REFERAT_API __attribute__((visibility("default")))
#else
#define REFERAT_API
#endif

G_BEGIN_DECLS

typedef struct ReferatBuilder ReferatBuilder;
typedef struct ReferatContext ReferatContext;
typedef struct ReferatDocument ReferatDocument;
typedef struct ReferatFilter ReferatFilter;
typedef struct ReferatNode ReferatNode;
typedef struct ReferatSink ReferatSink;
typedef struct ReferatSource ReferatSource;

/** REFERAT_ERROR: the domain of every GError of this library. */
#define REFERAT_ERROR (referat_error_quark())

/**
 * ReferatError:
 * @REFERAT_ERROR_FORMAT: the input is not of a format that can be read
 * @REFERAT_ERROR_DAMAGED: the input is damaged beyond reading
 * @REFERAT_ERROR_ENCRYPTED: the input needs a password
 * @REFERAT_ERROR_LIMIT: a named limit was crossed
 * @REFERAT_ERROR_NO_INPUT: the input does not exist or cannot be opened
 * @REFERAT_ERROR_CANNOT_CREATE: an output cannot be created
 * @REFERAT_ERROR_IO: reading or writing failed
 * @REFERAT_ERROR_PERMISSION: the system refused access
 * @REFERAT_ERROR_OPTION: an option, a value or a format name is wrong
 * @REFERAT_ERROR_DIAGNOSTIC: a diagnostic that was turned into an error was raised
 * @REFERAT_ERROR_CANCELLED: the caller cancelled
 * @REFERAT_ERROR_TIMEOUT: a worker took too long or said nothing for too long
 * @REFERAT_ERROR_MEMORY: a worker ran out of the memory that it may have
 * @REFERAT_ERROR_CRASH: a worker crashed, or was stopped for what it tried
 *
 * What went wrong, as far as a caller can act on it. Since 0.1.
 */
typedef enum {
    REFERAT_ERROR_FORMAT,
    REFERAT_ERROR_DAMAGED,
    REFERAT_ERROR_ENCRYPTED,
    REFERAT_ERROR_LIMIT,
    REFERAT_ERROR_NO_INPUT,
    REFERAT_ERROR_CANNOT_CREATE,
    REFERAT_ERROR_IO,
    REFERAT_ERROR_PERMISSION,
    REFERAT_ERROR_OPTION,
    REFERAT_ERROR_DIAGNOSTIC,
    REFERAT_ERROR_CANCELLED,
    REFERAT_ERROR_TIMEOUT,
    REFERAT_ERROR_MEMORY,
    REFERAT_ERROR_CRASH
} ReferatError;

/** referat_error_quark: Returns: the error domain. Thread-safe. Since 0.1. */
REFERAT_API GQuark referat_error_quark(void);

/** REFERAT_TEXT_DOMAIN: the gettext catalogue of the library's and the program's texts. Since 0.1.
 */
#define REFERAT_TEXT_DOMAIN "referat"

/** REFERAT_TEXT: marks a text for translators; it is translated where it is shown. Since 0.1. */
#define REFERAT_TEXT(text) text

/**
 * referat_translate:
 * @text: an English text of this library
 *
 * The library changes no locale: it takes the catalogue that the process has bound
 * (bindtextdomain()) and the language that it speaks. Returns: (transfer none): @text in that
 * language, or @text itself. Thread-safe. Since 0.1.
 */
REFERAT_API const char *referat_translate(const char *text) G_GNUC_FORMAT(1);

/**
 * referat_set_error:
 * @error: (nullable): as of g_set_error()
 * @format: a printf format, in English; its translation is looked up
 *
 * Sets @error with the message in English and, beside it, in the language of the process. For
 * filters and for the library. Returns: false, always. Thread-safe. Since 0.1.
 */
REFERAT_API bool referat_set_error(GError **error, ReferatError code, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
/** referat_set_error_valist: as referat_set_error(). Since 0.1. */
REFERAT_API bool referat_set_error_valist(GError **error, ReferatError code, const char *format,
                                          va_list arguments) G_GNUC_PRINTF(3, 0);
/** referat_set_error_text: @text is English, @localised (nullable) the same for people. Returns:
 * false, always. Since 0.1. */
REFERAT_API bool referat_set_error_text(GError **error, ReferatError code, const char *text,
                                        const char *localised);
/** referat_set_error_behind: sets @error to what @cause says, in both languages, behind @where and
 * ": ";
 * @where is a name or an option, which is not translated. Returns: false, always. Since 0.1. */
REFERAT_API bool referat_set_error_behind(GError **error, ReferatError code, const char *where,
                                          const GError *cause);
/** referat_error_get_localised: Returns: (transfer none): what @error, of any domain, says, in the
 * language of the process where that is known. Since 0.1. */
REFERAT_API const char *referat_error_get_localised(const GError *error);

/** referat_version_string: Returns: (transfer none): the library's version. Since 0.1. */
REFERAT_API const char *referat_version_string(void);

/**
 * ReferatPosition:
 * @part: (nullable): the package part, interned in the document, or %NULL in a paged format
 * @line: paragraph (DOCX, counted from 1 in its part), line (XML), 0 = unknown
 * @page: page counted from 1, 0 = unknown
 * @box: left, top, right, bottom in points from the page's upper left corner; all 0 = unknown
 *
 * Where something stands in the input. A paragraph that was joined has two. Since 0.1.
 */
typedef struct {
    const char *part;
    uint32_t line;
    uint32_t page;
    float box[4];
} ReferatPosition;

G_END_DECLS
