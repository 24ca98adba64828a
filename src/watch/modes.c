/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/modes.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/vfs.h>

/* Numbers of statfs(2). Where somebody else may write to the same files, events tell of our own
 * changes only; an overlay does not tell of what is done below it. */
static const struct {
    const char *name;
    uint32_t type;
    bool remote;
} kinds[] = {
    {"ext4", 0xEF53, false},         {"xfs", 0x58465342, false},   {"btrfs", 0x9123683E, false},
    {"tmpfs", 0x01021994, false},    {"f2fs", 0xF2F52010, false},  {"zfs", 0x2FC12FC1, false},
    {"vfat", 0x4D44, false},         {"exfat", 0x2011BAB0, false}, {"ntfs3", 0x7366746E, false},
    {"bcachefs", 0xCA451A4E, false}, {"nfs", 0x6969, true},        {"smb", 0x517B, true},
    {"smb2", 0xFE534D42, true},      {"cifs", 0xFF534D42, true},   {"fuse", 0x65735546, true},
    {"9p", 0x01021997, true},        {"afs", 0x5346414F, true},    {"afs", 0x6B414653, true},
    {"coda", 0x73757245, true},      {"ceph", 0x00C36400, true},   {"lustre", 0x0BD00BD0, true},
    {"ocfs2", 0x7461636F, true},     {"gfs2", 0x01161970, true},   {"gpfs", 0x47504653, true},
    {"vboxsf", 0x786F4256, true},    {"vmhgfs", 0xBACBACBC, true}, {"overlay", 0x794C7630, true},
    {"beegfs", 0x19830326, true},    {"panfs", 0xAAD7AAEA, true},  {"ncp", 0x564C, true},
    {"orangefs", 0x20030528, true},
};

RftFileSystem
rft_file_system(int fd)
{
    struct statfs st;

    if (fstatfs(fd, &st) != 0)
        return (RftFileSystem){"unknown file system", false};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
        if (kinds[i].type == (uint32_t)st.f_type)
            return (RftFileSystem){kinds[i].name, kinds[i].remote};
    return (RftFileSystem){"local file system", false};
}
