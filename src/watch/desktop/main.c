/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "po/i18n.h"
#include "watch/desktop/desktop.h"
#include "watch/desktop/notice.h"

typedef struct {
    const char *name;
    int (*run)(char **words);
} Command;

static const Command commands[] = {
    {"notify", rft_desktop_notify},
    {"trash", rft_desktop_trash},
    {"open", rft_desktop_open_command},
    {"convert", rft_desktop_convert},
};

static const char usage[] =
    "usage: referat-desktop notify --summary TEXT --body TEXT [--icon NAME]\n"
    "         [--open FILE --open-label TEXT] [--folder DIR --folder-label TEXT]\n"
    "         [--error FILE --error-label TEXT] [--wait SECONDS]\n"
    "       referat-desktop convert [--to FORMATS] [--wait SECONDS] FILE...\n"
    "       referat-desktop trash FILE...\n"
    "       referat-desktop open FILE\n";

int
main(int argc, char **argv)
{
    /* who started us may have asked for silence, which is not meant for us */
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGCHLD, SIG_DFL);
    rft_speak(NULL);
    rft_notice_find_bus();
    for (size_t i = 0; argc > 1 && i < G_N_ELEMENTS(commands); i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argv + 2);
    const bool asked = argc > 1 && strcmp(argv[1], "--help") == 0;
    const int where = asked ? STDOUT_FILENO : STDERR_FILENO;
    if (write(where, usage, sizeof(usage) - 1) < 0)
        return RFT_DESKTOP_SYSTEM;
    return asked ? RFT_DESKTOP_DONE : RFT_DESKTOP_USAGE;
}
