/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/context.h>
#include <referat/document.h>
#include <referat/io.h>
#include <referat/types.h>

G_BEGIN_DECLS

/**
 * SECTION: filter
 * The contract of a format: one constant ReferatFilter. A reader builds blocks with hints; all
 * that makes documents alike happens after it. A writer gets a sealed document and a sink.
 */

/** REFERAT_FILTER_ABI: the value of ReferatFilter.abi_version; changes when old filters break. */
#define REFERAT_FILTER_ABI 1u

/** ReferatFormatInfo: what a format is called. Lists end with NULL. */
typedef struct {
    const char *name;
    const char *description;
    const char *const *extensions;
    const char *const *mime_types;
} ReferatFormatInfo;

/**
 * ReferatProbe:
 * @head: (array length=head_length): the first bytes of the input
 * @bytes: the whole input, for formats that keep their table of contents at the end
 * @name: (nullable): the input's name; content beats it
 */
typedef struct {
    const uint8_t *head;
    size_t head_length;
    GBytes *bytes;
    const char *name;
} ReferatProbe;

/**
 * ReferatSniff:
 * @bid: 0 = not mine, 100 = certain
 * @what: (nullable): a static phrase for what it is when it is not mine: "an Excel workbook"
 * @code: the error that goes with @what
 */
typedef struct {
    int bid;
    const char *what;
    ReferatError code;
} ReferatSniff;

/** ReferatFilter: a format. Constant, without constructors and without state. Since 0.1. */
struct ReferatFilter {
    unsigned abi_version; /* REFERAT_FILTER_ABI */
    size_t struct_size;   /* sizeof(ReferatFilter) */
    ReferatFormatInfo info;
    const ReferatOption *options; /* ends with a NULL key; NULL = none */
    /* NULL when the format is not read. */
    void (*sniff)(const ReferatProbe *probe, ReferatSniff *result);
    bool (*read)(ReferatContext *context, ReferatSource *source, ReferatBuilder *builder,
                 GError **error);
    /* NULL when the format is not written. The last line is referat_sink_finish(). */
    bool (*write)(ReferatContext *context, const ReferatDocument *document, ReferatSink *sink,
                  GError **error);
};

/* ---- what a filter may ask of its context ---- */

/**
 * referat_context_diagnose:
 * @position: (nullable): where
 * @format: (nullable): printf-style detail in English, whose translation is looked up; NULL uses
 *   the table's text alone
 *
 * Raises a message. Control characters in the text are replaced. Since 0.1.
 */
REFERAT_API void referat_context_diagnose(ReferatContext *context, ReferatMessage message,
                                          const ReferatPosition *position, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
/** referat_context_diagnose_valist: as referat_context_diagnose(). Since 0.1. */
REFERAT_API void referat_context_diagnose_valist(ReferatContext *context, ReferatMessage message,
                                                 const ReferatPosition *position,
                                                 const char *format, va_list arguments)
    G_GNUC_PRINTF(4, 0);

/** referat_context_diagnose_text: as referat_context_diagnose(), with the detail made already:
 * @text is English, @localised (nullable) the same for people; both are clean. Since 0.1. */
REFERAT_API void referat_context_diagnose_text(ReferatContext *context, ReferatMessage message,
                                               const ReferatPosition *position, const char *text,
                                               const char *localised);

/** referat_context_diagnose_cause: as referat_context_diagnose(), with what @cause says behind
 * @where, such as the name of a part. Since 0.1. */
REFERAT_API void referat_context_diagnose_cause(ReferatContext *context, ReferatMessage message,
                                                const ReferatPosition *position, const char *where,
                                                const GError *cause);

/** referat_context_heartbeat: Returns: false with %REFERAT_ERROR_CANCELLED when to stop. */
REFERAT_API bool referat_context_heartbeat(ReferatContext *context, uint64_t done, uint64_t total,
                                           GError **error);

/** referat_context_over_limit: sets @error to %REFERAT_ERROR_LIMIT naming @limit. Returns: false.
 */
REFERAT_API bool referat_context_over_limit(const ReferatContext *context, ReferatLimit limit,
                                            GError **error);

/**
 * referat_string_hash:
 * @string: (type utf8): a NUL-terminated string
 *
 * For hash tables whose keys come from a document: unlike g_str_hash() it has a seed of its own in
 * every process, so that nobody can write a document whose names all fall together. What is written
 * must not depend on the order of such a table. Returns: the hash. Thread-safe. Since 0.1.
 */
REFERAT_API guint referat_string_hash(gconstpointer string);

/* ---- helper programs ---- */

/** ReferatHelper: a program of libexec that does a part of a reader's work. */
typedef struct ReferatHelper ReferatHelper;

/**
 * referat_context_start_helper:
 * @program: its name, such as "referat-pdf"
 * @arguments: (array zero-terminated=1): what it is called with
 * @input: becomes its standard input, as a file
 *
 * Starts a program that reads the input, writes to a pipe, and may be asked for more on the
 * descriptor named by --requests-fd. The password of @context goes with it. Returns: (transfer
 * full) (nullable): NULL with %REFERAT_ERROR_IO. Since 0.1.
 */
REFERAT_API ReferatHelper *referat_context_start_helper(ReferatContext *context,
                                                        const char *program,
                                                        const char *const *arguments, GBytes *input,
                                                        GError **error);
/** referat_helper_read: reads exactly @length bytes. Returns: false when there are not as many, or
 * when nothing comes for @seconds. Since 0.1. */
REFERAT_API bool referat_helper_read(ReferatHelper *helper, void *bytes, size_t length,
                                     unsigned seconds);
/** referat_helper_write: asks @helper for something; what, is between the two. Returns: false when
 * it does not listen. Since 0.1. */
REFERAT_API bool referat_helper_write(ReferatHelper *helper, const void *bytes, size_t length);
/** referat_helper_finish: closes the requests, which lets @helper end by itself, and waits for
 * that; when nothing has come for @seconds it is stopped. Frees @helper. NULL is fine. Since 0.1.
 */
REFERAT_API void referat_helper_finish(ReferatHelper *helper, unsigned seconds);
/** referat_helper_end: stops the program, if it still runs, and frees @helper. NULL is fine. */
REFERAT_API void referat_helper_end(ReferatHelper *helper);

/** ReferatNumberWords: how a number is put in words. */
typedef enum {
    REFERAT_WORDS_CARDINAL,      /* "two" */
    REFERAT_WORDS_ORDINAL,       /* "second" */
    REFERAT_WORDS_ORDINAL_DIGITS /* "2nd" */
} ReferatNumberWords;

/**
 * referat_context_spell_number:
 * @language: (nullable): BCP 47 tag
 *
 * Number words of the language, from ICU, which is loaded at the first call.
 * Returns: (transfer full) (nullable): NULL when the language has none. Since 0.1.
 */
REFERAT_API char *referat_context_spell_number(ReferatContext *context, const char *language,
                                               uint32_t number, ReferatNumberWords words);

/** ReferatStyleRole: what a paragraph style of a well-known name is for. */
typedef enum {
    REFERAT_ROLE_NONE,
    REFERAT_ROLE_HEADING,
    REFERAT_ROLE_TITLE,
    REFERAT_ROLE_SUBTITLE,
    REFERAT_ROLE_CAPTION,
    REFERAT_ROLE_QUOTE,
    REFERAT_ROLE_CONTENTS,
    REFERAT_ROLE_LIST
} ReferatStyleRole;

/**
 * referat_context_style_role:
 * @name: a style's name or identifier in any language: "heading 1", "Overskrift2"
 * @level: (out): of a heading or contents style, 1 to 9; 0 = none
 *
 * Returns: the role by the vocabulary of all languages. Since 0.1.
 */
REFERAT_API ReferatStyleRole referat_context_style_role(ReferatContext *context, const char *name,
                                                        uint8_t *level);

/**
 * referat_context_phrase:
 * @language: (nullable): the language of the document
 * @key: a key of the vocabulary's [interface] group, such as "contents"
 *
 * What a page says itself. Returns: (transfer none): in @language, or in English. Since 0.1.
 */
REFERAT_API const char *referat_context_phrase(ReferatContext *context, const char *language,
                                               const char *key);

/**
 * REFERAT_PAGE_NUMBER_MARK: what a reader puts where a page number stood in a page header or foot,
 * with the hint page_number. The passes take it out, with the words around it ("Page 2 of 9").
 */
#define REFERAT_PAGE_NUMBER_MARK "\xef\xbf\xbc"

/**
 * REFERAT_LINE_HYPHEN: what a reader of pages puts for a hyphen at the end of a line inside a
 * paragraph. The passes make it nothing where the word was broken, and a hyphen where it has one.
 */
#define REFERAT_LINE_HYPHEN "\xef\xbf\xbb"

/* ---- hints ---- */

/** ReferatAlignment: of a paragraph. */
typedef enum {
    REFERAT_ALIGN_START,
    REFERAT_ALIGN_CENTER,
    REFERAT_ALIGN_END,
    REFERAT_ALIGN_JUSTIFY
} ReferatAlignment;

/**
 * ReferatHints:
 * What a reader saw and the passes need; gone when the document is sealed. Lengths in points.
 * Since 0.1.
 */
typedef struct {
    float indent;       /* left edge of the text, of its second line on */
    float first_indent; /* first line against @indent: negative hangs */
    float space_before;
    float relative_size; /* of the letters against the body text; 0 = unknown, 1 = the same */
    float bold_share;    /* 0 to 1, of the letters */
    float capital_share; /* 0 to 1, of the letters that have case */
    uint8_t alignment;   /* ReferatAlignment */
    uint8_t outline;     /* the format says: heading of level 1 to 9; 0 = it does not */
    uint8_t list_level;  /* the format says: list item of level 1 to 9; 0 = it does not */
    bool title;          /* the format says: the document's title */
    bool subtitle;
    bool quote;
    bool code;
    bool caption;
    bool term; /* of a definition list */
    bool definition;
    bool line_full; /* the last line runs to the right edge */
    bool page_break_before;
    bool drop_cap; /* a big first letter: belongs to the next paragraph */
    bool table_of_contents;
    bool list_continued; /* text of the item before it */
    bool page_number;    /* held a page number, which was left out */
    bool header_row;     /* tables: the format marks the first row as special */
    bool styled_header;  /* tables: the style sets the first row off from the others */
    bool header_column;  /* tables: the format marks the first column as special */
    bool borders;        /* tables: lines are drawn */
    uint32_t list_id;    /* the same for items of one list; 0 = unknown */
} ReferatHints;

/* ---- building ---- */

/**
 * referat_builder_get_root: Returns: (transfer none): the root, with an empty body in it.
 */
REFERAT_API ReferatNode *referat_builder_get_root(ReferatBuilder *builder);
/** referat_builder_get_body: Returns: (transfer none): where the blocks go. */
REFERAT_API ReferatNode *referat_builder_get_body(ReferatBuilder *builder);

/**
 * referat_builder_add:
 * @parent: (nullable): NULL makes a loose node; loose nodes go with the arena
 *
 * Makes a node and appends it. Returns: (transfer none): never NULL. Crossing
 * %REFERAT_LIMIT_NODES is kept and reported by referat_builder_ok(). Since 0.1.
 */
REFERAT_API ReferatNode *referat_builder_add(ReferatBuilder *builder, ReferatNode *parent,
                                             ReferatNodeType type);

/** referat_builder_ok: Returns: false with the first limit that was crossed in @error. */
REFERAT_API bool referat_builder_ok(const ReferatBuilder *builder, GError **error);

/** referat_node_append: moves @node (loose or not) to the end of @parent. */
REFERAT_API void referat_node_append(ReferatNode *parent, ReferatNode *node);
/** referat_node_insert_before: moves @node before @sibling. */
REFERAT_API void referat_node_insert_before(ReferatNode *sibling, ReferatNode *node);
/** referat_node_remove: cuts @node loose. */
REFERAT_API void referat_node_remove(ReferatNode *node);

/**
 * referat_builder_intern:
 * Returns: (transfer none): one copy for each distinct string, cleaned as text is: what is no
 * UTF-8 becomes U+FFFD, control characters go. NULL gives NULL. Since 0.1.
 */
REFERAT_API const char *referat_builder_intern(ReferatBuilder *builder, const char *string);
/** referat_builder_strndup: Returns: (transfer none): a NUL-terminated copy, cleaned likewise. */
REFERAT_API char *referat_builder_strndup(ReferatBuilder *builder, const char *string,
                                          size_t length);

/**
 * referat_builder_add_text:
 * @text: valid UTF-8, copied
 *
 * Appends text to @parent; text of the same style and language as the text before it joins it.
 * Characters that XML cannot hold are left out. Returns: (transfer none): the text node. Since 0.1.
 */
REFERAT_API ReferatNode *referat_builder_add_text(ReferatBuilder *builder, ReferatNode *parent,
                                                  const char *text, size_t length, uint32_t style,
                                                  const char *language, ReferatDirection direction);

REFERAT_API void referat_builder_set_language(ReferatBuilder *builder, ReferatNode *node,
                                              const char *language);
REFERAT_API void referat_node_set_direction(ReferatNode *node, ReferatDirection direction);
REFERAT_API void referat_builder_set_style(ReferatBuilder *builder, ReferatNode *node,
                                           const char *name);
/** referat_builder_set_label: copies what @label points at. */
REFERAT_API void referat_builder_set_label(ReferatBuilder *builder, ReferatNode *node,
                                           const ReferatLabel *label);
/** referat_builder_add_position: @position's part is interned. */
REFERAT_API void referat_builder_add_position(ReferatBuilder *builder, ReferatNode *node,
                                              const ReferatPosition *position);
/** referat_builder_get_hints: Returns: (transfer none): the hints of @node, made when missing. */
REFERAT_API ReferatHints *referat_builder_get_hints(ReferatBuilder *builder, ReferatNode *node);

/* Payloads to fill in; strings in them come from referat_builder_intern() or _strndup(). */
REFERAT_API ReferatHeading *referat_node_edit_heading(ReferatNode *node);
REFERAT_API ReferatList *referat_node_edit_list(ReferatNode *node);
REFERAT_API ReferatTable *referat_node_edit_table(ReferatNode *node);
REFERAT_API ReferatRow *referat_node_edit_row(ReferatNode *node);
REFERAT_API ReferatCell *referat_node_edit_cell(ReferatNode *node);
REFERAT_API ReferatAside *referat_node_edit_aside(ReferatNode *node);
REFERAT_API ReferatPages *referat_node_edit_pages(ReferatNode *node);
REFERAT_API ReferatNote *referat_node_edit_note(ReferatNode *node);
REFERAT_API ReferatChange *referat_node_edit_change(ReferatNode *node);
REFERAT_API ReferatLink *referat_node_edit_link(ReferatNode *node);
REFERAT_API ReferatAnchor *referat_node_edit_anchor(ReferatNode *node);
REFERAT_API ReferatImage *referat_node_edit_image(ReferatNode *node);
REFERAT_API ReferatMath *referat_node_edit_math(ReferatNode *node);
REFERAT_API ReferatMathNode *referat_node_edit_math_element(ReferatNode *node);
REFERAT_API ReferatRuby *referat_node_edit_ruby(ReferatNode *node);
REFERAT_API ReferatForm *referat_node_edit_form(ReferatNode *node);
REFERAT_API ReferatPageMark *referat_node_edit_page_mark(ReferatNode *node);

/** referat_builder_set_table_widths: copies @n shares (any unit) as per mille. */
REFERAT_API void referat_builder_set_table_widths(ReferatBuilder *builder, ReferatNode *table,
                                                  const double *shares, uint32_t n);

/**
 * referat_builder_add_resource:
 * @media_type: such as "image/png"
 *
 * The same bytes are kept once. Returns: the index. Since 0.1.
 */
REFERAT_API uint32_t referat_builder_add_resource(ReferatBuilder *builder, GBytes *bytes,
                                                  const char *media_type);

/** referat_builder_set_metadata: copies @value; NULL or "" unsets. */
REFERAT_API void referat_builder_set_metadata(ReferatBuilder *builder, ReferatMetadata field,
                                              const char *value);

/**
 * referat_builder_set_finished:
 * The input was a finished document (.rxml): the passes leave it as it is.
 */
REFERAT_API void referat_builder_set_finished(ReferatBuilder *builder);

G_END_DECLS
