/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/plan/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bulk/plan/archive.h"
#include "bulk/record.h"

/* Names are bytes; nothing is opened that could hang (a fifo) or do something (a device). */

enum { DEEPEST = 200 /* folders in folders: each costs a descriptor */ };

/** FILES_OF_OUR_OWN: what a run that was killed may leave below its output. */
#define FILES_OF_OUR_OWN ".referat-"

typedef struct {
    dev_t device;
    ino_t inode;
} Place;

typedef struct {
    RftPlan *plan;
    const RftBulkOptions *options;
    const RftBeat *beat;
    GError *stopped;     /* (nullable) */
    GHashTable *visited; /* of Place: folders, where links are followed */
    Place out, state;    /* not to be walked into */
    bool beside;         /* outputs come to stand beside inputs: they are none */
    GString *path;       /* of what is looked at */
    size_t root;         /* bytes of the path that are not part of the name */
} Walk;

static guint
place_hash(gconstpointer key)
{
    const Place *place = key;

    return (guint)(place->inode * 31 + place->device);
}

static gboolean
place_equal(gconstpointer a, gconstpointer b)
{
    const Place *x = a;
    const Place *y = b;

    return x->device == y->device && x->inode == y->inode;
}

static Place
place_of(const char *path)
{
    struct stat st;

    if (path == NULL || stat(path, &st) != 0)
        return (Place){0, 0};
    return (Place){st.st_dev, st.st_ino};
}

static bool
is_place(const Place *place, const struct stat *st)
{
    return place->inode != 0 && place->device == st->st_dev && place->inode == st->st_ino;
}

static int64_t
nanoseconds(const struct stat *st)
{
    return (int64_t)st->st_mtim.tv_sec * INT64_C(1000000000) + st->st_mtim.tv_nsec;
}

/* ---- which files ---- */

/* A pattern with a slash is meant for the whole name, any other for its last part. */
static bool
matches(const char *const *patterns, const char *name)
{
    const char *slash = strrchr(name, '/');
    const char *base = slash != NULL ? slash + 1 : name;

    for (size_t i = 0; patterns != NULL && patterns[i] != NULL; i++) {
        const bool whole = strchr(patterns[i], '/') != NULL;
        if (fnmatch(patterns[i], whole ? name : base, whole ? FNM_PATHNAME : 0) == 0)
            return true;
    }
    return false;
}

static bool
has_patterns(const char *const *patterns)
{
    return patterns != NULL && patterns[0] != NULL;
}

/* What we would write there ourselves, and nobody reads. */
static bool
is_output(const RftBulkOptions *options, const char *base)
{
    const char *dot = strrchr(base, '.');
    ReferatFormat format;

    if (dot == NULL || !referat_format_for_name(dot + 1, &format) || format.readable)
        return false;
    for (size_t i = 0; options->formats[i] != NULL; i++)
        if (g_str_equal(options->formats[i], format.name))
            return true;
    return false;
}

static bool
is_left_out(const Walk *walk, const char *name)
{
    const char *slash = strrchr(name, '/');
    const char *base = slash != NULL ? slash + 1 : name;

    return g_str_has_prefix(base, FILES_OF_OUR_OWN) ||
           (walk->beside && is_output(walk->options, base)) ||
           matches(walk->options->exclude, name);
}

static bool
is_wanted(const Walk *walk, const char *name, int64_t mtime)
{
    const RftBulkOptions *options = walk->options;

    if (has_patterns(options->include) && !matches(options->include, name))
        return false;
    if (options->since > 0 && mtime < options->since * INT64_C(1000000000))
        return false;
    return !is_left_out(walk, name);
}

/* What is asked of an archive is asked of its members. */
static bool
is_looked_at(const Walk *walk, const char *name, const struct stat *st)
{
    return rft_archive_has_name(name) && S_ISREG(st->st_mode)
               ? !is_left_out(walk, name)
               : is_wanted(walk, name, nanoseconds(st));
}

/* Word processors put these beside a document that is open. */
static bool
is_lock_file(const char *base)
{
    return g_str_has_prefix(base, "~$") || g_str_has_prefix(base, ".~lock.");
}

/* ---- entries ---- */

static void
add(Walk *walk, const char *name, const struct stat *st, bool named, RftVerdict verdict,
    const char *note)
{
    const RftEntry entry = {
        .path = walk->path->str,
        .name = name,
        .size = (uint64_t)MAX(st->st_size, 0),
        .mtime = nanoseconds(st),
        .named = named,
        .verdict = verdict,
        .note = note,
    };

    rft_plan_add(walk->plan, &entry);
}

static void
add_member(Walk *walk, const char *prefix, const RftMember *member, bool named)
{
    static const struct {
        RftVerdict verdict;
        const char *note;
    } told[] = {
        [RFT_MEMBER_FILE] = {RFT_VERDICT_NONE, NULL},
        [RFT_MEMBER_SPECIAL] = {RFT_VERDICT_SKIPPED, "no regular file"},
        [RFT_MEMBER_ENCRYPTED] = {RFT_VERDICT_ENCRYPTED, "encrypted in its archive"},
        [RFT_MEMBER_UNSAFE] = {RFT_VERDICT_DAMAGED, "its name leads out of the archive"},
        [RFT_MEMBER_NESTED] = {RFT_VERDICT_UNSUPPORTED, "an archive in an archive"},
    };
    const bool unsafe = member->kind == RFT_MEMBER_UNSAFE;
    g_autofree char *safe =
        unsafe ? g_strdup_printf("unsafe-%u", member->ordinal) : g_strdup(member->name);
    g_autofree char *name = *prefix != '\0' ? g_strconcat(prefix, "/", safe, NULL) : g_strdup(safe);

    if (!is_wanted(walk, name, member->mtime))
        return;
    const RftEntry entry = {
        .path = walk->path->str,
        .member = member->name,
        .name = name,
        .size = member->size,
        .mtime = member->mtime,
        .ordinal = member->ordinal,
        .named = named,
        .verdict = told[member->kind].verdict,
        .note = told[member->kind].note,
    };
    rft_plan_add(walk->plan, &entry);
}

static bool
goes_on(Walk *walk)
{
    return walk->stopped == NULL && rft_beat(walk->beat, &walk->stopped);
}

/* What an archive cannot tell costs what it would have told, and is a verdict of the archive's. */
static void
add_archive(Walk *walk, int file, const char *prefix, const char *name, const struct stat *st,
            bool named)
{
    g_autoptr(GError) error = NULL;
    RftArchive *archive = rft_archive_open(file, &error);
    RftMember member;

    while (archive != NULL && rft_archive_next(archive, &member, &error) && goes_on(walk))
        add_member(walk, prefix, &member, named);
    rft_archive_free(archive);
    if (error != NULL)
        add(walk, name, st, true, rft_verdict_of_error(error), error->message);
}

/* A regular file at the walk's path. @prefix is what members of an archive are put below. */
static void
add_file(Walk *walk, int folder, const char *base, const char *name, const char *prefix,
         const struct stat *st, bool named)
{
    if (!rft_archive_has_name(name)) {
        add(walk, name, st, named, RFT_VERDICT_NONE, NULL);
        return;
    }
    const int file = openat(folder, base, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (file < 0) {
        add(walk, name, st, named, RFT_VERDICT_IO, rft_reason(errno));
        return;
    }
    add_archive(walk, file, prefix, name, st, named);
    (void)close(file);
}

/* ---- folders ---- */

static void walk_folder(Walk *walk, int folder, unsigned depth);

static bool
note_visit(Walk *walk, const struct stat *st)
{
    Place *place = g_new0(Place, 1);

    *place = (Place){st->st_dev, st->st_ino};
    return g_hash_table_add(walk->visited, place);
}

static void
enter_folder(Walk *walk, int parent, const char *base, const struct stat *st, unsigned depth)
{
    const char *name = walk->path->str + walk->root;

    if (is_place(&walk->out, st) || is_place(&walk->state, st) ||
        g_str_has_prefix(base, FILES_OF_OUR_OWN) || matches(walk->options->exclude, name))
        return;
    if (walk->options->follow && !note_visit(walk, st))
        return; /* been here: a loop, or a second way */
    if (depth >= DEEPEST) {
        add(walk, name, st, false, RFT_VERDICT_LIMIT, "folders too deep in folders");
        return;
    }
    const int folder = openat(parent, base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        add(walk, name, st, false, RFT_VERDICT_IO, rft_reason(errno));
    else
        walk_folder(walk, folder, depth + 1);
}

static void
look_at(Walk *walk, int folder, const char *base, unsigned depth)
{
    const char *name = walk->path->str + walk->root;
    struct stat st;

    if (fstatat(folder, base, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        st = (struct stat){0};
        if (errno != ENOENT) /* gone in the meantime */
            add(walk, name, &st, false, RFT_VERDICT_IO, rft_reason(errno));
        return;
    }
    const bool linked = S_ISLNK(st.st_mode);
    const bool broken = linked && walk->options->follow && fstatat(folder, base, &st, 0) != 0;
    if (S_ISDIR(st.st_mode)) {
        enter_folder(walk, folder, base, &st, depth);
        return;
    }
    if (!is_looked_at(walk, name, &st))
        return;
    if (linked && !walk->options->follow)
        add(walk, name, &st, false, RFT_VERDICT_SKIPPED, "a symbolic link; see --follow");
    else if (broken)
        add(walk, name, &st, false, RFT_VERDICT_SKIPPED, "a symbolic link that leads nowhere");
    else if (!S_ISREG(st.st_mode))
        add(walk, name, &st, false, RFT_VERDICT_SKIPPED, "no regular file");
    else if (is_lock_file(base))
        add(walk, name, &st, false, RFT_VERDICT_SKIPPED, "says that a document is open");
    else
        add_file(walk, folder, base, name, name, &st, false);
}

/* The rest of the folder whose path is so long: what it holds is not known. */
static void
add_unread(Walk *walk, size_t length)
{
    const struct stat st = {0};
    const char *name = length > walk->root ? walk->path->str + walk->root : ".";

    add(walk, name, &st, false, RFT_VERDICT_IO, rft_reason(errno));
}

/* Takes @folder. */
static void
walk_folder(Walk *walk, int folder, unsigned depth)
{
    const size_t length = walk->path->len;
    DIR *entries = fdopendir(folder);
    const struct dirent *entry = NULL;

    if (entries == NULL) {
        add_unread(walk, length);
        (void)close(folder);
        return;
    }
    for (errno = 0; goes_on(walk) && (entry = readdir(entries)) != NULL; errno = 0) {
        if (g_str_equal(entry->d_name, ".") || g_str_equal(entry->d_name, ".."))
            continue;
        g_string_truncate(walk->path, length);
        if (length > 0 && walk->path->str[length - 1] != '/')
            g_string_append_c(walk->path, '/');
        g_string_append(walk->path, entry->d_name);
        look_at(walk, dirfd(entries), entry->d_name, depth);
    }
    g_string_truncate(walk->path, length);
    if (entry == NULL && errno != 0)
        add_unread(walk, length);
    (void)closedir(entries);
}

/* ---- sources ---- */

static bool
cannot(GError **error, const char *path, int number)
{
    g_autofree char *shown = g_filename_display_name(path);

    referat_set_error(error,
                      number == EACCES || number == EPERM ? REFERAT_ERROR_PERMISSION
                                                          : REFERAT_ERROR_NO_INPUT,
                      "%s: %s", shown, g_strerror(number));
    return false;
}

static bool
add_source(Walk *walk, const char *path, GError **error)
{
    struct stat st;
    g_autofree char *whole = g_canonicalize_filename(path, NULL);
    g_autofree char *base = g_path_get_basename(whole);

    /* who resumes may stand elsewhere */
    g_string_assign(walk->path, whole);
    if (stat(path, &st) != 0)
        return cannot(error, path, errno);
    if (S_ISDIR(st.st_mode)) {
        const int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (folder < 0)
            return cannot(error, path, errno);
        if (walk->options->follow)
            (void)note_visit(walk, &st);
        walk->beside = is_place(&walk->out, &st);
        walk->root = walk->path->len + (g_str_has_suffix(whole, "/") ? 0 : 1);
        walk_folder(walk, folder, 0);
        walk->beside = false;
        return true;
    }
    if (!S_ISREG(st.st_mode))
        add(walk, base, &st, true, RFT_VERDICT_SKIPPED, "no regular file");
    else
        add_file(walk, AT_FDCWD, path, base, "", &st, true);
    return true;
}

/* Where a listed file belongs: below the output as it is below the folder that we stand in, or else
 * below the root of the file system. */
static const char *
name_of_listed(const char *whole)
{
    g_autofree char *here = g_get_current_dir();
    const size_t length = strlen(here);

    if (g_str_has_prefix(whole, here) && whole[length] == '/')
        return whole + length + 1;
    return whole + strspn(whole, "/");
}

static void
add_listed(Walk *walk, const char *path)
{
    struct stat st = {0};
    g_autofree char *whole = g_canonicalize_filename(path, NULL);
    const char *name = name_of_listed(whole);

    g_string_assign(walk->path, whole);
    if (stat(path, &st) != 0)
        add(walk, name, &st, true, RFT_VERDICT_IO, rft_reason(errno));
    else if (S_ISDIR(st.st_mode) || !is_looked_at(walk, name, &st))
        return; /* find(1) lists folders too */
    else if (!S_ISREG(st.st_mode))
        add(walk, name, &st, true, RFT_VERDICT_SKIPPED, "no regular file");
    else
        add_file(walk, AT_FDCWD, path, name, name, &st, true);
}

static bool
add_list(Walk *walk, GError **error)
{
    const RftBulkOptions *options = walk->options;
    const bool standard = g_str_equal(options->files_from, "-");
    FILE *list = standard ? stdin : fopen(options->files_from, "re");
    const int end = options->null_separated ? '\0' : '\n';
    char *line = NULL;
    size_t room = 0;
    ssize_t length = 0;

    if (list == NULL)
        return cannot(error, options->files_from, errno);
    while (goes_on(walk) && (length = getdelim(&line, &room, end, list)) > 0) {
        if (line[length - 1] == (char)end)
            line[--length] = '\0';
        if (length > 0)
            add_listed(walk, line);
    }
    const bool good = ferror(list) == 0;
    free(line);
    if (!standard)
        (void)fclose(list);
    return good || cannot(error, options->files_from, EIO);
}

bool
rft_find_sources(RftPlan *plan, const RftBulkOptions *options, const RftBeat *beat, GError **error)
{
    g_autofree char *state = options->state != NULL ? g_strdup(options->state)
                                                    : g_strconcat(options->out, ".referat", NULL);
    Walk walk = {
        .plan = plan,
        .options = options,
        .beat = beat,
        .visited = g_hash_table_new_full(place_hash, place_equal, g_free, NULL),
        .out = place_of(options->out),
        .state = place_of(state),
        .path = g_string_new(NULL),
    };
    bool good = true;

    for (size_t i = 0; good && options->sources[i] != NULL; i++)
        good = add_source(&walk, options->sources[i], error);
    if (good && options->files_from != NULL)
        good = add_list(&walk, error);
    if (walk.stopped != NULL) {
        g_propagate_error(good ? error : NULL, walk.stopped);
        good = false;
    }
    g_hash_table_unref(walk.visited);
    (void)g_string_free(walk.path, TRUE);
    return good;
}
