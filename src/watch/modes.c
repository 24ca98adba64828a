/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/modes.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/vfs.h>

/* Numbers of statfs(2). Where somebody else may write to the same files, events tell of our own
 * changes only; an overlay does not tell of what is done below it. */
static const struct {
    uint32_t type;
    const char *name;
    bool remote;
} kinds[] = {
    {0xEF53, "ext4", false},         {0x58465342, "xfs", false},   {0x9123683E, "btrfs", false},
    {0x01021994, "tmpfs", false},    {0xF2F52010, "f2fs", false},  {0x2FC12FC1, "zfs", false},
    {0x4D44, "vfat", false},         {0x2011BAB0, "exfat", false}, {0x7366746E, "ntfs3", false},
    {0xCA451A4E, "bcachefs", false}, {0x6969, "nfs", true},        {0x517B, "smb", true},
    {0xFE534D42, "smb2", true},      {0xFF534D42, "cifs", true},   {0x65735546, "fuse", true},
    {0x01021997, "9p", true},        {0x5346414F, "afs", true},    {0x6B414653, "afs", true},
    {0x73757245, "coda", true},      {0x00C36400, "ceph", true},   {0x0BD00BD0, "lustre", true},
    {0x7461636F, "ocfs2", true},     {0x01161970, "gfs2", true},   {0x47504653, "gpfs", true},
    {0x786F4256, "vboxsf", true},    {0xBACBACBC, "vmhgfs", true}, {0x794C7630, "overlay", true},
    {0x19830326, "beegfs", true},    {0xAAD7AAEA, "panfs", true},  {0x564C, "ncp", true},
    {0x20030528, "orangefs", true},
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
