#!/bin/sh
# The line that everybody types, and where it came out over 16 MB, two passes at the rate that fits.
set -eu
source=$1 out=$2
mkdir -p "$(dirname "$out")"
make() { ffmpeg -nostdin -v error -y -i "$source" -c:v libx264 -profile:v main -bf 0 "$@"; }
make -c:a aac -movflags +faststart "$out"
[ "$(wc -c <"$out")" -gt 16000000 ] || exit 0
: >"$out.over"
seconds=$(ffprobe -v error -show_entries format=duration -of csv=p=0 "$source")
rate=$(awk "BEGIN { printf \"%d\", 16000000 * 8 * 0.97 / $seconds - 128000 }")
make -b:v "$rate" -pass 1 -passlogfile "$out" -an -f mp4 /dev/null
make -b:v "$rate" -pass 2 -passlogfile "$out" -c:a aac -b:a 128k -movflags +faststart "$out"
