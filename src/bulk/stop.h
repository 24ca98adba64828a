/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/** rft_stopping: Returns: how often rft_bulk_stop() was called. */
int rft_stopping(void);
