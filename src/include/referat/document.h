/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/types.h>

G_BEGIN_DECLS

/**
 * SECTION: document
 * The intermediate form: a tree in one arena, sealed before writers see it. A sealed document is
 * constant and may be read from several threads. All strings are UTF-8 and owned by the document.
 */

/**
 * ReferatNodeType:
 * The root (%REFERAT_NODE_DOCUMENT) holds page headers, one body, page footers, note bodies and
 * comments, in this order. Blocks and inlines follow. The names are those of the .rxml form.
 * Since 0.1; new types are only added before %REFERAT_N_NODE_TYPES.
 */
typedef enum {
    REFERAT_NODE_DOCUMENT,
    REFERAT_NODE_PAGE_HEADER,
    REFERAT_NODE_BODY,
    REFERAT_NODE_PAGE_FOOTER,
    REFERAT_NODE_NOTE,
    REFERAT_NODE_COMMENT,
    /* blocks */
    REFERAT_NODE_SECTION,
    REFERAT_NODE_HEADING,
    REFERAT_NODE_PARAGRAPH,
    REFERAT_NODE_LIST,
    REFERAT_NODE_ITEM,
    REFERAT_NODE_DEFINITION_LIST,
    REFERAT_NODE_TERM,
    REFERAT_NODE_DEFINITION,
    REFERAT_NODE_TABLE,
    REFERAT_NODE_ROW,
    REFERAT_NODE_CELL,
    REFERAT_NODE_FIGURE,
    REFERAT_NODE_CAPTION,
    REFERAT_NODE_ASIDE,
    REFERAT_NODE_QUOTE,
    REFERAT_NODE_PREFORMATTED,
    REFERAT_NODE_RULE,
    /* inlines */
    REFERAT_NODE_TEXT,
    REFERAT_NODE_LINK,
    REFERAT_NODE_ANCHOR,
    REFERAT_NODE_IMAGE,
    REFERAT_NODE_BREAK,
    REFERAT_NODE_NOTE_REF,
    REFERAT_NODE_COMMENT_REF,
    REFERAT_NODE_MATH,
    REFERAT_NODE_MATH_ELEMENT,
    REFERAT_NODE_RUBY,
    REFERAT_NODE_FORM,
    REFERAT_NODE_INSERTION,
    REFERAT_NODE_DELETION,
    REFERAT_NODE_PAGE_MARK,
    REFERAT_N_NODE_TYPES
} ReferatNodeType;

/** ReferatTextStyle: bits of how a text is set. Since 0.1. */
typedef enum {
    REFERAT_TEXT_PLAIN = 0,
    REFERAT_TEXT_BOLD = 1 << 0,
    REFERAT_TEXT_ITALIC = 1 << 1,
    REFERAT_TEXT_UNDERLINE = 1 << 2,
    REFERAT_TEXT_STRIKE = 1 << 3,
    REFERAT_TEXT_SUBSCRIPT = 1 << 4,
    REFERAT_TEXT_SUPERSCRIPT = 1 << 5,
    REFERAT_TEXT_SMALL_CAPS = 1 << 6,
    REFERAT_TEXT_MARK = 1 << 7,
    REFERAT_TEXT_CODE = 1 << 8
} ReferatTextStyle;

/** ReferatDirection: base direction; unset inherits from the parent. Since 0.1. */
typedef enum {
    REFERAT_DIRECTION_UNSET,
    REFERAT_DIRECTION_LTR,
    REFERAT_DIRECTION_RTL
} ReferatDirection;

/** ReferatLabelScheme: how the last number of a label is written. Since 0.1. */
typedef enum {
    REFERAT_SCHEME_OTHER,
    REFERAT_SCHEME_BULLET,
    REFERAT_SCHEME_DECIMAL,
    REFERAT_SCHEME_LOWER_ALPHA,
    REFERAT_SCHEME_UPPER_ALPHA,
    REFERAT_SCHEME_LOWER_ROMAN,
    REFERAT_SCHEME_UPPER_ROMAN
} ReferatLabelScheme;

/** ReferatLabelOrigin: made by the format's numbering, typed by the author, read off a page. */
typedef enum {
    REFERAT_ORIGIN_GENERATED,
    REFERAT_ORIGIN_TYPED,
    REFERAT_ORIGIN_READ
} ReferatLabelOrigin;

/**
 * ReferatLabel:
 * @text: as printed: "Ad 4 –", "g)", "§ 5", "•"
 * @separator: what stands between label and text: "\t", " " or ""
 * @path: (array length=n_path): the numbers in it: "1.2" is {1, 2}, "g)" is {7}; none for a bullet
 *
 * A printed label of a block. Since 0.1.
 */
typedef struct {
    const char *text;
    const char *separator;
    const uint32_t *path;
    uint32_t n_path;
    ReferatLabelScheme scheme;
    ReferatLabelOrigin origin;
} ReferatLabel;

/** ReferatListKind: what kind of labels a list's items have. */
typedef enum { REFERAT_LIST_BULLET, REFERAT_LIST_ORDERED } ReferatListKind;

/** ReferatTableKind: whether a table holds data or only places things on the page. */
typedef enum { REFERAT_TABLE_DATA, REFERAT_TABLE_LAYOUT } ReferatTableKind;

/** ReferatScope: what a cell is the header of. */
typedef enum {
    REFERAT_SCOPE_NONE,
    REFERAT_SCOPE_ROW,
    REFERAT_SCOPE_COLUMN,
    REFERAT_SCOPE_BOTH
} ReferatScope;

/** ReferatAsideKind: what an aside is on the page. */
typedef enum {
    REFERAT_ASIDE_TEXT_BOX,
    REFERAT_ASIDE_SIDEBAR,
    REFERAT_ASIDE_STAMP
} ReferatAsideKind;

/** ReferatNoteKind: where a note is printed. */
typedef enum { REFERAT_NOTE_FOOT, REFERAT_NOTE_END } ReferatNoteKind;

/** ReferatPageKind: which pages a page header or footer candidate stands on. */
typedef enum { REFERAT_PAGES_DEFAULT, REFERAT_PAGES_FIRST, REFERAT_PAGES_EVEN } ReferatPageKind;

/** ReferatFormKind: kinds of form values. */
typedef enum { REFERAT_FORM_CHECKBOX, REFERAT_FORM_CHOICE, REFERAT_FORM_TEXT } ReferatFormKind;

/** ReferatMathElement: the MathML elements a formula may hold; see referat_math_element_name(). */
typedef enum {
    REFERAT_MATH_MROW,
    REFERAT_MATH_MI,
    REFERAT_MATH_MN,
    REFERAT_MATH_MO,
    REFERAT_MATH_MTEXT,
    REFERAT_MATH_MSPACE,
    REFERAT_MATH_MFRAC,
    REFERAT_MATH_MSQRT,
    REFERAT_MATH_MROOT,
    REFERAT_MATH_MSUB,
    REFERAT_MATH_MSUP,
    REFERAT_MATH_MSUBSUP,
    REFERAT_MATH_MUNDER,
    REFERAT_MATH_MOVER,
    REFERAT_MATH_MUNDEROVER,
    REFERAT_MATH_MMULTISCRIPTS,
    REFERAT_MATH_MPRESCRIPTS,
    REFERAT_MATH_MTABLE,
    REFERAT_MATH_MTR,
    REFERAT_MATH_MTD,
    REFERAT_MATH_MPHANTOM,
    REFERAT_MATH_MENCLOSE,
    REFERAT_N_MATH_ELEMENTS
} ReferatMathElement;

/* ---- payloads: what a node of a type carries besides its children ---- */

/** ReferatText: @text is @length bytes of UTF-8, without a terminating NUL to rely on. */
typedef struct {
    const char *text;
    uint32_t length;
    uint32_t style; /* ReferatTextStyle bits */
} ReferatText;

/** ReferatHeading: @level is 1 to 9; @title marks the document's own title. */
typedef struct {
    uint8_t level;
    bool title;
} ReferatHeading;

/** ReferatList: payload of a list. */
typedef struct {
    ReferatListKind kind;
} ReferatList;

/** ReferatTable: @widths are shares of the table's width in per mille, one for each column. */
typedef struct {
    ReferatTableKind kind;
    const uint16_t *widths;
    uint32_t n_columns;
} ReferatTable;

/** ReferatRow: @header rows stand at the top and repeat on each page. */
typedef struct {
    bool header;
} ReferatRow;

/** ReferatCell: spans are at least 1. */
typedef struct {
    uint16_t column_span;
    uint16_t row_span;
    ReferatScope scope;
} ReferatCell;

/** ReferatAside: payload of an aside. */
typedef struct {
    ReferatAsideKind kind;
} ReferatAside;

/** ReferatPages: @pages and @section (from 1) tell where a page header or footer stands; @not_first
 * that the document's first page does without it. */
typedef struct {
    ReferatPageKind pages;
    uint32_t section;
    bool not_first;
} ReferatPages;

/** ReferatNote: @key is unique among notes of a kind; @mark is what is printed. */
typedef struct {
    ReferatNoteKind kind;
    const char *key;
    const char *mark;
} ReferatNote;

/** ReferatChange: who and when; of comments, insertions and deletions. Either may be %NULL. */
typedef struct {
    const char *key; /* comments: matches the reference */
    const char *author;
    const char *date; /* ISO 8601 */
} ReferatChange;

/** ReferatLink: exactly one of @uri (outside) and @anchor (a name in this document) is set. */
typedef struct {
    const char *uri;
    const char *anchor;
} ReferatLink;

/** ReferatAnchor: a place that links can name. */
typedef struct {
    const char *name;
} ReferatAnchor;

/** ReferatImage: sizes in points, 0 = unknown; @resource is an index for
 * referat_document_get_resource(); @raster is 1 + the index of the same picture in pixels, for
 * those who cannot show the drawing, 0 = there is none. */
typedef struct {
    const char *alt; /* NULL = none given */
    uint32_t resource;
    uint32_t raster;
    float width;
    float height;
    uint32_t page; /* it is a picture of this page, which has no text: described by normalise */
    bool decorative;
} ReferatImage;

/** ReferatMath: @display is true for a formula on a line of its own. */
typedef struct {
    bool display;
} ReferatMath;

/** ReferatMathNode: one MathML element; @attributes is NULL or "name=value" pairs from a fixed
 * list. */
typedef struct {
    ReferatMathElement element;
    const char *attribute; /* NULL, or one of referat_math_attribute_ok() */
} ReferatMathNode;

/** ReferatRuby: @text is read beside the children (the base). */
typedef struct {
    const char *text;
} ReferatRuby;

/** ReferatForm: @value is what is shown; @checked counts for check boxes. */
typedef struct {
    ReferatFormKind kind;
    const char *value;
    bool checked;
} ReferatForm;

/** ReferatPageMark: a page begins here; @index from 1, @label as printed (may be %NULL). */
typedef struct {
    uint32_t index;
    const char *label;
} ReferatPageMark;

/** ReferatResource: bytes shared by images. @media_type such as "image/png"; @name ours, never the
 * input's. */
typedef struct {
    GBytes *bytes;
    const char *media_type;
    const char *name;
} ReferatResource;

/** ReferatMetadata: Dublin Core terms and what minutes need besides. */
typedef enum {
    REFERAT_META_TITLE,
    REFERAT_META_CREATOR,
    REFERAT_META_SUBJECT,
    REFERAT_META_DESCRIPTION,
    REFERAT_META_KEYWORDS,
    REFERAT_META_CREATED,
    REFERAT_META_MODIFIED,
    REFERAT_META_LANGUAGE,
    REFERAT_META_CASE_NUMBER,
    REFERAT_META_SOURCE_SHA256,
    REFERAT_N_METADATA
} ReferatMetadata;

/* ---- reading a document ---- */

/** referat_document_free: frees the tree and all its strings at once. NULL is fine. Since 0.1. */
REFERAT_API void referat_document_free(ReferatDocument *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReferatDocument, referat_document_free)

/** referat_document_get_root: Returns: (transfer none): the %REFERAT_NODE_DOCUMENT node. */
REFERAT_API const ReferatNode *referat_document_get_root(const ReferatDocument *document);

/** referat_document_get_body: Returns: (transfer none): the %REFERAT_NODE_BODY node. */
REFERAT_API const ReferatNode *referat_document_get_body(const ReferatDocument *document);

/** referat_document_get_metadata: Returns: (nullable) (transfer none): the value of @field. */
REFERAT_API const char *referat_document_get_metadata(const ReferatDocument *document,
                                                      ReferatMetadata field);

/** referat_metadata_name: Returns: (transfer none): the .rxml name, such as "title". */
REFERAT_API const char *referat_metadata_name(ReferatMetadata field);

/** referat_document_get_n_resources: Returns: how many resources there are. */
REFERAT_API uint32_t referat_document_get_n_resources(const ReferatDocument *document);

/** referat_document_get_resource: Returns: (transfer none) (nullable): NULL when out of range. */
REFERAT_API const ReferatResource *referat_document_get_resource(const ReferatDocument *document,
                                                                 uint32_t index);

/**
 * referat_document_find_note:
 * Returns: (nullable) (transfer none): the note body of @kind with @key. Since 0.1.
 */
REFERAT_API const ReferatNode *referat_document_find_note(const ReferatDocument *document,
                                                          ReferatNoteKind kind, const char *key);

/**
 * referat_document_check:
 * @error: where to say what is wrong
 *
 * Walks all links, parents, payloads and note references. For tests, fuzzing and debug builds.
 * Returns: true when the tree is sound. Since 0.1.
 */
REFERAT_API bool referat_document_check(const ReferatDocument *document, GError **error);

REFERAT_API ReferatNodeType referat_node_get_type(const ReferatNode *node);
/** referat_node_type_name: Returns: (transfer none): the .rxml element name of @type. */
REFERAT_API const char *referat_node_type_name(ReferatNodeType type);
/** referat_node_type_is_inline: Returns: whether @type stands inside a paragraph. */
REFERAT_API bool referat_node_type_is_inline(ReferatNodeType type);
/** referat_node_get_id: Returns: the preorder number, from 0 at the root; 0 before sealing. */
REFERAT_API uint32_t referat_node_get_id(const ReferatNode *node);
REFERAT_API const ReferatNode *referat_node_get_parent(const ReferatNode *node);
REFERAT_API const ReferatNode *referat_node_get_previous(const ReferatNode *node);
REFERAT_API const ReferatNode *referat_node_get_next(const ReferatNode *node);
REFERAT_API const ReferatNode *referat_node_get_first(const ReferatNode *node);
REFERAT_API const ReferatNode *referat_node_get_last(const ReferatNode *node);

/** referat_node_get_language: Returns: (nullable): a BCP 47 tag where it differs from the parent's.
 */
REFERAT_API const char *referat_node_get_language(const ReferatNode *node);
REFERAT_API ReferatDirection referat_node_get_direction(const ReferatNode *node);
/** referat_node_get_style: Returns: (nullable): the style's name in the input. */
REFERAT_API const char *referat_node_get_style(const ReferatNode *node);
/** referat_node_get_label: Returns: (nullable) (transfer none): the printed label. */
REFERAT_API const ReferatLabel *referat_node_get_label(const ReferatNode *node);
/** referat_node_get_positions: Returns: (array length=n) (nullable): where it stood in the input.
 */
REFERAT_API const ReferatPosition *referat_node_get_positions(const ReferatNode *node, uint32_t *n);

/* Payloads. Each returns NULL (after a critical) when the node is of another type. Since 0.1. */
REFERAT_API const ReferatText *referat_node_get_text(const ReferatNode *node);
REFERAT_API const ReferatHeading *referat_node_get_heading(const ReferatNode *node);
REFERAT_API const ReferatList *referat_node_get_list(const ReferatNode *node);
REFERAT_API const ReferatTable *referat_node_get_table(const ReferatNode *node);
REFERAT_API const ReferatRow *referat_node_get_row(const ReferatNode *node);
REFERAT_API const ReferatCell *referat_node_get_cell(const ReferatNode *node);
REFERAT_API const ReferatAside *referat_node_get_aside(const ReferatNode *node);
REFERAT_API const ReferatPages *referat_node_get_pages(const ReferatNode *node);
/** referat_node_get_note: of a note body and of a reference to one. */
REFERAT_API const ReferatNote *referat_node_get_note(const ReferatNode *node);
/** referat_node_get_change: of comments, comment references, insertions and deletions. */
REFERAT_API const ReferatChange *referat_node_get_change(const ReferatNode *node);
REFERAT_API const ReferatLink *referat_node_get_link(const ReferatNode *node);
REFERAT_API const ReferatAnchor *referat_node_get_anchor(const ReferatNode *node);
REFERAT_API const ReferatImage *referat_node_get_image(const ReferatNode *node);
REFERAT_API const ReferatMath *referat_node_get_math(const ReferatNode *node);
REFERAT_API const ReferatMathNode *referat_node_get_math_element(const ReferatNode *node);
REFERAT_API const ReferatRuby *referat_node_get_ruby(const ReferatNode *node);
REFERAT_API const ReferatForm *referat_node_get_form(const ReferatNode *node);
REFERAT_API const ReferatPageMark *referat_node_get_page_mark(const ReferatNode *node);

/** referat_math_element_name: Returns: (transfer none): the MathML name, such as "mfrac". */
REFERAT_API const char *referat_math_element_name(ReferatMathElement element);
/** referat_math_attribute_ok: Returns: whether @attribute ("name=value") is on the fixed list. */
REFERAT_API bool referat_math_attribute_ok(const char *attribute);

/**
 * referat_node_append_plain_text:
 * @node: a node
 * @text: (inout): gets the text of @node and its descendants; breaks become spaces, labels,
 *   notes and asides are left out
 *
 * For titles, ids and comparisons. Since 0.1.
 */
REFERAT_API void referat_node_append_plain_text(const ReferatNode *node, GString *text);

/* ---- iterating ---- */

/** ReferatEvent: what referat_iter_next() came to. */
typedef enum { REFERAT_ENTER, REFERAT_LEAVE } ReferatEvent;

/**
 * ReferatIter:
 * @event: what happens to @node; leaves get both events too
 * @node: (transfer none): the node
 *
 * Walks a subtree without recursion and without allocation. Keep it on the stack. Since 0.1.
 */
typedef struct {
    ReferatEvent event;
    const ReferatNode *node;
    /*< private >*/
    const ReferatNode *root;
    bool skip;
} ReferatIter;

/** referat_iter_init: sets @iter before the subtree of @root. */
REFERAT_API void referat_iter_init(ReferatIter *iter, const ReferatNode *root);
/** referat_iter_next: Returns: false when the subtree is done. */
REFERAT_API bool referat_iter_next(ReferatIter *iter);
/** referat_iter_skip: called at ENTER: the next event is the LEAVE of the same node. */
REFERAT_API void referat_iter_skip(ReferatIter *iter);

G_END_DECLS
