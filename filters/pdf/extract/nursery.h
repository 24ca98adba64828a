/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/** XtNurseryFunc: does what the arguments say, and ends the process. */
typedef void (*XtNurseryFunc)(int argc, char **argv);

/**
 * xt_nursery_serve:
 * @socket: keeps messages whole
 *
 * Each message holds arguments that end with NUL, and brings descriptors: standard input, standard
 * output, requests, and a password or none. For each a child is made, which calls @func; the answer
 * brings a descriptor of the child. Ends with the socket. A nursery reads no file itself.
 */
void xt_nursery_serve(int socket, XtNurseryFunc func);
