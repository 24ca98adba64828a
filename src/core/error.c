/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <referat/types.h>

#include <libintl.h>
#include <stdarg.h>
#include <string.h>

/* Errors say what they say twice: in English, for journals and programs, and in the language of the
 * process, for people. */

typedef struct {
    char *localised; /* NULL: as the message */
} ReferatErrorPrivate;

static void
referat_error_private_init(ReferatErrorPrivate *own)
{
    own->localised = NULL;
}

static void
referat_error_private_copy(const ReferatErrorPrivate *from, ReferatErrorPrivate *to)
{
    to->localised = g_strdup(from->localised);
}

static void
referat_error_private_clear(ReferatErrorPrivate *own)
{
    g_free(own->localised);
}

G_DEFINE_EXTENDED_ERROR(ReferatError, referat_error)

const char *
referat_translate(const char *text)
{
    return dgettext(REFERAT_TEXT_DOMAIN, text);
}

bool
referat_set_error_text(GError **error, ReferatError code, const char *text, const char *localised)
{
    if (error == NULL)
        return false;
    GError *made = g_error_new_literal(REFERAT_ERROR, (int)code, text);
    if (g_strcmp0(text, localised) != 0)
        referat_error_get_private(made)->localised = g_strdup(localised);
    g_propagate_error(error, made);
    return false;
}

/* What the system says of a failure comes in the language of the process: in the English text it is
 * said again. Returns: (transfer full): @text with the longest of such words replaced. */
static char *
in_english(const char *text)
{
    enum { MOST = 134 /* Linux has as many */ };
    const char *found = NULL;
    int number = 0;

    for (int i = 1; i < MOST; i++) {
        const char *reason = g_strerror(i);
        const char *english = strerrordesc_np(i);
        const char *at =
            english != NULL && !g_str_equal(reason, english) ? strstr(text, reason) : NULL;
        if (at != NULL && (found == NULL || strlen(reason) > strlen(g_strerror(number)))) {
            found = at;
            number = i;
        }
    }
    if (found == NULL)
        return g_strdup(text);
    return g_strdup_printf("%.*s%s%s", (int)(found - text), text, strerrordesc_np(number),
                           found + strlen(g_strerror(number)));
}

bool
referat_set_error_valist(GError **error, ReferatError code, const char *format, va_list arguments)
{
    const char *translated = referat_translate(format);
    va_list again;

    if (error == NULL)
        return false;
    va_copy(again, arguments);
    g_autofree char *as_is = g_strdup_vprintf(format, arguments);
    g_autofree char *text = in_english(as_is);
    g_autofree char *localised = g_strdup_vprintf(translated, again);
    va_end(again);
    return referat_set_error_text(error, code, text, localised);
}

bool
referat_set_error(GError **error, ReferatError code, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)referat_set_error_valist(error, code, format, arguments);
    va_end(arguments);
    return false;
}

const char *
referat_error_get_localised(const GError *error)
{
    g_return_val_if_fail(error != NULL, NULL);
    if (error->domain != REFERAT_ERROR)
        return error->message;
    const ReferatErrorPrivate *own = referat_error_get_private(error);
    return own->localised != NULL ? own->localised : error->message;
}

bool
referat_set_error_behind(GError **error, ReferatError code, const char *where, const GError *cause)
{
    g_autofree char *text = g_strdup_printf("%s: %s", where, cause->message);
    g_autofree char *localised =
        g_strdup_printf("%s: %s", where, referat_error_get_localised(cause));

    return referat_set_error_text(error, code, text, localised);
}
