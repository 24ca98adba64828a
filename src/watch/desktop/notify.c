/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "po/i18n.h"
#include "watch/desktop/desktop.h"
#include "watch/desktop/notice.h"

/* `referat-desktop notify`: what a folder watcher has to say. */

enum { MOST_ACTIONS = 4 };

typedef struct {
    const char *open, *open_label;
    const char *folder, *folder_label;
    const char *error, *error_label;
} Given;

static void
add(RftNotice *notice, RftNoticeAction *actions, const char *id, const char *label,
    const char *path)
{
    if (path != NULL)
        actions[notice->n_actions++] = (RftNoticeAction){id, label, path};
}

static const char *
either(const char *given, const char *usual)
{
    return given != NULL ? given : usual;
}

static void
add_actions(RftNotice *notice, RftNoticeAction *actions, const Given *given)
{
    const char *main_path = either(given->open, either(given->folder, given->error));

    add(notice, actions, "default", _("Open"), main_path);
    add(notice, actions, "open", either(given->open_label, _("Open")), given->open);
    add(notice, actions, "folder", either(given->folder_label, _("Open the folder")),
        given->folder);
    add(notice, actions, "error", either(given->error_label, _("Show what was wrong")),
        given->error);
    notice->actions = actions;
}

int
rft_desktop_notify(char **words)
{
    RftNoticeAction actions[MOST_ACTIONS];
    RftNotice notice = {.icon = "x-office-document", .seconds = RFT_NOTICE_SECONDS};
    Given given = {0};
    const char *seconds = NULL;
    const RftDesktopOption options[] = {{"summary", &notice.summary},
                                        {"body", &notice.body},
                                        {"icon", &notice.icon},
                                        {"open", &given.open},
                                        {"open-label", &given.open_label},
                                        {"folder", &given.folder},
                                        {"folder-label", &given.folder_label},
                                        {"error", &given.error},
                                        {"error-label", &given.error_label},
                                        {"wait", &seconds},
                                        {NULL, NULL}};
    char **rest = rft_desktop_parse(words, options);

    if (rest == NULL || !rft_desktop_seconds(seconds, &notice.seconds))
        return RFT_DESKTOP_USAGE;
    if (*rest != NULL || notice.summary == NULL || notice.body == NULL) {
        rft_desktop_tell("notify needs --summary and --body, and takes nothing but options");
        return RFT_DESKTOP_USAGE;
    }
    add_actions(&notice, actions, &given);
    if (rft_notice_show(&notice) != RFT_NOTICE_NO_SERVER)
        return RFT_DESKTOP_DONE;
    rft_desktop_tell(_("nobody shows notifications on this desktop"));
    return RFT_DESKTOP_AGAIN;
}
