#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds a release and runs what sanitizers would distort: speed, memory, hostile files with their real limits.
#   release.sh TOP FOLDER
set -u
top=$1 folder=$2
cmake -S "$top" -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Release -DREFERAT_WERROR=ON >"$folder.log" 2>&1 &&
    cmake --build "$folder" --target referat referat-pdf referat-pack test-limit test-worker >>"$folder.log" 2>&1 || {
    tail -n 20 "$folder.log"
    exit 1
}
python3 "$top/tests/corpus/speed.py" "$folder/bin/referat" "$folder/bin/test-limit" || exit 1
python3 "$top/tests/corpus/share.py" "$folder/bin/referat"
case $? in 0 | 77) ;; *) exit 1 ;; esac
"$folder/bin/test-worker" -q || exit 1
exec python3 "$top/tests/hostile/run.py" "$folder/bin/referat"
