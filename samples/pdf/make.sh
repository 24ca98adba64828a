#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes the PDFs of this folder anew from the samples: as a word processor writes them, with and
# without tags, one in two columns, and one page as a scanner delivers it.
#   samples/pdf/make.sh REFERAT-PACK      needs soffice, pdftoppm and python3
# What is checked in was made with LibreOffice 7.4; other versions break lines elsewhere.
set -u
unset CDPATH
pack=$1
cd -- "$(dirname -- "$0")" || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# print_pdf TAGGED NAME...: prints $work/NAME.docx to $work/NAME.pdf
print_pdf() {
    options="{\"UseTaggedPDF\":{\"type\":\"boolean\",\"value\":\"$1\"},\"ExportBookmarks\":{\"type\":\"boolean\",\"value\":\"$1\"}}"
    shift
    (cd "$work" && soffice --headless "-env:UserInstallation=file://$work/profile" \
        --convert-to "pdf:writer_pdf_Export:$options" "$@" >/dev/null 2>&1)
}

for sample in ../*/docx; do
    name=$(basename "$(dirname "$sample")")
    "$pack" "$sample" "$work/$name.docx" || exit 1
done
print_pdf true "$work"/*.docx || exit 1
for made in "$work"/*.pdf; do mv "$made" "$(basename "$made" .pdf)-tagged.pdf" || exit 1; done
print_pdf false "$work"/*.docx || exit 1
mv "$work"/*.pdf . || exit 1

# two columns: the same minutes with another section
cp -R ../parish/docx "$work/columns" || exit 1
sed -i 's|<w:cols[^>]*/>||; s|</w:sectPr>|<w:cols w:num="2" w:space="400"/></w:sectPr>|' \
    "$work/columns/word/document.xml"
"$pack" "$work/columns" "$work/parish-columns.docx" && print_pdf false "$work/parish-columns.docx" &&
    mv "$work/parish-columns.pdf" . || exit 1

# a scan: the first page as a grey picture, and nothing else
pdftoppm -r 90 -gray -jpeg -jpegopt quality=40 -l 1 -singlefile skannet.pdf "$work/page" || exit 1
python3 scan.py "$work/page.jpg" skannet-scan.pdf
