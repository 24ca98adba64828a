#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes a template of an unpacked one: pack.py FOLDER OUT.ott. The same bytes each time."""
import sys
import zipfile
from pathlib import Path

folder, out = Path(sys.argv[1]), sys.argv[2]
names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob('*') if p.is_file())
names.sort(key=lambda name: name != 'mimetype')         # it stands first, and is not compressed
with zipfile.ZipFile(out, 'w') as package:
    for name in names:
        entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        entry.external_attr = 0o644 << 16
        entry.create_system = 3
        package.writestr(entry, (folder / name).read_bytes(), zipfile.ZIP_STORED if name == 'mimetype' else zipfile.ZIP_DEFLATED)
