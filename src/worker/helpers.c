/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "worker/helpers.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

enum { MOST_STARTS = 200, MOST_ARGUMENTS = 512 };

/* Only our own programs, only options of letters and numbers. */
static bool
is_harmless(const RftPacket *packet)
{
    const char *program = rft_packet_string(packet, 0);

    if (!g_str_has_prefix(program, "referat-") ||
        strspn(program, "abcdefghijklmnopqrstuvwxyz-") != strlen(program))
        return false;
    for (unsigned i = 1; i < MOST_ARGUMENTS; i++) {
        const char *argument = rft_packet_string(packet, i);
        if (*argument == '\0')
            return true;
        if (!g_str_has_prefix(argument, "--") ||
            strspn(argument, "abcdefghijklmnopqrstuvwxyz-=0123456789:.") != strlen(argument))
            return false;
    }
    return false;
}

static int
free_slot(const RftHelpers *helpers)
{
    for (int i = 0; i < RFT_MOST_HELPERS; i++)
        if (helpers->pids[i] == 0 && helpers->handles[i] == 0)
            return i;
    return -1;
}

static void
start(RftHelpers *helpers, int slot, const char *program, const GPtrArray *arguments, int input,
      const char *password, RftHelperPipes *pipes)
{
    const char *const *argv = (const char *const *)arguments->pdata;
    const int handle = rft_nursery_start(helpers->nursery, program, argv, input, password, pipes);

    if (handle >= 0) {
        helpers->handles[slot] = handle + 1;
        return;
    }
    const pid_t pid = rft_helper_spawn(program, argv, input, password, pipes);
    helpers->pids[slot] = pid > 0 ? pid : 0;
}

bool
rft_helpers_start(RftHelpers *helpers, int socket, RftPacket *packet, int input,
                  const char *password)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func(g_free);
    const int slot = free_slot(helpers);
    g_autofree char *program = g_strdup(rft_packet_string(packet, 0));
    RftHelperPipes pipes = RFT_NO_PIPES;

    errno = EPERM;
    if (slot >= 0 && is_harmless(packet) && helpers->starts++ < MOST_STARTS) {
        for (unsigned i = 1; *rft_packet_string(packet, i) != '\0'; i++)
            g_ptr_array_add(arguments, g_strdup(rft_packet_string(packet, i)));
        g_ptr_array_add(arguments, NULL);
        start(helpers, slot, program, arguments, input, password, &pipes);
    }
    packet->number = (uint32_t)MAX(slot, 0);
    packet->code = (uint32_t)errno;
    packet->length = 0;
    const int sent[] = {pipes.output, pipes.requests};
    const bool heard =
        rft_wire_send(socket, packet, sent, pipes.output >= 0 ? G_N_ELEMENTS(sent) : 0);
    rft_pipes_close(&pipes);
    return heard;
}

void
rft_helpers_end(RftHelpers *helpers, uint32_t slot)
{
    if (slot < RFT_MOST_HELPERS && helpers->handles[slot] > 0) {
        rft_nursery_end(helpers->handles[slot] - 1);
        helpers->handles[slot] = 0;
    }
    if (slot >= RFT_MOST_HELPERS || helpers->pids[slot] <= 0)
        return;
    (void)kill(helpers->pids[slot], SIGKILL);
    while (waitpid(helpers->pids[slot], NULL, 0) < 0 && errno == EINTR)
        continue;
    helpers->pids[slot] = 0;
}

void
rft_helpers_end_all(RftHelpers *helpers)
{
    for (uint32_t i = 0; i < RFT_MOST_HELPERS; i++)
        rft_helpers_end(helpers, i);
    helpers->starts = 0;
}
