/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/types.h>

G_BEGIN_DECLS

/**
 * SECTION: diagnostic
 * What was lost or doubtful: a named message with a place. Names never change and are never
 * translated: "-Wno-hidden-text" keeps working.
 */

/** ReferatLevel: how much a message matters. */
typedef enum { REFERAT_LEVEL_NOTE, REFERAT_LEVEL_WARNING, REFERAT_LEVEL_ERROR } ReferatLevel;

/** REFERAT_MESSAGES: the table of all messages: id, name, level, what it says. */
#define REFERAT_MESSAGES(M)                                                                        \
    M(AGENDA_LABEL, "agenda-label", WARNING, "agenda and sections have different numbers")         \
    M(AGENDA_NO_SECTION, "agenda-no-section", WARNING, "an agenda entry without a section")        \
    M(ATTENDANCE_MISSING, "attendance-missing", WARNING, "nobody is listed as present")            \
    M(BAD_VALUE, "bad-value", NOTE, "a value cannot be used")                                      \
    M(COMMENTS_DROPPED, "comments-dropped", NOTE, "comments are left out")                         \
    M(CONTENTS_DROPPED, "contents-dropped", NOTE, "a printed table of contents is left out")       \
    M(DATE_DIFFERS, "date-differs", WARNING, "two dates of the meeting")                           \
    M(DATE_MISSING, "date-missing", WARNING, "no date of the meeting is found")                    \
    M(DEPFILE_NAME, "depfile-name", WARNING, "a name that make or ninja would misread")            \
    M(EMBEDDED_OBJECT, "embedded-object", WARNING, "an embedded object is left out")               \
    M(EXTERNAL_PICTURE, "external-picture", WARNING, "a picture outside the file is not fetched")  \
    M(HEADING_LEVEL, "heading-level", NOTE, "a heading level was adapted")                         \
    M(HIDDEN_TEXT, "hidden-text", NOTE, "hidden text is left out")                                 \
    M(IDENTITY_NUMBER, "identity-number", WARNING, "an identity number of a person")               \
    M(LANGUAGE_GUESSED, "language-guessed", NOTE, "the language is decided by the words")          \
    M(LANGUAGE_UNKNOWN, "language-unknown", WARNING, "the language of the document is unknown")    \
    M(LIMIT_CLAMPED, "limit-clamped", WARNING, "a value beyond a limit was cut")                   \
    M(LINK_BARE, "link-bare", WARNING, "a link that says its address, not where it leads")         \
    M(LINK_EMPTY, "link-empty", WARNING, "a link without text")                                    \
    M(LINK_SCHEME, "link-scheme", WARNING, "a link with an unsafe scheme is kept as text")         \
    M(LINK_TARGET, "link-target", NOTE, "a link to a place that does not exist is kept as text")   \
    M(MEDIA_FORMAT, "media-format", NOTE, "a picture format that browsers do not show")            \
    M(MEDIA_MISSING, "media-missing", WARNING, "a picture is missing from the file")               \
    M(NOTE_CYCLE, "note-cycle", WARNING, "a note that refers to itself")                           \
    M(NOTE_MISSING, "note-missing", WARNING, "a note is missing from the file")                    \
    M(NUMBER_DOUBLE, "number-double", WARNING, "a number that comes twice")                        \
    M(NUMBER_GAP, "number-gap", WARNING, "a number is left out")                                   \
    M(PACKAGE_DAMAGED, "package-damaged", WARNING, "the package is damaged")                       \
    M(PACKAGE_DUPLICATE, "package-duplicate", WARNING, "two parts of one name, the first is used") \
    M(PACKAGE_RELATIONSHIPS, "package-relationships", NOTE, "relationships are missing")           \
    M(PDF_ATTACHMENTS, "pdf-attachments", NOTE, "attached files are left out")                     \
    M(PDF_BAD_TAGS, "pdf-bad-tags", NOTE, "the tags do not fit the page, its look decides")        \
    M(PDF_DAMAGED, "pdf-damaged", WARNING, "the file is damaged")                                  \
    M(PDF_NO_CAPTURE, "pdf-no-capture", WARNING, "lines and tags of pages cannot be read here")    \
    M(PDF_NO_TEXT, "pdf-no-text", WARNING, "a page has no text, it is kept as a picture")          \
    M(PDF_NONSENSE, "pdf-nonsense", WARNING,                                                       \
      "text that is no language: its font does not say which letters it shows")                    \
    M(PDF_OCR_TEXT, "pdf-ocr-text", NOTE,                                                          \
      "the text of a scanned page was recognised by a program")                                    \
    M(PDF_PAGE_FAILED, "pdf-page-failed", WARNING, "a page cannot be read")                        \
    M(PDF_PAGE_TEXT_ONLY, "pdf-page-text-only", WARNING, "only the text of a page can be read")    \
    M(PDF_UNTAGGED, "pdf-untagged", WARNING, "a PDF without tags")                                 \
    M(PICTURE_AS_TEXT, "picture-as-text", NOTE, "a picture stands as its description")             \
    M(PICTURE_METADATA, "picture-metadata", NOTE, "metadata was taken out of a picture")           \
    M(PICTURE_NO_ALT, "picture-no-alt", WARNING, "a picture without alternative text")             \
    M(PLACE_MISSING, "place-missing", NOTE, "no place of the meeting is found")                    \
    M(SECTION_NO_AGENDA, "section-no-agenda", WARNING, "a section that is not on the agenda")      \
    M(SIGNATURE_MISSING, "signature-missing", NOTE, "nobody has signed")                           \
    M(SPEAKER_NOT_LISTED, "speaker-not-listed", WARNING,                                           \
      "a speaker who is not among those listed")                                                   \
    M(STYLE_CYCLE, "style-cycle", NOTE, "a style that is based on itself")                         \
    M(TABLE_NO_HEADER, "table-no-header", WARNING, "a table without a header row")                 \
    M(TEXT_ENCODING, "text-encoding", WARNING, "characters that are not valid text")               \
    M(TITLE_MISSING, "title-missing", NOTE, "the document prints no title")                        \
    M(TRACKED_CHANGES, "tracked-changes", NOTE, "tracked changes were resolved")                   \
    M(UNKNOWN_ELEMENT, "unknown-element", NOTE, "an unknown element, its text is kept")            \
    M(UNSUPPORTED_CONTENT, "unsupported-content", WARNING, "content that cannot be carried over")  \
    M(VOTES_SUM, "votes-sum", WARNING, "votes that do not add up")                                 \
    M(WEEKDAY, "weekday-differs", WARNING, "a weekday that does not fit its date")                 \
    M(XML_DAMAGED, "xml-damaged", WARNING, "a part is not well-formed XML")

/** ReferatMessage: the messages of the table, as REFERAT_MSG_…; new ones are added at will. */
typedef enum {
#define REFERAT_MESSAGE_ID(id, name, level, text) REFERAT_MSG_##id,
    REFERAT_MESSAGES(REFERAT_MESSAGE_ID)
#undef REFERAT_MESSAGE_ID
        REFERAT_N_MESSAGES
} ReferatMessage;

/**
 * ReferatDiagnostic:
 * @text: one line of English, without name and place
 * @localised: the same in the language of the process
 *
 * One message. Valid only during the call that hands it out. Since 0.1.
 */
typedef struct {
    ReferatMessage message;
    ReferatLevel level; /* after -Werror and the like */
    const char *name;
    const char *text;
    const char *localised;
    ReferatPosition position;
} ReferatDiagnostic;

/** ReferatDiagnosticFunc: gets each message as it comes, on the thread that converts. */
typedef void (*ReferatDiagnosticFunc)(const ReferatDiagnostic *diagnostic, gpointer user_data);

/** referat_message_name: Returns: (transfer none): the name, such as "hidden-text". */
REFERAT_API const char *referat_message_name(ReferatMessage message);
/** referat_message_text: Returns: (transfer none): what the message says in general, in English:
 * referat_translate() takes it. */
REFERAT_API const char *referat_message_text(ReferatMessage message);
/** referat_message_level: Returns: the level of the table. */
REFERAT_API ReferatLevel referat_message_level(ReferatMessage message);
/** referat_message_from_name: Returns: the message, or %REFERAT_N_MESSAGES when there is none. */
REFERAT_API ReferatMessage referat_message_from_name(const char *name);

G_END_DECLS
