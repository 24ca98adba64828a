/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "bulk/verdict.h"

/* Why a file was not converted, in words for whoever dropped it. */

/** RFT_TROUBLES: id, name, what is wrong, what to do. The names stand in the ledger; the texts are
 * translated. */
#define RFT_TROUBLES(T)                                                                            \
    T(DAMAGED, "damaged", N_("The file is damaged, or it is not what its name says."),             \
      N_("Open it in the program it was made with, and save it again. If it cannot be opened "     \
         "there either, ask whoever sent it for a new copy."))                                     \
    T(INCOMPLETE, "incomplete", N_("The file did not arrive completely: its end is missing."),     \
      N_("Copy it again, and wait until the copy is finished. If it was sent to you, ask for it "  \
         "to be sent again."))                                                                     \
    T(EMPTY, "empty", N_("The file is empty."),                                                    \
      N_("Look whether the original has a content, and copy it again."))                           \
    T(ENCRYPTED, "encrypted", N_("The file is protected with a password."),                        \
      N_("Open it with the password, remove the protection, and save it."))                        \
    T(LIMIT, "limit", N_("The file is larger than what can be converted."),                        \
      N_("Divide the document into several, or make its pictures smaller."))                       \
    T(TIMEOUT, "timeout", N_("Converting the file took too long, so it was stopped."),             \
      N_("Divide the document into several, or save it again in the program it was made with. If " \
         "it is not unusually long, show this note to those who look after this computer."))       \
    T(MEMORY, "memory", N_("Converting the file needs more memory than it may have."),             \
      N_("Divide the document into several, or make its pictures smaller."))                       \
    T(CRASH, "crash",                                                                              \
      N_("Converting the file failed because of an error in this program, not of yours."),         \
      N_("Save the document again in the program it was made with, and try once more. If that "    \
         "does not help, show this note to those who look after this computer."))                  \
    T(UNSUPPORTED, "unsupported",                                                                  \
      N_("Files of this kind cannot be converted, only Word documents (.docx) and PDF files."),    \
      N_("Open it in the program it was made with, and save it as a Word document (.docx) or as "  \
         "PDF."))                                                                                  \
    T(OLD_WORD, "old-word", N_("The file was saved in the format of an old version of Word."),     \
      N_("Open it in Word or LibreOffice, choose “Save as”, and there “Word document (.docx)”."))  \
    T(DISGUISED, "disguised", N_("The file is not what its name says."),                           \
      N_("Open it in the program it was made with, and save it as a Word document (.docx) or as "  \
         "PDF; to give it another name is not enough."))                                           \
    T(LINK, "link", N_("This is only a link to a file, not the file itself."),                     \
      N_("Put a copy of the file itself there, and delete the link."))                             \
    T(ARCHIVE, "archive", N_("Nothing in this archive can be converted."),                         \
      N_("Open the archive and look what it holds. Word documents (.docx) and PDF files can be "   \
         "converted."))

/** RftTrouble: RFT_TROUBLE_… of the table. */
typedef enum {
#define RFT_TROUBLE_ID(id, name, wrong, advice) RFT_TROUBLE_##id,
    RFT_TROUBLES(RFT_TROUBLE_ID)
#undef RFT_TROUBLE_ID
        RFT_N_TROUBLES
} RftTrouble;

/** rft_trouble_name: Returns: (transfer none): as it stands in the ledger. */
const char *rft_trouble_name(RftTrouble trouble);
/** rft_trouble_from_name: Returns: %RFT_TROUBLE_DAMAGED when there is none called @name. */
RftTrouble rft_trouble_from_name(const char *name);
/** rft_trouble_wrong, rft_trouble_advice: Returns: (transfer none): in the user's language. */
const char *rft_trouble_wrong(RftTrouble trouble);
const char *rft_trouble_advice(RftTrouble trouble);

/** rft_trouble_of_verdict: Returns: what a conversion that ended with @verdict met. */
RftTrouble rft_trouble_of_verdict(RftVerdict verdict);
/** rft_trouble_verdict: Returns: the verdict of @trouble, for those who count. */
RftVerdict rft_trouble_verdict(RftTrouble trouble);
/** rft_trouble_of_name: Returns: what is wrong with a file called @name that is not read. */
RftTrouble rft_trouble_of_name(const char *name);

/** rft_passing: Returns: (transfer none): in the user's language, what @failed, an errno that may
 * pass by itself, is about. */
const char *rft_passing(int failed);

/**
 * RftNote: what stands beside a file that was not converted.
 * @name: of the file
 * @inbox: the folder's name, as people see it
 * @stays: whether the file is still there
 * @reason, @lost: what the converter said
 * @time: seconds since 1970
 */
typedef struct {
    const char *name;
    const char *inbox;
    RftTrouble trouble;
    bool stays;
    const char *reason;
    const char *lost;
    gint64 time;
} RftNote;

/** rft_note_text: Returns: (transfer full): lines of at most 76 columns, UTF-8. */
char *rft_note_text(const RftNote *note);

/** rft_left_text: Returns: (transfer full): the note that of the archive @name the members @left
 * (array zero-terminated=1), the first of @n, were not taken. */
char *rft_left_text(const char *name, const char *const *left, guint n);

/** rft_same_text: Returns: (transfer full): the note that @name is the same as @before, of which
 * there is @output since @time. */
char *rft_same_text(const char *name, const char *before, const char *output, gint64 time);
