#!/bin/sh
# An animated sticker by img2webp from frames that ffmpeg writes: img2webp.sh FILE OUT.
set -eu
. "$(dirname "$0")/search.sh"
name=$(basename "$1")
input=$1
frames=$2/${name%.*}.frames
own=$(ffprobe -v error -select_streams v -show_entries stream=r_frame_rate -of csv=p=0 "$1")
extracted=

# extract writes the frames of a rate, once.
extract() {
	[ "$extracted" != "$1" ] || return 0
	rm -rf "$frames"
	mkdir -p "$frames"
	decode "$input" "$1" '' -f image2 -compression_level 1 "$frames/%04d.png"
	extracted=$1
}

encode() {
	extract "$1"
	if [ "$1" = 0 ]; then ms=$((1000 * ${own#*/} / ${own%/*})); else ms=$((1000 / $1)); fi
	img2webp -loop 0 -lossy -m 4 -q "$2" -d "$ms" "$frames"/*.png -o "$3" >/dev/null
}

search "$2/${name%.*}.webp"
rm -rf "$frames"
