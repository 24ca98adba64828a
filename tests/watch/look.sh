#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The whole path once, on a desktop without a screen, for people to look at (no part of the tests):
# Xvfb, a D-Bus session, dunst, a browser. Drops samples into a folder, photographs the folder's
# notification, chooses "show results" in it and photographs the page that opens.
#   look.sh PROGRAM SAMPLES OUT         OUT/1-folder.png, 2-notification.png, 3-page.png
# Needs xvfb, dbus-daemon, dunst, dunstctl, chromium, imagemagick, xdotool; pcmanfm if it is there.
set -eu
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") samples=$(cd "$2" && pwd) out=$3
mkdir -p "$out"
out=$(cd "$out" && pwd)
if [ -z "${LOOK_INSIDE-}" ]; then
    LOOK_INSIDE=1 exec timeout -k 5 60 xvfb-run -a -s '-screen 0 1100x800x24' dbus-run-session -- sh "$0" "$program" "$samples" "$out"
fi
home=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || :; pkill -f -- "$home" || :; rm -rf "$home"' EXIT
exec 3>&1 >"$out/log" 2>&1
export HOME="$home" XDG_CONFIG_HOME="$home/.config" XDG_DATA_HOME="$home/.local/share" LANG=C.UTF-8
mkdir -p "$XDG_CONFIG_HOME/dunst" "$XDG_DATA_HOME/applications" "$home/Desktop/Referater"
cat >"$XDG_CONFIG_HOME/dunst/dunstrc" <<'CONFIG'
[global]
    font = DejaVu Sans 12
    width = 460
    offset = 40x60
    frame_color = "#004b8d"
    background = "#fdfcfb"
    foreground = "#1a1a1f"
    markup = full
CONFIG
cat >"$XDG_DATA_HOME/applications/browser.desktop" <<CONFIG
[Desktop Entry]
Type=Application
Name=Browser
Exec=chromium --no-sandbox --disable-gpu --no-first-run --user-data-dir=$home/chromium --window-size=1000,760 --window-position=20,20 %u
MimeType=text/html;
CONFIG
printf '[Default Applications]\ntext/html=browser.desktop\n' >"$XDG_CONFIG_HOME/mimeapps.list"
printf '[watch]\ninbox = Indbakke\nconverted = Konverteret\ndone = Færdige\nfailed = Fejlede\n' \
    >"$home/Desktop/Referater/.referat-watch.ini"
openbox &
dunst &
sleep 1
xsetroot -solid '#7a94a8' || :
"$program" watch "$home/Desktop/Referater" --messages "${LOOK_LANGUAGE:-da}" --to html,odt &
sleep 2
cp "$samples/udvalg.docx" "$samples/parish.docx" "$samples/gemeinderat.docx" "$home/Desktop/Referater/Indbakke/"
printf 'no document' >"$home/Desktop/Referater/Indbakke/dagsorden.docx"
if command -v pcmanfm >/dev/null 2>&1; then
    pcmanfm --no-desktop "$home/Desktop/Referater" &
    sleep 1.5
    timeout 10 import -window root "$out/1-folder.png"
fi
i=0
while [ "$(dunstctl count displayed)" -lt 1 ] && [ "$i" -lt 100 ]; do sleep 0.1 && i=$((i + 1)); done
sleep 0.5
timeout 10 import -window root "$out/2-notification.png"
dunstctl action
sleep 8
timeout 10 import -window root "$out/3-page.png"
ls -R "$home/Desktop/Referater" >&3
