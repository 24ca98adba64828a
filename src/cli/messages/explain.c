/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/hint.h"
#include "cli/messages/messages.h"
#include "cli/wrap.h"
#include "po/i18n.h"

/* What messages mean to those who get them, and what to do. */

static const struct {
    ReferatMessage message;
    const char *text;
} texts[] = {
    {REFERAT_MSG_AGENDA_LABEL,
     N_("The agenda counts its entries differently from the sections. Readers who look for \"item "
        "3\" find another one than the agenda promises. Give the entries the numbers of their "
        "sections.")},
    {REFERAT_MSG_AGENDA_NO_SECTION, N_("An entry of the agenda is not found among the sections. "
                                       "Add the section, or say why it was dropped.")},
    {REFERAT_MSG_SECTION_NO_AGENDA, N_("A section is not on the agenda. Add it there, or say that "
                                       "it was taken up at the meeting.")},
    {REFERAT_MSG_NUMBER_GAP,
     N_("Between two sections a number is missing. Perhaps nothing is lost, but readers will ask. "
        "Number the sections anew, or say what became of the one that is left out.")},
    {REFERAT_MSG_NUMBER_DOUBLE, N_("Two sections have the same number: references to it lead to "
                                   "the wrong one. Number the sections anew.")},
    {REFERAT_MSG_DATE_DIFFERS, N_("The title, the text and the name of the file do not agree on "
                                  "the day of the meeting. Correct the one that is wrong; a wrong "
                                  "name of the file is what people search for later.")},
    {REFERAT_MSG_DATE_MISSING,
     N_("The day of the meeting is not said, or in no form that is known. Say it with its year, in "
        "the title or in a line such as \"Date: 3 March 2026\".")},
    {REFERAT_MSG_PLACE_MISSING,
     N_("Where the meeting was held is not said. Say it in a line such as \"Place: Town hall\", "
        "also when it was held as a video conference.")},
    {REFERAT_MSG_ATTENDANCE_MISSING,
     N_("Nobody is listed as present, absent or excused. Readers cannot tell who decided: list "
        "them at the top, behind a word such as \"Present:\".")},
    {REFERAT_MSG_SIGNATURE_MISSING,
     N_("No name stands where minutes are signed. Where the rules of the body ask for signatures, "
        "print the names of those who signed: a picture of a signature cannot be read aloud.")},
    {REFERAT_MSG_WEEKDAY, N_("The weekday that is printed is not that of the date beside it. One "
                             "of the two is wrong: correct it.")},
    {REFERAT_MSG_SPEAKER_NOT_LISTED,
     N_("Somebody speaks at the meeting who is neither on the list of those present nor named "
        "before the first item. Add them to the list, as guest where that is what they were; or a "
        "name is misspelt.")},
    {REFERAT_MSG_VOTES_SUM, N_("The names of those who voted are more or fewer than the number "
                               "that is given, or more votes are counted than people were present. "
                               "Readers cannot tell which of the two is right.")},
    {REFERAT_MSG_HEADING_LEVEL,
     N_("A heading is more than one level below the one before it. Screen readers list headings by "
        "level, and readers look for the one that is missing. The converted page closes the gap; "
        "in the document, choose the level by place, not by look.")},
    {REFERAT_MSG_LINK_SCHEME,
     N_("A link leads where no browser may follow: to a disk of the office, or into a program. "
        "Readers get its text only. Link to the published document instead.")},
    {REFERAT_MSG_IDENTITY_NUMBER,
     N_("The text holds what looks like somebody's identity number. It must not be published: take "
        "it out of the document (black boxes over it are not enough). The number itself is never "
        "repeated in messages.")},
    {REFERAT_MSG_TRACKED_CHANGES,
     N_("The file keeps tracked changes: what was deleted can still be read in it. Converted files "
        "hold only the accepted text; before the file itself is published, accept or reject all "
        "changes.")},
    {REFERAT_MSG_COMMENTS_DROPPED, N_("The file holds comments. Converted files do not; delete "
                                      "them before the file itself is published.")},
    {REFERAT_MSG_HIDDEN_TEXT, N_("The file holds hidden text. Converted files do not; delete it "
                                 "before the file itself is published.")},
    {REFERAT_MSG_PICTURE_NO_ALT,
     N_("A picture has no alternative text: who cannot see it does not know what it shows. Add one "
        "in the word processor, or mark the picture as decorative.")},
    {REFERAT_MSG_TABLE_NO_HEADER,
     N_("A table has no header row: screen readers cannot say what a number is about. Mark the "
        "first row as header row (\"repeat as header row\").")},
    {REFERAT_MSG_LINK_EMPTY, N_("A link has no text: it can be neither read nor heard. Write where "
                                "it leads, or take the link away.")},
    {REFERAT_MSG_LINK_BARE, N_("A link shows its address. Heard, that is letter by letter: write "
                               "where it leads instead.")},
    {REFERAT_MSG_LANGUAGE_UNKNOWN,
     N_("The language of the document is not known, so screen readers guess. Set it in the word "
        "processor, or give --lang.")},
    {REFERAT_MSG_PDF_UNTAGGED,
     N_("The PDF has no tags: screen readers get its words, not its headings, lists and tables. "
        "Publish the page that referat makes of it, or export it as tagged PDF (PDF/UA).")},
    {REFERAT_MSG_PDF_NO_TEXT,
     N_("A page is a picture: it cannot be read aloud, found or copied. Run text recognition, or "
        "publish the document that was printed.")},
    {REFERAT_MSG_BAD_VALUE,
     N_("The file says something that no word processor can show: a number beyond all bounds, a "
        "width below nothing. The usual value was taken; look at the place.")},
    {REFERAT_MSG_CONTENTS_DROPPED,
     N_("The document prints a table of contents. Pages have a list of links of their own instead, "
        "and page numbers mean nothing there.")},
    {REFERAT_MSG_DEPFILE_NAME,
     N_("A dependency file was asked for (-MD), and make or ninja would misread this name: it "
        "holds one of the characters \" & ' * ; < = > ? ^ ` |, or ends with a blank. Rename the "
        "file. With -Wno-error=depfile-name it is left out, and changes to the file build nothing "
        "anew.")},
    {REFERAT_MSG_EMBEDDED_OBJECT,
     N_("The document holds a file inside it, such as a spreadsheet. It is left out: publish it by "
        "itself, and say in the text where.")},
    {REFERAT_MSG_EXTERNAL_PICTURE,
     N_("A picture is not in the file but only named there. Nothing is fetched from elsewhere: "
        "insert the picture into the document.")},
    {REFERAT_MSG_LANGUAGE_GUESSED,
     N_("The language of the document was told from its words, since the file names none or "
        "another one. Set it in the word processor, or give --lang.")},
    {REFERAT_MSG_LIMIT_CLAMPED, N_("A number in the file is beyond what any document needs, and "
                                   "was cut. Look at the place: something may be missing there.")},
    {REFERAT_MSG_LINK_TARGET, N_("A link leads to a place that is not in the document. Its text is "
                                 "kept; set the link anew.")},
    {REFERAT_MSG_MEDIA_FORMAT, N_("A picture is of a kind that browsers do not show, such as EMF "
                                  "or TIFF. Save it as PNG or SVG and insert it anew.")},
    {REFERAT_MSG_MEDIA_MISSING,
     N_("The document shows a picture that is not in the file. Insert it anew.")},
    {REFERAT_MSG_NOTE_CYCLE, N_("A note refers to itself, or to one that refers to it. It is "
                                "printed once; look at the notes.")},
    {REFERAT_MSG_NOTE_MISSING, N_("A number leads to a note that is not in the file. Write the "
                                  "note anew, or take the number away.")},
    {REFERAT_MSG_PACKAGE_DAMAGED, N_("The file is damaged: what could be read was kept. Open it in "
                                     "a word processor, look at it and save it again.")},
    {REFERAT_MSG_PACKAGE_DUPLICATE, N_("The file holds two parts of one name; the first was used. "
                                       "Open it in a word processor and save it again.")},
    {REFERAT_MSG_PACKAGE_RELATIONSHIPS,
     N_("The file does not say which of its parts is the document; it was found in its usual "
        "place. Open it in a word processor and save it again.")},
    {REFERAT_MSG_PDF_ATTACHMENTS,
     N_("Files are attached to the PDF. They are left out: publish them by themselves.")},
    {REFERAT_MSG_PDF_BAD_TAGS, N_("The tags of the PDF do not fit what its pages show: another "
                                  "program changed them later. The look of the pages was taken.")},
    {REFERAT_MSG_PDF_DAMAGED, N_("The PDF is damaged: what could be read was kept. Export it anew "
                                 "from the document that it was made from.")},
    {REFERAT_MSG_PDF_NO_CAPTURE, N_("Drawn lines and tags of the pages cannot be read on this "
                                    "machine: tables and headings are told from the text alone.")},
    {REFERAT_MSG_PDF_NONSENSE,
     N_("The text of a page is no language: its font does not say which letters it shows. The page "
        "is kept as a picture. Export the PDF anew with its fonts, or run text recognition.")},
    {REFERAT_MSG_PDF_OCR_TEXT,
     N_("The text of a scanned page was recognised by a program. Read it: names, numbers and dates "
        "are what such programs get wrong.")},
    {REFERAT_MSG_PDF_PAGE_FAILED, N_("A page cannot be read: the program that looks at pages "
                                     "stopped there. The others are kept. Export the PDF anew.")},
    {REFERAT_MSG_PDF_PAGE_TEXT_ONLY, N_("Of a page only the text can be read: its lines, tables "
                                        "and tags are missing. Compare it with the original.")},
    {REFERAT_MSG_PICTURE_AS_TEXT,
     N_("A picture cannot be shown in this format; its description stands in its place.")},
    {REFERAT_MSG_PICTURE_METADATA, N_("A picture held data about itself, such as the place and the "
                                      "camera. They were taken out.")},
    {REFERAT_MSG_STYLE_CYCLE,
     N_("A style of the document is based on itself. The usual look was taken.")},
    {REFERAT_MSG_TEXT_ENCODING,
     N_("Some characters of the file are no valid text, and were replaced. Look at the place.")},
    {REFERAT_MSG_TITLE_MISSING,
     N_("The document prints no title. Say at the top what it is: \"Minutes of the ordinary "
        "meeting\". Readers see the title in the browser and in lists.")},
    {REFERAT_MSG_UNKNOWN_ELEMENT, N_("The file holds something of a later or foreign kind. Its "
                                     "text is kept; look at the place.")},
    {REFERAT_MSG_UNSUPPORTED_CONTENT,
     N_("The document holds something that cannot be carried over. Look at the place, and say it "
        "in words where it matters.")},
    {REFERAT_MSG_XML_DAMAGED, N_("A part of the file is damaged: it was read up to there. Open the "
                                 "file in a word processor, look at it and save it again.")},
};

bool
cli_explain(const char *name)
{
    const ReferatMessage message = referat_message_from_name(name);

    if (message == REFERAT_N_MESSAGES) {
        g_autofree char *hint = cli_hint_message(name, "");
        cli_errorf(NULL, "there is no message called %s%s", name, hint);
        return false;
    }
    (void)printf("%s: %s\n", referat_message_name(message), _(referat_message_text(message)));
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        if (texts[i].message != message)
            continue;
        (void)printf("\n");
        cli_wrap(_(texts[i].text), 0);
    }
    return true;
}
