/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* The files of this folder, as embed.cmake makes them: rft_index_page_css is index-page.css. */

extern const char rft_page_css[];
extern const char rft_report_html_css[];
extern const char rft_index_page_css[];
extern const char rft_index_lately_css[];
extern const char rft_index_page_js[];
