#!/bin/sh
# An animated sticker by gif2webp, from a GIF that ffmpeg writes with the source's own colours: gif2webp.sh FILE OUT.
set -eu
. "$(dirname "$0")/search.sh"
name=$(basename "$1")
input=$1
gif=$2/${name%.*}.gif
made=

# convert writes the GIF of a rate, once.
convert() {
	[ "$made" != "$1" ] || return 0
	decode "$input" "$1" ',split[a][b];[a]palettegen=reserve_transparent=1[p];[b][p]paletteuse=dither=none:alpha_threshold=128' -f gif "$gif"
	made=$1
}

encode() {
	convert "$1"
	gif2webp -quiet -lossy -m 4 -q "$2" "$gif" -o "$3"
}

search "$2/${name%.*}.webp"
rm -f "$gif"
