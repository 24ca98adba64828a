#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Installs, through apt-get, what is missing of what is asked for, and says what it installs.
#   install.sh NEED...
# NEED is "command:package", "/path/to/file:package" (wildcards allowed) or "@LIST", which stands for
# the lines of LIST.needs in this folder. A leading "?" makes a need optional: where the distribution
# has no such package, that is said and nothing fails.
# Exit 0: all is there; 1: something is missing and could not be installed; 2: usage.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P) || exit 2

usage() {
    sed -n '4,8s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

# present WHAT: is this command, or a file that matches, there?
present() {
    case $1 in
    */*)
        # shellcheck disable=SC2086 # the wildcards are meant
        set -- $1
        [ -e "$1" ]
        ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
    esac
}

must=''
may=''

# need NEED: notes the package of a need that is not met
need() {
    spec=${1#\?}
    what=${spec%:*} package=${spec##*:}
    if [ -z "$what" ] || [ -z "$package" ] || [ "$what" = "$spec" ]; then
        echo "install.sh: not a need: $1" >&2
        exit 2
    fi
    present "$what" && return
    case " $must$may" in *" $package "*) return ;; esac
    case $1 in
    \?*) may="$may$package " ;;
    *) must="$must$package " ;;
    esac
}

[ $# -gt 0 ] || usage
for arg in "$@"; do
    case $arg in
    -*) usage ;;
    @*)
        list=$here/${arg#@}.needs
        [ -r "$list" ] || { echo "install.sh: no such list: $list" >&2; exit 2; }
        while IFS= read -r line; do
            case $line in '' | '#'*) ;; *) need "$line" ;; esac
        done <"$list"
        ;;
    *) need "$arg" ;;
    esac
done
[ -n "$must$may" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    [ -z "$must" ] && exit 0
    echo "Missing here, by their Debian names: $must" >&2
    echo "There is no apt-get on this machine: please install them, then run this again." >&2
    exit 1
fi

# keep_known: leaves out of $may what apt has no package of, and says so
keep_known() {
    wanted=''
    for package in $may; do
        if apt-cache show --no-all-versions "$package" >/dev/null 2>&1; then
            wanted="$wanted$package "
        else
            echo "Not in this distribution, left out: $package"
        fi
    done
    may=$wanted
}

# An optional package that apt does not know is no reason to fetch the package lists on every run.
if [ -z "$must" ] && present '/var/lib/apt/lists/*_Packages*'; then
    keep_known
    [ -n "$may" ] || exit 0
fi

if [ "$(id -u)" -eq 0 ]; then
    as_root=''
elif command -v sudo >/dev/null 2>&1; then
    as_root=sudo
elif [ -z "$must" ]; then
    echo "Not installed, as neither root nor sudo is at hand (optional): $may"
    exit 0
else
    echo "Missing here: $must$may" >&2
    echo "Neither root nor sudo is at hand. Please have them installed, then run this again:" >&2
    echo "    apt-get install --no-install-recommends $must$may" >&2
    exit 1
fi

apt() {
    # </dev/null: packages ask nothing; sudo asks for its password at the terminal all the same
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 \
        -o Dpkg::Use-Pty=0 "$@" </dev/null
}

echo "Installing${as_root:+ through sudo}: $must$may"
apt update || echo "The package lists could not be renewed; trying with those at hand." >&2
keep_known
[ -n "$must$may" ] || exit 0
# shellcheck disable=SC2086 # lists of package names
apt install --no-install-recommends $must $may >/dev/null && exit 0
if [ -n "$may" ]; then
    echo "apt-get could not install all of: $must$may; leaving out $may" >&2
    [ -n "$must" ] || exit 0
    # shellcheck disable=SC2086
    apt install --no-install-recommends $must >/dev/null && exit 0
fi
echo "apt-get could not install: $must" >&2
exit 1
