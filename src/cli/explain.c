/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/findings.h"

/* What messages mean to those who get them, and what to do. */

static const struct {
    ReferatMessage message;
    const char *text;
} texts[] = {
    {REFERAT_MSG_AGENDA_LABEL,
     "The agenda counts its entries differently from the sections. Readers who look for \"item 3\" "
     "find\n"
     "another one than the agenda promises. Give the entries the numbers of their sections."},
    {REFERAT_MSG_AGENDA_NO_SECTION, "An entry of the agenda is not found among the sections. Add "
                                    "the section, or say why it was dropped."},
    {REFERAT_MSG_SECTION_NO_AGENDA,
     "A section is not on the agenda. Add it there, or say that it was taken up at the meeting."},
    {REFERAT_MSG_NUMBER_GAP, "Between two sections a number is missing. Nothing may be lost, but "
                             "readers will ask. Number the\n"
                             "sections anew, or say what became of the one that is left out."},
    {REFERAT_MSG_NUMBER_DOUBLE, "Two sections have the same number: references to it lead to the "
                                "wrong one. Number the sections anew."},
    {REFERAT_MSG_DATE_DIFFERS,
     "The title, the text and the name of the file do not agree on the day of the meeting. Correct "
     "the one\n"
     "that is wrong; a wrong name of the file is what people search for later."},
    {REFERAT_MSG_DATE_MISSING, "The day of the meeting is not said, or in no form that is known. "
                               "Say it with its year, in the title or\n"
                               "in a line such as \"Date: 3 March 2026\"."},
    {REFERAT_MSG_PLACE_MISSING, "Where the meeting was held is not said. Say it in a line such as "
                                "\"Place: Town hall\", also when it was\n"
                                "held as a video conference."},
    {REFERAT_MSG_ATTENDANCE_MISSING, "Nobody is listed as present, absent or excused. Readers "
                                     "cannot tell who decided: list them at the top,\n"
                                     "behind a word such as \"Present:\"."},
    {REFERAT_MSG_SIGNATURE_MISSING,
     "No name stands where minutes are signed. Where the rules of the body ask for signatures, "
     "print the names\n"
     "of those who signed: a picture of a signature cannot be read aloud."},
    {REFERAT_MSG_WEEKDAY, "The weekday that is printed is not that of the date beside it. One of "
                          "the two is wrong: correct it."},
    {REFERAT_MSG_SPEAKER_NOT_LISTED,
     "Somebody speaks at the meeting who is neither on the list of those present nor named before "
     "the first\n"
     "item. Add them to the list, as guest where that is what they were; or a name is misspelt."},
    {REFERAT_MSG_VOTES_SUM, "The names of those who voted are more or fewer than the number that "
                            "is given, or more votes are counted\n"
                            "than people were present. Readers cannot tell which of the two is "
                            "right."},
    {REFERAT_MSG_HEADING_LEVEL,
     "A heading is more than one level below the one before it. Screen readers list headings by "
     "level, and\n"
     "readers look for the one that is missing. The converted page closes the gap; in the "
     "document,\n"
     "choose the level by place, not by look."},
    {REFERAT_MSG_LINK_SCHEME,
     "A link leads where no browser may follow: to a disk of the office, or into a program. "
     "Readers get its\n"
     "text only. Link to the published document instead."},
    {REFERAT_MSG_IDENTITY_NUMBER, "The text holds what looks like somebody's identity number. It "
                                  "must not be published: take it out of\n"
                                  "the document (black boxes over it are not enough). The number "
                                  "itself is never repeated in messages."},
    {REFERAT_MSG_TRACKED_CHANGES,
     "The file keeps tracked changes: what was deleted can still be read in it. Converted files "
     "hold only\n"
     "the accepted text; before the file itself is published, accept or reject all changes."},
    {REFERAT_MSG_COMMENTS_DROPPED, "The file holds comments. Converted files do not; delete them "
                                   "before the file itself is published."},
    {REFERAT_MSG_HIDDEN_TEXT, "The file holds hidden text. Converted files do not; delete it "
                              "before the file itself is published."},
    {REFERAT_MSG_PICTURE_NO_ALT, "A picture has no alternative text: who cannot see it does not "
                                 "know what it shows. Add one in the word\n"
                                 "processor, or mark the picture as decorative."},
    {REFERAT_MSG_TABLE_NO_HEADER, "A table has no header row: screen readers cannot say what a "
                                  "number is about. Mark the first row as\n"
                                  "header row (\"repeat as header row\")."},
    {REFERAT_MSG_LINK_EMPTY, "A link has no text: it can be neither read nor heard. Write where it "
                             "leads, or take the link away."},
    {REFERAT_MSG_LINK_BARE,
     "A link shows its address. Heard, that is letter by letter: write where it leads instead."},
    {REFERAT_MSG_LANGUAGE_UNKNOWN, "The language of the document is not known, so screen readers "
                                   "guess. Set it in the word processor, or\n"
                                   "give --lang."},
    {REFERAT_MSG_PDF_UNTAGGED,
     "The PDF has no tags: screen readers get its words, not its headings, lists and tables. "
     "Publish the\n"
     "page that referat makes of it, or export it as tagged PDF (PDF/UA)."},
    {REFERAT_MSG_PDF_NO_TEXT, "A page is a picture: it cannot be read aloud, found or copied. Run "
                              "text recognition, or publish the\n"
                              "document that was printed."},
};

bool
cli_explain(const char *name)
{
    const ReferatMessage message = referat_message_from_name(name);

    if (message == REFERAT_N_MESSAGES) {
        g_autofree char *text = g_strdup_printf("there is no message %s", name);
        cli_error(NULL, text);
        return false;
    }
    (void)printf("%s: %s\n", referat_message_name(message), referat_message_text(message));
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        if (texts[i].message == message)
            (void)printf("\n%s\n", texts[i].text);
    return true;
}
