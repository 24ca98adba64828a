#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Validates OpenDocument text files against the schemas of ODF 1.3, with jing.  odt-schema.sh FILE.odt...
# Exit 0: valid; 1: findings; 2: jing or the schema is missing.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P) || exit 2
command -v jing >/dev/null || { echo "odt-schema.sh: there is no jing" >&2; exit 2; }
oasis=${REFERAT_CORPUS:-/nonexistent}/validators/schemas/odf1.3
set_schema() {
    if [ -f "$oasis/OpenDocument-v1.3-schema.rng" ]; then
        schema=$oasis/OpenDocument-v1.3-schema.rng manifest=$oasis/OpenDocument-v1.3-manifest-schema.rng flag=-i
        return
    fi
    for file in /usr/share/emacs/*/etc/schema/OpenDocument-schema-v1.3.rnc; do
        [ -f "$file" ] && schema=$file manifest='' flag=-ci && return
    done
    echo "odt-schema.sh: there is no schema of ODF 1.3 here" >&2
    exit 2
}
set_schema
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
python3 "$here/odt-package.py" --extract "$scratch" "$@" >/dev/null
status=0
jing "$flag" "$schema" "$scratch"/*/content.xml "$scratch"/*/styles.xml "$scratch"/*/meta.xml || status=1
if [ -n "$manifest" ]; then
    jing -i "$manifest" "$scratch"/*/manifest.xml || status=1
else
    echo "odt-schema.sh: the schema of manifests is not here; they are not validated"
fi
echo "odt-schema.sh: $# files, status $status"
exit $status
