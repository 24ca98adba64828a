#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Installs the test tools, builds referat with the address and undefined-behaviour sanitizers in
# build-test/, runs the tests and closes with ctest's summary and status.
#   tests/run.sh [ARGUMENT OF CTEST...]          for example: -L offline, -R docx, -LE slow
# What cannot run here (validators from npm without a network, a browser that the distribution does
# not have) is left out by label, after a line that says so.
set -u
unset CDPATH
cd -- "$(dirname -- "$0")/.." || exit 1

step() {
    echo "==> $*"
}

step "Looking for the test tools"
sh tests/tools/install.sh @build @test || exit 1

step "Building with sanitizers in build-test/"
mkdir -p build-test && log=build-test/run.log || exit 1
{
    cmake -S . -B build-test -G Ninja -DCMAKE_BUILD_TYPE=Debug -DREFERAT_SANITIZE=ON &&
        cmake --build build-test --parallel
} >"$log" 2>&1 || {
    grep -n -E 'error|Error|FAILED' "$log" | head -n 20 >&2
    tail -n 40 "$log" >&2
    echo "tests/run.sh: the build failed; all of its output is in $log" >&2
    exit 1
}
grep -E 'warning:' "$log" | sort -u | head -n 20

# The labels asked for with -L: without "network" among them no validator is needed.
asked='' exclude='' previous=''
for arg in "$@"; do
    case $previous in
    -L | --label-regex) asked="$asked $arg" ;;
    -LE | --label-exclude) exclude="${exclude:+$exclude|}$arg" ;;
    esac
    previous=$arg
done

leave_out() {
    exclude="${exclude:+$exclude|}$1"
}

case $asked in
*offline*) ;;
*)
    step "Setting up the validators"
    if ! sh tests/validators/setup.sh; then
        step "The validators could not be set up: leaving out the tests labelled 'network'"
        leave_out network
    elif ! sh tests/validators/node.sh a11y.mjs --which >/dev/null 2>&1; then
        step "There is no Chromium here: leaving out the tests labelled 'browser'"
        leave_out browser
    fi
    ;;
esac

# ctest wants all of several -LE to match, so there is to be one: it replaces those given.
if [ -n "$exclude" ]; then
    previous='' count=$#
    while [ "$count" -gt 0 ]; do
        arg=$1
        shift
        case $previous,$arg in
        -LE,* | --label-exclude,*) ;;
        *,-LE | *,--label-exclude) ;;
        *) set -- "$@" "$arg" ;;
        esac
        previous=$arg count=$((count - 1))
    done
    set -- "$@" -LE "$exclude"
fi

step "ctest --test-dir build-test $*"
exec ctest --test-dir build-test --output-on-failure -j"$(nproc)" "$@"
