/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/registry.h"

#include "core/identify.h"

static bool
has_name(const ReferatFilter *filter, const char *name)
{
    if (g_ascii_strcasecmp(filter->info.name, name) == 0)
        return true;
    for (size_t i = 0; filter->info.extensions[i] != NULL; i++)
        if (g_ascii_strcasecmp(filter->info.extensions[i], name) == 0)
            return true;
    return false;
}

const ReferatFilter *
rft_filter_for_name(const char *name)
{
    for (size_t i = 0; rft_filters[i] != NULL; i++)
        if (has_name(rft_filters[i], name))
            return rft_filters[i];
    return NULL;
}

const ReferatFilter *
rft_filter_for_content(const ReferatProbe *probe, GError **error)
{
    const ReferatFilter *best = NULL;
    int best_bid = 0;
    ReferatSniff known = {0, NULL, REFERAT_ERROR_FORMAT};

    /* magic numbers of what is certainly no input of ours come first: a zip may hide in a .doc */
    rft_identify(probe, &known);
    for (size_t i = 0; known.what == NULL && rft_filters[i] != NULL; i++) {
        ReferatSniff sniff = {0, NULL, REFERAT_ERROR_FORMAT};
        if (rft_filters[i]->sniff == NULL)
            continue;
        rft_filters[i]->sniff(probe, &sniff);
        if (sniff.bid > best_bid) {
            best_bid = sniff.bid;
            best = rft_filters[i];
        } else if (sniff.what != NULL && best == NULL) {
            known = sniff;
        }
    }
    if (best != NULL)
        return best;
    if (known.what == NULL)
        rft_identify_rest(probe, &known);
    const char *what = known.what != NULL ? known.what : REFERAT_TEXT("a file of an unknown kind");
    g_autofree char *text = g_strdup_printf("this is %s", what);
    /* TRANSLATORS: %s is one of the kinds of files, such as "an Excel workbook" */
    g_autofree char *localised =
        g_strdup_printf(referat_translate("this is %s"), referat_translate(what));
    (void)referat_set_error_text(error, known.code, text, localised);
    return NULL;
}
